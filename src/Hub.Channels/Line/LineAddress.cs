namespace Hub.Channels.Line;

/// <summary>Where LINE is, or what the account's settings say instead (a simulator, a proxy). Null for something that is no http address.</summary>
internal static class LineAddress
{
    internal static string? Api(ChannelAccount account) => Base(account.Setting("apiBase") ?? "https://api.line.me");

    /// <summary>Message content has a host of its own.</summary>
    internal static string? Data(ChannelAccount account) => Base(account.Setting("dataBase") ?? "https://api-data.line.me");

    internal const string Stickers = "https://stickershop.line-scdn.net";

    /// <summary>Whether an id can stand in a path as it is: "..", for one, would name another call.</summary>
    internal static bool IsSegment(string id) => id.Length is > 0 and <= 128 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    // LINE promises exact paths only: a doubled slash is another path.
    private static string? Base(string setting) =>
        Uri.TryCreate(setting, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? setting.TrimEnd('/') : null;
}
