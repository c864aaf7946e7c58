using Hub.Channels;
using Hub.Channels.Email;
using Hub.Channels.Email.Smtp;
using Hub.Channels.Line;
using Hub.Channels.WebChat;
using Hub.Server.Conversations.Accounts;
using Hub.Server.Conversations.Actions;
using Hub.Server.Conversations.Attachments;
using Hub.Server.Conversations.Attention;
using Hub.Server.Conversations.Audit;
using Hub.Server.Conversations.Bulk;
using Hub.Server.Conversations.Calls;
using Hub.Server.Conversations.Conditions;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.Export;
using Hub.Server.Conversations.FollowUps;
using Hub.Server.Conversations.Forwarding;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Conversations.Joining;
using Hub.Server.Conversations.Live;
using Hub.Server.Conversations.Mailboxes;
using Hub.Server.Conversations.Members;
using Hub.Server.Conversations.Notifications;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Conversations.Outbound.Checks;
using Hub.Server.Conversations.Polling;
using Hub.Server.Conversations.Records;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Conversations.Sides;
using Hub.Server.Conversations.Source;
using Hub.Server.Conversations.Spam;
using Hub.Server.Conversations.Starting;
using Hub.Server.Conversations.Views;
using Hub.Server.Conversations.Vocabulary;
using Hub.Server.Conversations.WebChat;
using Hub.Server.Conversations.WebChat.Forms;
using Hub.Server.Conversations.WebChat.Invitations;
using Hub.Server.Conversations.WebChat.Mail;
using Hub.Server.Conversations.WebChat.Queue;
using Hub.Server.Conversations.WebChat.Sites;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Jobs;
using Hub.Server.Platform.Live;
using Hub.Server.Platform.Outbox;
using Hub.Server.Platform.Web;
using Microsoft.AspNetCore.SignalR;

namespace Hub.Server.Conversations;

/// <summary>Messages in and out, conversations, the live view and the web chat.</summary>
internal static class ConversationsModule
{
    /// <summary>
    /// Reply handles and nonces live for moments and may have been used since the backup; webhooks that waited for a second consumer may have reached it. What waits to be sent stays, and sending is off.
    /// </summary>
    public const string AfterRestore = """
        UPDATE conversations.conversation_head SET reply_handle = NULL, reply_handle_at = NULL WHERE reply_handle IS NOT NULL;
        UPDATE conversations.joined_identity SET reply_handle = NULL WHERE reply_handle IS NOT NULL;
        DELETE FROM conversations.send_pause;
        DELETE FROM conversations.forward;
        DELETE FROM conversations.read_handle;
        DELETE FROM conversations.member_nonce;
        UPDATE conversations.send SET restored = true;
        UPDATE conversations.scheduled_reply SET created_at = least(created_at, clock_timestamp())
        """;

    public static void AddConversations(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(new PartitionedTable("conversations", "delivery", TimeSpan.FromDays(30)));

        // Inbound, in the order a message walks. Recovery starts first: old deliveries go before new ones.
        services.AddSingleton<InboundQueue>();
        services.AddSingleton<RawBodies>();
        services.AddHostedService<PurgeRawBodies>();
        services.AddSingleton<PurgeMemberLinks>().AddHostedService(provider => provider.GetRequiredService<PurgeMemberLinks>());
        services.AddSingleton<PurgeAuthors>().AddHostedService(provider => provider.GetRequiredService<PurgeAuthors>());
        services.AddHostedService<InboundRecovery>();
        services.AddSingleton<DeliveryWriter>().AddHostedService(provider => provider.GetRequiredService<DeliveryWriter>());
        services.AddSingleton<MaskedValues>();
        services.AddSingleton<ScrubDelivery>();
        services.AddSingleton<ReceiveMessage>();
        services.AddSingleton<CallLog>();
        services.AddSingleton<ReportCall>();
        services.AddSingleton<EditMessage>();
        services.AddSingleton<IJobHandler, ConfirmPress>();
        services.AddSingleton<IJobHandler, RefreshAuthor>();
        services.AddSingleton<IJobHandler, ShowRead>();
        services.AddSingleton<ConfirmMemberLink>();
        services.AddSingleton<ApplyInboundEvent>();
        services.AddSingleton<InboundWorker>().AddHostedService(provider => provider.GetRequiredService<InboundWorker>());
        services.AddSingleton<UnheardMessages>();
        services.AddSingleton<SettleUnknown>();
        services.AddSingleton<Reconcile>().AddHostedService(provider => provider.GetRequiredService<Reconcile>());

        // How accounts go.
        services.AddSingleton<AccountTrouble>();
        services.AddSingleton<AccountHealth>();
        services.AddSingleton<CountTraffic>();
        services.AddSingleton<SilenceAlarm>();
        services.AddHostedService<WatchTraffic>();

        // Mailboxes come in by the same door; what was sent is filed there.
        services.AddSingleton<MailboxCursors>();
        services.AddSingleton<MailboxHealth>();
        services.AddSingleton<CollectMail>();
        services.AddSingleton<WatchMailbox>();
        services.AddHostedService<MailboxWorker>();
        services.AddSingleton<IJobHandler, FileSentMail>();
        services.AddSingleton<IMailSender>(provider => ActivatorUtilities.CreateInstance<FilingSender>(provider, ActivatorUtilities.CreateInstance<SmtpSender>(provider)));

        // Providers that are asked for what is new, by the same door too.
        services.AddSingleton<PolledAccounts>();
        services.AddSingleton<PollAccount>();
        services.AddHostedService<PollWorker>();

        // What came in goes on to a second consumer, where there is one.
        services.AddSingleton<ForwardSignal>();
        services.AddSingleton<ForwardQueue>();
        services.AddHostedService<ForwardWebhooks>();

        // Outbound.
        services.AddSingleton<SendBudget>();
        services.AddSingleton<SendReply>();
        services.AddSingleton<StartConversation>();
        services.AddSingleton<Letters>();
        services.AddSingleton<AskSender>();
        services.AddSingleton<ReplyRefusal>();
        services.AddSingleton<ChooseWay>();
        services.AddSingleton<MoveIdentity>();
        services.AddSingleton<IFactHandler, FollowIdentity>();
        services.AddSingleton<ReplyElsewhere>();
        services.AddSingleton<IFactHandler, GiveToSameOwner>();
        services.AddSingleton<AppendReply>();
        services.AddSingleton<SendScheduled>().AddHostedService(provider => provider.GetRequiredService<SendScheduled>());
        services.AddSingleton<SendSignal>();
        services.AddSingleton<SendFailures>();
        services.AddSingleton<SendClaims>();
        services.AddSingleton<HeldMessages>();
        services.AddSingleton<OutboundReader>();
        services.AddSingleton<StartSending>();
        services.AddHostedService<DeliverMessage>();

        // Attachments and actions.
        services.AddSingleton<UploadQuota>();
        services.AddSingleton<UploadStore>();
        services.AddSingleton<SweepUploads>().AddHostedService(provider => provider.GetRequiredService<SweepUploads>());
        services.AddSingleton<UploadCopies>();
        services.AddSingleton<ReplyContexts>();
        services.AddSingleton<IHandover, HandOverConversations>();
        services.AddSingleton<IHandover, HandOverFollowUps>();
        services.AddSingleton<IHandover, HandOverDrafts>();
        services.AddSingleton<IJobHandler, FetchAttachment>();
        services.AddSingleton<IJobHandler, PurgeFiles>();
        services.AddSingleton<MessageReader>();
        services.AddSingleton<ConversationAction>();
        services.AddSingleton<BulkRun>();
        services.AddSingleton<MergeConversations>();
        services.AddSingleton<AskSide>();
        services.AddSingleton<IFactHandler, FollowParent>();
        services.AddSingleton<FormattedMessage>();
        services.AddSingleton<RemoteImage>();
        services.AddSingleton<SplitConversation>();
        services.AddSingleton<VocabularyWriter>();
        services.AddSingleton<ConversationFields>();
        services.AddSingleton<SavedViews>();
        services.AddSingleton<ViewCounts>();
        services.AddSingleton<Blocks>();
        services.AddSingleton<IJobHandler, DeleteFiles>();
        services.AddSingleton<WakeDue>().AddHostedService(provider => provider.GetRequiredService<WakeDue>());

        services.AddHostedService<NotificationSweep>();
        services.AddSingleton<RemindOfNextYear>().AddHostedService(provider => provider.GetRequiredService<RemindOfNextYear>());
        services.AddSingleton<RingFollowUps>().AddHostedService(provider => provider.GetRequiredService<RingFollowUps>());

        // Live view.
        services.AddSignalR(options =>
            {
                options.MaximumReceiveMessageSize = 32 * 1024;
                options.AddFilter<LiveCallLimit>();
                options.AddFilter<LiveCallFaults>();
            })
            .AddJsonProtocol(options => Platform.HubJson.Create(options.PayloadSerializerOptions));
        services.AddSingleton<HubLifetimeManager<DeskHub>, LiveLifetimeManager<DeskHub>>();
        services.AddSingleton<HubLifetimeManager<VisitorHub>, LiveLifetimeManager<VisitorHub>>();
        services.AddSingleton<LiveCallLimit>();
        services.AddSingleton<Presence>();
        services.AddSingleton<BroadcastHints>();
        services.AddSingleton<BroadcastRings>();
        services.AddHostedService<BroadcastConversation>();
        services.AddHostedService<LiveAccessGuard>();
        services.AddHostedService<ShowTyping>();

        // Web chat.
        services.AddSingleton<Visitors>();
        services.AddSingleton<VisitorMessages>();
        services.AddSingleton<VisitorBroadcast>();
        services.AddSingleton<VisitorLimits>();
        services.AddSingleton<VisitorOrigins>();
        services.AddSingleton<ChatSites>();
        services.AddSingleton<SiteHours>();
        services.AddSingleton<VisitorSites>();
        services.AddSingleton<InvitationCounts>().AddHostedService(provider => provider.GetRequiredService<InvitationCounts>());
        services.AddSingleton<VisitorAddresses>();
        services.AddSingleton<WriteTranscript>();
        services.AddSingleton<IJobHandler, SendVisitorLetter>();
        services.AddSingleton<IFactHandler, NoteUnseen>();
        services.AddHostedService<ContinueByMail>();
        services.AddSingleton<QueuePlaces>();
        services.AddHostedService<TellQueue>();
        services.AddSingleton<IFactHandler, KeepVisitorForm>();
        services.AddSingleton<FrameAncestors>(provider => provider.GetRequiredService<VisitorOrigins>().FrameAncestorsAsync);
        services.AddSingleton<VisitorSignals>().AddHostedService(provider => provider.GetRequiredService<VisitorSignals>());
        services.AddHostedService<PresenceOfNodes>();
    }

    public static void MapConversations(this WebApplication app)
    {
        AcceptDelivery.Map(app);
        ReplayParked.Map(app);
        var conversations = app.MapGroup("/api/conversations").WithTags("Conversations");
        ListConversations.Map(conversations);
        FindConversations.Map(conversations);
        GetConversation.Map(conversations);
        SendReply.Map(conversations);
        ListWays.Map(conversations);
        StartConversation.Map(conversations);
        LogConversation.Map(conversations);
        AddLog.Map(conversations);
        GetSending.Map(app);
        StartSending.Map(app);
        AssignConversation.Map(conversations);
        ChangeStatus.Map(conversations);
        ClassifyConversation.Map(conversations);
        CallForHelp.Map(conversations);
        MarkSpam.Map(conversations);
        MergeConversations.Map(conversations);
        AskSide.Map(conversations);
        CheckComposed.Map(conversations);
        GetSticker.Map(app);
        AuthorPicture.Map(conversations);
        ListSides.Map(conversations);
        FormattedMessage.Map(conversations);
        RemoteImage.Map(conversations);
        RawSource.Map(conversations);
        LetterFrame.Map(app);
        EarlierWordings.Map(conversations);
        ExportConversation.Map(conversations);
        ForwardMessage.Map(conversations);
        SplitConversation.Map(conversations);
        Suggestions.Map(conversations);
        ManageBlocks.Map(app);
        CautionCustomer.Map(app);
        EditVocabulary.Map(app);
        TagConversation.Map(conversations, app);
        AddNote.Map(conversations);
        SaveDraft.Map(conversations);
        MarkRead.Map(conversations);
        RetryMessage.Map(conversations);
        SettleSend.Map(conversations);
        var bulk = conversations.MapGroup("/bulk");
        ChangeMany.Map(bulk);
        UndoMany.Map(bulk);
        var views = app.MapGroup("/api/views").WithTags("Views");
        ListViews.Map(views);
        ReadView.Map(views);
        ManageViews.Map(views);
        var followUps = app.MapGroup("/api/follow-ups").WithTags("Follow-ups");
        ListFollowUps.Map(followUps);
        ChangeFollowUp.Map(conversations, followUps);
        CallDesk.Map(app);
        Extensions.Map(app);
        UndoSend.Map(conversations);
        RevealMessage.Map(conversations);
        RedactMessage.Map(conversations);
        ManageScheduled.Map(conversations);
        Files.Map(app);
        CustomerRecord.Map(app);
        var members = app.MapGroup("/api/member-links").WithTags("Member links");
        PrepareMemberLink.Map(members);
        EndMemberLink.Map(members);
        ListAttention.Map(app);
        GetMailbox.Map(app);
        CheckAccount.Map(app);
        ListHealth.Map(app);
        AccountSends.Map(app);
        var notifications = app.MapGroup("/api/notifications").WithTags("Notifications");
        ListNotifications.Map(notifications);
        NotificationSettings.Map(notifications);
        ReadAudit.Map(app);
        ExportAudit.Map(app);
        SeenBy.Map(app);
        CatchUp.Map(app);
        VisitorApi.Map(app);
        ManageSite.Map(app);
        app.MapHub<DeskHub>("/hubs/desk", options => options.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.WebSockets).RequireSignedIn();
        VisitorOrigins.Guard(app.MapHub<VisitorHub>("/hubs/visitor", options => options.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.WebSockets)
            .AuthenticatesItself("The visitor's token in the first call.").WithMetadata(new IgnoresSession()));
    }
}
