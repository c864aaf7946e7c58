using System.Net;
using System.Text.Json;
using Hub.Server.Customers;
using Hub.Server.Tests.Identity;
using Hub.Testing;

namespace Hub.Server.Tests.Conversations.WebChat;

/// <summary>A browser with the chat open: no cookie, its own token.</summary>
internal sealed class VisitorClient(ChatHub hub, string site) : IDisposable
{
    private readonly DeskClient http = new(hub.Address, IPAddress.Loopback);

    public string Token { get; set; } = "";

    public JsonElement Session { get; private set; }

    public Guid IdentityId => Session.GetProperty("visitor").GetProperty("id").GetGuid();

    public static async Task<VisitorClient> StartAsync(ChatHub hub, string? identity = null, string site = "web-demo")
    {
        var visitor = new VisitorClient(hub, site);
        await visitor.StartAsync(identity);
        return visitor;
    }

    public async Task StartAsync(string? identity = null)
    {
        Session = (await PostAsync("session", new { token = Token.Length == 0 ? null : Token, identity, language = "ja", pageUrl = "javascript:alert(1)" })).Is(HttpStatusCode.OK).Json;
        Token = Session.GetProperty("token").GetString()!;
    }

    public Task<Answer> SendAsync(string method, string path, object? body = null, Action<HttpRequestMessage>? change = null) => http.SendAsync(method, $"/widget/api/{site}/{path}", body, request =>
    {
        request.Headers.Remove("Sec-Fetch-Site");
        if (Token.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Visitor {Token}");
        }

        change?.Invoke(request);
    });

    public Task<Answer> PostAsync(string path, object body, Action<HttpRequestMessage>? change = null) => SendAsync("POST", path, body, change);

    public async Task<Guid> SayAsync(string? text, params Guid[] uploads)
    {
        var id = Guid.CreateVersion7();
        (await PostAsync("messages", new { id, text, uploadIds = uploads })).Is(HttpStatusCode.Accepted);
        return id;
    }

    public async Task<List<JsonElement>> MessagesAsync(string query = "") =>
        [.. (await SendAsync("GET", $"messages{query}")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

    public async Task<long> ReadAllAsync()
    {
        var upTo = (await MessagesAsync())[^1].GetProperty("number").GetInt64();
        (await PostAsync("read", new { upTo })).Is(HttpStatusCode.Accepted);
        return upTo;
    }

    /// <summary>The newest conversation of this visitor, as soon as it has so many messages of theirs.</summary>
    public async Task<Guid> ConversationAsync(int messages = 1)
    {
        object? found = null;
        await Eventually.HoldsAsync(async () =>
        {
            await using var command = hub.Database.CreateCommand("""
                SELECT h.conversation_id FROM conversations.conversation_head h WHERE h.identity_id = $1
                AND (SELECT count(*) FROM conversations.message m WHERE m.conversation_id = h.conversation_id AND m.kind = 0) >= $2 ORDER BY h.conversation_id DESC LIMIT 1
                """);
            command.Parameters.Add(new() { Value = IdentityId });
            command.Parameters.Add(new() { Value = (long)messages });
            found = await command.ExecuteScalarAsync();
            return found is not null;
        });
        return (Guid)found!;
    }

    public async Task<LiveSocket> LiveAsync()
    {
        var socket = await LiveSocket.ConnectAsync(new Uri(hub.Address, "/hubs/visitor"));
        await socket.InvokeAsync("Join", new { site, token = Token });
        return socket;
    }

    public void Dispose() => http.Dispose();
}
