using System.Text.Json;
using Hub.Channels;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Platform;

namespace Hub.Server.Conversations;

/// <summary>
/// A conversation while its head is locked: the one place that decides what a change means. Changes are collected here and written together by
/// <see cref="ConversationBatch"/>, with their facts, in the transaction that holds the lock.
/// </summary>
internal sealed class ConversationState
{
    private static readonly TimeSpan SpamKept = TimeSpan.FromDays(30);

    public required Guid Id { get; init; }
    /// <summary>Null when no channel account stands behind it: a call, letter or visit that somebody wrote down.</summary>
    public required Guid? AccountId { get; init; }
    public required string Channel { get; init; }
    public required Guid BrandId { get; init; }
    /// <summary>Null when there is nobody to write to; see <see cref="AccountId"/>.</summary>
    public required Guid? IdentityId { get; init; }
    public required Guid CustomerId { get; set; }
    public Guid? PreviousId { get; init; }
    public bool IsNew { get; init; }

    /// <summary>One of several that may be open with the same person.</summary>
    public bool Threaded { get; init; }

    /// <summary>The customer's conversation about which somebody else is asked here.</summary>
    public Guid? SideOf { get; init; }

    /// <summary>The conversation in which this one goes on.</summary>
    public Guid? MergedInto { get; set; }

    /// <summary>Of a new one only; written once.</summary>
    public string? Subject { get; set; }

    /// <summary>Of a new one only: the conversation it may belong to, for a person to decide.</summary>
    public Guid? SuggestedId { get; set; }

    public string? SuggestedBy { get; set; }

    /// <summary>Other addresses of the customer that take part.</summary>
    public Guid[] Joined { get; set; } = [];

    /// <summary>Joined with this change; threaded: of a channel whose people have several conversations.</summary>
    public List<(Guid IdentityId, bool Threaded)> NewlyJoined { get; } = [];

    public List<Guid> Left { get; } = [];

    public ConversationStatus Status { get; set; }
    public Guid? OwnerId { get; set; }
    public Guid? TeamId { get; set; }
    public int Version { get; set; }
    public int LastNumber { get; set; }
    public DateTimeOffset LastActivityAt { get; set; }
    public DateTimeOffset? WaitingSince { get; set; }
    public int Unread { get; set; }
    public int Attention { get; set; }
    public Guid? StateId { get; set; }
    public DateTimeOffset? DueAt { get; set; }
    public DateTimeOffset? ResolvedAt { get; set; }
    public Guid? ResolvedStateId { get; set; }
    public DateTimeOffset? ReopenedAt { get; set; }
    public int Reopens { get; set; }
    public string[] Tags { get; set; } = [];
    public MessagePreview? Preview { get; set; }
    public string? ReplyHandle { get; set; }
    public DateTimeOffset? ReplyHandleAt { get; set; }

    /// <summary>Replies waiting for their time.</summary>
    public int Scheduled { get; set; }

    /// <summary>Who asks a supervisor for help, until one has come.</summary>
    public Guid? HelpBy { get; set; }
    public DateTimeOffset? HelpAt { get; set; }

    public List<NewMessage> NewMessages { get; } = [];
    public List<int> ChangedMessages { get; } = [];
    public bool Touched { get; private set; }

    /// <summary>Who could see it before the change, since the live view tells those who no longer can; and its status then.</summary>
    public (Guid? OwnerId, Guid? TeamId, ConversationStatus Status) Before { get; private set; }

    /// <summary>Whether nothing changed but what every message changes, so that a shorter statement writes it.</summary>
    public bool OnlyGrew => before == Rare;

    private RarelyChanged Rare => new(Status, OwnerId, TeamId, StateId, DueAt, ResolvedAt, ResolvedStateId, ReopenedAt, Reopens, Attention, Scheduled, HelpAt, Tags);

    private RarelyChanged before;

    public void Remember() => (Before, before) = ((OwnerId, TeamId, Status), Rare);

    public void Touch()
    {
        if (!Touched)
        {
            Touched = true;
            Version++;
        }
    }

    /// <summary>Appends with the next number. A customer's message reopens, starts the waiting clock and counts as unread; an agent's or a bot's answer
    /// stops it. What the hub says by itself answers nothing: it neither stops the clock nor hides the customer's words in the list.</summary>
    /// <param name="quiet">A machine wrote it on its own: nobody waits for an answer, and it hides nothing in the list.</param>
    public NewMessage Append(
        MessageKind kind, Actor sender, JsonElement content, string contentType, string? text, DateTimeOffset at, Guid? id = null, DateTimeOffset? providerAt = null, bool quiet = false)
    {
        Touch();
        var message = new NewMessage(++LastNumber, id, kind, sender, at, providerAt, content);
        NewMessages.Add(message);
        var automatic = kind == MessageKind.Outbound && sender.Type == SenderType.System;
        if (kind is not MessageKind.Activity && !automatic && (!quiet || Preview is null))
        {
            LastActivityAt = at > LastActivityAt ? at : LastActivityAt;
            Preview = MessagePreview.Of(message.Number, kind, sender.Type, contentType, text, at);
        }

        switch (kind)
        {
            case MessageKind.Inbound when quiet || Status == ConversationStatus.Spam:
                break;
            case MessageKind.Inbound:
                WaitingSince ??= at;
                Unread++;
                break;
            case MessageKind.Outbound when automatic:
                break;
            case MessageKind.Outbound:
                WaitingSince = null;
                ReopenedAt = null;
                Unread = 0;
                break;
            case MessageKind.Note or MessageKind.Activity:
                break;
        }

        return message;
    }

    public NewMessage AppendActivity(Actor by, string activity, object? data, DateTimeOffset at) =>
        Append(MessageKind.Activity, by, ActivityContent.Create(activity, data), "activity", null, at);

    /// <summary>Back to open; says nothing when it is open already, and spam stays spam for its sender. A customer's reopening can be undone while nobody has acted on it.</summary>
    /// <param name="why">Goes into the activity.</param>
    public bool Reopen(Actor by, DateTimeOffset at, object? why = null)
    {
        if (Status == ConversationStatus.Open || (Status == ConversationStatus.Spam && by.Type == SenderType.Customer))
        {
            return false;
        }

        var byCustomer = by.Type == SenderType.Customer && Status == ConversationStatus.Resolved;
        var activity = Status switch
        {
            ConversationStatus.Resolved => "reopened",
            ConversationStatus.Spam => "notSpam",
            _ => "woke",
        };
        Set(ConversationStatus.Open, stateId: null, dueAt: null);
        if (byCustomer)
        {
            ReopenedAt = at;
            Reopens++;
        }

        AppendActivity(by, activity, why, at);
        return true;
    }

    /// <summary>What a person sets: a status, a state inside it, a date to come back. Says nothing when all is so already.</summary>
    public bool ChangeStatus(Actor by, ConversationStatus status, Guid? stateId, DateTimeOffset? dueAt, DateTimeOffset at)
    {
        if (status == Status && stateId == StateId && dueAt == DueAt)
        {
            return false;
        }

        if (status == ConversationStatus.Open && Status != ConversationStatus.Open)
        {
            Reopen(by, at);
            StateId = stateId;
            return true;
        }

        Set(status, stateId, dueAt);
        if (status.IsClosed())
        {
            WaitingSince = null;
            Unread = 0;
        }

        if (status == ConversationStatus.Resolved)
        {
            (ResolvedAt, ResolvedStateId) = (at, stateId);
        }

        AppendActivity(by, ActivityOf(status), new { until = dueAt, stateId }, at);
        return true;
    }

    public bool Resolve(Actor by, DateTimeOffset at) => Status != ConversationStatus.Resolved && ChangeStatus(by, ConversationStatus.Resolved, null, null, at);

    /// <summary>Spam is kept for a while and then deleted; the date stands where others have the one to come back.</summary>
    public bool MarkSpam(Actor by, DateTimeOffset at) => Status != ConversationStatus.Spam && ChangeStatus(by, ConversationStatus.Spam, null, at + SpamKept, at);

    /// <summary>The customer's words that reopened it were only thanks: as if it had stayed resolved.</summary>
    public bool UndoReopen(Actor by, DateTimeOffset at)
    {
        if (ReopenedAt is null || Status.IsClosed())
        {
            return false;
        }

        Set(ConversationStatus.Resolved, ResolvedStateId, dueAt: null);
        Reopens--;
        WaitingSince = null;
        Unread = 0;
        AppendActivity(by, "onlyThanks", null, at);
        return true;
    }

    private void Set(ConversationStatus status, Guid? stateId, DateTimeOffset? dueAt)
    {
        (Status, StateId, DueAt, ReopenedAt) = (status, stateId, dueAt, null);
        if (status.IsClosed())
        {
            (HelpBy, HelpAt) = (null, null);
        }
    }

    /// <summary>Says nothing when somebody asks already: the first call counts.</summary>
    public bool CallForHelp(Guid by, DateTimeOffset at)
    {
        if (HelpAt is not null)
        {
            return false;
        }

        (HelpBy, HelpAt) = (by, at);
        AppendActivity(Actor.Agent(by), "helpCalled", null, at);
        return true;
    }

    /// <summary>Withdrawn by whoever called, taken by anybody else.</summary>
    public bool EndHelp(Guid by, DateTimeOffset at)
    {
        if (HelpBy is not { } caller)
        {
            return false;
        }

        (HelpBy, HelpAt) = (null, null);
        AppendActivity(Actor.Agent(by), caller == by ? "helpWithdrawn" : "helpTaken", null, at);
        return true;
    }

    private static string ActivityOf(ConversationStatus status) => status switch
    {
        ConversationStatus.Open => "stateChanged",
        ConversationStatus.Snoozed => "snoozed",
        ConversationStatus.Resolved => "resolved",
        ConversationStatus.WaitingForCustomer => "waitingForCustomer",
        ConversationStatus.WaitingForOthers => "waitingForOthers",
        ConversationStatus.Spam => "spam",
    };

    public bool Assign(Actor by, Guid? ownerId, Guid? teamId, object names, DateTimeOffset at)
    {
        if (OwnerId == ownerId && TeamId == teamId)
        {
            return false;
        }

        OwnerId = ownerId;
        TeamId = teamId;
        AppendActivity(by, ownerId is null && teamId is null ? "unassigned" : "assigned", names, at);
        return true;
    }

    public bool Tag(Actor by, string[] tags, DateTimeOffset at)
    {
        var added = tags.Except(Tags, StringComparer.Ordinal).ToArray();
        var removed = Tags.Except(tags, StringComparer.Ordinal).ToArray();
        if (added.Length == 0 && removed.Length == 0)
        {
            return false;
        }

        Tags = tags;
        AppendActivity(by, "tagged", new { added, removed }, at);
        return true;
    }

    /// <summary>From now on what comes from this address goes here.</summary>
    public void Join(Guid identityId, bool threaded)
    {
        if (identityId != IdentityId && !Joined.Contains(identityId))
        {
            Joined = [.. Joined, identityId];
            NewlyJoined.Add((identityId, threaded));
            Touch();
        }
    }

    public void Leave(Guid identityId)
    {
        if (Joined.Contains(identityId))
        {
            Joined = [.. Joined.Where(joined => joined != identityId)];
            Left.Add(identityId);
            Touch();
        }
    }

    /// <summary>A message already stored has changed (state, attachment, unsent); the live view reads it again.</summary>
    public void MessageChanged(int number)
    {
        Touch();
        ChangedMessages.Add(number);
    }
}

/// <summary>What an arriving message leaves as it is. Tags are replaced, never changed in place.</summary>
internal readonly record struct RarelyChanged(
    ConversationStatus Status, Guid? OwnerId, Guid? TeamId, Guid? StateId, DateTimeOffset? DueAt, DateTimeOffset? ResolvedAt, Guid? ResolvedStateId, DateTimeOffset? ReopenedAt,
    int Reopens, int Attention, int Scheduled, DateTimeOffset? HelpAt, string[] Tags);

internal sealed record NewMessage(int Number, Guid? Id, MessageKind Kind, Actor Sender, DateTimeOffset At, DateTimeOffset? ProviderAt, JsonElement Content)
{
    public DeliveryState? State => Kind == MessageKind.Outbound ? DeliveryState.Queued : null;

    public IReadOnlyList<AttachmentReference> ToFetch { get; init; } = [];

    /// <summary>Given when it goes or came by another address than the conversation's home.</summary>
    public MessageWay? Way { get; init; }

    /// <summary>How long it waits before its first attempt, so that its author can take it back.</summary>
    public TimeSpan Hold { get; init; }
}

internal sealed record MessagePreview(int Number, MessageKind Kind, SenderType Sender, string ContentType, string? Text, DateTimeOffset At)
{
    private const int Length = 140;

    /// <summary>Cut to what a list shows, never in the middle of a character.</summary>
    public static MessagePreview Of(int number, MessageKind kind, SenderType sender, string contentType, string? text, DateTimeOffset at) => new(
        number, kind, sender, contentType, text is { Length: > Length } ? string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[Length - 1]) ? Length - 1 : Length), "…") : text, at);
}

internal static class ActivityContent
{
    public static JsonElement Create(string activity, object? data) =>
        JsonSerializer.SerializeToElement(new { type = "activity", activity, data = data ?? new { } }, HubJson.Options);
}
