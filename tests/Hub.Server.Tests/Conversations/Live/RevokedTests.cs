using System.Net;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Live;

/// <summary>SE2, AZ7: whoever may no longer listen hears nothing more: at once on the node where it was decided, within five seconds on every other.</summary>
public sealed class RevokedTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task SE2_AZ7_A_revoked_person_hears_nothing_more_on_any_node()
    {
        var settings = new Dictionary<string, string?> { ["ConnectionStrings:Hub"] = hub.ConnectionString, ["Hub:MasterKey"] = hub.Settings["Hub:MasterKey"] };
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var second = await HubFixture.StartAsync(settings, clock);
        var team = await hub.TeamAsync("SE2");
        var listeners = new List<Listener>();
        foreach (var (why, revoke, mayReturn) in Revocations(team))
        {
            var (id, client) = await hub.PersonAsync("supervisor", team);
            string? tokenId = null;
            if (why == "token revoked")
            {
                var token = (await client.SendAsync("POST", "/api/tokens", new { name = "live" })).Is(HttpStatusCode.Created).Json;
                tokenId = token.GetProperty("id").GetString();
                listeners.Add(new Listener(why, revoke, mayReturn, id, client, tokenId) { Bearer = token.GetProperty("token").GetString() });
            }
            else
            {
                listeners.Add(new Listener(why, revoke, mayReturn, id, client, tokenId));
            }
        }

        foreach (var listener in listeners)
        {
            listener.Here = await listener.ConnectAsync(hub.Address);
            listener.There = await listener.ConnectAsync(second.Address);
        }

        var desk = new LiveDesk(hub);
        await desk.SayAsync("Use2", "for everybody");
        foreach (var listener in listeners)
        {
            await listener.Here!.NextAsync("frame");
            var told = listener.There!.NextAsync("frame");
            await Eventually.HoldsAsync(() =>
            {
                clock.Advance(TimeSpan.FromSeconds(0.5)); // the other node looks by itself
                return told.IsCompleted;
            });
            await told;
        }

        await Task.WhenAll(listeners.Select(async listener =>
        {
            await listener.Revoke(hub, listener);
            if (!listener.Why.Contains("expired", StringComparison.Ordinal))
            {
                // Decided on this node: whatever is written from now on must not be heard here.
                var secret = $"secret of {listener.Why}";
                await desk.SayAsync("Use2", secret);
                await listener.Here!.Ended.WaitAsync(Eventually.Deadline);
                Assert.False(listener.Heard(listener.Here, secret), $"{listener.Why}: heard on the node where it was decided");
            }
        }));

        // By the other node's clock; how long this machine takes to do it proves nothing.
        clock.Advance(TimeSpan.FromSeconds(5));
        foreach (var listener in listeners)
        {
            await Task.WhenAll(listener.Here!.Ended, listener.There!.Ended).WaitAsync(Eventually.Deadline);
        }

        foreach (var listener in listeners)
        {
            foreach (var address in new[] { hub.Address, second.Address })
            {
                if (listener.MayReturn)
                {
                    await using var again = await listener.ConnectAsync(address);
                }
                else
                {
                    // A node may remember who somebody is for two seconds, if their session has run out by itself.
                    await Eventually.HoldsAsync(() => IsRefusedAsync(listener, address));
                }
            }
        }
    }

    private static async Task<bool> IsRefusedAsync(Listener listener, Uri address)
    {
        try
        {
            await using var again = await listener.ConnectAsync(address);
            return false;
        }
        catch (System.Net.WebSockets.WebSocketException)
        {
            return true;
        }
    }

    private static IEnumerable<(string Why, Func<ChatHub, Listener, Task> Revoke, bool MayReturn)> Revocations(Guid team) =>
    [
        ("deactivated", (hub, one) => UpdateAsync(hub, one, "supervisor", [team], active: false), false),
        ("removed from the team", (hub, one) => UpdateAsync(hub, one, "supervisor", [], active: true), true),
        ("role changed", (hub, one) => UpdateAsync(hub, one, "agent", [team], active: true), false), // a session given out for one role is not good for another
        ("signed out", async (_, one) => (await one.Client.SendAsync("DELETE", "/api/session")).Is(HttpStatusCode.NoContent), false),
        ("token revoked", async (_, one) => (await one.Client.SendAsync("DELETE", $"/api/tokens/{one.TokenId}")).Is(HttpStatusCode.NoContent), false),
        ("session expired", async (hub, one) => await hub.ScalarAsync<Guid>("UPDATE identity.session SET expires_at = clock_timestamp() - interval '1 hour' WHERE id = $1 RETURNING id", one.Client.SessionId), false),
    ];

    private static async Task UpdateAsync(ChatHub hub, Listener one, string role, Guid[] teamIds, bool active) =>
        (await hub.Admin.SendAsync("PUT", $"/api/agents/{one.Id}", new { name = "Person", role, teamIds, active })).Is(HttpStatusCode.OK);

    private sealed record Listener(string Why, Func<ChatHub, Listener, Task> Revoke, bool MayReturn, Guid Id, DeskClient Client, string? TokenId)
    {
        public string? Bearer { get; init; }

        public LiveSocket? Here { get; set; }

        public LiveSocket? There { get; set; }

        public async Task<LiveSocket> ConnectAsync(Uri address)
        {
            var live = await LiveSocket.ConnectAsync(new Uri(address, "/hubs/desk"), options =>
            {
                options.SetRequestHeader(Bearer is null ? "Cookie" : "Authorization", Bearer is null ? Client.Cookie : $"Bearer {Bearer}");
                options.SetRequestHeader("Sec-Fetch-Site", "same-origin");
            });
            await live.NextAsync("hello");
            return live;
        }

        public bool Heard(LiveSocket live, string text)
        {
            while (live.Calls.TryRead(out var call))
            {
                if (call.GetRawText().Contains(text, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
