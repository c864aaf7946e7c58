using Hub.Server.Conversations.WebChat.Sites;
using Hub.Server.Integrations;

namespace Hub.Server.Conversations.WebChat;

/// <summary>What a site's account settings mean: <c>allowedOrigins</c> (comma separated; empty = no site may embed the chat), and greetings from before sites had settings of their own.</summary>
internal static class SiteSettings
{
    public static IEnumerable<string> AllowedOrigins(AccountEntry? site) =>
        site?.Account.Setting("allowedOrigins")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(IsOrigin) ?? [];

    public static SiteText Greeting(AccountEntry site, ChatTheme theme) => theme.Greeting is { IsEmpty: false } greeting
        ? greeting
        : new SiteText(site.Account.Setting("greeting.ja"), site.Account.Setting("greeting.en"));

    // It goes into a header; what is more than scheme, host and port is a mistake and allows nobody.
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && string.Equals(text, address.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)
        && address.UserInfo.Length == 0 && text.All(character => char.IsAscii(character) && character is not (';' or ',' or '\'' or '*'));
}
