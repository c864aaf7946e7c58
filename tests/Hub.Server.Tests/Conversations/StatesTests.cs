using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>Where a conversation stands, and what brings it back.</summary>
public sealed class StatesTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Theory]
    [InlineData("waitingForCustomer", false)]
    [InlineData("waitingForOthers", false)]
    [InlineData("waitingForOthers", true)]
    [InlineData("snoozed", true)]
    public async Task A_customers_message_brings_a_waiting_or_snoozed_conversation_back_to_open(string status, bool dated)
    {
        var (user, id) = await TalkAsync("Back");
        var dueAt = dated ? TimeProvider.System.GetUtcNow().AddHours(5) : (DateTimeOffset?)null;
        var row = (await StatusAsync(id, new { status, dueAt })).Is(HttpStatusCode.OK).Json;
        Assert.Equal(status, row.GetProperty("status").GetString());
        Assert.Equal(dated, row.GetProperty("dueAt").ValueKind == JsonValueKind.String);

        await hub.SayAsync(user, "here I am again");
        await hub.ConversationOfAsync(user, 2);
        row = await RowAsync(id);
        Assert.Equal("open", row.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("dueAt").ValueKind);
        Assert.False(row.GetProperty("mayBeOnlyThanks").GetBoolean()); // it was never resolved
        Assert.Contains("woke", await ActivitiesAsync(id));
    }

    [Fact]
    public async Task What_waits_until_a_date_comes_back_by_itself()
    {
        var (_, id) = await TalkAsync("Due");
        (await StatusAsync(id, new { status = "waitingForOthers", dueAt = TimeProvider.System.GetUtcNow().AddHours(1) })).Is(HttpStatusCode.OK);
        await hub.ScalarAsync<int>("WITH due AS (UPDATE conversations.conversation_head SET due_at = clock_timestamp() WHERE conversation_id = $1 RETURNING 1) SELECT count(*)::int FROM due", id);
        await Eventually.HoldsAsync(async () => (await RowAsync(id)).GetProperty("status").GetString() == "open");
    }

    [Fact]
    public async Task P6_one_that_cannot_come_back_keeps_no_other_waiting()
    {
        var ((_, broken), (_, id)) = (await TalkAsync("Stuck"), await TalkAsync("Behind it"));
        foreach (var each in new[] { broken, id })
        {
            (await StatusAsync(each, new { status = "waitingForOthers", dueAt = TimeProvider.System.GetUtcNow().AddHours(1) })).Is(HttpStatusCode.OK);
        }

        await using var refuse = hub.Database.CreateCommand($"""
            CREATE FUNCTION refuse_waking() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stuck'; END $$;
            CREATE TRIGGER refuse_waking BEFORE UPDATE ON conversations.conversation_head FOR EACH ROW WHEN (OLD.conversation_id = '{broken}' AND NEW.status = 0) EXECUTE FUNCTION refuse_waking();
            """);
        await refuse.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await hub.ScalarAsync<int>("WITH due AS (UPDATE conversations.conversation_head SET due_at = clock_timestamp() - CASE WHEN conversation_id = $1 THEN interval '1 minute' ELSE interval '0' END WHERE conversation_id IN ($1, $2) RETURNING 1) SELECT count(*)::int FROM due", broken, id);
        await Eventually.HoldsAsync(async () => (await RowAsync(id)).GetProperty("status").GetString() == "open");
        Assert.Equal("waitingForOthers", (await RowAsync(broken)).GetProperty("status").GetString());
        await using var allow = hub.Database.CreateCommand("DROP TRIGGER refuse_waking ON conversations.conversation_head");
        await allow.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_two_tag_at_once_is_all_there()
    {
        var (_, id) = await TalkAsync("Tagged");
        await TagAsync(["first"], []);
        await TagAsync(["first", "mine"], ["first"]);
        await TagAsync(["theirs"], ["first"]); // They saw neither "mine" nor want "first" any more.
        Assert.Equal(["mine", "theirs"], (await RowAsync(id)).GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));

        async Task TagAsync(string[] tags, string[] from) => (await hub.Admin.SendAsync("PUT", $"/api/conversations/{id}/tags", new { tags, from })).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Within_the_accounts_window_a_message_reopens_and_later_it_begins_a_new_conversation_that_names_the_old_one()
    {
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{hub.LineAccountId}", new { name = "LINE demo", active = true, reopenDays = 400 })).Is(HttpStatusCode.BadRequest);
        var account = (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{hub.LineAccountId}", new { name = "LINE demo", active = true, reopenDays = 2 })).Is(HttpStatusCode.OK).Json;
        Assert.Equal(2, account.GetProperty("reopenDays").GetInt32());
        var (user, id) = await TalkAsync("Window");
        (await StatusAsync(id, new { status = "resolved" })).Is(HttpStatusCode.OK);
        await ResolvedAgoAsync(id, "47 hours");
        await hub.SayAsync(user, "still in time");
        Assert.Equal(id, await hub.ConversationOfAsync(user, 2));
        Assert.Equal("open", (await RowAsync(id)).GetProperty("status").GetString());

        (await StatusAsync(id, new { status = "resolved" })).Is(HttpStatusCode.OK);
        await ResolvedAgoAsync(id, "49 hours");
        await hub.SayAsync(user, "another matter");
        await Eventually.HoldsAsync(async () => await hub.ConversationOfAsync(user) != id);
        var detail = (await hub.Admin.SendAsync("GET", $"/api/conversations/{await hub.ConversationOfAsync(user)}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(id, detail.GetProperty("previous").GetProperty("id").GetGuid());
        Assert.Equal("resolved", (await RowAsync(id)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Only_thanks_undoes_a_reopen_as_if_nothing_had_happened_and_is_not_counted()
    {
        var (user, id) = await TalkAsync("Thanks");
        var done = await StateAsync("resolved", "返金済み", "Refunded");
        (await StatusAsync(id, new { status = "resolved", stateId = done })).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/only-thanks")).Is(HttpStatusCode.Conflict, "not_reopened");

        await hub.SayAsync(user, "ありがとうございました！");
        await hub.ConversationOfAsync(user, 2);
        Assert.True((await RowAsync(id)).GetProperty("mayBeOnlyThanks").GetBoolean());
        Assert.Equal(1, await ReopensAsync(id));
        var row = (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/only-thanks")).Is(HttpStatusCode.OK).Json;
        Assert.Equal("resolved", row.GetProperty("status").GetString());
        Assert.Equal(done, row.GetProperty("stateId").GetGuid());
        Assert.Equal(0, row.GetProperty("unread").GetInt32());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("waitingSince").ValueKind);
        Assert.Equal(0, await ReopensAsync(id));
    }

    [Fact]
    public async Task A_reopen_that_was_answered_is_no_mere_thanks()
    {
        var (user, id) = await TalkAsync("Answered");
        (await StatusAsync(id, new { status = "resolved" })).Is(HttpStatusCode.OK);
        await hub.SayAsync(user, "one more question");
        await hub.ConversationOfAsync(user, 2);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/messages", new { id = Guid.CreateVersion7(), text = "Gladly." })).Is(HttpStatusCode.Created);
        Assert.False((await RowAsync(id)).GetProperty("mayBeOnlyThanks").GetBoolean());
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/only-thanks")).Is(HttpStatusCode.Conflict, "not_reopened");
        Assert.Equal(1, await ReopensAsync(id));
    }

    [Fact]
    public async Task A_reply_and_the_status_after_it_are_one_step_and_fail_together()
    {
        var (_, id) = await TalkAsync("One step");
        var reply = new { id = Guid.CreateVersion7(), text = "Done.", statusAfter = new { status = "snoozed", dueAt = TimeProvider.System.GetUtcNow().AddDays(-1) } };
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/messages", reply)).Is(HttpStatusCode.BadRequest);
        Assert.Single(await hub.MessagesAsync(hub.Admin, id));
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/messages", new { reply.id, reply.text, statusAfter = new { status = "waitingForCustomer" } })).Is(HttpStatusCode.Created);
        var row = await RowAsync(id);
        Assert.Equal("waitingForCustomer", row.GetProperty("status").GetString());
        Assert.Contains(await ListedAsync("waiting"), each => each == id);
        Assert.DoesNotContain(await ListedAsync("open"), each => each == id);
    }

    [Fact]
    public async Task A_state_belongs_to_its_status_and_one_in_use_is_switched_off_not_deleted()
    {
        var (_, id) = await TalkAsync("Named");
        var supplier = await StateAsync("waitingForOthers", "メーカー確認中", "Asking the maker");
        (await StatusAsync(id, new { status = "waitingForCustomer", stateId = supplier })).Is(HttpStatusCode.BadRequest);
        (await StatusAsync(id, new { status = "spam" })).Is(HttpStatusCode.BadRequest);
        var row = (await StatusAsync(id, new { status = "waitingForOthers", stateId = supplier })).Is(HttpStatusCode.OK).Json;
        Assert.Equal(supplier, row.GetProperty("stateId").GetGuid());

        var unused = await StateAsync("open", "調査中", "Looking into it");
        var words = await WordsAsync();
        var kept = words.GetProperty("states").EnumerateArray().Where(state => state.GetProperty("id").GetGuid() != supplier && state.GetProperty("id").GetGuid() != unused).ToArray();
        var after = (await hub.Admin.SendAsync("PUT", "/api/states", new { revision = words.GetProperty("revision").GetString(), items = kept })).Is(HttpStatusCode.OK).Json.GetProperty("states").EnumerateArray().ToList();
        Assert.DoesNotContain(after, state => state.GetProperty("id").GetGuid() == unused);
        Assert.False(after.Single(state => state.GetProperty("id").GetGuid() == supplier).GetProperty("active").GetBoolean());
        (await StatusAsync(id, new { status = "open" })).Is(HttpStatusCode.OK);
        (await StatusAsync(id, new { status = "waitingForOthers", stateId = supplier })).Is(HttpStatusCode.BadRequest);
        (await hub.Admin.SendAsync("PUT", "/api/states", new { revision = words.GetProperty("revision").GetString(), items = kept })).Is(HttpStatusCode.Conflict, "changed_meanwhile");
    }

    private async Task<(string User, Guid Id)> TalkAsync(string name)
    {
        var user = await hub.PhoneAsync(name);
        await hub.SayAsync(user, "hello");
        return (user, await hub.ConversationOfAsync(user));
    }

    private Task<Answer> StatusAsync(Guid id, object body) => hub.Admin.SendAsync("PUT", $"/api/conversations/{id}/status", body);

    private async Task<JsonElement> RowAsync(Guid id) => (await hub.Admin.SendAsync("GET", $"/api/conversations/{id}")).Is(HttpStatusCode.OK).Json;

    private async Task<JsonElement> WordsAsync() => (await hub.Admin.SendAsync("GET", "/api/vocabulary")).Is(HttpStatusCode.OK).Json;

    private async Task<Guid> StateAsync(string status, string nameJa, string nameEn)
    {
        var words = await WordsAsync();
        var items = words.GetProperty("states").EnumerateArray().Cast<object>().Append(new { status, nameJa, nameEn });
        var saved = (await hub.Admin.SendAsync("PUT", "/api/states", new { revision = words.GetProperty("revision").GetString(), items })).Is(HttpStatusCode.OK).Json;
        return saved.GetProperty("states").EnumerateArray().Single(state => state.GetProperty("nameEn").GetString() == nameEn).GetProperty("id").GetGuid();
    }

    private async Task<List<Guid>> ListedAsync(string view) =>
        [.. (await hub.Admin.SendAsync("GET", $"/api/conversations?limit=100&view={view}")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetGuid())];

    private async Task<List<string?>> ActivitiesAsync(Guid id) =>
        [.. (await hub.MessagesAsync(hub.Admin, id)).Where(message => message.GetProperty("kind").GetString() == "activity").Select(message => message.GetProperty("content").GetProperty("activity").GetString())];

    private Task<int> ReopensAsync(Guid id) => hub.ScalarAsync<int>("SELECT reopens FROM conversations.conversation_head WHERE conversation_id = $1", id);

    private Task<int> ResolvedAgoAsync(Guid id, string interval) => hub.ScalarAsync<int>(
        "WITH old AS (UPDATE conversations.conversation_head SET resolved_at = clock_timestamp() - $2::interval WHERE conversation_id = $1 RETURNING 1) SELECT count(*)::int FROM old", id, TimeSpan.FromHours(int.Parse(interval.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
}
