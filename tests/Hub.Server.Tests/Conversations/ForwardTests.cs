using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>The hub with a second consumer of its webhooks beside it.</summary>
public class ForwardHub : ChatHub
{
    public ForwardHub()
    {
        Settings["Hub:PrivateForwarding"] = "true";
        Map = app =>
        {
            app.MapPost("/second-consumer", TakeAsync).AllowAnonymous();
            app.MapPost("/silent-consumer", async () =>
            {
                Silent.Release();
                var ended = new TaskCompletionSource();
                await using var stopping = app.Lifetime.ApplicationStopping.Register(ended.SetResult);
                await ended.Task;
            }).AllowAnonymous();
        };
    }

    /// <summary>What comes is refused so often before it is taken.</summary>
    public int Refusals { get; set; }

    public ConcurrentQueue<(byte[] Body, string? Signature, string? ContentType, bool Taken)> Came { get; } = new();

    /// <summary>One for every call of the consumer that never answers.</summary>
    public SemaphoreSlim Silent { get; } = new(0);

    public async Task ForwardToAsync(string? url) => (await Admin.SendAsync("PUT", $"/api/channel-accounts/{LineAccountId}", new
    {
        name = "LINE demo",
        active = true,
        settings = new Dictionary<string, string>
        {
            ["apiBase"] = Line.BaseAddress!.ToString(),
            ["dataBase"] = Line.BaseAddress.ToString(),
            ["channelId"] = "1000000001",
            ["forward"] = url is null ? "off" : "on",
            ["forwardUrl"] = url ?? "",
        },
    })).Is(HttpStatusCode.OK);

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var taken = Refusals-- <= 0;
        Came.Enqueue((body.ToArray(), request.Headers["x-line-signature"], request.ContentType, taken));
        return taken ? Results.Ok() : Results.StatusCode(500);
    }
}

/// <summary>The clock stands still, so no attempt ever comes to its end by itself, and what is kept is kept however slow the machine is.</summary>
public sealed class StillForwardHub : ForwardHub
{
    public StillForwardHub() => Time = new FakeTimeProvider(DateTimeOffset.UtcNow);
}

public sealed class ForwardTests(StillForwardHub hub) : IClassFixture<StillForwardHub>
{
    [Fact]
    public async Task Accepted_webhooks_go_on_byte_for_byte_in_their_order_also_after_refusals_and_nothing_else_does()
    {
        await hub.ForwardToAsync(new Uri(hub.Address, "/second-consumer").ToString());
        hub.Refusals = 2;
        var bodies = Enumerable.Range(1, 3).Select(n => (byte[])[.. LineWebhook.Text("Uforward", $"f{n}", $"第{n}便"), (byte)'\n']).ToList();
        foreach (var body in bodies)
        {
            Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "line-demo", "line-demo-secret", body));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await LineWebhook.PostAsync(hub.Address, "line-demo", "wrong", LineWebhook.Text("Uforward", "f9", "forged")));
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "line-demo", "line-demo-secret", bodies[0]));
        await hub.ConversationOfAsync("Uforward", 3);
        await Eventually.HoldsAsync(async () => (await ForwardAsync()).GetProperty("error").ValueKind == JsonValueKind.String || hub.Came.Count(came => came.Taken) == 3, what: "the refusal is told");
        await Eventually.HoldsAsync(() => Task.FromResult(hub.Came.Count(came => came.Taken) == 3), what: "all have arrived");

        var taken = hub.Came.Where(came => came.Taken).ToList();
        Assert.Equal(bodies, taken.Select(came => came.Body));
        Assert.Equal(bodies.Select(body => LineWebhook.Sign("line-demo-secret", body)), taken.Select(came => came.Signature!));
        Assert.All(taken, came => Assert.Equal("application/json", came.ContentType));
        await Eventually.HoldsAsync(async () => (await ForwardAsync()) is var now && now.GetProperty("waiting").GetInt64() == 0 && now.GetProperty("failingSince").ValueKind == JsonValueKind.Null, what: "nothing waits");

        await hub.ForwardToAsync(null);
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "line-demo", "line-demo-secret", LineWebhook.Text("Uforward", "f4", "kept here")));
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.forward"));

        async Task<JsonElement> ForwardAsync() => (await hub.Admin.SendAsync("GET", "/api/channel-accounts/health")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("accountId").GetGuid() == hub.LineAccountId).GetProperty("forward");
    }
}

public sealed class SilentConsumerTests(StillForwardHub hub) : IClassFixture<StillForwardHub>
{
    [Fact]
    public async Task A_consumer_that_never_answers_holds_up_nobody_but_its_own_account()
    {
        var silent = $"line-{Guid.CreateVersion7():N}"[..30];
        (await hub.Admin.SendAsync("POST", "/api/channel-accounts", new
        {
            key = silent,
            channel = "line",
            name = silent,
            settings = new Dictionary<string, string> { ["apiBase"] = hub.Line.BaseAddress!.ToString(), ["channelId"] = "2", ["forward"] = "on", ["forwardUrl"] = new Uri(hub.Address, "/silent-consumer").ToString() },
            secrets = new Dictionary<string, string> { ["channelSecret"] = "s" },
        })).Is(HttpStatusCode.Created);
        await hub.ForwardToAsync(new Uri(hub.Address, "/second-consumer").ToString());
        foreach (var n in new[] { 1, 2 })
        {
            Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, silent, "s", LineWebhook.Text("Usilent", $"s{n}", "nobody answers")));
        }

        Assert.True(await hub.Silent.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken), "The silent consumer was called.");
        // A claim ends after a minute of the database's clock, which does not stand still.
        await hub.ScalarAsync<long>("WITH kept AS (UPDATE conversations.forward SET due_at = 'infinity' WHERE attempts = 1 RETURNING 1) SELECT count(*) FROM kept");
        var bodies = Enumerable.Range(1, 3).Select(n => LineWebhook.Text("Ubeside", $"b{n}", $"{n}")).ToList();
        foreach (var body in bodies)
        {
            Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "line-demo", "line-demo-secret", body));
        }

        await Eventually.HoldsAsync(() => Task.FromResult(hub.Came.Count == 3), what: "the other consumer has all of its own");
        Assert.Equal(bodies, hub.Came.Select(came => came.Body));
        Assert.Equal(0, hub.Silent.CurrentCount); // Still the first call: its account goes on one at a time.
    }
}

public sealed class ForwardAddressTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Theory]
    [InlineData("http://127.0.0.1:1/x", "address_not_allowed")]
    [InlineData("https://127.0.0.1:1/x", "not_connected")]
    [InlineData("https://169.254.169.254/latest", "not_connected")]
    public async Task SR8_The_hub_s_own_network_is_not_called_and_its_own_acceptance_suffers_nothing(string url, string code)
    {
        var key = $"line-{Guid.CreateVersion7():N}"[..30];
        var account = (await hub.Admin.SendAsync("POST", "/api/channel-accounts", new
        {
            key,
            channel = "line",
            name = key,
            settings = new Dictionary<string, string> { ["apiBase"] = hub.Line.BaseAddress!.ToString(), ["channelId"] = "1", ["forward"] = "on", ["forwardUrl"] = url },
            secrets = new Dictionary<string, string> { ["channelSecret"] = "s" },
        })).Is(HttpStatusCode.Created).Id;

        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, key, "s", LineWebhook.Text("U" + key, key, "hello")));

        await hub.ConversationOfAsync("U" + key);
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.forward_health WHERE account_id = $1 AND error = $2 AND failing_since IS NOT NULL", account, code) == 1, what: code);
    }
}
