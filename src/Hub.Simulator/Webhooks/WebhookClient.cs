using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Hub.Simulator.State;

namespace Hub.Simulator.Webhooks;

/// <summary>Signs a body and posts it. Never follows redirects, never uses a proxy.</summary>
internal sealed class WebhookClient : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        MaxConnectionsPerServer = 1024,
        ActivityHeadersPropagator = null,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public async Task<WebhookAnswer> PostAsync(LineAccount account, string url, byte[] body, TimeSpan deadline, TimeProvider clock, CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.TryAddWithoutValidation("User-Agent", "LineBotWebhook/2.0");
        request.Headers.TryAddWithoutValidation("x-line-signature", Sign(account.ChannelSecret, body));
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            return new WebhookAnswer((int)response.StatusCode, response.IsSuccessStatusCode ? "OK" : "ERROR_STATUS_CODE", response.ReasonPhrase ?? "");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new WebhookAnswer(null, "REQUEST_TIMEOUT", "Request timeout");
        }
        catch (HttpRequestException error)
        {
            return new WebhookAnswer(null, "COULD_NOT_CONNECT", error.HttpRequestError.ToString());
        }
    }

    public static string Sign(string secret, byte[] body) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    public void Dispose() => http.Dispose();
}

/// <param name="Status">Null when no answer came.</param>
/// <param name="Reason">OK, ERROR_STATUS_CODE, REQUEST_TIMEOUT or COULD_NOT_CONNECT, as LINE names them.</param>
/// <param name="Detail">What the endpoint or the connection said.</param>
internal sealed record WebhookAnswer(int? Status, string Reason, string Detail)
{
    public bool Acknowledged => Status is >= 200 and < 300;
}
