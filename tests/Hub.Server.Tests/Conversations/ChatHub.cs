using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Tests.Identity;
using Hub.Simulator;
using Hub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>The hub with a LINE account and a site, and the simulator as LINE. One per class.</summary>
public class ChatHub : HubFixture
{
    private WebApplication? simulator;

    public HttpClient Line { get; private set; } = null!;

    internal DeskClient Admin { get; private set; } = null!;

    public Guid LineAccountId { get; private set; }

    public override async ValueTask InitializeAsync()
    {
        simulator = SimulatorApp.Build(["--urls", "http://127.0.0.1:0", "--hub", "http://127.0.0.1:9"]);
        await simulator.StartAsync();
        var simulatorAddress = simulator.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Line = new HttpClient { BaseAddress = new Uri(simulatorAddress), Timeout = Eventually.Deadline };
        Settings.TryAdd("Hub:MasterKey", Convert.ToBase64String(new byte[32]));
        await base.InitializeAsync();
        (await Line.PutAsJsonAsync("/sim/accounts/line-demo", new { webhookUrl = new Uri(Address, "/webhooks/line/line-demo").ToString() })).EnsureSuccessStatusCode();
        Admin = await SignedInAsync("admin");
        LineAccountId = (await Admin.SendAsync("POST", "/api/channel-accounts", new
        {
            key = "line-demo",
            channel = "line",
            name = "LINE demo",
            settings = new Dictionary<string, string> { ["apiBase"] = simulatorAddress, ["dataBase"] = simulatorAddress, ["channelId"] = "1000000001" },
            secrets = new Dictionary<string, string> { ["channelSecret"] = "line-demo-secret" },
        })).Is(HttpStatusCode.Created).Id;
        (await Admin.SendAsync("POST", "/api/channel-accounts", new
        {
            key = "web-demo",
            channel = "webchat",
            name = "Shop",
            settings = new Dictionary<string, string> { ["allowedOrigins"] = "https://shop.test" },
            secrets = new Dictionary<string, string> { ["identitySecret"] = "a-secret-of-the-shop" },
        })).Is(HttpStatusCode.Created);
    }

    /// <summary>A friend of the account, made up at the simulator.</summary>
    public async Task<string> PhoneAsync(string name)
    {
        var response = await Line.PostAsJsonAsync("/sim/accounts/line-demo/users", new { displayName = name });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("userId").GetString()!;
    }

    /// <summary>Writes on a phone; the answer of the webhook.</summary>
    public async Task<JsonElement> WriteAsync(string user, object message, string wait = "first")
    {
        var response = await Line.PostAsJsonAsync($"/sim/accounts/line-demo/users/{user}/messages?wait={wait}", message);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public Task<JsonElement> SayAsync(string user, string text) => WriteAsync(user, new { type = "text", text });

    public async Task<List<JsonElement>> PhoneThreadAsync(string user) =>
        [.. (await Line.GetFromJsonAsync<JsonElement>($"/sim/accounts/line-demo/users/{user}/thread")).GetProperty("items").EnumerateArray()];

    internal async Task<DeskClient> SignedInAsync(string role, params Guid[] teams) => (await PersonAsync(role, teams)).Client;

    internal Task<(Guid Id, DeskClient Client)> PersonAsync(string role, params Guid[] teams) => SignedInPeople.AddAsync(Services, Address, role, teams);

    internal async Task<Guid> TeamAsync(string name)
    {
        await using var scope = Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<PeopleWriter>().AddTeamAsync(name, TestContext.Current.CancellationToken))!.Id;
    }

    internal Task<LiveSocket> LiveAsync(DeskClient client) => LiveSocket.ConnectAsync(new Uri(Address, "/hubs/desk"), options =>
    {
        options.SetRequestHeader("Cookie", client.Cookie);
        options.SetRequestHeader("Sec-Fetch-Site", "same-origin");
    });

    /// <summary>The conversation of a LINE user, as soon as it is there.</summary>
    public async Task<Guid> ConversationOfAsync(string user, int messages = 1)
    {
        object? found = null;
        await Eventually.HoldsAsync(async () =>
        {
            await using var command = Database.CreateCommand("""
                SELECT h.conversation_id FROM conversations.conversation_head h JOIN customers.identity i ON i.id = h.identity_id
                WHERE i.external_id = $1 AND (SELECT count(*) FROM conversations.message m WHERE m.conversation_id = h.conversation_id AND m.kind = 0) >= $2 ORDER BY h.conversation_id DESC LIMIT 1
                """);
            command.Parameters.Add(new() { Value = user });
            command.Parameters.Add(new() { Value = (long)messages });
            found = await command.ExecuteScalarAsync();
            return found is not null;
        });
        return (Guid)found!;
    }

    internal async Task<List<JsonElement>> MessagesAsync(DeskClient client, Guid conversation) =>
        [.. (await client.SendAsync("GET", $"/api/conversations/{conversation}/messages?limit=200")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

    public async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return (T)(await command.ExecuteScalarAsync())!;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (simulator is not null)
        {
            await simulator.StopAsync();
            await simulator.DisposeAsync();
        }

        Line.Dispose();
    }
}
