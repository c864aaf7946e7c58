using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Hub.Simulator;
using Hub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Conversations.Ledger;

/// <summary>The real server as a process with its own database, the simulator writing to it without a pause, and an agent who answers.</summary>
internal sealed class LedgerRun : IAsyncDisposable
{
    private const string Password = "correct horse battery";
    private const int Writers = 8;
    private const int QuietPeople = 4;

    private readonly WebApplication simulator = SimulatorApp.Build(["--urls", "http://127.0.0.1:0", "--hub", "http://127.0.0.1:9"]);
    private readonly CancellationTokenSource answering = new();
    private readonly List<Guid> quiet = [];
    private readonly List<LedgerReply> replies = [];
    private HttpClient line = null!;
    private HttpClient api = null!;
    private Task[] agents = [];
    private string load = "";

    public ServerProcess Server { get; } = new(TestFolders.New("ledger"), [new("Hub__AdminEmail", "admin@hub.test"), new("Hub__AdminPassword", Password), new("Logging__LogLevel__Default", "Warning"), new("DOTNET_TieredPGO", "0")]);

    public Guid AccountId { get; private set; }

    public async Task StartAsync()
    {
        await simulator.StartAsync();
        var address = simulator.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        line = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
        api = new HttpClient(new SocketsHttpHandler { UseCookies = true }) { BaseAddress = Server.Address, Timeout = TimeSpan.FromSeconds(15) };
        api.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        (await line.PutAsJsonAsync("/sim/accounts/line-demo", new
        {
            webhookUrl = new Uri(Server.Address, "/webhooks/line/line-demo").ToString(),
            quota = new { type = "none" },
            delivery = new { redelivery = true, oneInFlight = true, timeoutMs = 5000, maxAttempts = 1000, retryBaseMs = 50, retryMaxMs = 400 },
        })).EnsureSuccessStatusCode();
        await Server.StartAsync();
        (await api.PostAsJsonAsync("/api/session", new { email = "admin@hub.test", password = Password })).EnsureSuccessStatusCode();
        var token = await ReadAsync(await api.PostAsJsonAsync("/api/tokens", new { name = "ledger" }));
        api.DefaultRequestHeaders.Authorization = new("Bearer", token.GetProperty("token").GetString());
        AccountId = (await ReadAsync(await api.PostAsJsonAsync("/api/channel-accounts", new
        {
            key = "line-demo",
            channel = "line",
            name = "LINE",
            settings = new { apiBase = address, dataBase = address, channelId = "1000000001" },
            secrets = new { channelSecret = "line-demo-secret" },
        }))).GetProperty("id").GetGuid();
        await MeetQuietPeopleAsync();
        load = (await ReadAsync(await line.PostAsJsonAsync("/sim/accounts/line-demo/load", new { senders = Writers * 2, messages = 1_000_000, connections = Writers, seconds = 3600 }))).GetProperty("id").GetString()!;
        agents = [AnswerAsync(toQuiet: true), AnswerAsync(toQuiet: true), AnswerAsync(toQuiet: false), AnswerAsync(toQuiet: false)];
    }

    /// <summary>How many webhooks have been acknowledged, as soon as there are so many.</summary>
    public async Task<int> AcknowledgedAsync(int atLeast = 0)
    {
        var count = 0;
        await Eventually.HoldsAsync(
            async () =>
            {
                var states = (await line.GetFromJsonAsync<JsonElement>("/sim/accounts/line-demo/ledger?limit=1")).GetProperty("summary").GetProperty("states");
                count = states.TryGetProperty("delivered", out var delivered) ? delivered.GetInt32() : 0;
                return count >= atLeast;
            },
            TimeSpan.FromSeconds(120), $"{atLeast} webhooks are acknowledged");
        return count;
    }

    /// <summary>The provider's ids of the messages whose webhooks have been acknowledged.</summary>
    public async Task<List<string>> AcknowledgedIdsAsync() =>
        [.. (await line.GetFromJsonAsync<JsonElement>("/sim/accounts/line-demo/ledger?limit=100000")).GetProperty("webhooks").EnumerateArray()
            .Where(webhook => webhook.TryGetProperty("ackNumber", out var number) && number.ValueKind == JsonValueKind.Number).Select(webhook => webhook.GetProperty("messageId").GetString()!)];

    /// <summary>Stops writing and answering and waits until everything is in its final state.</summary>
    public async Task QuietAsync()
    {
        await answering.CancelAsync();
        await Task.WhenAll(agents);
        (await line.DeleteAsync($"/sim/accounts/line-demo/load/{load}")).EnsureSuccessStatusCode();
        await using var database = NpgsqlDataSource.Create(Server.DatabaseConnectionString);
        await using var open = database.CreateCommand("""
            SELECT concat_ws(', ',
                (SELECT count(*) || ' deliveries' FROM conversations.open_delivery HAVING count(*) > 0),
                (SELECT count(*) || ' sends' FROM conversations.send HAVING count(*) > 0),
                (SELECT count(*) || ' messages' FROM conversations.message WHERE kind = 1 AND state IN (0, 1) HAVING count(*) > 0),
                (SELECT count(*) || ' jobs: ' || string_agg(DISTINCT kind, ' ') FROM platform.job WHERE lease_until IS NOT NULL HAVING count(*) > 0))
            """);
        var left = "";
        try
        {
            // Longer than the longest lease: a claim whose answer was cut off is known to nobody until that has run out.
            await Eventually.HoldsAsync(async () => (left = (string)(await open.ExecuteScalarAsync())!).Length == 0, TimeSpan.FromSeconds(180));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Not in their final state: {left}");
        }
    }

    public async Task<LedgerReport> VerifyAsync()
    {
        var ledger = await line.GetFromJsonAsync<JsonElement>("/sim/accounts/line-demo/ledger?limit=100000");
        var webhooks = ledger.GetProperty("webhooks").EnumerateArray().Select(webhook => new LedgerWebhook(
            webhook.GetProperty("messageId").GetString()!, webhook.GetProperty("userId").GetString()!, webhook.GetProperty("text").GetString()!,
            webhook.TryGetProperty("ackNumber", out var number) && number.ValueKind == JsonValueKind.Number ? number.GetInt64() : null)).ToList();
        var arrivals = ledger.GetProperty("accepted").EnumerateArray().Where(accepted => accepted.GetProperty("arrived").GetBoolean())
            .Select(accepted => new LedgerArrival(accepted.GetProperty("to").GetString()!, accepted.GetProperty("text").GetString()!)).ToList();
        await using var database = NpgsqlDataSource.Create(Server.DatabaseConnectionString);
        return await new LedgerVerify(database, AccountId).RunAsync(webhooks, replies, arrivals);
    }

    public async ValueTask DisposeAsync()
    {
        await answering.CancelAsync();
        await Task.WhenAll(agents);
        await Server.DisposeAsync();
        await simulator.StopAsync();
        await simulator.DisposeAsync();
        api?.Dispose();
        line?.Dispose();
        answering.Dispose();
    }

    /// <summary>People who write once. Their free reply is spent here, so whatever they get later is pushed under an idempotency key.</summary>
    private async Task MeetQuietPeopleAsync()
    {
        for (var i = 0; i < QuietPeople; i++)
        {
            var user = (await ReadAsync(await line.PostAsJsonAsync("/sim/accounts/line-demo/users", new { displayName = $"Quiet {i}" }))).GetProperty("userId").GetString();
            (await line.PostAsJsonAsync($"/sim/accounts/line-demo/users/{user}/messages?wait=settled", new { type = "text", text = $"quiet {i}" })).EnsureSuccessStatusCode();
        }

        await Eventually.HoldsAsync(async () => (await ConversationsAsync()).Count == QuietPeople);
        quiet.AddRange(await ConversationsAsync());
        foreach (var conversation in quiet)
        {
            await ReplyAsync(conversation, repeatable: false);
        }

        await Eventually.HoldsAsync(async () => (await line.GetFromJsonAsync<JsonElement>("/sim/accounts/line-demo/ledger")).GetProperty("accepted").GetArrayLength() == QuietPeople);
    }

    private async Task AnswerAsync(bool toQuiet)
    {
        var random = new Random(toQuiet ? 1 : 2);
        while (!answering.IsCancellationRequested)
        {
            try
            {
                var candidates = toQuiet ? quiet : (await ConversationsAsync()).Except(quiet).ToList();
                if (candidates.Count > 0)
                {
                    await ReplyAsync(candidates[random.Next(candidates.Count)], toQuiet);
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or SocketException or TaskCanceledException or JsonException)
            {
                // The list could not be read: the server is down just now.
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks with the same id until the hub says that the reply is stored.</summary>
    private async Task ReplyAsync(Guid conversation, bool repeatable)
    {
        var id = Guid.CreateVersion7();
        // In letters: digits in a row may look like the number of a card, about which the hub would ask.
        var reply = new LedgerReply($"reply {string.Concat($"{id:N}".Select(digit => (char)('a' + Convert.ToInt32(digit.ToString(), 16))))}", repeatable);
        while (true)
        {
            try
            {
                using var answer = await api.PostAsJsonAsync($"/api/conversations/{conversation}/messages", new { id, text = reply.Text });
                if (answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK)
                {
                    break;
                }

                Assert.True((int)answer.StatusCode >= 500, $"A reply was refused: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
            catch (Exception exception) when (exception is HttpRequestException or SocketException or TaskCanceledException)
            {
                // No answer: it may be stored or not, and asking again with the same id is safe.
            }

            await Task.Delay(30, TestContext.Current.CancellationToken);
        }

        lock (replies)
        {
            replies.Add(reply);
        }
    }

    private async Task<List<Guid>> ConversationsAsync() =>
        [.. (await ReadAsync(await api.GetAsync(new Uri("/api/conversations?limit=100", UriKind.Relative)))).GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetGuid())];

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
