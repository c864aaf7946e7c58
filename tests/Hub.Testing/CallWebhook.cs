using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Hub.Testing;

/// <summary>Signed reports of a telephone system, made by hand.</summary>
public static class CallWebhook
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(30) };

    public static byte[] Body(string callId, string happened, string? from = "090-1234-5678", string? to = "03-1111-2222", string direction = "inbound", string? agent = null, int? durationSeconds = null, DateTimeOffset? at = null, string? recordingUrl = null) =>
        JsonSerializer.SerializeToUtf8Bytes(new { callId, @event = happened, direction, from, to, at = at ?? TimeProvider.System.GetUtcNow(), sentAt = TimeProvider.System.GetUtcNow(), agent, durationSeconds, recordingUrl });

    public static string Sign(string secret, byte[] body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    public static Task<HttpStatusCode> PostAsync(Uri hub, string accountKey, string secret, byte[] body) => PostSignedAsync(hub, accountKey, Sign(secret, body), body);

    /// <param name="signature">Null sends no signature at all.</param>
    public static async Task<HttpStatusCode> PostSignedAsync(Uri hub, string accountKey, string? signature, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(hub, $"/webhooks/call/{accountKey}")) { Content = new ByteArrayContent(body) };
        // Whoever is refused by size must be able to hear it.
        request.Headers.ExpectContinue = body.Length > 100_000;
        request.Content.Headers.ContentType = new("application/json");
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Hub-Signature", signature);
        }

        using var response = await Client.SendAsync(request);
        return response.StatusCode;
    }
}
