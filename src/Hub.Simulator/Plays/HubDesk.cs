using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Plays;

/// <summary>The desk's API, as a colleague uses it with a personal token of their own.</summary>
internal sealed class HubDesk(SimulatorOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>The colleague who is played: in the support team, like the sign-in agent@demo.test.</summary>
    public const string Colleague = "shota";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);
    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10) };

    public bool IsThere => options.ColleaguesFile is { } file && File.Exists(file);

    /// <summary>The conversation on top of those the colleague sees that ends with these words.</summary>
    public async Task<string> FindAsync(string lastText, CancellationToken cancellation)
    {
        string? found = null;
        await UntilAsync(async () =>
        {
            var page = await GetAsync("/api/conversations?view=open&limit=50", cancellation);
            found = page?["items"]!.AsArray().FirstOrDefault(row => row!["lastMessage"]?["preview"]?.GetValue<string>() == lastText)?["id"]!.GetValue<string>();
            return found is not null;
        }, "notShown", cancellation);
        return found!;
    }

    /// <returns>The id of the reply.</returns>
    public async Task<string> ReplyAsync(string conversation, string text, int undoSeconds, CancellationToken cancellation)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        using var answer = await SendAsync(HttpMethod.Post, $"/api/conversations/{conversation}/messages", new { id, text, undoSeconds }, cancellation);
        return answer.IsSuccessStatusCode ? id : throw new PlayFailedException("notAnswered");
    }

    public async Task SaveDraftAsync(string conversation, string text, CancellationToken cancellation)
    {
        using var answer = await SendAsync(HttpMethod.Put, $"/api/conversations/{conversation}/draft", new { kind = "note", text }, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw new PlayFailedException("noDraft");
        }
    }

    public async Task<bool> HasDraftAsync(string conversation, string text, CancellationToken cancellation) =>
        (await GetAsync($"/api/conversations/{conversation}", cancellation))?["drafts"]!.AsArray().Any(draft => draft!["text"]!.GetValue<string>() == text) == true;

    /// <summary>Everything said in a conversation, oldest first; null while the hub does not answer.</summary>
    public async Task<IReadOnlyList<JsonObject>?> MessagesAsync(string conversation, CancellationToken cancellation)
    {
        var messages = new List<JsonObject>();
        while (true)
        {
            var after = messages.Count == 0 ? 0 : messages[^1]["number"]!.GetValue<int>();
            if (await GetAsync($"/api/conversations/{conversation}/messages?after={after}&limit=100", cancellation) is not { } page)
            {
                return null;
            }
            var items = page["items"]!.AsArray().Select(item => item!.AsObject()).ToList();
            messages.AddRange(items);
            if (items.Count == 0)
            {
                return messages;
            }
        }
    }

    /// <summary>Whether the hub says that it is ready.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(options.HubUrl + "/readyz", cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (IsAway(error, cancellation))
        {
            return false;
        }
    }

    /// <summary>Looks again and again until it holds; the play fails with the code when it does not in time.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds, string otherwise, CancellationToken cancellation, TimeSpan? within = null)
    {
        var started = clock.GetTimestamp();
        while (!await holds())
        {
            if (clock.GetElapsedTime(started) > (within ?? Patience))
            {
                throw new PlayFailedException(otherwise);
            }
            await Task.Delay(Glance, clock, cancellation);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonObject?> GetAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var answer = await SendAsync(HttpMethod.Get, path, null, cancellation);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonObject>(Json.Wire, cancellation) : null;
        }
        catch (Exception error) when (IsAway(error, cancellation))
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, options.HubUrl + path) { Content = body is null ? null : JsonContent.Create(body, options: Json.Wire) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(cancellation));
        return await http.SendAsync(request, cancellation);
    }

    private async Task<string> TokenAsync(CancellationToken cancellation)
    {
        try
        {
            await using var file = File.OpenRead(options.ColleaguesFile!);
            return (await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(file, cancellationToken: cancellation))![Colleague];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException)
        {
            throw new PlayFailedException("alone");
        }
    }

    private static bool IsAway(Exception error, CancellationToken cancellation) =>
        error is HttpRequestException or IOException or JsonException || (error is OperationCanceledException && !cancellation.IsCancellationRequested);
}
