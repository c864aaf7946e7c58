using System.Text.Json;

namespace Hub.Channels.Line;

/// <summary>
/// Account linking (developers.line.biz, "User account linking", 2026-11): a link token for one user, valid for ten minutes and once, is carried through the firm's own
/// sign-in page to LINE's dialog, which says in an accountLink event whether both are one person.
/// </summary>
internal static class LineMemberLink
{
    internal const string Setting = "memberPage";
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Only a person in a chat of their own can be linked, and only where the firm has a page for it.</summary>
    internal static string? Refusal(ChannelAccount account, OutboundMessage message) =>
        message.Composed is not MemberLinkContent ? null
        : Page(account) is null ? "member_link_off"
        // The recipient is not known while it is only being looked at.
        : message.Recipient.Length > 0 && !IsPossible(account, message.Recipient) ? "not_in_groups"
        : null;

    internal static bool IsPossible(ChannelAccount account, string recipient) => Page(account) is not null && recipient is ['U', ..];

    internal static string TokenPath(string userId) => $"/v2/bot/user/{Uri.EscapeDataString(userId)}/linkToken";

    /// <summary>The token in LINE's answer, or null.</summary>
    internal static string? Token(LineAnswer answer)
    {
        if (answer.Fault != LineFault.None || (int)answer.Status is < 200 or >= 300)
        {
            return null;
        }

        try
        {
            using var document = JsonReading.Parse(answer.Body);
            return document.RootElement.Text("linkToken") is { Length: > 0 and <= 500 } token ? token : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>What an answer without a token means for the message: it was certainly not sent.</summary>
    internal static SendOutcome NotIssued(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Retry => outcome,
        SendOutcome.Rejected { Code: "invalid_request" or "http_404" } => new SendOutcome.Rejected("recipient_refused"),
        SendOutcome.Rejected => outcome,
        _ => new SendOutcome.Retry("bad_answer", TimeSpan.FromSeconds(5)),
    };

    /// <summary>The firm's page, with the token it hands on.</summary>
    internal static string PageUrl(ChannelAccount account, string token)
    {
        var page = Page(account)!;
        return $"{page}{(page.Contains('?') ? '&' : '?')}linkToken={Uri.EscapeDataString(token)}";
    }

    internal static string DialogUrl(ChannelAccount account, string linkToken, string nonce) =>
        $"{(account.Setting("accessBase") ?? "https://access.line.me").TrimEnd('/')}/dialog/bot/accountLink?linkToken={Uri.EscapeDataString(linkToken)}&nonce={Uri.EscapeDataString(nonce)}";

    internal static RichContent Button(MemberLinkContent link, string url) => new(link.Body, JsonSerializer.SerializeToElement(new
    {
        type = "template",
        template = new { type = "buttons", text = link.Body, actions = new[] { new { type = "uri", label = link.Label, uri = url } } },
    }))
    { QuickReplies = link.QuickReplies };

    private static string? Page(ChannelAccount account) => account.Setting(Setting) is { } page && AccountField.IsPage(page) ? page : null;
}
