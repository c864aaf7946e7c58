using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Live;

/// <summary>P8: what a client made of its first look and the events since is what a fresh look shows.</summary>
public sealed class LiveConvergenceTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task P8_After_every_kind_of_event_every_view_shows_what_a_fresh_look_shows()
    {
        var desk = new LiveDesk(hub);
        var (north, south) = (await hub.TeamAsync("North"), await hub.TeamAsync("South"));
        var (annId, ann) = await hub.PersonAsync("agent", north);
        var (benId, ben) = await hub.PersonAsync("agent", south);
        var user = await hub.PhoneAsync("P8");
        await hub.SayAsync(user, "first");
        var id = await hub.ConversationOfAsync(user);
        await using var adminView = new DeskView(hub.Admin);
        await using var annView = new DeskView(ann);
        await using var benView = new DeskView(ben);
        DeskView[] views = [adminView, annView, benView];
        foreach (var view in views)
        {
            await view.StartAsync(id);
        }

        async Task After(string action, Func<Task> act)
        {
            await act();
            foreach (var view in views)
            {
                await view.ConvergesAsync(action);
            }
        }

        async Task Ok(Task<Answer> answer) => Assert.True((int)(await answer).Status is >= 200 and < 300, $"{(await answer).Status} {(await answer).Text}");

        // A webhook is answered when it is stored; what comes next builds on what it has changed.
        async Task Said(string text, string? message = null)
        {
            await desk.SayAsync(user, text, message);
            await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, id)).Exists(m => m.GetProperty("content").TryGetProperty("body", out var body) && body.GetString() == text), what: text);
        }

        var image = await hub.WriteAsync(user, new { type = "image" });
        Assert.Equal("delivered", image.GetProperty("status").GetString());
        await After("an attachment", () => Eventually.HoldsAsync(async () =>
            (await hub.MessagesAsync(hub.Admin, id)).Any(m => m.GetProperty("attachments").GetArrayLength() == 1 && m.GetProperty("attachments")[0].GetProperty("state").GetString() == "stored")));
        await After("an inbound message", () => Said("second", "p8-unsend"));
        await After("a reply", async () =>
        {
            await Ok(desk.ReplyAsync(ann, id, "answer"));
            await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, id)).Any(m => m.GetProperty("kind").GetString() == "outbound" && m.GetProperty("delivery").GetProperty("state").GetString() == "accepted"));
        });
        await After("a note", () => Ok(desk.NoteAsync(ann, id, "between us")));
        await After("tags", () => Ok(desk.TagAsync(ann, id, "a", "b")));
        await After("unread", () => Said("third"));
        await After("read", async () => await Ok(desk.ReadAsync(ann, id)));
        await After("an edited customer", () => Ok(desk.EditCustomerAsync(ann, id, "Edited")));
        await After("unsend", async () =>
        {
            await desk.EventsAsync(LiveDesk.Event(user, "unsend", ("unsend", new { messageId = "p8-unsend" })));
            await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, id)).Any(m => m.GetProperty("unsent").GetBoolean()));
        });

        await After("to a team", () => Ok(desk.AssignAsync(ann, id, null, north)));
        Assert.True(annView.State.Sees(id));
        Assert.False(benView.State.Sees(id), "whoever lost sight must have been told");
        await After("to another team", () => Ok(desk.AssignAsync(ann, id, null, south)));
        Assert.False(annView.State.Sees(id));
        Assert.True(benView.State.Sees(id));
        await After("to a person outside the team", () => Ok(desk.AssignAsync(ben, id, annId, south)));
        Assert.True(annView.State.Sees(id));
        await After("to a person without a team", () => Ok(desk.AssignAsync(ben, id, annId, null)));
        Assert.False(benView.State.Sees(id));
        await After("to nobody", () => Ok(desk.AssignAsync(ann, id, null, null)));
        Assert.True(benView.State.Sees(id));
        await After("to a person", () => Ok(desk.AssignAsync(ben, id, benId, null)));

        await After("resolve", () => Ok(desk.StatusAsync(ben, id, "resolved")));
        await After("reopen", () => Ok(desk.StatusAsync(ben, id, "open")));
        await After("snooze", () => Ok(desk.SnoozeAsync(ben, id, TimeProvider.System.GetUtcNow().AddHours(1))));
        await After("wake", () => Ok(ben.SendAsync("DELETE", $"/api/conversations/{id}/snooze")));
        await After("snooze again", () => Ok(desk.SnoozeAsync(ben, id, TimeProvider.System.GetUtcNow().AddHours(1))));
        await After("the time to wake", async () =>
        {
            await hub.ScalarAsync<int>("WITH due AS (UPDATE conversations.conversation_head SET due_at = clock_timestamp() WHERE conversation_id = $1 RETURNING 1) SELECT count(*)::int FROM due", id);
            await Eventually.HoldsAsync(async () => (await desk.RowAsync(id)).GetProperty("status").GetString() == "open");
        });
        await After("blocked by the customer", () => desk.EventsAsync(LiveDesk.Event(user, "unfollow")));
        await After("friends again", () => desk.EventsAsync(LiveDesk.Event(user, "follow", ("replyToken", "r"), ("follow", new { isUnblocked = true }))));
        await After("blocked and then written to", async () =>
        {
            await desk.EventsAsync(LiveDesk.Event(user, "unfollow"));
            await Said("still here");
        });
        await After("reopened by the customer", async () =>
        {
            await Ok(desk.StatusAsync(ben, id, "resolved"));
            await Said("one more thing");
        });
        await After("only thanks", () => Ok(ben.SendAsync("POST", $"/api/conversations/{id}/only-thanks")));
        await After("reopened by hand", () => Ok(desk.StatusAsync(ben, id, "open")));
        await After("waiting for the customer", () => Ok(desk.StatusAsync(ben, id, "waitingForCustomer")));
        await After("waiting for others", () => Ok(desk.StatusAsync(ben, id, "waitingForOthers")));
        await After("an answer while waiting", () => Said("here it is"));
        await After("a failed send", async () =>
        {
            await hub.Line.PostAsync($"/sim/accounts/line-demo/users/{user}/block?wait=none", null);
            await desk.ReplyAsync(ben, id, "into the void");
            await Said("did you say something?");
            await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, id)).TrueForAll(m => m.GetProperty("delivery") is not { ValueKind: JsonValueKind.Object } sent || sent.GetProperty("state").GetString() is not ("queued" or "sending")));
        });
        await After("a second conversation of the same customer", async () =>
        {
            await Ok(desk.StatusAsync(ben, id, "resolved"));
            await hub.ScalarAsync<int>("WITH old AS (UPDATE conversations.conversation_head SET resolved_at = resolved_at - interval '30 days', last_activity_at = last_activity_at - interval '30 days', version = version WHERE conversation_id = $1 RETURNING 1) SELECT count(*)::int FROM old", id);
            await Ok(desk.NoteAsync(ben, id, "old now"));
            await hub.ScalarAsync<int>("WITH old AS (UPDATE conversations.conversation_head SET last_activity_at = last_activity_at - interval '30 days' WHERE conversation_id = $1 RETURNING 1) SELECT count(*)::int FROM old", id);
            await Ok(desk.TagAsync(ben, id, "old"));
            await desk.SayAsync(user, "a new matter");
            await Eventually.HoldsAsync(async () => await hub.ConversationOfAsync(user) != id);
        });
    }

    [Fact]
    public async Task P8_A_visitors_message_read_mark_and_name_reach_the_desk_as_a_fresh_look_shows_them()
    {
        var visitor = await VisitorClientAsync("P8-visitor");
        await visitor.SayAsync("hello");
        var id = await visitor.ConversationAsync();
        await using var view = new DeskView(hub.Admin);
        await view.StartAsync(id);
        var reply = (await new LiveDesk(hub).ReplyAsync(hub.Admin, id, "hello to you")).Is(HttpStatusCode.Created).Json;
        await view.ConvergesAsync("a reply to a visitor");

        await Eventually.HoldsAsync(async () => (await visitor.MessagesAsync()).Any(m => m.GetProperty("from").GetString() == "agent"));
        await visitor.ReadAllAsync();
        await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, id)).Single(m => m.GetProperty("number").GetInt32() == reply.GetProperty("number").GetInt32()).GetProperty("delivery").GetProperty("state").GetString() == "read");
        await view.ConvergesAsync("a receipt");

        await visitor.StartAsync(VisitorTokens.For("P8-visitor", name: "Renamed"));
        await Eventually.HoldsAsync(async () => (await new LiveDesk(hub).RowAsync(id)).GetProperty("customer").GetProperty("name").GetString() == "Renamed");
        await view.ConvergesAsync("a name the site vouches for");
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task P8_After_any_sequence_of_events_every_view_shows_what_a_fresh_look_shows(int seed)
    {
        var random = new Random(seed);
        var desk = new LiveDesk(hub);
        var (north, south) = (await hub.TeamAsync($"North {seed}"), await hub.TeamAsync($"South {seed}"));
        var (annId, ann) = await hub.PersonAsync("agent", north);
        var (benId, ben) = await hub.PersonAsync("agent", south);
        var users = Enumerable.Range(0, 4).Select(n => $"Uany{seed}-{n}").ToArray();
        var ids = new List<Guid>();
        foreach (var user in users)
        {
            await desk.SayAsync(user, "hello");
            ids.Add(await hub.ConversationOfAsync(user));
        }

        await using var adminView = new DeskView(hub.Admin);
        await using var annView = new DeskView(ann, new Random(seed));
        await using var benView = new DeskView(ben);
        foreach (var view in new[] { adminView, annView, benView })
        {
            await view.StartAsync([.. ids]);
        }

        var working = new List<Task>();
        for (var step = 0; step < 120; step++)
        {
            var at = random.Next(users.Length);
            var (user, id, who) = (users[at], ids[at], random.Next(3) switch { 0 => hub.Admin, 1 => ann, _ => ben });
            working.Add(random.Next(12) switch
            {
                0 => desk.NoteAsync(who, id, $"note {step}"),
                1 => desk.ReplyAsync(who, id, $"reply {step}"),
                2 => desk.AssignAsync(who, id, null, random.Next(2) == 0 ? north : south),
                3 => desk.AssignAsync(who, id, random.Next(2) == 0 ? annId : benId, random.Next(3) switch { 0 => north, 1 => south, _ => null }),
                4 => desk.AssignAsync(hub.Admin, id, null, null),
                5 => desk.StatusAsync(who, id, random.Next(2) == 0 ? "open" : "resolved"),
                6 => desk.TagAsync(who, id, $"t{random.Next(5)}"),
                7 => desk.EditCustomerAsync(hub.Admin, id, $"name {step}"),
                8 => desk.ReadAsync(who, id),
                9 => desk.EventsAsync(LiveDesk.Event(user, "unfollow")),
                _ => desk.SayAsync(user, $"said {step}"),
            });
            if (step % 10 == 0)
            {
                annView.Cut();
            }

            if (working.Count == 4)
            {
                await Task.WhenAll(working);
                working.Clear();
            }
        }

        await Task.WhenAll(working);
        annView.Losing = false;
        foreach (var id in ids)
        {
            // Whatever was lost on the way is noticed with the next frame.
            await desk.AssignAsync(hub.Admin, id, annId, south);
            await desk.AssignAsync(hub.Admin, id, benId, north);
            await desk.AssignAsync(hub.Admin, id, null, null);
        }

        foreach (var view in new[] { adminView, annView, benView })
        {
            await view.ConvergesAsync($"the sequence {seed}");
        }

        // How many gaps there were by chance depends on how busy the machine is. One that is certain:
        var gaps = annView.Gaps;
        annView.LoseNextOf = $"agent:{annId}";
        await desk.AssignAsync(hub.Admin, ids[0], annId, null);
        await Eventually.HoldsAsync(() => annView.LoseNextOf is null);
        await desk.AssignAsync(hub.Admin, ids[1], annId, null);
        await annView.ConvergesAsync("a lost frame");
        await Eventually.HoldsAsync(() => annView.Gaps > gaps);
    }

    private Task<WebChat.VisitorClient> VisitorClientAsync(string subject) => WebChat.VisitorClient.StartAsync(hub, VisitorTokens.For(subject));
}
