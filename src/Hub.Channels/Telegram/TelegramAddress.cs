using System.Globalization;

namespace Hub.Channels.Telegram;

/// <summary>
/// Where the Bot API is, or what the account's settings say instead (a simulator, a Bot API server of one's own). The token stands in every address, so none of them is
/// ever kept or printed.
/// </summary>
internal static class TelegramAddress
{
    /// <summary>Null when the account has no usable token, or an address that is none.</summary>
    internal static string? Method(ChannelAccount account, string method) => Of(account, "/bot", "/" + method);

    /// <param name="path">As getFile tells it.</param>
    internal static string? File(ChannelAccount account, string path) => IsPath(path) ? Of(account, "/file/bot", "/" + path) : null;

    /// <summary>The id of a chat: a number, negative for groups.</summary>
    internal static bool IsChat(string id) => id.Length <= 20 && long.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    /// <summary>Whether a file's or a sticker's id can stand in a request as it is.</summary>
    internal static bool IsFileId(string id) => id.Length is > 0 and <= 200 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static string? Of(ChannelAccount account, string prefix, string suffix) =>
        account.Secret("botToken")?.Trim() is { } token && IsToken(token) && Base(account.Setting("apiBase") ?? "https://api.telegram.org") is { } address
            ? address + prefix + token + suffix
            : null;

    /// <summary>Digits, a colon, letters: anything else would lead to another address.</summary>
    private static bool IsToken(string token)
    {
        var colon = token.IndexOf(':', StringComparison.Ordinal);
        return colon is > 0 and <= 20 && token.Length is <= 200 && token[..colon].All(char.IsAsciiDigit)
            && token.Length > colon + 1 && token[(colon + 1)..].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
    }

    /// <summary>A relative path without steps upwards. A Bot API server in local mode names folders of its own machine, which are not ours to read.</summary>
    private static bool IsPath(string path) =>
        path.Length is > 0 and <= 300 && path[0] != '/' && !path.Contains("..", StringComparison.Ordinal) && path.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/');

    private static string? Base(string setting) =>
        Uri.TryCreate(setting, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 ? setting.TrimEnd('/') : null;
}
