using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Testing;

/// <summary>Letters as a mail server would push them: raw, signed.</summary>
public static class MailWebhook
{
    private static readonly HttpClient Client = new() { Timeout = Eventually.Deadline };
    private static int names;

    /// <summary>A plain letter in UTF-8. Further headers as "Name: value".</summary>
    public static byte[] Letter(
        string from, string to, string subject, string text, string? messageId = null, string? inReplyTo = null, string? references = null, string? cc = null, DateTimeOffset? date = null, params string[] headers) =>
        Encoding.UTF8.GetBytes(Head(from, to, subject, messageId, inReplyTo, references, cc, date, headers) + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.ReplaceLineEndings("\r\n") + "\r\n");

    /// <summary>With words, HTML, and files as (name, type, content id or null, bytes).</summary>
    public static byte[] Parts(string from, string to, string subject, string text, string? html, params (string Name, string Type, string? Id, byte[] Bytes)[] files)
    {
        var body = new StringBuilder(Head(from, to, subject, null, null, null, null, null, [])).Append("Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n")
            .Append("--inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n").Append(text).Append("\r\n");
        if (html is not null)
        {
            body.Append("--inner\r\nContent-Type: text/html; charset=utf-8\r\n\r\n").Append(html).Append("\r\n");
        }

        body.Append("--inner--\r\n");
        foreach (var (name, type, id, bytes) in files)
        {
            body.Append("--outer\r\nContent-Type: ").Append(type).Append("; name=\"").Append(name).Append("\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: ")
                .Append(id is null ? "attachment" : "inline").Append("; filename=\"").Append(name).Append("\"\r\n");
            if (id is not null)
            {
                body.Append("Content-ID: <").Append(id).Append(">\r\n");
            }

            body.Append("\r\n").Append(Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks)).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(body.Append("--outer--\r\n").ToString());
    }

    /// <summary>A delivery status notification about a letter of ours.</summary>
    public static byte[] Bounce(string to, string recipient, string originalMessageId, string status = "5.1.1", string action = "failed", string diagnostic = "smtp; 550 5.1.1 User unknown") => Encoding.UTF8.GetBytes(
        Head("Mail Delivery System <mailer-daemon@mx.example>", to, "Undelivered Mail Returned to Sender", null, null, null, null, null, ["Auto-Submitted: auto-replied", "Return-Path: <>"])
        + $"""
        Content-Type: multipart/report; report-type=delivery-status; boundary=r

        --r
        Content-Type: text/plain

        I am sorry to have to inform you that your message could not be delivered.

        --r
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example

        Final-Recipient: rfc822; {recipient}
        Action: {action}
        Status: {status}
        Diagnostic-Code: {diagnostic}

        --r
        Content-Type: text/rfc822-headers

        Message-ID: <{originalMessageId}>
        Subject: Re: something

        --r--

        """.ReplaceLineEndings("\r\n"));

    public static string NewId() => string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref names)}.{RandomNumberGenerator.GetHexString(12)}@customer.example");

    public static string Sign(string secret, byte[] body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    public static Task<HttpStatusCode> PostAsync(Uri hub, string accountKey, string secret, byte[] body) => PostSignedAsync(hub, accountKey, Sign(secret, body), body);

    /// <param name="signature">Null sends no signature at all.</param>
    public static async Task<HttpStatusCode> PostSignedAsync(Uri hub, string accountKey, string? signature, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(hub, $"/webhooks/email/{accountKey}")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("message/rfc822");
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Hub-Signature", signature);
        }

        using var response = await Client.SendAsync(request);
        return response.StatusCode;
    }

    private static string Head(string from, string to, string subject, string? messageId, string? inReplyTo, string? references, string? cc, DateTimeOffset? date, string[] headers)
    {
        var head = new StringBuilder();
        foreach (var header in headers)
        {
            head.Append(header).Append("\r\n");
        }

        head.Append("From: ").Append(from).Append("\r\nTo: ").Append(to).Append("\r\n");
        foreach (var (name, value) in new[] { ("Cc", cc), ("In-Reply-To", inReplyTo is null ? null : $"<{inReplyTo}>"), ("References", references) })
        {
            if (value is not null)
            {
                head.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        head.Append("Subject: ").Append(subject).Append("\r\nDate: ").Append((date ?? DateTimeOffset.UtcNow).ToOffset(TimeSpan.FromHours(9)).ToString("ddd, dd MMM yyyy HH:mm:ss' +0900'", CultureInfo.InvariantCulture)).Append("\r\n");
        return messageId?.Length == 0 ? head.Append("MIME-Version: 1.0\r\n").ToString() : head.Append("Message-ID: <").Append(messageId ?? NewId()).Append(">\r\nMIME-Version: 1.0\r\n").ToString();
    }
}
