using Hub.Server.Integrations;

namespace Hub.Server.Conversations.WebChat;

/// <summary>What a site's account settings mean: <c>allowedOrigins</c> (comma separated; empty = no site may embed the chat), <c>greeting.ja</c>, <c>greeting.en</c>.</summary>
internal static class SiteSettings
{
    public static string[] AllowedOrigins(AccountEntry? site) =>
        site?.Account.Setting("allowedOrigins")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    public static IReadOnlyDictionary<string, string> Texts(AccountEntry site) =>
        site.Account.Settings.Where(setting => setting.Key.StartsWith("greeting.", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
}
