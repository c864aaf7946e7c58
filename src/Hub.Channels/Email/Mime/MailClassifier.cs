namespace Hub.Channels.Email.Mime;

/// <summary>What sort of mail it is.</summary>
public enum MailKind
{
    /// <summary>Somebody wrote it, as far as can be seen.</summary>
    Personal,

    /// <summary>An answer by a machine: out of office, an acknowledgement.</summary>
    AutoReply,

    /// <summary>A mail of ours was not delivered, or later than usual.</summary>
    Bounce,

    /// <summary>Says that a mail of ours was delivered.</summary>
    DeliveryNotice,

    /// <summary>A read receipt.</summary>
    ReadReceipt,

    /// <summary>Somebody marked our mail as spam.</summary>
    Complaint,

    /// <summary>A mailing list, a newsletter, bulk mail.</summary>
    List,

    /// <summary>Made by a machine without being asked: an alert, an order confirmation.</summary>
    Automatic,
}

/// <param name="Reasons">Codes of <see cref="MailReason"/> that led to this, the deciding one first.</param>
/// <param name="NeverAnswer">No automatic answer may be sent to it, whatever its kind (RFC 3834). People may answer.</param>
/// <param name="Bounce">Whom the mail did not reach, if it is a bounce.</param>
public sealed record MailClass(MailKind Kind, IReadOnlyList<string> Reasons, bool NeverAnswer, MailBounce? Bounce)
{
    /// <summary>Codes only.</summary>
    public override string ToString() => $"MailClass {Kind} {string.Join(',', Reasons)}";
}

/// <summary>The codes in <see cref="MailClass.Reasons"/>.</summary>
public static class MailReason
{
    public const string DeliveryStatus = "delivery_status";
    public const string DispositionNotification = "disposition_notification";
    public const string FeedbackReport = "feedback_report";
    public const string BounceText = "bounce_text";
    public const string FailedRecipients = "failed_recipients_header";
    public const string NullReturnPath = "null_return_path";
    public const string MailerDaemon = "mailer_daemon";
    public const string AutoSubmitted = "auto_submitted";
    public const string AutoReplyHeader = "auto_reply_header";
    public const string AutoReplySubject = "auto_reply_subject";
    public const string Precedence = "precedence";
    public const string ListHeader = "list_header";
    public const string LoopHeader = "loop_header";
    public const string SuppressHeader = "suppress_header";
    public const string NoReplySender = "no_reply_sender";
    public const string OwnAddress = "own_address";
    public const string OwnMark = "own_mark";
}

/// <summary>
/// Tells people's mail from machines' (protocol facts: RFC 3834, RFC 3464, RFC 8098, RFC 5965, RFC 2919, MS-OXCMAIL 2.1.3.2.20). Pure; looks at nothing but
/// the mail. A wish not to be answered (<c>X-Auto-Response-Suppress</c>) does not make a mail an automatic one.
/// </summary>
public static class MailClassifier
{
    /// <summary>The header every automatic mail of the hub carries, so that two hubs that face each other fall silent.</summary>
    public const string OwnHeader = "X-CrmHub-Auto";

    private static readonly string[] _autoReplySubjects =
    [
        "自動返信", "自動応答", "自動送信", "不在通知", "不在のお知らせ", "不在連絡", "不在応答", "休暇中", "auto-reply", "auto reply", "autoreply", "automatic reply", "out of office", "out of the office",
        "vacation", "autosvar", "abwesenheit", "automatische antwort", "réponse automatique", "respuesta automática", "自动回复", "自動回覆", "자동 회신", "부재중",
    ];

    /// <param name="ownAddresses">The hub's own addresses: mail from them is never answered.</param>
    public static MailClass Classify(MailMessage mail, IReadOnlySet<string>? ownAddresses = null)
    {
        var never = NeverAnswer(mail, ownAddresses);
        if (mail.FeedbackReport is not null)
        {
            return new MailClass(MailKind.Complaint, [MailReason.FeedbackReport, .. never], true, null);
        }

        if (mail.DispositionNotification is not null)
        {
            return new MailClass(MailKind.ReadReceipt, [MailReason.DispositionNotification, .. never], true, null);
        }

        if (mail.DeliveryReport is { } report)
        {
            var bounce = BounceReading.Of(report);
            return new MailClass(bounce is null ? MailKind.DeliveryNotice : MailKind.Bounce, [MailReason.DeliveryStatus, .. never], true, bounce);
        }

        if (BounceReading.OfText(mail) is var (textBounce, reason))
        {
            return new MailClass(MailKind.Bounce, [reason, .. never], true, textBounce);
        }

        var kind = Kind(mail, never);
        return new MailClass(kind, never, never.Count > 0, null);
    }

    private static MailKind Kind(MailMessage mail, List<string> reasons)
    {
        if (Submitted(mail) == "auto-replied" || reasons.Contains(MailReason.AutoReplyHeader) || reasons.Contains(MailReason.AutoReplySubject))
        {
            return MailKind.AutoReply;
        }

        if (reasons.Contains(MailReason.ListHeader) || reasons.Contains(MailReason.Precedence))
        {
            return MailKind.List;
        }

        return reasons.Contains(MailReason.AutoSubmitted) || reasons.Contains(MailReason.OwnMark) ? MailKind.Automatic : MailKind.Personal;
    }

    private static List<string> NeverAnswer(MailMessage mail, IReadOnlySet<string>? ownAddresses)
    {
        var headers = mail.Headers;
        var from = mail.From?.Address.ToLowerInvariant() ?? "";
        var local = mail.From?.LocalPart.ToLowerInvariant() ?? "";
        (string Reason, bool Holds)[] rules =
        [
            (MailReason.OwnMark, headers.Has(OwnHeader)),
            (MailReason.AutoSubmitted, Submitted(mail) is not ("" or "no")),
            (MailReason.AutoReplyHeader, headers.Has("X-Autoreply") || headers.Has("X-Autorespond") || headers.Has("X-Auto-Reply-From") || headers.Has("X-Mail-Autoreply") || Word(headers, "X-Autoreply") == "yes"),
            (MailReason.Precedence, Word(headers, "Precedence") is "bulk" or "list" or "junk" or "auto_reply" or "auto-reply"),
            (MailReason.ListHeader, headers.Has("List-Id") || headers.Has("List-Unsubscribe") || headers.Has("List-Post") || headers.Has("Mailing-List") || headers.Has("X-Mailing-List")),
            (MailReason.LoopHeader, headers.Has("X-Loop")),
            (MailReason.SuppressHeader, Suppresses(headers)),
            (MailReason.NullReturnPath, headers.Find("Return-Path") is { } path && path.Value.Replace(" ", "") == "<>"),
            (MailReason.MailerDaemon, local is "mailer-daemon" or "postmaster" or "mail-daemon" || local.StartsWith("mailer-daemon", StringComparison.Ordinal)),
            (MailReason.NoReplySender, local.Replace("-", "").Replace("_", "").Replace(".", "") is "noreply" or "donotreply" or "nepasrepondre" || local.StartsWith("noreply", StringComparison.Ordinal) || local.StartsWith("no-reply", StringComparison.Ordinal)),
            (MailReason.OwnAddress, ownAddresses?.Contains(from) == true),
            (MailReason.AutoReplySubject, AutoSubject(mail.Subject)),
        ];
        return [.. rules.Where(rule => rule.Holds).Select(rule => rule.Reason)];
    }

    private static string Submitted(MailMessage mail) => Word(mail.Headers, "Auto-Submitted");

    private static bool Suppresses(MailHeaders headers) =>
        (headers.First("X-Auto-Response-Suppress") ?? "").Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries)
            .Any(word => word.Equals("All", StringComparison.OrdinalIgnoreCase) || word.Equals("OOF", StringComparison.OrdinalIgnoreCase) || word.Equals("AutoReply", StringComparison.OrdinalIgnoreCase));

    /// <summary>At the beginning only: a customer who asks about "自動返信メール" in the middle of a subject is a person.</summary>
    private static bool AutoSubject(string subject)
    {
        var start = subject.AsSpan().TrimStart("[【(（「<＜ \u3000");
        foreach (var words in _autoReplySubjects)
        {
            if (start.StartsWith(words, StringComparison.OrdinalIgnoreCase))
            {
                return !start.StartsWith("自動返信が", StringComparison.Ordinal) && !start.StartsWith("自動返信メールが", StringComparison.Ordinal);
            }
        }

        return false;
    }

    /// <summary>The first word of a header, lower case; empty if absent.</summary>
    private static string Word(MailHeaders headers, string name)
    {
        var value = headers.First(name)?.Trim() ?? "";
        var end = value.AsSpan().IndexOfAny("; \t(,");
        return (end < 0 ? value : value[..end]).ToLowerInvariant();
    }
}
