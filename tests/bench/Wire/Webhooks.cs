using System.Globalization;
using System.Text;
using Hub.Testing;

namespace Hub.Bench.Wire;

/// <summary>Signed LINE webhooks, made and signed before the clock starts. Every text begins with q and a running number, which the row's preview carries to the desk.</summary>
internal static class Webhooks
{
    public const string AccountKey = "bench";
    public const string Secret = "bench-channel-secret";
    public const string Path = "/webhooks/line/" + AccountKey;

    /// <summary>Requests number from … from + count - 1, each sender's in turn.</summary>
    public static byte[][] Make(Uri server, string path, long from, int count, int senders)
    {
        var requests = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            var number = from + i;
            var body = LineWebhook.Text(Sender(number % senders), number.ToString("d16", CultureInfo.InvariantCulture), Text(number));
            var head = $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: application/json; charset=utf-8\r\nUser-Agent: LineBotWebhook/2.0\r\n" +
                $"x-line-signature: {LineWebhook.Sign(Secret, body)}\r\nContent-Length: {body.Length}\r\n\r\n";
            requests[i] = [.. Encoding.ASCII.GetBytes(head), .. body];
        }

        return requests;
    }

    public static string Sender(long index) => string.Create(CultureInfo.InvariantCulture, $"U{index:x32}");

    public static string Text(long number) => string.Create(CultureInfo.InvariantCulture, $"q{number:d10} 注文した荷物がまだ届きません。確認をお願いします。");
}
