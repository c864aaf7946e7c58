using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Bench.Wire;

/// <summary>Signed forms as Twilio sends them, made and signed before the clock starts. The texts are those of the LINE webhooks, so the same desk finds them.</summary>
internal static class SmsWebhooks
{
    public const string AccountKey = "bench-sms";
    public const string Token = "bench-auth-token";
    public const string AccountSid = "AC00000000000000000000000000000001";
    public const string Number = "+815000009999";
    public const string Path = "/webhooks/twilio/" + AccountKey + "/messages";

    /// <summary>Requests number from … from + count - 1, each sender's in turn.</summary>
    public static byte[][] Make(Uri server, long from, int count, int senders)
    {
        var requests = new byte[count][];
        var url = new Uri(server, Path).ToString();
        for (var i = 0; i < count; i++)
        {
            var number = from + i;
            var sid = string.Create(CultureInfo.InvariantCulture, $"SM{number:x32}");
            (string Name, string Value)[] form =
            [
                ("AccountSid", AccountSid), ("ApiVersion", "2010-04-01"), ("Body", Webhooks.Text(number)), ("From", Sender(number % senders)), ("FromCountry", "JP"), ("MessageSid", sid),
                ("NumMedia", "0"), ("NumSegments", "1"), ("SmsMessageSid", sid), ("SmsSid", sid), ("SmsStatus", "received"), ("To", Number), ("ToCountry", "JP"),
            ];
            var body = Encoding.ASCII.GetBytes(string.Join('&', form.Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}")));
            var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Token), Encoding.UTF8.GetBytes(url + string.Concat(form.Select(field => field.Name + field.Value)))));
            var head = $"POST {Path} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nUser-Agent: TwilioProxy/1.1\r\n" +
                $"X-Twilio-Signature: {signature}\r\nContent-Length: {body.Length}\r\n\r\n";
            requests[i] = [.. Encoding.ASCII.GetBytes(head), .. body];
        }

        return requests;
    }

    private static string Sender(long index) => string.Create(CultureInfo.InvariantCulture, $"+8190{index:00000000}");
}
