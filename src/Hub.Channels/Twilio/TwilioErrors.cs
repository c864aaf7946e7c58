using System.Collections.Frozen;
using System.Globalization;

namespace Hub.Channels.Twilio;

/// <summary>What an error means for the message. Twilio advises against logic on single codes, since they get split, so there are only four kinds.</summary>
internal enum TwilioErrorKind
{
    /// <summary>The same message to the same number will fail again.</summary>
    Permanent,
    /// <summary>It may work later.</summary>
    Temporary,
    /// <summary>The customer wants no messages.</summary>
    OptedOut,
    /// <summary>Twilio does not know why.</summary>
    Unknown,
}

/// <summary>Twilio's error codes as data (error dictionary, 2026-06). A code that is not listed is <see cref="TwilioErrorKind.Unknown"/>.</summary>
internal static class TwilioErrors
{
    internal static FrozenDictionary<int, (TwilioErrorKind Kind, string Code)> All { get; } = new Dictionary<int, (TwilioErrorKind, string)>
    {
        [20003] = (TwilioErrorKind.Temporary, "unauthorized"),
        [20005] = (TwilioErrorKind.Temporary, "account_suspended"),
        [20404] = (TwilioErrorKind.Permanent, "not_found"),
        [20429] = (TwilioErrorKind.Temporary, "rate_limited"),
        [20503] = (TwilioErrorKind.Temporary, "provider_down"),
        [21211] = (TwilioErrorKind.Permanent, "invalid_number"),
        [21212] = (TwilioErrorKind.Permanent, "wrong_sender"),
        [21217] = (TwilioErrorKind.Permanent, "invalid_number"),
        [21266] = (TwilioErrorKind.Permanent, "own_number"),
        [21408] = (TwilioErrorKind.Permanent, "region_not_enabled"),
        [21602] = (TwilioErrorKind.Permanent, "no_text"),
        [21604] = (TwilioErrorKind.Permanent, "invalid_number"),
        [21606] = (TwilioErrorKind.Permanent, "wrong_sender"),
        [21608] = (TwilioErrorKind.Permanent, "trial_account"),
        [21610] = (TwilioErrorKind.OptedOut, ReceiptReceived.OptedOut),
        [21611] = (TwilioErrorKind.Temporary, "queue_full"),
        [21612] = (TwilioErrorKind.Permanent, "no_route"),
        [21614] = (TwilioErrorKind.Permanent, "not_mobile"),
        [21617] = (TwilioErrorKind.Permanent, "too_long"),
        [21620] = (TwilioErrorKind.Permanent, "invalid_file"),
        [21623] = (TwilioErrorKind.Permanent, "too_many_attachments"),
        [21635] = (TwilioErrorKind.Permanent, "no_files_there"),
        [21703] = (TwilioErrorKind.Permanent, "wrong_sender"),
        [30001] = (TwilioErrorKind.Temporary, "queue_full"),
        [30002] = (TwilioErrorKind.Temporary, "account_suspended"),
        [30003] = (TwilioErrorKind.Temporary, "unreachable"),
        [30004] = (TwilioErrorKind.Permanent, "blocked"),
        [30005] = (TwilioErrorKind.Permanent, "unknown_number"),
        [30006] = (TwilioErrorKind.Permanent, "not_mobile"),
        [30007] = (TwilioErrorKind.Permanent, "filtered"),
        [30008] = (TwilioErrorKind.Unknown, "provider_error"),
        [30010] = (TwilioErrorKind.Permanent, "too_expensive"),
        [30022] = (TwilioErrorKind.Temporary, "rate_limited"),
        [30034] = (TwilioErrorKind.Permanent, "not_registered"),
        [30410] = (TwilioErrorKind.Temporary, "carrier_down"),
        [30454] = (TwilioErrorKind.Permanent, "budget_reached"),
        [63016] = (TwilioErrorKind.Permanent, "window_closed"),
        [63038] = (TwilioErrorKind.Temporary, "daily_limit"),
    }.ToFrozenDictionary();

    internal static TwilioErrorKind Kind(int code) => All.TryGetValue(code, out var known) ? known.Kind : TwilioErrorKind.Unknown;

    /// <summary>The hub's code for a failed message; a number nobody has listed keeps its number.</summary>
    internal static string Code(string? number, string status) =>
        status == "canceled" ? "canceled" : int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code > 0 ? Code(code) : "provider_error";

    internal static string Code(int code) => All.TryGetValue(code, out var known) ? known.Code : $"twilio_{code.ToString(CultureInfo.InvariantCulture)}";
}
