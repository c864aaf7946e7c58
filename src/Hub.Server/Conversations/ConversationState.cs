using System.Text.Json;
using Hub.Channels;
using Hub.Server.Platform;

namespace Hub.Server.Conversations;

/// <summary>
/// A conversation while its head is locked: the one place that decides what a change means. Changes are collected here and written together by
/// <see cref="ConversationBatch"/>, with their facts, in the transaction that holds the lock.
/// </summary>
internal sealed class ConversationState
{
    private const int PreviewLength = 140;

    public required Guid Id { get; init; }
    public required Guid AccountId { get; init; }
    public required string Channel { get; init; }
    public required Guid BrandId { get; init; }
    public required Guid IdentityId { get; init; }
    public required Guid CustomerId { get; init; }
    public bool IsNew { get; init; }

    public ConversationStatus Status { get; set; }
    public Guid? OwnerId { get; set; }
    public Guid? TeamId { get; set; }
    public int Version { get; set; }
    public int LastNumber { get; set; }
    public DateTimeOffset LastActivityAt { get; set; }
    public DateTimeOffset? WaitingSince { get; set; }
    public int Unread { get; set; }
    public int Attention { get; set; }
    public DateTimeOffset? SnoozedUntil { get; set; }
    public string[] Tags { get; set; } = [];
    public MessagePreview? Preview { get; set; }
    public string? ReplyHandle { get; set; }
    public DateTimeOffset? ReplyHandleAt { get; set; }

    public List<NewMessage> NewMessages { get; } = [];
    public List<int> ChangedMessages { get; } = [];
    public bool Touched { get; private set; }

    /// <summary>Who could see it before the change, since the live view tells those who no longer can; and its status then.</summary>
    public (Guid? OwnerId, Guid? TeamId, ConversationStatus Status) Before { get; private set; }

    public void Remember() => Before = (OwnerId, TeamId, Status);

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
    public NewMessage Append(MessageKind kind, Actor sender, JsonElement content, string contentType, string? text, DateTimeOffset at, Guid? id = null, DateTimeOffset? providerAt = null)
    {
        Touch();
        var message = new NewMessage(++LastNumber, id, kind, sender, at, providerAt, content);
        NewMessages.Add(message);
        var automatic = kind == MessageKind.Outbound && sender.Type == SenderType.System;
        if (kind is not MessageKind.Activity && !automatic)
        {
            LastActivityAt = at > LastActivityAt ? at : LastActivityAt;
            var preview = text is { Length: > PreviewLength } ? string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[PreviewLength - 1]) ? PreviewLength - 1 : PreviewLength), "…") : text;
            Preview = new MessagePreview(message.Number, kind, sender.Type, contentType, preview, at);
        }

        switch (kind)
        {
            case MessageKind.Inbound:
                WaitingSince ??= at;
                Unread++;
                break;
            case MessageKind.Outbound when automatic:
                break;
            case MessageKind.Outbound:
                WaitingSince = null;
                Unread = 0;
                break;
            case MessageKind.Note or MessageKind.Activity:
                break;
        }

        return message;
    }

    public NewMessage AppendActivity(Actor by, string activity, object? data, DateTimeOffset at) =>
        Append(MessageKind.Activity, by, ActivityContent.Create(activity, data), "activity", null, at);

    /// <summary>Back to open from resolved or snoozed; says nothing when it is open already.</summary>
    public bool Reopen(Actor by, DateTimeOffset at)
    {
        if (Status == ConversationStatus.Open)
        {
            return false;
        }

        var activity = Status == ConversationStatus.Snoozed ? "woke" : "reopened";
        Status = ConversationStatus.Open;
        SnoozedUntil = null;
        AppendActivity(by, activity, null, at);
        return true;
    }

    public bool Resolve(Actor by, DateTimeOffset at)
    {
        if (Status == ConversationStatus.Resolved)
        {
            return false;
        }

        Status = ConversationStatus.Resolved;
        SnoozedUntil = null;
        WaitingSince = null;
        Unread = 0;
        AppendActivity(by, "resolved", null, at);
        return true;
    }

    public void Snooze(Actor by, DateTimeOffset until, DateTimeOffset at)
    {
        Status = ConversationStatus.Snoozed;
        SnoozedUntil = until;
        AppendActivity(by, "snoozed", new { until }, at);
    }

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

    /// <summary>A message already stored has changed (state, attachment, unsent); the live view reads it again.</summary>
    public void MessageChanged(int number)
    {
        Touch();
        ChangedMessages.Add(number);
    }
}

internal sealed record NewMessage(int Number, Guid? Id, MessageKind Kind, Actor Sender, DateTimeOffset At, DateTimeOffset? ProviderAt, JsonElement Content)
{
    public DeliveryState? State => Kind == MessageKind.Outbound ? DeliveryState.Queued : null;

    public IReadOnlyList<AttachmentReference> ToFetch { get; init; } = [];
}

internal sealed record MessagePreview(int Number, MessageKind Kind, SenderType Sender, string ContentType, string? Text, DateTimeOffset At);

internal static class ActivityContent
{
    public static JsonElement Create(string activity, object? data) =>
        JsonSerializer.SerializeToElement(new { type = "activity", activity, data = data ?? new { } }, HubJson.Options);
}
