using System.Buffers;
using System.Text.Json;

namespace Hub.Channels.Line;

/// <summary>
/// What one hub message becomes at LINE: the text, then one message object per file. LINE has no outbound file message, so whatever it
/// neither shows nor plays goes out as a text with the file's name and its link.
/// </summary>
internal static class LineMessages
{
    internal const int MaxText = 5000;
    internal const int MaxObjects = 5;
    private const int MaxUrl = 2000;
    private const int MaxSenderName = 20;
    private const int MaxFileName = 200;
    private const long MaxImageBytes = 10_000_000;
    private const long MaxMediaBytes = 200_000_000;

    /// <summary>The reason why LINE would never take the message, or null.</summary>
    internal static string? Refusal(OutboundMessage message)
    {
        if (LineComposed.Refusal(message) is { } refusal)
        {
            return refusal;
        }

        var hasText = !string.IsNullOrWhiteSpace(message.Text);
        return message switch
        {
            { Composed: not null } => null,
            { Text.Length: > MaxText } => "too_long",
            _ when !hasText && message.Attachments.Count == 0 => "no_text",
            _ when message.Attachments.Count + (hasText ? 1 : 0) > MaxObjects => "too_many_attachments",
            _ => null,
        };
    }

    /// <summary>LINE plays a recording only if it is told how long it is.</summary>
    internal static async Task<OutboundMessage> MeasuredAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        if (!message.Attachments.Any(attachment => attachment.LengthAsync is not null))
        {
            return message;
        }

        var measured = new List<OutboundAttachment>();
        foreach (var attachment in message.Attachments)
        {
            measured.Add(attachment.LengthAsync is { } lengthAsync ? attachment with { Length = await lengthAsync(cancellationToken) } : attachment);
        }

        return message with { Attachments = measured };
    }

    /// <summary>The request body: a reply when there is a token, else a push.</summary>
    internal static byte[] Write(OutboundMessage message, string? replyToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(replyToken is null ? "to" : "replyToken", replyToken ?? message.Recipient);
            json.WriteStartArray("messages");
            var objects = Objects(message).ToList();
            for (var i = 0; i < objects.Count; i++)
            {
                json.WriteStartObject();
                objects[i](json);
                WriteSender(json, message);
                if (i == objects.Count - 1 && message.QuickReplies is { } answers)
                {
                    // LINE shows those of the last bubble only.
                    LineComposed.WriteQuickReplies(json, answers);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>What each bubble says, without what all of them have.</summary>
    private static IEnumerable<Action<Utf8JsonWriter>> Objects(OutboundMessage message)
    {
        if (message.Composed is { } composed)
        {
            yield return json =>
            {
                LineComposed.Write(json, composed);
                WriteQuote(json, composed is StickerContent ? message : null);
            };
            yield break;
        }

        if (!string.IsNullOrWhiteSpace(message.Text))
        {
            yield return json =>
            {
                WriteText(json, message.Text);
                WriteQuote(json, message);
            };
        }

        foreach (var attachment in message.Attachments)
        {
            yield return json => WriteAttachment(json, attachment);
        }
    }

    private static void WriteAttachment(Utf8JsonWriter json, OutboundAttachment attachment)
    {
        var preview = attachment.PreviewUrl ?? (attachment.ContentType == "video/mp4" ? null : attachment.Url);
        var type = attachment switch
        {
            _ when !Shows(attachment.Url) => null,
            { ContentType: "image/jpeg" or "image/png", Size: <= MaxImageBytes } when Shows(preview) => "image",
            { ContentType: "video/mp4", Size: <= MaxMediaBytes } when Shows(preview) => "video",
            { Length: not null, Size: <= MaxMediaBytes } => "audio",
            _ => null,
        };
        if (type is null)
        {
            WriteText(json, $"{Cut(attachment.FileName, MaxFileName)}\n{attachment.Url}");
            return;
        }

        json.WriteString("type", type);
        json.WriteString("originalContentUrl", attachment.Url);
        if (type == "audio")
        {
            json.WriteNumber("duration", Math.Max(1, (long)attachment.Length!.Value.TotalMilliseconds));
        }
        else
        {
            json.WriteString("previewImageUrl", preview);
        }
    }

    private static void WriteText(Utf8JsonWriter json, string text)
    {
        json.WriteString("type", "text");
        json.WriteString("text", text);
    }

    /// <summary>Texts and stickers can quote; LINE has no such member on others.</summary>
    private static void WriteQuote(Utf8JsonWriter json, OutboundMessage? message)
    {
        if (message?.Quotes is { } token)
        {
            json.WriteString("quoteToken", token);
        }
    }

    private static void WriteSender(Utf8JsonWriter json, OutboundMessage message)
    {
        var name = message.SenderName is { } given && !string.IsNullOrWhiteSpace(given) ? Cut(given.Trim(), MaxSenderName) : null;
        var icon = message.SenderIconUrl is { } url && Shows(url) ? url : null;
        if (name is null && icon is null)
        {
            return;
        }

        json.WriteStartObject("sender");
        if (name is not null)
        {
            json.WriteString("name", name);
        }

        if (icon is not null)
        {
            json.WriteString("iconUrl", icon);
        }

        json.WriteEndObject();
    }

    /// <summary>
    /// LINE refuses the whole request over a picture address that is not https. Addresses of this machine pass as well: LINE itself could
    /// reach neither the picture nor a link there, a simulator beside the hub can.
    /// </summary>
    private static bool Shows(string? url) =>
        url?.Length <= MaxUrl && Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri is { Scheme: "http", IsLoopback: true });

    /// <summary>Shortens without leaving half a surrogate pair, which no JSON could carry.</summary>
    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
