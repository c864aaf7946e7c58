namespace Hub.Channels.Email.Mime;

/// <summary>Why a mail came back, from the words of other servers and the status code (RFC 3463).</summary>
internal static class BounceReasons
{
    private static readonly (string Reason, string[] Words)[] _words =
    [
        ("mailbox_full", ["mailbox is full", "mailbox full", "quota", "over the limit", "too many messages", "容量", "一杯", "いっぱい", "temporarily limited"]),
        ("mailbox_disabled", ["account is disabled", "disabled", "suspended", "inactive", "not active", "deactivated", "休止"]),
        ("user_unknown", ["user unknown", "unknown user", "no such user", "no mailbox", "does not exist", "doesn't exist", "not exist", "unknown address", "invalid recipient", "recipient address rejected", "unrouteable", "unroutable", "address unknown", "not found", "見つかりません", "存在しません", "宛先不明"]),
        ("too_large", ["too large", "size limit", "exceeds", "message size", "サイズ"]),
        ("host_unknown", ["host not found", "host unknown", "domain not found", "name or service not known", "nxdomain", "no route to host"]),
        ("blocked", ["spam", "blocked", "blacklist", "blocklist", "rejected", "refused", "policy", "dmarc", "spf", "拒否", "迷惑メール"]),
        ("delayed", ["delayed", "will be retried", "will retry", "still trying", "遅延"]),
    ];

    internal static string Of(string words, string? status) => status switch
    {
        "5.1.1" or "5.1.10" or "5.1.6" or "5.5.1" when !Has(words, "full") => "user_unknown",
        "5.2.2" or "4.2.2" => "mailbox_full",
        "5.2.1" or "4.2.1" => "mailbox_disabled",
        "5.3.4" or "5.2.3" => "too_large",
        "5.1.2" or "5.4.4" => "host_unknown",
        _ => Array.Find(_words, entry => Array.Exists(entry.Words, word => Has(words, word))).Reason ?? (status is ['5', '.', '7', ..] ? "blocked" : "other"),
    };

    private static bool Has(string words, string word) => words.Contains(word, StringComparison.OrdinalIgnoreCase);
}
