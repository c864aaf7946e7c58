using System.Text;

namespace Hub.Channels.Twilio;

/// <summary>
/// What one hub message becomes at Twilio. Files go as MMS where that exists (from and to +1, or by the account's setting), else as links in the text:
/// Japan has no MMS between companies and telephones.
/// </summary>
internal static class TwilioMessages
{
    internal const int MaxText = 1600;
    private const int MaxFiles = 10;
    private const long MaxMediaBytes = 5_000_000;
    private const int MaxFileName = 60;

    /// <summary>The reason why Twilio would never take the message, or null.</summary>
    internal static string? Refusal(ChannelAccount account, OutboundMessage message)
    {
        if (string.IsNullOrWhiteSpace(message.Text) && message.Attachments.Count == 0)
        {
            return "no_text";
        }

        return message.Attachments.Count > MaxFiles ? "too_many_attachments" : Compose(account, message).Text.Length > MaxText ? "too_long" : null;
    }

    /// <summary>The request's form; null when the account names nobody to send from.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>>? Write(ChannelAccount account, OutboundMessage message)
    {
        var form = new List<KeyValuePair<string, string>> { new("To", message.Recipient) };
        if (account.Setting("messagingServiceSid") is { } service)
        {
            form.Add(new("MessagingServiceSid", service));
        }
        else if (account.Setting("number") is { } number)
        {
            form.Add(new("From", number));
        }
        else
        {
            return null;
        }

        var (text, media) = Compose(account, message);
        if (text.Length > 0)
        {
            form.Add(new("Body", text));
        }

        form.AddRange(media.Select(url => new KeyValuePair<string, string>("MediaUrl", url)));
        if (Callback(account, message) is { } callback)
        {
            form.Add(new("StatusCallback", callback));
        }

        return form;
    }

    private static (string Text, IReadOnlyList<string> Media) Compose(ChannelAccount account, OutboundMessage message)
    {
        var text = new StringBuilder(string.IsNullOrWhiteSpace(message.Text) ? "" : message.Text);
        var media = new List<string>();
        var mms = TakesMedia(account, message.Recipient);
        var left = MaxMediaBytes;
        foreach (var file in message.Attachments)
        {
            if (mms && file.Kind == "image" && file.Size <= left && Reachable(account, file.Url))
            {
                left -= file.Size;
                media.Add(file.Url);
                continue;
            }

            text.Append(text.Length > 0 ? "\n" : "").Append(Cut(file.FileName)).Append('\n').Append(file.Url);
        }

        return (text.ToString(), media);
    }

    private static bool TakesMedia(ChannelAccount account, string recipient) => account.Setting("media") switch
    {
        "mms" => true,
        "links" => false,
        _ => recipient.StartsWith("+1", StringComparison.Ordinal) && account.Setting("number") is null or ['+', '1', ..],
    };

    /// <summary>
    /// Where Twilio tells what became of the message, with the hub's own name of it: so a message whose answer was lost is known again by its first report.
    /// Twilio refuses addresses it cannot reach.
    /// </summary>
    private static string? Callback(ChannelAccount account, OutboundMessage message)
    {
        if (message.PublicUrl is not { Length: > 0 } hub)
        {
            return null;
        }

        var address = TwilioAddress.Public(account, $"{hub}/webhooks/twilio/{account.Key}/status") + (message.Reference is { } reference ? "?ref=" + reference : "");
        return Reachable(account, address) ? address : null;
    }

    /// <summary>Addresses of this machine are for a simulator beside the hub only.</summary>
    private static bool Reachable(ChannelAccount account, string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.IsLoopback ? TwilioAddress.Api(account) is { } api && new Uri(api).IsLoopback : uri.Scheme is "http" or "https");

    private static string Cut(string name) =>
        name.Length <= MaxFileName ? name : name[..(char.IsHighSurrogate(name[MaxFileName - 1]) ? MaxFileName - 1 : MaxFileName)];
}
