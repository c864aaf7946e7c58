namespace Hub.Simulator.Faults;

/// <summary>What goes wrong on request, per account. <c>On</c> is send, profile, content, token or all.</summary>
internal sealed record FaultSettings
{
    /// <summary>Every random decision is drawn from this, so that the same requests meet the same faults.</summary>
    public int Seed { get; init; } = 1;
    public int LatencyMs { get; init; }
    public RefuseFault? Refuse { get; init; }
    public RateLimitFault? RateLimit429 { get; init; }
    public HangUpFault? HangUp { get; init; }
    public SlowContentFault? SlowContent { get; init; }

    /// <summary>Each photo, video, audio or file answers 202 to so many polls first.</summary>
    public int ContentPreparing { get; init; }
    public WebhookFaults Webhook { get; init; } = new();

    public IEnumerable<string> Problems()
    {
        if (LatencyMs is < 0 or > 60_000) yield return "latencyMs must be 0..60000";
        if (ContentPreparing is < 0 or > 1000) yield return "contentPreparing must be 0..1000";
        if (Refuse is { Status: < 400 or > 599 }) yield return "refuse.status must be 400..599";
        if (Refuse is { Share: < 0 or > 1 }) yield return "refuse.share must be 0..1";
        if (Refuse is { Share: null, Next: null }) yield return "refuse needs share or next";
        if (RateLimit429 is { Kind: not ("rate" or "quota" or "concurrency") }) yield return "rateLimit429.kind must be rate, quota or concurrency";
        if (HangUp is { When: not ("before" or "after") }) yield return "hangUp.when must be before or after";
        if (SlowContent is { DelayMs: < 0 or > 600_000 } or { BytesPerSecond: < 0 }) yield return "slowContent must not be negative";
        if (Webhook.Duplicates is < 1 or > 20) yield return "webhook.duplicates must be 1..20";
        if (Webhook.Reorder is < 0 or > 1000) yield return "webhook.reorder must be 0..1000";
        if (Webhook.Batch is < 1 or > 100) yield return "webhook.batch must be 1..100";
        foreach (var on in new[] { Refuse?.On, RateLimit429?.On, HangUp?.On })
        {
            if (on is not (null or "send" or "profile" or "content" or "token" or "all")) yield return "on must be send, profile, content, token or all";
        }
    }
}

/// <summary>Refuse a share of the calls, or the next so many, without doing anything.</summary>
internal sealed record RefuseFault(int Status = 500, double? Share = null, int? Next = null, string On = "send");

/// <summary>429 for the next so many calls; the kind decides LINE's message.</summary>
internal sealed record RateLimitFault(string Kind = "rate", int Next = 1, string On = "send");

/// <summary>Read the request, then close the connection: before doing anything, or after the request was accepted.</summary>
internal sealed record HangUpFault(string When = "before", int Next = 1, string On = "send");

internal sealed record SlowContentFault(int DelayMs = 0, int BytesPerSecond = 0);

/// <param name="RedeliverAlways">Every event comes a second time with isRedelivery.</param>
/// <param name="Duplicates">So many copies of each webhook at the same time.</param>
/// <param name="Reorder">Collect so many events and send them shuffled; 0 keeps the order.</param>
/// <param name="Batch">Put up to so many events into one body.</param>
internal sealed record WebhookFaults(bool RedeliverAlways = false, int Duplicates = 1, int Reorder = 0, int Batch = 1)
{
    public bool Gathers => Reorder > 1 || Batch > 1;
}
