using System.Text.RegularExpressions;

namespace Hub.Channels.Email.Smtp;

/// <summary>What an SMTP reply means (RFC 5321 section 4.2, enhanced codes RFC 3463).</summary>
internal static partial class MailReplies
{
    /// <summary>5xx. What is no reply at all counts as passing: the next attempt will show.</summary>
    internal static bool IsForGood(int reply) => reply is >= 500 and < 600;

    internal static MailOutcome Outcome(int reply) => IsForGood(reply) ? MailOutcome.Rejected : MailOutcome.RetryLater;

    /// <summary>A stable code for one recipient's reply.</summary>
    internal static string RecipientCode(int reply, string text) => (reply, Detail(text)) switch
    {
        ( < 500, "2.2") => "mailbox_full",
        (450 or 451, _) => "greylisted",
        ( < 500, _) => "throttled",
        (_, "1.1" or "1.2" or "1.3" or "1.6" or "1.10") => "no_such_mailbox",
        (_, "2.2") => "mailbox_full",
        (_, "2.3" or "3.4") => "too_large",
        (_, "7.0" or "7.1" or "7.13" or "7.25" or "7.26") => "refused_by_policy",
        _ => "mailbox_unavailable",
    };

    /// <summary>A stable code for a reply to the sender, to the message or to the greeting.</summary>
    internal static string MessageCode(int reply, string text) => (reply, Detail(text)) switch
    {
        (450 or 451, "7.1") => "greylisted",
        ( < 500, _) => "throttled",
        (552, not "2.2") or (_, "2.3" or "3.4") => "too_large",
        (530 or 534 or 535 or 538, _) => "wrong_password",
        _ => "message_refused",
    };

    /// <summary>Subject and detail of an enhanced code at the beginning: "5.1.1 No such user" has "1.1".</summary>
    private static string? Detail(string text) => Enhanced().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^[245]\.(\d{1,3}\.\d{1,3})(?:\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Enhanced();
}
