using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Plays;

internal sealed record ChatMessage(long Number, string From, string Text);

/// <summary>One page with the chat widget, as its scripts talk to the hub; the sample shop vouches for who is signed in there.</summary>
internal sealed class WidgetVisitor(string hubUrl, TimeProvider clock) : IDisposable
{
    private const string Api = "/widget/api/web-demo";
    private const string SiteSecret = "web-demo-identity-secret";
    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(hubUrl), Timeout = TimeSpan.FromSeconds(10) };
    private readonly List<ChatMessage> messages = [];

    public string? Token { get; private set; }

    /// <summary>Oldest first; what stands in the chat.</summary>
    public IReadOnlyList<ChatMessage> Messages => [.. messages];

    public async Task OpenAsync(string? token, CancellationToken cancellation)
    {
        var session = await CallAsync(HttpMethod.Post, "/session", new { token, identity = Vouch("amelia.hart", "Amelia Hart"), language = "en" }, cancellation);
        Token = session.Text("token");
        Show(session);
    }

    public async Task SayAsync(string text, CancellationToken cancellation) =>
        await CallAsync(HttpMethod.Post, "/messages", new { id = Guid.CreateVersion7(clock.GetUtcNow()), text }, cancellation);

    public async Task ReadAsync(CancellationToken cancellation) =>
        Show(await CallAsync(HttpMethod.Get, $"/messages?after={(messages.Count == 0 ? 0 : messages[^1].Number)}", null, cancellation), "items");

    /// <summary>The end of the chat, as much as the page has room for.</summary>
    public IEnumerable<(string From, string Text)> Lines() => messages.TakeLast(6).Select(message => (message.From, message.Text));

    public void Dispose() => http.Dispose();

    private void Show(JsonObject answer, string name = "messages") => messages.AddRange(answer[name]!.AsArray().Select(message => message!.AsObject()).Select(message =>
        new ChatMessage(message["number"]!.GetValue<long>(), message.Text("from")!, message["content"]!.AsObject().Text("body") ?? "")));

    private async Task<JsonObject> CallAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, Api + path) { Content = body is null ? null : JsonContent.Create(body, options: Json.Wire) };
        request.Headers.Add("Origin", hubUrl); // the chat's frame comes from the hub
        if (Token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Visitor", Token);
        }
        try
        {
            using var answer = await http.SendAsync(request, cancellation);
            return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonObject>(Json.Wire, cancellation))! : throw new PlayFailedException("notTaken");
        }
        catch (HttpRequestException)
        {
            throw new PlayFailedException("hubAway");
        }
    }

    private string Vouch(string subject, string name)
    {
        var head = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);
        var claims = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { sub = subject, name, exp = clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds() }));
        return $"{head}.{claims}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SiteSecret), Encoding.ASCII.GetBytes($"{head}.{claims}")))}";
    }
}
