using MimeKit;

namespace Hub.Simulator.Mail;

/// <summary>A letter as a mail client shows it.</summary>
internal static class LetterView
{
    private const int PreviewLength = 120;

    public static object Row(PersonLetter letter, byte[] raw)
    {
        using var mail = Load(raw);
        var text = mail.TextBody ?? "";
        return new
        {
            letter.Id,
            letter.Direction,
            letter.At,
            letter.Read,
            From = Address(mail.From),
            To = Address(mail.To),
            mail.Subject,
            Preview = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is var line && line.Length > PreviewLength ? line[..PreviewLength] + "…" : line,
            Files = mail.Attachments.Count(),
        };
    }

    public static object Whole(PersonLetter letter, byte[] raw)
    {
        using var mail = Load(raw);
        return new
        {
            letter.Id,
            letter.Direction,
            letter.At,
            letter.Read,
            From = Address(mail.From),
            To = Address(mail.To),
            Cc = Address(mail.Cc),
            ReplyTo = Address(mail.ReplyTo),
            mail.Subject,
            Text = mail.TextBody,
            Html = mail.HtmlBody,
            mail.MessageId,
            Files = mail.Attachments.Select((file, index) => new { Index = index, Name = Name(file), Type = file.ContentType.MimeType, Size = Bytes(file).Length }).ToList(),
        };
    }

    public static (byte[] Bytes, string Type, string Name)? File(byte[] raw, int index)
    {
        using var mail = Load(raw);
        return mail.Attachments.ElementAtOrDefault(index) is { } file ? (Bytes(file), file.ContentType.MimeType, Name(file)) : null;
    }

    public static MimeMessage Load(byte[] raw) => MimeMessage.Load(new MemoryStream(raw));

    private static string Name(MimeEntity file) => file.ContentDisposition?.FileName ?? file.ContentType.Name ?? "file";

    private static byte[] Bytes(MimeEntity file)
    {
        using var bytes = new MemoryStream();
        if (file is MimePart { Content: { } content })
        {
            content.DecodeTo(bytes);
        }
        else
        {
            file.WriteTo(bytes);
        }
        return bytes.ToArray();
    }

    // Written out at once: the letter is gone when the answer is.
    private static List<object> Address(InternetAddressList list) => [.. list.Mailboxes.Select(mailbox => new { mailbox.Name, mailbox.Address })];
}
