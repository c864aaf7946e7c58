using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace Hub.Server.Tests.Identity;

/// <summary>Sends what a browser page of the hub would send. Cookies are kept by hand so that tests can show any of them.</summary>
internal sealed class DeskClient : IDisposable
{
    private readonly HttpClient _http;

    public DeskClient(Uri address, IPAddress from) => _http = new HttpClient(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = address,
    };

    public Uri Address => _http.BaseAddress!;

    public string? Cookie { get; set; }

    public string? Bearer { get; set; }

    public Guid SessionId { get; set; }

    public async Task<Answer> SendAsync(string method, string path, object? body = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (Cookie is not null)
        {
            request.Headers.Add("Cookie", Cookie);
        }

        if (Bearer is not null)
        {
            request.Headers.Add("Authorization", $"Bearer {Bearer}");
        }

        request.Content = body is null ? null : JsonContent.Create(body);
        change?.Invoke(request);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(response, text);
    }

    /// <summary>Signs in over HTTP and keeps the cookie.</summary>
    public async Task<Answer> SignInAsync(string? email, string? password)
    {
        var answer = await SendAsync("POST", "/api/session", new { email, password });
        if (answer.Status == HttpStatusCode.OK)
        {
            Cookie = answer.SetCookie!.Split(';')[0];
        }

        return answer;
    }

    public void Dispose() => _http.Dispose();
}

internal sealed class Answer(HttpResponseMessage response, string text)
{
    public HttpStatusCode Status { get; } = response.StatusCode;

    public string Text { get; } = text;

    public string? SetCookie { get; } = response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Single() : null;

    public string? Location { get; } = response.Headers.Location?.OriginalString;

    public int? RetryAfter { get; } = (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds;

    public IReadOnlyList<string> HeaderNames { get; } = [.. response.Headers.Select(header => header.Key).Order()];

    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The stable code of a problem; null when the answer is none.</summary>
    public string? Code => Text.StartsWith('{') && Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public Guid Id => Json.GetProperty("id").GetGuid();

    public string? Error(string field) =>
        Json.GetProperty("errors").TryGetProperty(field, out var errors) ? errors[0].GetString() : null;

    public Answer Is(HttpStatusCode status, string? code = null)
    {
        Assert.True(Status == status && (code is null || Code == code), $"Expected {(int)status} {code}, got {(int)Status} {Text}");
        return this;
    }
}
