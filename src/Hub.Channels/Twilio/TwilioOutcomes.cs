using System.Text.Json;

namespace Hub.Channels.Twilio;

/// <summary>
/// What the answer to a send means. Twilio has no key against repetitions: whenever a message may have been made (time-out, broken connection, 5xx, a 2xx
/// that names none), the outcome is unknown. A 4xx is Twilio's word that there is none.
/// </summary>
internal static class TwilioOutcomes
{
    internal static readonly TimeSpan UntilRepaired = TimeSpan.FromMinutes(1);

    internal static SendOutcome Of(TwilioAnswer answer, int attempt) => answer switch
    {
        { Configured: false } => new SendOutcome.Retry("not_configured", UntilRepaired, PauseAccount: true),
        { Fault: CallFault.NotConnected } => new SendOutcome.Retry(answer.Fault.Code(), Backoff(attempt)),
        { Fault: not CallFault.None } => new SendOutcome.Unknown(answer.Fault.Code()),
        { Succeeded: true } => Read(answer, static root => TwilioReader.Sid(root.Text("sid"))) is { } sid ? new SendOutcome.Accepted(sid) : new SendOutcome.Unknown("bad_answer"),
        { Status: System.Net.HttpStatusCode.TooManyRequests } => new SendOutcome.Retry("rate_limited", answer.RetryAfter ?? Backoff(attempt), PauseAccount: true),
        { Status: System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden } => Refused(answer, attempt, "unauthorized"),
        _ when (int)answer.Status >= 500 => new SendOutcome.Unknown($"http_{(int)answer.Status}"),
        _ => Refused(answer, attempt, $"http_{(int)answer.Status}"),
    };

    /// <summary>The number in Twilio's error body, or null.</summary>
    internal static int? Number(TwilioAnswer answer) => Read(answer, static root => root.Whole("code")) is { } code and > 0 and < 1_000_000 ? (int)code : null;

    private static SendOutcome Refused(TwilioAnswer answer, int attempt, string otherwise)
    {
        var number = Number(answer);
        var code = number is { } known ? TwilioErrors.Code(known) : otherwise;

        // What is wrong with the account is no message's fault: it waits until somebody has put it right.
        return code is "unauthorized" or "account_suspended" ? new SendOutcome.Retry(code, UntilRepaired, PauseAccount: true)
            : number is { } temporary && TwilioErrors.Kind(temporary) == TwilioErrorKind.Temporary ? new SendOutcome.Retry(code, answer.RetryAfter ?? Backoff(attempt), PauseAccount: code == "rate_limited")
            : new SendOutcome.Rejected(code);
    }

    private static TimeSpan Backoff(int attempt) => TimeSpan.FromSeconds(Math.Min(300, 1 << Math.Clamp(attempt, 1, 9)));

    internal static T? Read<T>(TwilioAnswer answer, Func<JsonElement, T?> read)
    {
        try
        {
            using var document = JsonReading.Parse(answer.Body);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            return default;
        }
    }
}
