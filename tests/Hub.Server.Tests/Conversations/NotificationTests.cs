using System.Net;
using System.Text.Json;
using Hub.Server.Conversations.Notifications;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>What people are told personally.</summary>
public sealed class NotificationTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task Whoever_gets_a_conversation_from_a_colleague_is_told_at_once_and_whoever_takes_one_is_not()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Handed over");
        var (colleagueId, colleague) = await hub.PersonAsync("agent");
        await using var socket = await hub.LiveAsync(colleague);
        await socket.NextAsync("hello"); // hints are for who is connected
        await AssignAsync(hub.Admin, conversation, colleagueId);
        await AttentionTests.HintAsync(socket, "notifications");
        var told = Assert.Single(await AttentionTests.NotificationsAsync(colleague));
        Assert.Equal(("assignment", conversation), (told.GetProperty("kind").GetString(), told.GetProperty("conversationId").GetGuid()));
        Assert.False(string.IsNullOrEmpty(told.GetProperty("byName").GetString()));

        // With the customer's name, as soon as the channel has told it.
        await Eventually.HoldsAsync(async () => (await AttentionTests.NotificationsAsync(colleague))[0].GetProperty("customerName").GetString() == "Handed over");

        // The same again changes nothing; back and forth is told again.
        await AssignAsync(hub.Admin, conversation, colleagueId);
        Assert.Single(await AttentionTests.NotificationsAsync(colleague));
        await AssignAsync(colleague, conversation, null);
        await AssignAsync(colleague, conversation, colleagueId);
        Assert.Single(await AttentionTests.NotificationsAsync(colleague));
        await AssignAsync(hub.Admin, conversation, null);
        await AssignAsync(hub.Admin, conversation, colleagueId);
        Assert.Equal(2, (await AttentionTests.NotificationsAsync(colleague)).Count);
    }

    [Fact]
    public async Task Several_conversations_given_at_once_are_told_as_one_with_their_number()
    {
        var (colleagueId, colleague) = await hub.PersonAsync("agent");
        var ids = new List<Guid>();
        foreach (var name in new[] { "Many one", "Many two", "Many three" })
        {
            ids.Add((await hub.PersonWithConversationAsync(name)).Conversation);
        }

        await AssignManyAsync(ids, colleagueId);
        var told = Assert.Single(await AttentionTests.NotificationsAsync(colleague));
        Assert.Equal(("assignment", 3, JsonValueKind.Null), (told.GetProperty("kind").GetString(), told.GetProperty("count").GetInt32(), told.GetProperty("conversationId").ValueKind));
        Assert.False(string.IsNullOrEmpty(told.GetProperty("byName").GetString()));
        Assert.Equal(1, (await colleague.SendAsync("GET", "/api/notifications")).Is(HttpStatusCode.OK).Json.GetProperty("unread").GetInt32());

        // One of many is told by its name, as if it had been given alone; and what is theirs already is not told.
        await AssignManyAsync(ids[..1], null);
        await AssignManyAsync(ids, colleagueId);
        told = (await AttentionTests.NotificationsAsync(colleague))[0];
        Assert.Equal((ids[0], JsonValueKind.Null), (told.GetProperty("conversationId").GetGuid(), told.GetProperty("count").ValueKind));

        // The same again is told again.
        await AssignManyAsync(ids, null);
        await AssignManyAsync(ids, colleagueId);
        Assert.Equal(3, (await AttentionTests.NotificationsAsync(colleague)).Count);
        colleague.Dispose();
    }

    [Fact]
    public async Task Whoever_is_named_in_a_note_is_told_once_with_what_was_written()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Mentioned");
        var (colleagueId, colleague) = await hub.PersonAsync("agent");
        var note = new { id = Guid.CreateVersion7(), text = "@agent please look at the parcel", mentions = new[] { colleagueId } };
        var written = (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/notes", note)).Is(HttpStatusCode.Created).Json;
        Assert.Equal(colleagueId, written.GetProperty("content").GetProperty("mentions")[0].GetProperty("id").GetGuid());
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/notes", note)).Is(HttpStatusCode.Created);
        var told = Assert.Single(await AttentionTests.NotificationsAsync(colleague));
        Assert.Equal(("mention", note.text, written.GetProperty("number").GetInt32()), (told.GetProperty("kind").GetString(), told.GetProperty("excerpt").GetString(), told.GetProperty("number").GetInt32()));
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/notes", note with { id = Guid.CreateVersion7(), mentions = [Guid.CreateVersion7()] })).Is(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task AZ3_a_mention_shows_nothing_of_a_conversation_that_the_mentioned_may_not_see()
    {
        var team = await hub.TeamAsync("Closed circle");
        var (_, conversation) = await hub.PersonWithConversationAsync("Confidential");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = team })).Is(HttpStatusCode.OK);
        var (strangerId, stranger) = await hub.PersonAsync("agent");
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/notes", new { id = Guid.CreateVersion7(), text = "@stranger", mentions = new[] { strangerId } })).Is(HttpStatusCode.Created);
        var page = (await stranger.SendAsync("GET", "/api/notifications")).Is(HttpStatusCode.OK).Json;
        Assert.Equal((0, 0), (page.GetProperty("items").GetArrayLength(), page.GetProperty("unread").GetInt32()));

        // Given access, they find it.
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { ownerId = strangerId, teamId = team })).Is(HttpStatusCode.OK);
        Assert.Equal(2, (await AttentionTests.NotificationsAsync(stranger)).Count);
    }

    [Fact]
    public async Task One_is_read_all_are_read_or_those_of_one_conversation_and_nobody_reads_anothers()
    {
        var (colleagueId, colleague) = await hub.PersonAsync("agent");
        var conversations = new List<Guid>();
        foreach (var name in new[] { "Read one", "Read two", "Read three" })
        {
            var (_, conversation) = await hub.PersonWithConversationAsync(name);
            await AssignAsync(hub.Admin, conversation, colleagueId);
            conversations.Add(conversation);
        }

        async Task<int> UnreadAsync() => (await colleague.SendAsync("GET", "/api/notifications")).Is(HttpStatusCode.OK).Json.GetProperty("unread").GetInt32();
        var items = await AttentionTests.NotificationsAsync(colleague);
        Assert.Equal(3, await UnreadAsync());
        Assert.Equal(conversations.AsEnumerable().Reverse(), items.Select(item => item.GetProperty("conversationId").GetGuid()));
        var first = items[0].GetProperty("id").GetGuid();
        (await hub.Admin.SendAsync("PUT", $"/api/notifications/{first}/read", new { read = true })).Is(HttpStatusCode.NotFound);
        (await colleague.SendAsync("PUT", $"/api/notifications/{first}/read", new { read = true })).Is(HttpStatusCode.NoContent);
        Assert.Equal(2, await UnreadAsync());
        (await colleague.SendAsync("PUT", $"/api/notifications/{first}/read", new { read = false })).Is(HttpStatusCode.NoContent);
        Assert.Equal(3, await UnreadAsync());
        (await colleague.SendAsync("PUT", "/api/notifications/read", new { conversationId = conversations[0] })).Is(HttpStatusCode.NoContent);
        Assert.Equal(2, await UnreadAsync());
        (await colleague.SendAsync("PUT", "/api/notifications/read", new { upTo = items[1].GetProperty("at").GetDateTimeOffset() })).Is(HttpStatusCode.NoContent);
        Assert.Equal(1, await UnreadAsync());
        (await colleague.SendAsync("PUT", "/api/notifications/read", new { })).Is(HttpStatusCode.NoContent);
        Assert.Equal(0, await UnreadAsync());
        Assert.Empty((await colleague.SendAsync("GET", "/api/notifications?unread=true")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray());

        // Page by page.
        var page = (await colleague.SendAsync("GET", "/api/notifications?limit=2")).Is(HttpStatusCode.OK).Json;
        var rest = (await colleague.SendAsync("GET", $"/api/notifications?limit=2&cursor={page.GetProperty("next").GetString()}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal((2, 1), (page.GetProperty("items").GetArrayLength(), rest.GetProperty("items").GetArrayLength()));
    }

    [Fact]
    public async Task Settings_are_ones_own_are_checked_and_a_kind_that_is_switched_off_is_not_told()
    {
        var (colleagueId, colleague) = await hub.PersonAsync("agent");
        var settings = (await colleague.SendAsync("GET", "/api/notifications/settings")).Is(HttpStatusCode.OK).Json;
        Assert.Equal((true, false, false), (settings.GetProperty("sound").GetBoolean(), settings.GetProperty("previews").GetBoolean(), settings.GetProperty("quiet").GetProperty("silencesHelp").GetBoolean()));
        object Body(string[] off, string zone = "Asia/Tokyo", string to = "07:30:00") =>
            new { switchedOff = off, sound = false, desktop = true, previews = true, quiet = new { on = true, from = "22:00:00", to, days = new[] { 5, 1, 5 }, timeZone = zone, silencesHelp = true } };
        (await colleague.SendAsync("PUT", "/api/notifications/settings", Body(["nonsense"]))).Is(HttpStatusCode.BadRequest, "invalid");
        Assert.Equal("unknown", (await colleague.SendAsync("PUT", "/api/notifications/settings", Body([], zone: "Mars/Olympus"))).Is(HttpStatusCode.BadRequest, "invalid").Error("quiet.timeZone"));
        (await colleague.SendAsync("PUT", "/api/notifications/settings", Body([], to: "22:00:00"))).Is(HttpStatusCode.BadRequest, "invalid");
        var saved = (await colleague.SendAsync("PUT", "/api/notifications/settings", Body(["assignment"]))).Is(HttpStatusCode.OK).Json;
        Assert.Equal(("22:00:00", "07:30:00", "[1,5]"), (saved.GetProperty("quiet").GetProperty("from").GetString(), saved.GetProperty("quiet").GetProperty("to").GetString(), saved.GetProperty("quiet").GetProperty("days").GetRawText()));
        Assert.True(saved.GetProperty("quiet").GetProperty("silencesHelp").GetBoolean());
        Assert.Equal("{}", (await hub.Admin.SendAsync("GET", "/api/notifications/settings")).Is(HttpStatusCode.OK).Json.GetProperty("switchedOff").GetArrayLength() == 0 ? "{}" : "changed");

        var (_, conversation) = await hub.PersonWithConversationAsync("Not told");
        await AssignAsync(hub.Admin, conversation, colleagueId);
        Assert.Empty(await AttentionTests.NotificationsAsync(colleague));
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/notes", new { id = Guid.CreateVersion7(), text = "@you", mentions = new[] { colleagueId } })).Is(HttpStatusCode.Created);
        Assert.Single(await AttentionTests.NotificationsAsync(colleague));
    }

    [Fact]
    public async Task What_is_raised_twice_under_one_key_is_told_once()
    {
        var (personId, person) = await hub.PersonAsync("agent");
        for (var n = 0; n < 2; n++)
        {
            await using var batch = hub.Database.CreateBatch();
            batch.BatchCommands.Add(Notify.Insert(new NewNotification(personId, NotificationKinds.Help, "help/1")));
            await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("help", Assert.Single(await AttentionTests.NotificationsAsync(person)).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Old_notifications_are_swept()
    {
        var (personId, person) = await hub.PersonAsync("agent");
        await using (var batch = hub.Database.CreateBatch())
        {
            batch.BatchCommands.Add(Notify.Insert(new NewNotification(personId, NotificationKinds.Help, "old"), new NewNotification(personId, NotificationKinds.Help, "new")));
            batch.BatchCommands.Add(new("UPDATE conversations.notification SET at = at - interval '91 days' WHERE agent_id = $1 AND key = 'old'") { Parameters = { new() { Value = personId } } });
            await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await hub.Services.GetServices<IHostedService>().OfType<NotificationSweep>().Single().RunAsync(TestContext.Current.CancellationToken);
        Assert.Single(await AttentionTests.NotificationsAsync(person));
    }

    private static async Task AssignAsync(DeskClient by, Guid conversation, Guid? owner) =>
        (await by.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { ownerId = owner })).Is(HttpStatusCode.OK);

    private async Task AssignManyAsync(IReadOnlyList<Guid> ids, Guid? ownerId) =>
        Assert.NotEqual(0, (await hub.Admin.SendAsync("POST", "/api/conversations/bulk/assignment", new { ids, ownerId })).Is(HttpStatusCode.OK).Json.GetProperty("changed").GetInt32());
}
