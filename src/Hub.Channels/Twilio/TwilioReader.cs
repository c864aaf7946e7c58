using System.Security.Cryptography;
using System.Text.Json;

namespace Hub.Channels.Twilio;

/// <summary>
/// Reads a webhook: one message, one state of a message of ours, or something kept raw. A message is named by its sid, a state by sid and state, so that
/// a repetition is the same event and the message list says the same as the webhook. JSON is a page of that list.
/// </summary>
internal static class TwilioReader
{
    private const int MaxMedia = 10;

    internal static IReadOnlyList<InboundEvent> Read(ChannelAccount account, ReadOnlyMemory<byte> body)
    {
        var first = body.Span.TrimStart(" \t\r\n\ufeff"u8);
        if (first.Length == 0 || first[0] is (byte)'{' or (byte)'[' or (byte)'"')
        {
            return TwilioListReader.Read(account, body);
        }

        var form = TwilioForm.Parse(body.Span);
        return form["AccountSid"] is null ? throw new FormatException("The body is neither a form of Twilio's nor a list of messages.") : [Read(account, form, body)];
    }

    private static InboundEvent Read(ChannelAccount account, TwilioForm form, ReadOnlyMemory<byte> body)
    {
        var sid = Sid(form["MessageSid"]) ?? Sid(form["SmsSid"]);
        if (sid is not null && form["MessageStatus"] is { } status && TwilioState.Of(status) is { } state)
        {
            var code = state == "failed" ? TwilioErrors.Code(form["ErrorCode"], status) : null;
            var to = Sender(form["To"]) ?? account.Key;
            return new ReceiptReceived($"{sid}/{status}", to, null, sid, state, code, Reference: form[TwilioForm.Reference]);
        }

        if (sid is not null && form["MessageStatus"] is null && Sender(form["From"]) is { } from && (form["NumMedia"] ?? form["SmsStatus"]) is not null)
        {
            var text = form.Fields.FirstOrDefault(field => field.Name == "Body").Value?.WithoutNul() ?? "";
            return new MessageReceived(
                sid, from, null, Content(form, text), Profile: new ChannelProfile(PhoneDisplay.Of(from), null, null), Wish: OptOutWords.Wish(account, text, form["OptOutType"]));
        }

        return new OtherEvent("sha256:" + Convert.ToHexStringLower(SHA256.HashData(body.Span)), Sender(form["From"]) ?? account.Key, null, Kind(form), Raw(form), Visible: false);
    }

    private static MessageContent Content(TwilioForm form, string text)
    {
        var count = int.TryParse(form["NumMedia"], out var given) ? Math.Clamp(given, 0, MaxMedia) : 0;
        var files = Enumerable.Range(0, count).Select(n => (Address: form[$"MediaUrl{n}"], Type: form[$"MediaContentType{n}"])).Where(media => media.Address is not null)
            .Select(media => File(TwilioFiles.Address + media.Address!.WithoutNul(), media.Type?.WithoutNul())).ToList();
        return files.Count == 0 ? new TextContent(text) : Files(text, files);
    }

    internal static FileContent Files(string text, IReadOnlyList<AttachmentReference> files) =>
        new(files.Select(file => file.Kind).Distinct().Count() == 1 ? files[0].Kind : "file", text.Length == 0 ? null : text, files);

    internal static AttachmentReference File(string reference, string? contentType)
    {
        var kind = contentType?.Split('/')[0] is "image" or "video" or "audio" ? contentType.Split('/')[0] : "file";
        return new AttachmentReference(reference, kind, null, contentType, null);
    }

    /// <summary>1 to 64 letters and digits.</summary>
    internal static string? Sid(string? text) => text is { } sid && TwilioAddress.IsSid(sid) ? sid : null;

    internal static string? Sender(string? text) => text?.Trim().WithoutNul() is { Length: > 0 and <= 128 } sender ? sender : null;

    private static string Kind(TwilioForm form) => form["CallSid"] is not null ? "call" : form["MessageStatus"] is not null ? "status" : "unknown";

    private static string Raw(TwilioForm form) =>
        JsonSerializer.Serialize(form.Fields.GroupBy(field => field.Name.WithoutNul(), field => field.Value.WithoutNul(), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First()));
}

/// <summary>Twilio's states as the hub's: forward only, and what Twilio means to do does not count.</summary>
internal static class TwilioState
{
    internal static string? Of(string status) => status switch
    {
        "queued" or "accepted" or "scheduled" or "sending" or "sent" => "accepted",
        "delivered" or "partially_delivered" => "delivered",
        "read" => "read",
        "undelivered" or "failed" or "canceled" => "failed",
        _ => null,
    };
}
