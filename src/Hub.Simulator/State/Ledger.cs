namespace Hub.Simulator.State;

/// <summary>
/// The simulator's sworn record for tests: which webhooks were sent and acknowledged in which order, and which messages were
/// accepted from the hub. Guarded by the account's gate.
/// </summary>
internal sealed class Ledger
{
    private long acknowledged;

    public List<SentWebhook> Webhooks { get; } = [];
    public List<AcceptedMessage> Accepted { get; } = [];

    public SentWebhook Add(string webhookEventId, string? messageId, string userId, string type, string? text, DateTimeOffset at)
    {
        var entry = new SentWebhook(Webhooks.Count + 1, webhookEventId, messageId, userId, type, text, at);
        Webhooks.Add(entry);
        return entry;
    }

    public void Add(string id, string to, string? text, string type, string mode, string? retryKey, string requestId, DateTimeOffset at, bool arrived) =>
        Accepted.Add(new AcceptedMessage(Accepted.Count + 1, id, to, text, type, mode, retryKey, requestId, at, arrived));

    public void Acknowledge(SentWebhook entry, int status, DateTimeOffset at)
    {
        entry.AckStatus = status;
        // The first 2xx counts; copies and redeliveries do not move it.
        if (status is >= 200 and < 300 && entry.AckNumber is null)
        {
            entry.AckNumber = ++acknowledged;
            entry.AckAt = at;
        }
    }

    public void Clear()
    {
        Webhooks.Clear();
        Accepted.Clear();
        acknowledged = 0;
    }
}

internal sealed record SentWebhook(
    int Number, string WebhookEventId, string? MessageId, string UserId, string Type, string? Text, DateTimeOffset QueuedAt)
{
    /// <summary>waiting, sending, retrying, delivered, failed.</summary>
    public string State { get; set; } = "waiting";
    public int Attempts { get; set; }
    public int? AckStatus { get; set; }
    public DateTimeOffset? AckAt { get; set; }

    /// <summary>1, 2, 3 … in the order in which this account's webhooks were first acknowledged.</summary>
    public long? AckNumber { get; set; }
}

internal sealed record AcceptedMessage(
    int Number, string Id, string To, string? Text, string Type, string Mode, string? RetryKey, string RequestId, DateTimeOffset At, bool Arrived);
