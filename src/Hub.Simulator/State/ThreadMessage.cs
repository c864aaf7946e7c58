using System.Text.Json.Nodes;

namespace Hub.Simulator.State;

/// <summary>One line on a phone: written by its user (<c>from: phone</c>) or received from the hub (<c>from: hub</c>).</summary>
internal sealed class ThreadMessage
{
    public required string Id { get; init; }
    public required string UserId { get; init; }
    public required string From { get; init; }

    /// <summary>Who of a group wrote it.</summary>
    public string? AuthorId { get; init; }
    public required string Type { get; init; }

    /// <summary>The message object as LINE's API or webhook carries it.</summary>
    public required JsonObject Content { get; init; }
    public required DateTimeOffset At { get; init; }
    public string? Mode { get; init; }
    public string? RetryKey { get; init; }
    public string? RequestId { get; init; }
    public bool NotificationDisabled { get; init; }

    /// <summary>Of the bytes kept in the content store; null for what has none.</summary>
    public string? ContentType { get; init; }
    public bool Unsent { get; set; }
    public bool ReadByHub { get; set; }
    public WebhookTrace? Webhook { get; set; }
}

/// <summary>What became of the webhook that told the hub about a line.</summary>
/// <param name="Status">waiting, sending, retrying, delivered, failed.</param>
internal sealed record WebhookTrace(string WebhookEventId, string Status, int Attempts, int? HttpStatus);
