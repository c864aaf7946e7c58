using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Bench.Wire;

/// <summary>Signed letters as a mail server pushes them, made before the clock starts. Each answers the sender's first one, so that a sender has one conversation, as on LINE.</summary>
internal static class MailWebhooks
{
    public const string AccountKey = "bench-mail";
    public const string Secret = "bench-mail-secret";
    public const string Address = "support@bench.example";
    public const string Path = "/webhooks/email/" + AccountKey;

    private static long first = -1;

    /// <summary>Requests number from … from + count - 1, each sender's in turn.</summary>
    public static byte[][] Make(Uri server, long from, int count, int senders)
    {
        if (first < 0)
        {
            first = from;
        }

        var requests = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            var number = from + i;
            var sender = number % senders;
            var begun = first + (((sender - first) % senders) + senders) % senders;
            var answers = number == begun ? "" : $"In-Reply-To: <{Id(begun)}>\r\nReferences: <{Id(begun)}>\r\n";
            var body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"From: Bench {sender} <bench{sender}@customer.example>\r\nTo: {Address}\r\nSubject: Order {sender}\r\nDate: Fri, 27 Nov 2026 10:00:00 +0900\r\nMessage-ID: <{Id(number)}>\r\n{answers}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{Webhooks.Text(number)}\r\n"));
            var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body));
            var head = $"POST {Path} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: message/rfc822\r\nX-Hub-Signature: sha256={signature}\r\nContent-Length: {body.Length}\r\n\r\n";
            requests[i] = [.. Encoding.ASCII.GetBytes(head), .. body];
        }

        return requests;
    }

    private static string Id(long number) => string.Create(CultureInfo.InvariantCulture, $"{number}@customer.example");
}
