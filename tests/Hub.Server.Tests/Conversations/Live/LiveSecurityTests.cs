using System.Net;
using System.Net.WebSockets;
using System.Reflection;
using System.Text.Json;
using Hub.Server.Conversations.Live;
using Hub.Server.Conversations.WebChat;
using Hub.Server.Platform.Live;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Conversations.Live;

public sealed class LiveSecurityTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task AZ14_After_a_move_the_old_viewers_are_told_and_hear_no_more()
    {
        var desk = new LiveDesk(hub);
        var (north, south) = (await hub.TeamAsync("AZ14 North"), await hub.TeamAsync("AZ14 South"));
        var ann = await hub.SignedInAsync("agent", north);
        var ben = await hub.SignedInAsync("agent", south);
        await desk.SayAsync("Uaz14", "hello");
        var id = await hub.ConversationOfAsync("Uaz14");
        (await desk.AssignAsync(hub.Admin, id, null, north)).Is(HttpStatusCode.OK);
        await using var old = await hub.LiveAsync(ann);
        await old.NextAsync("hello");
        await old.InvokeAsync("Open", id);
        await using var next = await hub.LiveAsync(ben);
        await next.NextAsync("hello");
        await Assert.ThrowsAsync<InvalidOperationException>(() => next.InvokeAsync("Open", id));

        (await desk.AssignAsync(ann, id, null, south)).Is(HttpStatusCode.OK);
        await EventAsync(old, one => one.GetProperty("type").GetString() == "conversationRemoved" && one.GetProperty("id").GetGuid() == id);
        await next.InvokeAsync("Open", id);
        await desk.SayAsync("Uaz14", "for the new team only");
        await EventAsync(next, one => one.GetRawText().Contains("for the new team only", StringComparison.Ordinal));
        // What ann still gets comes after the secret, so the secret would have come first.
        await desk.SayAsync("Uaz14-other", "for everybody");
        await EventAsync(old, one => one.GetRawText().Contains("for everybody", StringComparison.Ordinal), one => Assert.DoesNotContain("new team only", one.GetRawText(), StringComparison.Ordinal));
        (await ann.SendAsync("GET", $"/api/conversations/{id}")).Is(HttpStatusCode.NotFound);
        (await ann.SendAsync("GET", $"/api/conversations/{id}/messages")).Is(HttpStatusCode.NotFound);
        await Assert.ThrowsAsync<InvalidOperationException>(() => old.InvokeAsync("Open", id));
        var denied = (await ann.SendAsync("POST", "/api/live/catch-up", new { groups = new[] { new { group = $"conversation:{id}", epoch = "", after = 0 }, new { group = "all", epoch = "", after = 0 }, new { group = $"team:{south}", epoch = "", after = 0 } } })).Is(HttpStatusCode.OK).Json;
        Assert.All(denied.GetProperty("groups").EnumerateArray(), group => Assert.Equal((true, true, 0), (group.GetProperty("denied").GetBoolean(), group.GetProperty("resync").GetBoolean(), group.GetProperty("events").GetArrayLength())));
    }

    [Fact]
    public async Task AZ14_A_message_that_overtakes_the_move_is_not_shown_to_the_old_viewers()
    {
        var (desk, cancellation) = (new LiveDesk(hub), TestContext.Current.CancellationToken);
        var (north, south) = (await hub.TeamAsync("AZ14 East"), await hub.TeamAsync("AZ14 West"));
        var (ann, ben) = (await hub.SignedInAsync("agent", north), await hub.SignedInAsync("agent", south));
        await desk.SayAsync("Uaz14-fast", "hello");
        var id = await hub.ConversationOfAsync("Uaz14-fast");
        (await desk.AssignAsync(hub.Admin, id, null, north)).Is(HttpStatusCode.OK);
        await using var old = await hub.LiveAsync(ann);
        await old.NextAsync("hello");
        await old.InvokeAsync("Open", id);
        await using var next = await hub.LiveAsync(ben);
        await next.NextAsync("hello");

        // A transaction that is still running holds back whatever comes from the table; new messages come from memory.
        await using (var connection = await hub.Database.OpenConnectionAsync(cancellation))
        await using (var transaction = await connection.BeginTransactionAsync(cancellation))
        {
            await new NpgsqlCommand("SELECT pg_current_xact_id()", connection).ExecuteScalarAsync(cancellation);
            (await desk.AssignAsync(ann, id, null, south)).Is(HttpStatusCode.OK);
            await next.InvokeAsync("Open", id);
            await desk.SayAsync("Uaz14-fast", "for the new team only");
            await EventAsync(next, one => one.GetRawText().Contains("for the new team only", StringComparison.Ordinal));
            await desk.SayAsync("Uaz14-fast-other", "for everybody");
            await EventAsync(old, one => one.GetRawText().Contains("for everybody", StringComparison.Ordinal), one => Assert.DoesNotContain("new team only", one.GetRawText(), StringComparison.Ordinal));
        }

        await EventAsync(old, one => one.GetProperty("type").GetString() == "conversationRemoved" && one.GetProperty("id").GetGuid() == id);
    }

    [Fact]
    public async Task HD6_A_connection_somebody_else_has_prepared_is_the_connection_of_whoever_opens_it()
    {
        var (annId, ann) = await hub.PersonAsync("agent");
        var (benId, ben) = await hub.PersonAsync("agent");
        var prepared = (await ann.SendAsync("POST", "/hubs/desk/negotiate?negotiateVersion=1")).Is(HttpStatusCode.OK).Json.GetProperty("connectionToken").GetString();
        await using var socket = await LiveSocket.ConnectAsync(new Uri(hub.Address, $"/hubs/desk?id={prepared}"), options =>
        {
            options.SetRequestHeader("Cookie", ben.Cookie);
            options.SetRequestHeader("Sec-Fetch-Site", "same-origin");
        });
        var groups = (await socket.NextAsync("hello")).GetProperty("groups").GetRawText();
        Assert.Contains(benId.ToString(), groups, StringComparison.Ordinal);
        Assert.DoesNotContain(annId.ToString(), groups, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AZ7_Asking_again_and_again_for_a_forbidden_conversation_lets_nothing_through()
    {
        var desk = new LiveDesk(hub);
        var team = await hub.TeamAsync("AZ7 closed");
        var stranger = await hub.SignedInAsync("agent");
        await desk.SayAsync("Uaz7", "hello");
        var id = await hub.ConversationOfAsync("Uaz7");
        (await desk.AssignAsync(hub.Admin, id, null, team)).Is(HttpStatusCode.OK);
        await using var live = await hub.LiveAsync(stranger);
        await live.NextAsync("hello");
        var groups = hub.Services.GetRequiredService<LiveGroups>();
        await using (var member = await hub.LiveAsync(hub.Admin))
        {
            await member.InvokeAsync("Open", id);
            var publishing = true;
            var flood = Task.Run(async () =>
            {
                while (Volatile.Read(ref publishing))
                {
                    groups.Publish($"conversation:{id}", [new { type = "secret" }]);
                    await Task.Yield();
                }
            });
            for (var n = 0; n < 40; n++)
            {
                await Assert.ThrowsAsync<InvalidOperationException>(() => live.InvokeAsync("Open", id));
            }

            Volatile.Write(ref publishing, false);
            await flood;
        }

        while (live.Calls.TryRead(out var call))
        {
            Assert.DoesNotContain("secret", call.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("https://evil.example", "cross-site")]
    [InlineData("https://evil.example", null)]
    [InlineData(null, null)]
    public async Task HD5_A_foreign_page_cannot_open_the_desks_socket(string? origin, string? site)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Cookie", hub.Admin.Cookie);
        socket.Options.SetRequestHeader("Origin", origin);
        socket.Options.SetRequestHeader("Sec-Fetch-Site", site);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new UriBuilder(new Uri(hub.Address, "/hubs/desk")) { Scheme = "ws" }.Uri, CancellationToken.None));
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    [Fact]
    public void HD8_No_hub_method_takes_the_name_of_a_group()
    {
        var methods = new[] { typeof(DeskHub), typeof(VisitorHub) }.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.GetBaseDefinition() == method).ToList();
        Assert.Equal(["Close", "Join", "Open", "Resume", "Typing", "Typing"], methods.Select(method => method.Name).Order());
        Assert.All(methods.SelectMany(method => method.GetParameters()), parameter => Assert.Contains(parameter.ParameterType, new[] { typeof(Guid), typeof(bool), typeof(JoinRequest) }));
    }

    [Fact]
    public async Task RL4_An_oversize_frame_and_a_flood_of_calls_end_the_connection_and_cost_others_nothing()
    {
        await using var other = await hub.LiveAsync(hub.Admin);
        await other.NextAsync("hello");
        await using (var large = await hub.LiveAsync(hub.Admin))
        {
            _ = large.InvokeAsync("Typing", new string('x', 64 * 1024)).ContinueWith(call => call.Exception, TaskScheduler.Default);
            await large.Ended.WaitAsync(Eventually.Deadline);
        }

        await using (var flood = await hub.LiveAsync(hub.Admin))
        {
            var calls = Enumerable.Range(0, 1000).Select(_ => flood.InvokeAsync("Resume")).ToList();
            await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(calls));
            Assert.InRange(calls.Count(call => call.IsCompletedSuccessfully), 1, 500);
            await flood.Ended.WaitAsync(Eventually.Deadline);
        }

        await using (var collector = await hub.LiveAsync(hub.Admin))
        {
            var opened = 0;
            for (var n = 0; n < 55; n++)
            {
                await new LiveDesk(hub).SayAsync($"Url4-{n}", "hello");
            }

            await hub.SettledAsync();
            foreach (var id in (await DeskState.RowsAsync(hub.Admin)).Select(row => row.GetProperty("id").GetGuid()).Distinct().Take(55))
            {
                try
                {
                    await collector.InvokeAsync("Open", id);
                    opened++;
                }
                catch (InvalidOperationException)
                {
                    break;
                }
            }

            Assert.Equal(50, opened);
        }

        await other.InvokeAsync("Resume");
    }

    [Fact]
    public async Task Presence_viewers_and_typing_are_shown_to_colleagues_and_in_the_list_of_agents()
    {
        var desk = new LiveDesk(hub);
        var (annId, ann) = await hub.PersonAsync("agent");
        await desk.SayAsync("Upresence", "hello");
        var id = await hub.ConversationOfAsync("Upresence");
        await using var admin = await hub.LiveAsync(hub.Admin);
        await admin.NextAsync("hello");
        await admin.InvokeAsync("Open", id);
        Assert.False(await PresentAsync(annId));
        var first = await hub.LiveAsync(ann);
        var second = await hub.LiveAsync(ann);
        await second.NextAsync("hello"); // is here as well before the first window goes
        await SignalAsync(admin, signal => Is(signal, "presence") && signal.GetProperty("agentId").GetGuid() == annId && signal.GetProperty("present").GetBoolean());
        Assert.True(await PresentAsync(annId));

        await first.InvokeAsync("Open", id);
        await SignalAsync(admin, signal => Is(signal, "viewers") && signal.GetProperty("agents").EnumerateArray().Any(agent => agent.GetProperty("id").GetGuid() == annId && !agent.GetProperty("typing").GetBoolean()));
        await first.InvokeAsync("Typing", id, true);
        await SignalAsync(admin, signal => Is(signal, "viewers") && signal.GetProperty("agents").EnumerateArray().Any(agent => agent.GetProperty("id").GetGuid() == annId && agent.GetProperty("typing").GetBoolean()));
        first.Cut();
        await SignalAsync(admin, signal => Is(signal, "viewers") && signal.GetProperty("agents").EnumerateArray().All(agent => agent.GetProperty("id").GetGuid() != annId));
        Assert.True(await PresentAsync(annId)); // in the other window
        second.Cut();
        await SignalAsync(admin, signal => Is(signal, "presence") && signal.GetProperty("agentId").GetGuid() == annId && !signal.GetProperty("present").GetBoolean());
        Assert.False(await PresentAsync(annId));
    }

    private async Task<bool> PresentAsync(Guid agent) =>
        (await hub.Admin.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Single(one => one.GetProperty("id").GetGuid() == agent).GetProperty("present").GetBoolean();

    private static bool Is(JsonElement signal, string type) => signal.GetProperty("type").GetString() == type;

    private static async Task SignalAsync(LiveSocket live, Func<JsonElement, bool> wanted)
    {
        while (!wanted(await live.NextAsync("signal")))
        {
        }
    }

    private static async Task EventAsync(LiveSocket live, Func<JsonElement, bool> wanted, Action<JsonElement>? each = null)
    {
        while (true)
        {
            foreach (var one in (await live.NextAsync("frame")).GetProperty("events").EnumerateArray())
            {
                each?.Invoke(one);
                if (wanted(one))
                {
                    return;
                }
            }
        }
    }
}
