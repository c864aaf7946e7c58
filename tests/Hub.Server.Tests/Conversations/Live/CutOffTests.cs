using System.Net;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Live;

/// <summary>F03, F17: whatever happens to the connection, nothing is missing on the screen and nothing is there twice.</summary>
public sealed class CutOffTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task F03_A_desk_cut_off_two_hundred_times_misses_nothing_and_doubles_nothing()
    {
        await using var view = new DeskView(hub.Admin);
        var random = new Random(3);
        await UnderLoadAsync("Ucut", view, async () =>
        {
            for (var cut = 1; cut <= 200; cut++)
            {
                await Task.Delay(random.Next(20));
                view.Cut();
                await Eventually.HoldsAsync(() => view.Hellos > cut || view.Broken is not null);
            }
        });
        Assert.True(view.Hellos > 200);
        Assert.Equal(1, view.StartedOver); // only the first time; a short gap is filled, not fetched anew
    }

    [Fact]
    public async Task F17_A_desk_that_loses_every_fifth_frame_notices_and_misses_nothing()
    {
        await using var view = new DeskView(hub.Admin, new Random(17));
        await UnderLoadAsync("Ulose", view, () => Eventually.HoldsAsync(() => view.Gaps > 20 || view.Broken is not null));
        Assert.True(view.Gaps > 20);
    }

    [Fact]
    public async Task F03_A_desk_whose_node_goes_away_starts_over_on_another_and_misses_nothing()
    {
        var settings = new Dictionary<string, string?> { ["ConnectionStrings:Hub"] = hub.ConnectionString, ["Hub:MasterKey"] = hub.Settings["Hub:MasterKey"] };
        var second = await HubFixture.StartAsync(settings);
        try
        {
            var elsewhere = new DeskClient(second.Address, IPAddress.Loopback) { Cookie = hub.Admin.Cookie };
            var desk = new LiveDesk(hub);
            await desk.SayAsync("Unode", "before");
            var id = await hub.ConversationOfAsync("Unode");
            await using var view = new DeskView(elsewhere);
            await view.StartAsync(id);
            var epoch = view.Epoch;
            await desk.SayAsync("Unode", "told by the other node");
            await view.ConvergesAsync("a message that another node took");
            Assert.Equal(1, view.StartedOver);

            view.Use(hub.Admin);
            await second.DisposeAsync();
            await desk.SayAsync("Unode", "while away");
            await Eventually.HoldsAsync(() => view.StartedOver == 2);
            await view.ConvergesAsync("the other node");
            Assert.NotEqual(epoch, view.Epoch);
        }
        finally
        {
            await second.DisposeAsync();
        }
    }

    [Fact]
    public async Task P8_A_live_view_that_broke_down_tells_everybody_to_start_over()
    {
        var desk = new LiveDesk(hub);
        await desk.SayAsync("Ubroken", "before");
        var id = await hub.ConversationOfAsync("Ubroken");
        await using var view = new DeskView(hub.Admin);
        await view.StartAsync(id);

        // A fact nobody can read: it must neither stop the server nor hold back what comes after it.
        await hub.ScalarAsync<long>("INSERT INTO platform.fact (shard, lane, type, data) VALUES (0, $1, 'conversation.changed', '{\"numbers\":\"broken\"}') RETURNING id", id);
        await Eventually.HoldsAsync(() => view.StartedOver > 1 || view.Broken is not null);
        await desk.SayAsync("Ubroken", "after");
        await hub.ConversationOfAsync("Ubroken", 2);
        await view.ConvergesAsync("a fact nobody can read");
        Assert.Contains("after", view.State.Texts(id));
    }

    [Fact]
    public async Task P8_A_poll_without_any_socket_ends_up_with_the_same_events()
    {
        var desk = new LiveDesk(hub);
        await desk.SayAsync("Upoll", "one");
        var id = await hub.ConversationOfAsync("Upoll");
        var group = $"conversation:{id}";
        var (epoch, positions) = ("", new Dictionary<string, long> { ["all"] = 0, [group] = 0 });
        var state = new DeskState();

        async Task<int> PollAsync()
        {
            var answer = (await hub.Admin.SendAsync("POST", "/api/live/catch-up", new { groups = positions.Select(place => new { group = place.Key, epoch, after = place.Value }) })).Is(HttpStatusCode.OK).Json;
            var resyncs = 0;
            foreach (var one in answer.GetProperty("groups").EnumerateArray())
            {
                positions[one.GetProperty("group").GetString()!] = one.GetProperty("position").GetInt64();
                resyncs += one.GetProperty("resync").GetBoolean() ? 1 : 0;
                foreach (var happened in one.GetProperty("events").EnumerateArray())
                {
                    state.Apply(happened);
                }
            }

            epoch = answer.GetProperty("epoch").GetString()!;
            return resyncs;
        }

        Assert.Equal(2, await PollAsync()); // an epoch nobody knows
        (await DeskState.RowsAsync(hub.Admin)).ForEach(state.Upsert);
        var (messages, customer) = (await DeskState.ThreadAsync(hub.Admin, id))!.Value;
        state.Replace(id, messages, customer);
        await desk.SayAsync("Upoll", "two");
        await desk.NoteAsync(hub.Admin, id, "three");
        await hub.ConversationOfAsync("Upoll", 2);
        await Eventually.HoldsAsync(async () => await PollAsync() == 0 && state.Show([id]) == await DeskState.LookAsync(hub.Admin, [id]));
        Assert.Equal(["one", "three", "two"], state.Texts(id).Order());
        positions["all"] += 1_000_000_000;
        Assert.Equal(1, await PollAsync()); // a position nobody has given
    }

    [Fact]
    public async Task P8_A_poll_that_knows_no_group_is_told_all_its_own_and_can_go_on_from_there()
    {
        var team = await hub.TeamAsync("Poll");
        var (agentId, agent) = await hub.PersonAsync("agent", team);
        var first = (await agent.SendAsync("POST", "/api/live/catch-up", new { groups = Array.Empty<object>() })).Is(HttpStatusCode.OK).Json;
        var groups = first.GetProperty("groups").EnumerateArray().ToList();
        Assert.Equal(
            new[] { $"agent:{agentId}", $"team:{team}", "unassigned" }.Order(), groups.Select(group => group.GetProperty("group").GetString()!).Order());
        Assert.All(groups, group => Assert.True(group.GetProperty("resync").GetBoolean()));
        Assert.All(groups, group => Assert.False(group.GetProperty("denied").GetBoolean()));

        await new LiveDesk(hub).SayAsync("Unone", "after the first poll");
        var id = await hub.ConversationOfAsync("Unone");
        var epoch = first.GetProperty("epoch").GetString();
        var places = groups.Select(group => new { group = group.GetProperty("group").GetString(), epoch, after = group.GetProperty("position").GetInt64() }).ToArray();
        await Eventually.HoldsAsync(async () =>
        {
            var next = (await agent.SendAsync("POST", "/api/live/catch-up", new { groups = places })).Is(HttpStatusCode.OK).Json.GetProperty("groups").EnumerateArray().ToList();
            Assert.All(next, group => Assert.False(group.GetProperty("resync").GetBoolean()));
            return next.SelectMany(group => group.GetProperty("events").EnumerateArray())
                .Any(happened => happened.TryGetProperty("row", out var row) && row.GetProperty("id").GetGuid() == id);
        });
    }

    /// <summary>Three customers write and agents answer while <paramref name="disturb"/> runs and a little longer; then everything must be there once.</summary>
    private async Task UnderLoadAsync(string prefix, DeskView view, Func<Task> disturb)
    {
        var desk = new LiveDesk(hub);
        var users = Enumerable.Range(0, 3).Select(n => $"{prefix}{n}").ToArray();
        var ids = new List<Guid>();
        foreach (var user in users)
        {
            await desk.SayAsync(user, $"{user} 0");
            ids.Add(await hub.ConversationOfAsync(user));
        }

        await view.StartAsync([.. ids]);
        var stopped = false;
        var said = users.ToDictionary(user => user, user => new List<string> { $"{user} 0" });
        var writing = users.Select((user, at) => Task.Run(async () =>
        {
            for (var n = 1; !Volatile.Read(ref stopped); n++)
            {
                var text = $"{user} {n}";
                said[user].Add(text);
                await (n % 5 == 0 ? desk.NoteAsync(hub.Admin, ids[at], text) : desk.SayAsync(user, text));
                await Task.Delay(25);
            }
        })).ToList();
        await disturb();
        Volatile.Write(ref stopped, true);
        await Task.WhenAll(writing);
        view.Losing = false;
        for (var at = 0; at < users.Length; at++)
        {
            said[users[at]].Add("the last");
            await desk.SayAsync(users[at], "the last");
        }

        for (var at = 0; at < users.Length; at++)
        {
            var (user, id) = (users[at], ids[at]);
            List<string?> shown = [];
            await Eventually.HoldsAsync(() =>
            {
                lock (view.State)
                {
                    shown = view.State.HasThread(id) ? [.. view.State.Texts(id)] : [];
                }

                return view.Broken is not null || shown.Count >= said[user].Count;
            });
            Assert.Equal(said[user].Order(), shown.Order());
        }

        await view.ConvergesAsync("the load");
    }
}
