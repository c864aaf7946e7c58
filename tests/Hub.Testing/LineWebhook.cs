using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Hub.Testing;

/// <summary>Signed LINE webhooks made by hand, for what the simulator would not send: odd signatures, broken events, exact repetitions.</summary>
public static class LineWebhook
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { Timeout = Eventually.Deadline };

    public static byte[] Text(string user, string messageId, string text, bool redelivered = false, string? replyToken = null) => Body(TextEvent(user, messageId, text, redelivered, replyToken));

    public static object TextEvent(string user, string messageId, string text, bool redelivered = false, string? replyToken = null) => new
    {
        type = "message",
        mode = "active",
        timestamp = 1_760_000_000_000,
        source = new { type = "user", userId = user },
        webhookEventId = "E" + messageId,
        deliveryContext = new { isRedelivery = redelivered },
        replyToken = replyToken ?? "r" + messageId,
        message = new { id = messageId, type = "text", text, quoteToken = "q" },
    };

    /// <param name="name">The member only this type has, such as <c>unsend</c>.</param>
    public static Dictionary<string, object> Event(string type, string user, string eventId, DateTimeOffset at, string? name = null, object? detail = null)
    {
        var built = new Dictionary<string, object>
        {
            ["type"] = type,
            ["mode"] = "active",
            ["timestamp"] = at.ToUnixTimeMilliseconds(),
            ["source"] = new { type = "user", userId = user },
            ["webhookEventId"] = eventId,
            ["deliveryContext"] = new { isRedelivery = false },
        };
        if (name is not null)
        {
            built[name] = detail!;
        }

        return built;
    }

    public static byte[] Body(params object[] events) => JsonSerializer.SerializeToUtf8Bytes(new { destination = "U" + new string('0', 32), events });

    public static string Sign(string secret, byte[] body) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    public static async Task<HttpStatusCode> PostAsync(Uri hub, string accountKey, string secret, byte[] body) =>
        await PostSignedAsync(hub, accountKey, Sign(secret, body), body);

    /// <param name="signature">Null sends no signature at all.</param>
    public static async Task<HttpStatusCode> PostSignedAsync(Uri hub, string accountKey, string? signature, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(hub, $"/webhooks/line/{accountKey}")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation("x-line-signature", signature);
        }

        using var response = await Client.SendAsync(request);
        return response.StatusCode;
    }
}
