namespace Hub.Channels.Twilio;

/// <summary>Where Twilio is, or what the account's settings say instead (a simulator, another region). Null for something that is no address.</summary>
internal static class TwilioAddress
{
    internal static string? Api(ChannelAccount account) => Base(account.Setting("apiBase") ?? "https://api.twilio.com");

    internal static string? Messaging(ChannelAccount account) => Base(account.Setting("messagingBase") ?? account.Setting("apiBase") ?? "https://messaging.twilio.com");

    /// <summary>The account's own resource, without ".json".</summary>
    internal static string? Account(ChannelAccount account) =>
        Api(account) is { } api && account.Setting("accountSid") is { } sid && IsSid(sid) ? $"{api}/2010-04-01/Accounts/{sid}" : null;

    internal static string? Messages(ChannelAccount account) => Account(account) is { } own ? own + "/Messages" : null;

    /// <summary>A Twilio sid can stand in a path as it is: "..", for one, would name another call.</summary>
    internal static bool IsSid(string sid) => sid.Length is > 2 and <= 64 && sid.All(char.IsAsciiLetterOrDigit);

    /// <summary>
    /// An address under which Twilio itself keeps something. Only there the account's credentials are shown: a webhook that names another host, or a
    /// redirect, must never carry them away.
    /// </summary>
    internal static bool IsOwn(ChannelAccount account, Uri address) =>
        Api(account) is { } api && new Uri(api).GetLeftPart(UriPartial.Authority) == address.GetLeftPart(UriPartial.Authority);

    /// <summary>The public address as the account's setting has it, for a hub that is called under another name than its people use.</summary>
    internal static string Public(ChannelAccount account, string url)
    {
        if (account.Setting("publicUrl") is not { } own || !Uri.TryCreate(own, UriKind.Absolute, out _))
        {
            return url;
        }

        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var path = url.IndexOf('/', scheme < 0 ? 0 : scheme + 3);
        return own.TrimEnd('/') + (path < 0 ? "" : url[path..]);
    }

    private static string? Base(string setting) =>
        Uri.TryCreate(setting, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? setting.TrimEnd('/') : null;
}
