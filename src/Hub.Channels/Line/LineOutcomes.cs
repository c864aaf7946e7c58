using System.Text.Json;

namespace Hub.Channels.Line;

/// <summary>
/// What an answer to reply or push means. A push carries a retry key, so an uncertain attempt may be repeated; a reply does not, so an
/// uncertain one stays unknown. Where certainly nothing was sent both may be tried again, and a reply token that has died meanwhile is
/// refused by LINE, which leads to push by itself.
/// </summary>
internal static class LineOutcomes
{
    private static readonly TimeSpan _untilRepaired = TimeSpan.FromMinutes(1);

    internal static SendOutcome Of(LineAnswer answer, bool isReply, int attempt) => answer.Fault switch
    {
        LineFault.None => OfStatus(answer, isReply, attempt),
        LineFault.NotConfigured or LineFault.Unauthorized => new SendOutcome.Retry(answer.Fault.Code(), _untilRepaired, PauseAccount: true),
        LineFault.TokenUnavailable => new SendOutcome.Retry(answer.Fault.Code(), Backoff(attempt), PauseAccount: true),
        LineFault.NotConnected => new SendOutcome.Retry(answer.Fault.Code(), Backoff(attempt)),
        LineFault.TimedOut or LineFault.ConnectionLost => Uncertain(answer.Fault.Code(), isReply, attempt),
        _ => throw new ArgumentOutOfRangeException(nameof(answer)),
    };

    private static SendOutcome OfStatus(LineAnswer answer, bool isReply, int attempt) => (int)answer.Status switch
    {
        >= 200 and < 300 => Accepted(answer),
        400 => BadRequest(answer, isReply),
        403 => new SendOutcome.Rejected("forbidden"),
        409 when answer.AcceptedBefore => Accepted(answer),
        409 => Uncertain("conflict", isReply: true, attempt),
        413 => new SendOutcome.Rejected("too_large"),
        429 => Throttled(answer, attempt),
        >= 500 => Uncertain($"http_{(int)answer.Status}", isReply, attempt),
        _ => new SendOutcome.Rejected($"http_{(int)answer.Status}"),
    };

    private static SendOutcome BadRequest(LineAnswer answer, bool isReply)
    {
        var message = Message(answer);
        return isReply && Says(message, "invalid reply token") ? new SendOutcome.Rejected("reply_token_invalid", FallBack: true)
            : Says(message, "monthly limit") ? new SendOutcome.Rejected("monthly_limit")
            : Says(message, "failed to send") ? new SendOutcome.Rejected("recipient_refused")
            : new SendOutcome.Rejected("invalid_request");
    }

    /// <summary>Three limits share the status; only the words tell them apart.</summary>
    private static SendOutcome Throttled(LineAnswer answer, int attempt)
    {
        var message = Message(answer);
        return Says(message, "monthly limit") ? new SendOutcome.Rejected("monthly_limit")
            : Says(message, "concurren") ? new SendOutcome.Retry("concurrency_limit", answer.RetryAfter ?? TimeSpan.FromSeconds(1), PauseAccount: true)
            : new SendOutcome.Retry("rate_limited", answer.RetryAfter ?? Backoff(attempt), PauseAccount: true);
    }

    private static SendOutcome Uncertain(string code, bool isReply, int attempt) =>
        isReply ? new SendOutcome.Unknown(code) : new SendOutcome.Retry(code, Backoff(attempt));

    private static TimeSpan Backoff(int attempt) => TimeSpan.FromSeconds(Math.Min(300, 1 << Math.Clamp(attempt, 1, 9)));

    /// <summary>Named by the first bubble, which holds the text: it is the one customers quote.</summary>
    private static SendOutcome.Accepted Accepted(LineAnswer answer) => new(Read(answer, static root => First(root)?.Id("id"))) { QuoteHandle = Read(answer, static root => First(root)?.Text("quoteToken")) };

    private static JsonElement? First(JsonElement root) => root.Child("sentMessages", JsonValueKind.Array) is { } sent && sent.GetArrayLength() > 0 ? sent[0] : null;

    private static string? Message(LineAnswer answer) => Read(answer, static root => root.Text("message"));

    private static bool Says(string? message, string words) => message?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;

    private static string? Read(LineAnswer answer, Func<JsonElement, string?> read)
    {
        try
        {
            using var document = JsonReading.Parse(answer.Body);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            // The status has decided already; a body that cannot be read only costs the detail.
            return null;
        }
    }
}
