using System.Text.Encodings.Web;
using System.Text.Json;
using Hub.Channels.Email.Mime;

namespace Hub.MailTrial;

internal static class Show
{
    private static readonly JsonSerializerOptions _format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the reader makes of each mail, one JSON object for each.</summary>
    internal static void Run(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            var mail = MimeReader.Read(File.ReadAllBytes(file));
            var kind = MailClassifier.Classify(mail);
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    File = Path.GetFileName(file),
                    mail.ContentType,
                    mail.MessageId,
                    mail.InReplyTo,
                    mail.References,
                    From = Written(mail.From),
                    Sender = Written(mail.Sender),
                    To = mail.To.Select(Written),
                    Cc = mail.Cc.Select(Written),
                    ReplyTo = mail.ReplyTo.Select(Written),
                    mail.Subject,
                    mail.Date,
                    mail.Text,
                    mail.Html,
                    Files = mail.Files.Select(part => new { part.ContentType, part.FileName, part.ContentId, Disposition = part.Disposition.ToString(), part.ShownInHtml, part.CalendarMethod, Size = part.Decode().Length }),
                    DeliveryReport = mail.DeliveryReport is null ? null : new { mail.DeliveryReport.ReportingMta, mail.DeliveryReport.OriginalMessageId, mail.DeliveryReport.Recipients },
                    mail.DispositionNotification,
                    mail.FeedbackReport,
                    mail.Warnings,
                    Kind = kind.Kind.ToString(),
                    kind.Reasons,
                    kind.NeverAnswer,
                    Bounce = kind.Bounce is null ? null : new { kind.Bounce.OriginalMessageId, kind.Bounce.Recipients },
                },
                _format));
        }
    }

    private static string? Written(MailAddress? address) => address is null ? null : $"{address.Name} <{address.Address}>";
}
