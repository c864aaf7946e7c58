using Hub.Channels;
using Hub.Server.Conversations.WebChat.Sites;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Jobs;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.WebChat.Mail;

/// <summary>
/// Sends a visitor the letter they have asked for: the transcript to a proven address, the link that proves it to any other. The same job is the same letter under the
/// same name, so a repeated attempt shows as one; what is uncertain is not sent again.
/// </summary>
internal sealed class SendVisitorLetter(
    NpgsqlDataSource dataSource, ChannelAccounts accounts, SiteHours hours, VisitorAddresses addresses, WriteTranscript transcripts, HubOptions options, FactSignal signal, TimeProvider time) : IJobHandler
{
    public const string JobKind = "visitor-letter";
    private static readonly TimeSpan AfterRestore = TimeSpan.FromMinutes(1);

    public string Kind => JobKind;

    internal sealed record Data(Guid AddressId);

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        if (await addresses.FindAsync(job.Read<Data>().AddressId, cancellationToken) is not { TranscriptWanted: true } address
            || await accounts.ByIdAsync(address.AccountId, cancellationToken) is not { Active: true } site || await hours.MailOfAsync(site, cancellationToken) is not { } mail)
        {
            return JobOutcome.Finished;
        }

        if (await IsRestoredAsync(cancellationToken))
        {
            return new JobOutcome.Again(AfterRestore, "restored");
        }

        var (subject, text) = address.Verified ? await transcripts.OfAsync(address, site, cancellationToken) : Link(address, site);
        var letter = new OutboundMessage(job.Id, address.Address, text, [])
        {
            ConversationId = job.Id,
            Automatic = true,
            WrittenAt = time.GetUtcNow(),
            Envelope = new OutboundEnvelope(subject, [new Correspondent(address.Address, null)], [], [], null, [], null),
        };
        switch (await accounts.Adapter(mail.Account.Channel).SendAsync(mail.Account, letter, new SendAttempt(job.Id, null, job.Attempts), cancellationToken))
        {
            case SendOutcome.Retry retry:
                return new JobOutcome.Again(retry.After > TimeSpan.Zero ? retry.After : TimeSpan.FromSeconds(30), retry.Code);
            case SendOutcome.Accepted { Refused: [] } when address.Verified:
                await addresses.SentAsync(address.Id, CancellationToken.None);
                await TellAsync(address, CancellationToken.None);
                break;
        }

        return JobOutcome.Finished;
    }

    private (string Subject, string Text) Link(VisitorAddress address, AccountEntry site)
    {
        var link = $"{options.PublicUrl?.ToString().TrimEnd('/')}/widget/confirm?link={addresses.LinkOf(address)}";
        return address.Language == "ja"
            ? ($"メールアドレスの確認（{site.Name}）", $"{site.Name}のチャットで、やり取りの内容をこのメールアドレスに送るよう依頼がありました。\n\n下のページで確認していただくと、お送りします。リンクの有効期限は24時間です。\n{link}\n\nお心当たりがない場合は、このメールを破棄してください。何も送信されません。")
            : ($"Please confirm your e-mail address ({site.Name})", $"Somebody in the chat of {site.Name} asked to have what was said there sent to this address.\n\nConfirm it on this page, and it will be sent. The link holds for 24 hours.\n{link}\n\nIf it was not you, please ignore this letter: nothing will be sent.");
    }

    private async Task<bool> IsRestoredAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT 1 FROM platform.restore WHERE confirmed_at IS NULL LIMIT 1");
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>Agents see that it was sent, and where.</summary>
    private async Task TellAsync(VisitorAddress address, CancellationToken cancellationToken)
    {
        await using var find = dataSource.CreateCommand("SELECT id FROM conversations.conversation WHERE identity_id = $1 ORDER BY number DESC LIMIT 1").With(address.IdentityId);
        if (await find.ExecuteScalarAsync(cancellationToken) is not Guid conversationId)
        {
            return;
        }

        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, conversationId, cancellationToken);
        if (batch.Conversations.TryGetValue(conversationId, out var conversation))
        {
            conversation.AppendActivity(Actor.System, "transcriptSent", new { recipient = address.Address }, batch.Now);
            await batch.CommitAsync(cancellationToken);
            signal.Raise();
        }
    }
}
