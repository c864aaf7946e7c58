using System.Globalization;
using System.Text.Json;

namespace Hub.Channels.Twilio;

/// <summary>Reads a page of the message list: what was received, under the same names as by webhook, and how far what was sent has come.</summary>
internal static class TwilioListReader
{
    internal static IReadOnlyList<InboundEvent> Read(ChannelAccount account, ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.Parse(body);
        return [.. JsonReading.RequiredArray(document.RootElement, "messages").EnumerateArray().Select(message => ReadOrKeep(account, message))];
    }

    private static InboundEvent ReadOrKeep(ChannelAccount account, JsonElement message)
    {
        try
        {
            return ReadMessage(account, message);
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException)
        {
            var error = fault is FormatException ? fault.Message : "The message holds text that is no valid Unicode.";
            return new UnreadableEvent(
                JsonReading.Try(message, static x => TwilioReader.Sid(x.Text("sid"))) ?? JsonReading.Fingerprint(message),
                JsonReading.Try(message, static x => TwilioReader.Sender(x.Text("from"))) ?? account.Key, null, message.Raw(), error);
        }
    }

    private static InboundEvent ReadMessage(ChannelAccount account, JsonElement message)
    {
        var sid = TwilioReader.Sid(message.RequiredText("sid")) ?? throw new FormatException("'sid' is no sid.");
        var text = message.Text("body") ?? "";
        switch (message.Text("direction"))
        {
            case "inbound":
                var from = TwilioReader.Sender(message.RequiredText("from")) ?? throw new FormatException("'from' names no sender.");
                return new MessageReceived(
                    sid, from, Time(message), Content(message, sid, text), Profile: new ChannelProfile(PhoneDisplay.Of(from), null, null), Wish: OptOutWords.Wish(account, text, null));
            case { } direction when direction.StartsWith("outbound", StringComparison.Ordinal) && TwilioState.Of(message.RequiredText("status")) is { } state:
                var status = message.RequiredText("status");
                var code = state == "failed" ? TwilioErrors.Code(message.Whole("error_code")?.ToString(CultureInfo.InvariantCulture), status) : null;
                return new ReceiptReceived($"{sid}/{status}", TwilioReader.Sender(message.RequiredText("to")) ?? account.Key, Time(message), sid, state, code, Text: text);
            default:
                return new OtherEvent(JsonReading.Fingerprint(message), TwilioReader.Sender(message.Text("from")) ?? account.Key, Time(message), "message", message.Raw(), Visible: false);
        }
    }

    /// <summary>The list says how many files there are, not where; each is looked up when it is fetched.</summary>
    private static MessageContent Content(JsonElement message, string sid, string text)
    {
        var count = int.TryParse(message.Text("num_media"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? Math.Clamp(given, 0, 10) : 0;
        return count == 0 ? new TextContent(text) : TwilioReader.Files(text, [.. Enumerable.Range(0, count).Select(n => TwilioReader.File($"{TwilioFiles.Numbered}{sid}/{n}", null))]);
    }

    private static DateTimeOffset? Time(JsonElement message) => (message.Text("date_sent") ?? message.Text("date_created")) is { } text
        && DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : DateTimeOffset.TryParseExact(message.Text("date_sent") ?? message.Text("date_created"), "ddd, dd MMM yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out time) ? time.ToUniversalTime()
        : null;
}
