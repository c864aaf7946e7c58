using System.Net;
using System.Text.Json;
using Hub.Server.Conversations.FollowUps;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.FollowUps;

public sealed class FollowUpTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task A_follow_up_rings_at_its_time_and_brings_a_snoozed_conversation_back()
    {
        var (ownerId, owner) = await hub.PersonAsync("agent");
        var conversation = await ConversationAsync("Call me tomorrow");
        var due = DateTimeOffset.UtcNow.AddDays(1);
        var id = await SetAsync(owner, conversation, due, ownerId);
        (await owner.SendAsync("PUT", $"/api/conversations/{conversation}/snooze", new { until = due.AddDays(1) })).Is(HttpStatusCode.OK);
        await using var desk = await hub.LiveAsync(owner);
        await Eventually.HoldsAsync(() => hub.Services.GetRequiredService<Hub.Server.Identity.AgentPresence>().IsPresent(ownerId));
        var clock = new FakeTimeProvider(due.AddMinutes(-1));
        var ring = Ringer(clock);

        await ring.RingAsync(TestContext.Current.CancellationToken);
        Assert.Equal(JsonValueKind.Null, (await OneAsync(owner, id)).GetProperty("rangAt").ValueKind);
        clock.Advance(TimeSpan.FromMinutes(1));
        await ring.RingAsync(TestContext.Current.CancellationToken);

        var rang = await OneAsync(owner, id);
        Assert.NotEqual(JsonValueKind.Null, rang.GetProperty("rangAt").ValueKind);
        Assert.Equal(ownerId, rang.GetProperty("ownerId").GetGuid());
        Assert.Equal(1, rang.GetProperty("version").GetInt32()); // Whoever acts on it while it rings has seen all there is.
        Assert.Equal("open", (await owner.SendAsync("GET", $"/api/conversations/{conversation}")).Json.GetProperty("status").GetString());
        Assert.Equal(["followUpSet", "followUpDue"], (await ActivitiesAsync(owner, conversation)).Where(name => name.StartsWith("followUp", StringComparison.Ordinal)));

        // It rings once, also when two nodes look at the same moment.
        await Task.WhenAll(ring.RingAsync(TestContext.Current.CancellationToken), Ringer(clock).RingAsync(TestContext.Current.CancellationToken));
        Assert.Single(await ActivitiesAsync(owner, conversation), name => name == "followUpDue");
        var told = Assert.Single(await AttentionTests.NotificationsAsync(owner));
        Assert.Equal(("follow_up", conversation), (told.GetProperty("kind").GetString(), told.GetProperty("conversationId").GetGuid()));
        owner.Dispose();
    }

    [Fact]
    public async Task Due_it_is_told_to_the_desk_of_whoever_sees_the_conversation_and_to_nobody_else()
    {
        var (ours, theirs) = (await hub.TeamAsync("Ring ours"), await hub.TeamAsync("Ring theirs"));
        var (ownerId, owner) = await hub.PersonAsync("agent", ours);
        var (_, stranger) = await hub.PersonAsync("agent", theirs);
        var conversation = await ConversationAsync("Ring me");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = ours })).Is(HttpStatusCode.OK);
        var heard = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var desk = await hub.LiveAsync(owner);
        await using var other = await hub.LiveAsync(stranger);
        await desk.NextAsync("hello");
        await other.NextAsync("hello");
        other.OnRaw = raw => heard.Enqueue(System.Text.Encoding.UTF8.GetString(raw.Span));
        var id = await SetAsync(owner, conversation, DateTimeOffset.UtcNow.AddHours(1), ownerId);

        await HearsAsync(desk, one => one.GetProperty("id").GetGuid() == id && one.GetProperty("rangAt").ValueKind == JsonValueKind.Null);
        await Ringer(new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(1))).RingAsync(TestContext.Current.CancellationToken);
        hub.Services.GetRequiredService<Hub.Server.Platform.Outbox.FactSignal>().Raise();
        await HearsAsync(desk, one => one.GetProperty("id").GetGuid() == id && one.GetProperty("rangAt").ValueKind != JsonValueKind.Null);

        Assert.DoesNotContain(heard, text => text.Contains(id.ToString(), StringComparison.Ordinal));
        (await stranger.SendAsync("PUT", $"/api/follow-ups/{id}/done")).Is(HttpStatusCode.NotFound);
        Assert.DoesNotContain(id.ToString(), (await stranger.SendAsync("GET", "/api/follow-ups?view=all")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        owner.Dispose();
        stranger.Dispose();
    }

    [Fact]
    public async Task One_whose_owner_stays_away_comes_back_to_the_team()
    {
        var (ownerId, owner) = await hub.PersonAsync("agent");
        var conversation = await ConversationAsync("Owner away");
        var due = DateTimeOffset.UtcNow.AddDays(2);
        var id = await SetAsync(owner, conversation, due, ownerId);
        var clock = new FakeTimeProvider(due);
        var ring = Ringer(clock);

        await ring.RingAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ownerId, (await OneAsync(owner, id)).GetProperty("ownerId").GetGuid());
        clock.Advance(RingFollowUps.Patience);
        await ring.RingAsync(TestContext.Current.CancellationToken);

        var returned = await OneAsync(owner, id);
        Assert.Equal(JsonValueKind.Null, returned.GetProperty("ownerId").ValueKind);
        Assert.NotEqual(JsonValueKind.Null, returned.GetProperty("returnedAt").ValueKind);
        Assert.Contains("followUpReturned", await ActivitiesAsync(owner, conversation));
        using var colleague = await hub.SignedInAsync("agent");
        Assert.Contains(id.ToString(), (await colleague.SendAsync("GET", "/api/follow-ups?view=team")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        owner.Dispose();
    }

    [Fact]
    public async Task One_whose_owner_no_longer_sees_the_conversation_comes_back_at_once()
    {
        var (ours, theirs) = (await hub.TeamAsync("Return ours"), await hub.TeamAsync("Return theirs"));
        var (ownerId, owner) = await hub.PersonAsync("agent", ours);
        var conversation = await ConversationAsync("Moved on");
        var due = DateTimeOffset.UtcNow.AddDays(3);
        var id = await SetAsync(owner, conversation, due, ownerId);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = theirs })).Is(HttpStatusCode.OK);
        await using var desk = await hub.LiveAsync(owner);
        await desk.NextAsync("hello");

        await Ringer(new FakeTimeProvider(due)).RingAsync(TestContext.Current.CancellationToken);

        Assert.Equal(JsonValueKind.Null, (await OneAsync(hub.Admin, id)).GetProperty("ownerId").ValueKind);
        owner.Dispose();
    }

    [Fact]
    public async Task It_is_changed_done_and_undone_and_a_stale_edit_is_refused()
    {
        var (ownerId, owner) = await hub.PersonAsync("agent");
        var conversation = await ConversationAsync("Several things");
        var due = DateTimeOffset.UtcNow.AddDays(4);
        var id = await SetAsync(owner, conversation, due, ownerId);
        var changed = (await owner.SendAsync("PUT", $"/api/follow-ups/{id}", new { dueAt = due.AddDays(1), text = "Later", version = 1 })).Is(HttpStatusCode.OK).Json;
        Assert.Equal(("Later", 2), (changed.GetProperty("text").GetString(), changed.GetProperty("version").GetInt32()));
        (await owner.SendAsync("PUT", $"/api/follow-ups/{id}", new { dueAt = due, text = "Stale", version = 1 })).Is(HttpStatusCode.Conflict, "follow_up_changed");
        (await owner.SendAsync("PUT", $"/api/follow-ups/{id}/done")).Is(HttpStatusCode.OK);
        (await owner.SendAsync("PUT", $"/api/follow-ups/{id}/done")).Is(HttpStatusCode.OK);
        Assert.DoesNotContain(id.ToString(), (await owner.SendAsync("GET", $"/api/follow-ups?view=all&conversationId={conversation}")).Text, StringComparison.Ordinal);
        Assert.Contains(id.ToString(), (await owner.SendAsync("GET", $"/api/follow-ups?view=all&done=true&conversationId={conversation}")).Text, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await owner.SendAsync("DELETE", $"/api/follow-ups/{id}/done")).Is(HttpStatusCode.OK).Json.GetProperty("doneAt").ValueKind);
        Assert.Equal(["followUpSet", "followUpChanged", "followUpDone", "followUpReopened"], await ActivitiesAsync(owner, conversation));
        Assert.Equal("out_of_range", (await owner.SendAsync("POST", $"/api/conversations/{conversation}/follow-ups", new { id = Guid.CreateVersion7(), dueAt = DateTimeOffset.UtcNow.AddDays(-1), text = "Past" })).Is(HttpStatusCode.BadRequest).Error("dueAt"));
        owner.Dispose();
    }

    [Fact]
    public async Task The_earliest_come_first_page_by_page()
    {
        var (ownerId, owner) = await hub.PersonAsync("agent");
        var conversation = await ConversationAsync("Many");
        var ids = new List<Guid>();
        foreach (var day in new[] { 9, 7, 8, 7, 6 })
        {
            ids.Add(await SetAsync(owner, conversation, DateTimeOffset.UtcNow.Date.AddDays(day), ownerId));
        }

        var (seen, cursor) = (new List<JsonElement>(), (string?)null);
        do
        {
            var page = (await owner.SendAsync("GET", $"/api/follow-ups?view=mine&limit=2&cursor={cursor}")).Is(HttpStatusCode.OK).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        Assert.Equal(ids.Order(), seen.Select(one => one.GetProperty("id").GetGuid()).Order());
        Assert.Equal(seen.Select(one => one.GetProperty("dueAt").GetDateTimeOffset()).Order(), seen.Select(one => one.GetProperty("dueAt").GetDateTimeOffset()));
        owner.Dispose();
    }

    private RingFollowUps Ringer(FakeTimeProvider clock) => ActivatorUtilities.CreateInstance<RingFollowUps>(hub.Services, clock);

    private async Task<Guid> ConversationAsync(string text)
    {
        var user = await hub.PhoneAsync(text);
        await hub.SayAsync(user, text);
        return await hub.ConversationOfAsync(user);
    }

    private static async Task<Guid> SetAsync(DeskClient client, Guid conversation, DateTimeOffset dueAt, Guid? ownerId)
    {
        var id = Guid.CreateVersion7();
        var request = new { id, dueAt, ownerId, text = "Call back" };
        (await client.SendAsync("POST", $"/api/conversations/{conversation}/follow-ups", request)).Is(HttpStatusCode.Created);
        (await client.SendAsync("POST", $"/api/conversations/{conversation}/follow-ups", request)).Is(HttpStatusCode.Created);
        return id;
    }

    private static async Task<JsonElement> OneAsync(DeskClient client, Guid id) =>
        (await client.SendAsync("GET", "/api/follow-ups?view=all&limit=100")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Single(one => one.GetProperty("id").GetGuid() == id);

    private async Task<List<string>> ActivitiesAsync(DeskClient client, Guid conversation) =>
        [.. (await hub.MessagesAsync(client, conversation)).Where(message => message.GetProperty("kind").GetString() == "activity").Select(message => message.GetProperty("content").GetProperty("activity").GetString()!)];

    private static async Task HearsAsync(LiveSocket desk, Func<JsonElement, bool> wanted)
    {
        while (!(await desk.NextAsync("frame")).GetProperty("events").EnumerateArray().Any(one => one.GetProperty("type").GetString() == "followUp" && wanted(one.GetProperty("followUp"))))
        {
        }
    }
}
