using System.Net;
using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>"I need help": whom it calls, how it ends.</summary>
public sealed class HelpTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task A_call_reaches_the_supervisors_at_their_desks_and_all_of_them_when_none_is_there()
    {
        var (callerId, caller) = await hub.PersonAsync("agent");
        var (presentId, present) = await hub.PersonAsync("supervisor");
        var (_, absent) = await hub.PersonAsync("supervisor");
        var (_, bystander) = await hub.PersonAsync("agent");
        var (_, conversation) = await hub.PersonWithConversationAsync("A hard case");
        await using (var desk = await hub.LiveAsync(present))
        {
            await PresentAsync(presentId);
            var row = (await CallAsync(caller, conversation)).Is(HttpStatusCode.OK).Json;
            Assert.Equal(callerId, row.GetProperty("help").GetProperty("byId").GetGuid());
            await AttentionTests.HintAsync(desk, "notifications");
        }

        var told = Assert.Single(await HelpOfAsync(present));
        Assert.Equal((conversation, callerId), (told.GetProperty("conversationId").GetGuid(), told.GetProperty("byId").GetGuid()));
        Assert.Empty(await HelpOfAsync(absent));
        Assert.Empty(await HelpOfAsync(bystander));
        Assert.Empty(await HelpOfAsync(caller));

        // The first call counts; another one comes once this has ended.
        (await CallAsync(bystander, conversation)).Is(HttpStatusCode.OK);
        Assert.Single(await HelpOfAsync(present));
        (await EndAsync(caller, conversation)).Is(HttpStatusCode.OK);
        await PresentAsync();
        (await CallAsync(caller, conversation)).Is(HttpStatusCode.OK);
        Assert.Equal(2, (await HelpOfAsync(present)).Count);
        Assert.Single(await HelpOfAsync(absent));
    }

    [Fact]
    public async Task Whoever_has_switched_these_calls_off_is_not_taken_for_somebody_who_comes()
    {
        var (_, caller) = await hub.PersonAsync("agent");
        var (presentId, present) = await hub.PersonAsync("supervisor");
        var (_, absent) = await hub.PersonAsync("supervisor");
        (await present.SendAsync("PUT", "/api/notifications/settings", new
        {
            switchedOff = new[] { "help" },
            sound = true,
            desktop = true,
            previews = false,
            quiet = new { on = false, from = "22:00:00", to = "07:00:00", days = new[] { 1 }, timeZone = "Asia/Tokyo" },
        })).Is(HttpStatusCode.OK);
        var (_, conversation) = await hub.PersonWithConversationAsync("Switched off");
        await using var desk = await hub.LiveAsync(present);
        await PresentAsync(presentId);
        (await CallAsync(caller, conversation)).Is(HttpStatusCode.OK);
        Assert.Empty(await HelpOfAsync(present));
        Assert.Single(await HelpOfAsync(absent));
    }

    [Fact]
    public async Task It_stands_on_the_row_and_in_its_list_live_until_a_supervisor_takes_it()
    {
        var (callerId, caller) = await hub.PersonAsync("agent");
        var (supervisorId, supervisor) = await hub.PersonAsync("supervisor");
        var (_, conversation) = await hub.PersonWithConversationAsync("Live help");
        await using var desk = await hub.LiveAsync(supervisor);
        await desk.NextAsync("hello");
        (await CallAsync(caller, conversation)).Is(HttpStatusCode.OK);
        var called = await RowAsync(desk, conversation, row => row.GetProperty("help").ValueKind == JsonValueKind.Object);
        Assert.Equal(callerId, called.GetProperty("help").GetProperty("byId").GetGuid());
        Assert.Contains(conversation, await ListAsync(supervisor));

        (await EndAsync(supervisor, conversation)).Is(HttpStatusCode.OK);
        await RowAsync(desk, conversation, row => row.GetProperty("help").ValueKind == JsonValueKind.Null);
        Assert.DoesNotContain(conversation, await ListAsync(supervisor));
        var activities = (await ActivitiesAsync(conversation))[^2..];
        Assert.Equal([("helpCalled", callerId), ("helpTaken", supervisorId)], activities);
        Assert.Equal(["help.called", "help.taken"], await AuditedAsync(conversation));

        // Somebody who is slower changes nothing.
        (await EndAsync(hub.Admin, conversation)).Is(HttpStatusCode.OK);
        Assert.Equal(["help.called", "help.taken"], await AuditedAsync(conversation));
    }

    [Fact]
    public async Task Whoever_called_withdraws_it_and_a_colleague_who_may_not_help_cannot_end_it()
    {
        var (callerId, caller) = await hub.PersonAsync("trainee");
        var colleague = await hub.SignedInAsync("agent");
        var auditor = await hub.SignedInAsync("auditor");
        var (_, conversation) = await hub.PersonWithConversationAsync("Solved alone");
        (await CallAsync(auditor, conversation)).Is(HttpStatusCode.Forbidden);
        (await CallAsync(caller, conversation)).Is(HttpStatusCode.OK);
        (await EndAsync(colleague, conversation)).Is(HttpStatusCode.Forbidden, "forbidden");
        var row = (await EndAsync(caller, conversation)).Is(HttpStatusCode.OK).Json;
        Assert.Equal(JsonValueKind.Null, row.GetProperty("help").ValueKind);
        Assert.Equal(("helpWithdrawn", callerId), (await ActivitiesAsync(conversation))[^1]);
        Assert.Equal(["help.called", "help.withdrawn"], await AuditedAsync(conversation));
    }

    [Theory]
    [InlineData("messages")]
    [InlineData("notes")]
    public async Task A_supervisor_who_writes_has_come_and_the_callers_own_words_change_nothing(string what)
    {
        var (_, caller) = await hub.PersonAsync("agent");
        var (_, supervisor) = await hub.PersonAsync("supervisor");
        var (_, conversation) = await hub.PersonWithConversationAsync($"Answered by {what}");
        (await CallAsync(caller, conversation)).Is(HttpStatusCode.OK);
        (await caller.SendAsync("POST", $"/api/conversations/{conversation}/notes", new { id = Guid.CreateVersion7(), text = "they want a refund" })).Is(HttpStatusCode.Created);
        Assert.Equal(JsonValueKind.Object, (await GetAsync(conversation)).GetProperty("help").ValueKind);
        (await supervisor.SendAsync("POST", $"/api/conversations/{conversation}/{what}", new { id = Guid.CreateVersion7(), text = "I am here now" })).Is(HttpStatusCode.Created);
        Assert.Equal(JsonValueKind.Null, (await GetAsync(conversation)).GetProperty("help").ValueKind);
        Assert.Equal(["help.called", "help.taken"], await AuditedAsync(conversation));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("spam")]
    public async Task It_ends_with_the_conversation_and_a_closed_one_calls_nobody(string how)
    {
        var (_, caller) = await hub.PersonAsync("agent");
        var (_, conversation) = await hub.PersonWithConversationAsync($"Ended by {how}");
        (await CallAsync(caller, conversation)).Is(HttpStatusCode.OK);
        (await caller.SendAsync("PUT", $"/api/conversations/{conversation}/{how}", how == "spam" ? new { } : new { status = "resolved" })).Is(HttpStatusCode.OK);
        Assert.Equal(JsonValueKind.Null, (await GetAsync(conversation)).GetProperty("help").ValueKind);
        (await CallAsync(caller, conversation)).Is(HttpStatusCode.Conflict, "resolved");
    }

    [Fact]
    public async Task AZ7_nobody_is_called_who_may_not_see_the_conversation()
    {
        var (ours, theirs) = (await hub.TeamAsync("Help ours"), await hub.TeamAsync("Help theirs"));
        var role = (await hub.Admin.SendAsync("POST", "/api/roles", new { name = "Team lead", permissions = new[] { "conversations.note", "conversations.reply", "conversations.help" } })).Is(HttpStatusCode.Created).Json.GetProperty("key").GetString()!;
        var (_, lead) = await hub.PersonAsync(role, ours);
        var (_, stranger) = await hub.PersonAsync(role, theirs);
        var (callerId, caller) = await hub.PersonAsync("agent", ours);
        var (_, conversation) = await hub.PersonWithConversationAsync("Of one team");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { ownerId = callerId, teamId = ours })).Is(HttpStatusCode.OK);
        (await CallAsync(caller, conversation)).Is(HttpStatusCode.OK);
        Assert.Single(await HelpOfAsync(lead));
        Assert.Empty(await HelpOfAsync(stranger));
        Assert.DoesNotContain(conversation, await ListAsync(stranger));
        (await EndAsync(stranger, conversation)).Is(HttpStatusCode.NotFound, "not_found");
        (await EndAsync(lead, conversation)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Somebody_who_calls_is_told_when_nobody_could_come()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("All alone");
        var me = (await hub.Admin.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK).Id;
        var others = await hub.ScalarAsync<Guid[]>("WITH off AS (UPDATE identity.agent SET active = false WHERE active AND id <> $1 RETURNING id) SELECT COALESCE(array_agg(id), '{}') FROM off", me);
        try
        {
            (await CallAsync(hub.Admin, conversation)).Is(HttpStatusCode.Conflict, "nobody_to_help");
            Assert.Empty(await AuditedAsync(conversation));
        }
        finally
        {
            await hub.ScalarAsync<long>("WITH back AS (UPDATE identity.agent SET active = true WHERE id = ANY($1) RETURNING 1) SELECT count(*) FROM back", others);
        }
    }

    private static Task<Answer> CallAsync(DeskClient client, Guid conversation) => client.SendAsync("PUT", $"/api/conversations/{conversation}/help");

    private static Task<Answer> EndAsync(DeskClient client, Guid conversation) => client.SendAsync("DELETE", $"/api/conversations/{conversation}/help");

    private async Task<JsonElement> GetAsync(Guid conversation) => (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;

    /// <summary>They and nobody else: whoever has left in an earlier test is noticed a moment later.</summary>
    private Task PresentAsync(params Guid[] people) => Eventually.HoldsAsync(() => hub.Services.GetRequiredService<AgentPresence>().Present.SetEquals(people));

    private static async Task<List<JsonElement>> HelpOfAsync(DeskClient client) =>
        (await AttentionTests.NotificationsAsync(client)).FindAll(item => item.GetProperty("kind").GetString() == "help");

    private static async Task<List<Guid>> ListAsync(DeskClient client) =>
        [.. (await client.SendAsync("GET", "/api/conversations?view=help")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetGuid())];

    private async Task<List<(string Name, Guid By)>> ActivitiesAsync(Guid conversation) =>
        [.. (await hub.MessagesAsync(hub.Admin, conversation)).Where(message => message.GetProperty("kind").GetString() == "activity" && message.GetProperty("sender").GetProperty("id").ValueKind == JsonValueKind.String)
            .Select(message => (message.GetProperty("content").GetProperty("activity").GetString()!, message.GetProperty("sender").GetProperty("id").GetGuid()))];

    private async Task<List<string>> AuditedAsync(Guid conversation) =>
        [.. (await hub.Admin.SendAsync("GET", $"/api/audit?limit=200&conversation={conversation}")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()
            .Select(entry => entry.GetProperty("action").GetString()!).Where(action => action.StartsWith("help.", StringComparison.Ordinal)).Reverse()];

    private static async Task<JsonElement> RowAsync(LiveSocket desk, Guid conversation, Func<JsonElement, bool> wanted)
    {
        while (true)
        {
            foreach (var one in (await desk.NextAsync("frame")).GetProperty("events").EnumerateArray())
            {
                if (one.GetProperty("type").GetString() == "conversation" && one.GetProperty("row").GetProperty("id").GetGuid() == conversation && wanted(one.GetProperty("row")))
                {
                    return one.GetProperty("row");
                }
            }
        }
    }
}
