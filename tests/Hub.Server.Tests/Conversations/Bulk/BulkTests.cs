using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Bulk;

/// <summary>The same thing done to many conversations at once, and taken back.</summary>
public sealed class BulkTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task AZ10_With_one_conversation_that_is_not_seen_nothing_happens_to_any()
    {
        var (ours, theirs) = (await hub.TeamAsync("Bulk ours"), await hub.TeamAsync("Bulk theirs"));
        using var agent = await hub.SignedInAsync("agent", ours);
        var (seen, unseen) = (await TalkAsync(ours), await TalkAsync(theirs));
        var before = (await VersionAsync(seen), await VersionAsync(unseen));
        foreach (var (path, body) in Actions([seen, unseen]))
        {
            var refused = (await agent.SendAsync("POST", $"/api/conversations/bulk/{path}", body)).Is(HttpStatusCode.NotFound, "not_found");
            Assert.Equal([unseen], refused.Json.GetProperty("ids").EnumerateArray().Select(id => id.GetGuid()));
        }

        Assert.Equal(before, (await VersionAsync(seen), await VersionAsync(unseen)));
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.bulk_item WHERE conversation_id = $1", seen));
        var nowhere = (await agent.SendAsync("POST", "/api/conversations/bulk/read", new { ids = new[] { seen, Guid.CreateVersion7() } })).Is(HttpStatusCode.NotFound);
        Assert.Equal(nowhere.Code, (await agent.SendAsync("POST", "/api/conversations/bulk/read", new { ids = new[] { seen, unseen } })).Code);
    }

    [Fact]
    public async Task AZ10_With_one_conversation_that_one_may_only_look_at_nothing_happens_to_any()
    {
        var (answers, learns) = (await hub.TeamAsync("Bulk answers"), await hub.TeamAsync("Bulk learns"));
        var (id, person) = await hub.PersonAsync("agent", answers, learns);
        (await hub.Admin.SendAsync("PUT", $"/api/agents/{id}", new { name = "Learner", role = "trainee", teamIds = new[] { answers, learns }, active = true, grants = new[] { new { role = "agent", teamId = answers } } })).Is(HttpStatusCode.OK);
        person.Cookie = await SignedInPeople.CookieAsync(hub.Services, id); // other roles end the session
        var (there, here) = (await TalkAsync(answers), await TalkAsync(learns));
        var before = (await VersionAsync(there), await VersionAsync(here));
        foreach (var (path, body) in Actions([there, here]).Where(action => action.Path is "assignment" or "status" or "spam"))
        {
            var refused = (await person.SendAsync("POST", $"/api/conversations/bulk/{path}", body)).Is(HttpStatusCode.Forbidden, "forbidden");
            Assert.Equal([here], refused.Json.GetProperty("ids").EnumerateArray().Select(each => each.GetGuid()));
        }

        Assert.Equal(before, (await VersionAsync(there), await VersionAsync(here)));
        (await person.SendAsync("POST", "/api/conversations/bulk/status", new { ids = new[] { there }, status = "resolved" })).Is(HttpStatusCode.OK);
        person.Dispose();
    }

    [Fact]
    public async Task Every_action_changes_what_was_chosen_and_its_undo_puts_each_back_where_it_was()
    {
        var (first, second, third) = (await hub.TeamAsync("Bulk first"), await hub.TeamAsync("Bulk second"), await hub.TeamAsync("Bulk third"));
        var (ownerId, owner) = await hub.PersonAsync("agent", first);
        owner.Dispose();
        var ids = new[] { await TalkAsync(first), await TalkAsync(second), await TalkAsync(null) };
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{ids[0]}/tags", new { tags = new[] { "kept", "old" } })).Is(HttpStatusCode.OK);
        foreach (var (path, body, holds) in new (string, object, Func<JsonElement, bool>)[]
        {
            ("assignment", new { ids, ownerId, teamId = (Guid?)null }, row => row.GetProperty("ownerId").GetString() == ownerId.ToString()),
            ("assignment", new { ids, ownerId = (Guid?)null, teamId = third }, row => row.GetProperty("teamId").GetString() == third.ToString()),
            ("status", new { ids, status = "resolved" }, row => row.GetProperty("status").GetString() == "resolved"),
            ("status", new { ids, status = "snoozed", dueAt = DateTimeOffset.UtcNow.AddDays(2) }, row => row.GetProperty("status").GetString() == "snoozed" && row.GetProperty("dueAt").ValueKind == JsonValueKind.String),
            ("tags", new { ids, add = new[] { "new" }, remove = new[] { "old" } }, row => Tags(row).Contains("new") && !Tags(row).Contains("old")),
            ("spam", new { ids }, row => row.GetProperty("status").GetString() == "spam"),
            ("read", new { ids }, row => row.GetProperty("unread").GetInt32() == 0),
        })
        {
            var before = await RowsAsync(ids);
            var result = (await hub.Admin.SendAsync("POST", $"/api/conversations/bulk/{path}", body)).Is(HttpStatusCode.OK).Json;
            Assert.Equal(3, result.GetProperty("changed").GetInt32());
            Assert.All((await RowsAsync(ids)).Values, row => Assert.True(holds(row), $"{path}: {row}"));

            var undo = $"/api/conversations/bulk/{result.GetProperty("undoId").GetGuid()}/undo";
            Assert.Equal(3, (await hub.Admin.SendAsync("POST", undo)).Is(HttpStatusCode.OK).Json.GetProperty("changed").GetInt32());
            var after = await RowsAsync(ids);
            Assert.All(ids, id => Assert.Equal(Shape(before[id]), Shape(after[id])));
            (await hub.Admin.SendAsync("POST", undo)).Is(HttpStatusCode.Conflict, "already_undone");
        }
    }

    [Fact]
    public async Task Marking_many_as_spam_and_an_undo_are_noted()
    {
        var id = await TalkAsync(null);
        var undo = (await hub.Admin.SendAsync("POST", "/api/conversations/bulk/spam", new { ids = new[] { id } })).Is(HttpStatusCode.OK).Json.GetProperty("undoId").GetGuid();
        (await hub.Admin.SendAsync("POST", $"/api/conversations/bulk/{undo}/undo")).Is(HttpStatusCode.OK);
        Assert.Contains(id.ToString(), (await hub.Admin.SendAsync("GET", "/api/audit?action=conversation.marked_spam&limit=100")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        Assert.Contains(undo.ToString(), (await hub.Admin.SendAsync("GET", "/api/audit?action=conversations.bulk_undone&limit=100")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undo_leaves_what_somebody_has_changed_since_and_names_it()
    {
        var ids = new[] { await TalkAsync(null), await TalkAsync(null), await TalkAsync(null) };
        var action = (await hub.Admin.SendAsync("POST", "/api/conversations/bulk/status", new { ids, status = "resolved" })).Is(HttpStatusCode.OK).Json.GetProperty("undoId").GetGuid();
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{ids[1]}/status", new { status = "open" })).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{ids[2]}/tags", new { tags = new[] { "another-thing" } })).Is(HttpStatusCode.OK);
        using var stranger = await hub.SignedInAsync("admin");
        (await stranger.SendAsync("POST", $"/api/conversations/bulk/{action}/undo")).Is(HttpStatusCode.NotFound);

        var undone = (await hub.Admin.SendAsync("POST", $"/api/conversations/bulk/{action}/undo")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(2, undone.GetProperty("changed").GetInt32());
        var left = Assert.Single(undone.GetProperty("left").EnumerateArray());
        Assert.Equal((ids[1], "changed_since"), (left.GetProperty("id").GetGuid(), left.GetProperty("code").GetString()));
        var rows = await RowsAsync(ids);
        Assert.All(ids, id => Assert.Equal("open", rows[id].GetProperty("status").GetString()));
        Assert.Equal(["another-thing"], Tags(rows[ids[2]]));
    }

    [Fact]
    public async Task Work_that_was_given_away_comes_back_though_one_no_longer_sees_it()
    {
        var (ours, theirs) = (await hub.TeamAsync("Bulk giving"), await hub.TeamAsync("Bulk taking"));
        using var agent = await hub.SignedInAsync("agent", ours);
        var ids = new[] { await TalkAsync(ours), await TalkAsync(ours) };
        var action = (await agent.SendAsync("POST", "/api/conversations/bulk/assignment", new { ids, teamId = theirs })).Is(HttpStatusCode.OK).Json.GetProperty("undoId").GetGuid();
        (await agent.SendAsync("GET", $"/api/conversations/{ids[0]}")).Is(HttpStatusCode.NotFound);
        Assert.Equal(2, (await agent.SendAsync("POST", $"/api/conversations/bulk/{action}/undo")).Is(HttpStatusCode.OK).Json.GetProperty("changed").GetInt32());
        (await agent.SendAsync("GET", $"/api/conversations/{ids[0]}")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_a_brand_requires_before_resolving_is_respected_and_those_that_lack_it_are_named_and_left()
    {
        var brand = (await hub.Admin.SendAsync("GET", "/api/brands")).Json.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("key").GetString() == "main").GetProperty("id").GetGuid();
        async Task RequireAsync(bool requireResult) =>
            (await hub.Admin.SendAsync("PUT", $"/api/brands/{brand}", new { name = "Main", requireReason = false, requireResult, signatureJa = "", signatureEn = "", active = true })).Is(HttpStatusCode.OK);
        var revision = (await hub.Admin.SendAsync("GET", "/api/vocabulary")).Json.GetProperty("revision").GetString();
        var result = (await hub.Admin.SendAsync("PUT", $"/api/brands/{brand}/results", new { revision, items = new[] { new { nameJa = "案内済み", nameEn = "Explained" } } }))
            .Is(HttpStatusCode.OK).Json.GetProperty("results")[0].GetProperty("id").GetGuid();
        await RequireAsync(true);
        var (ready, lacking) = (await TalkAsync(null), await TalkAsync(null));
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{ready}/classification", new { resultId = result })).Is(HttpStatusCode.OK);
        var answer = (await hub.Admin.SendAsync("POST", "/api/conversations/bulk/status", new { ids = new[] { ready, lacking }, status = "resolved" })).Is(HttpStatusCode.OK).Json;
        await RequireAsync(false);
        Assert.Equal(1, answer.GetProperty("changed").GetInt32());
        var left = Assert.Single(answer.GetProperty("left").EnumerateArray());
        Assert.Equal((lacking, "required_before_resolve", "result"), (left.GetProperty("id").GetGuid(), left.GetProperty("code").GetString(), left.GetProperty("missing")[0].GetString()));
        var rows = await RowsAsync([ready, lacking]);
        Assert.Equal(("resolved", "open"), (rows[ready].GetProperty("status").GetString(), rows[lacking].GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_conversation_whose_customer_has_another_open_one_stays_closed_while_the_others_open()
    {
        var user = $"Ubulk{Guid.CreateVersion7():N}";
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text(user, $"{user}-1", "first")));
        var old = await hub.ConversationOfAsync(user);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{old}/status", new { status = "resolved" })).Is(HttpStatusCode.OK);
        await using (var back = hub.Database.CreateCommand("UPDATE conversations.conversation_head SET resolved_at = resolved_at - interval '30 days', last_activity_at = last_activity_at - interval '30 days' WHERE conversation_id = $1"))
        {
            back.Parameters.Add(new() { Value = old });
            await back.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text(user, $"{user}-2", "second")));
        await Eventually.HoldsAsync(async () => await hub.ConversationOfAsync(user) != old);
        var other = await TalkAsync(null);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{other}/status", new { status = "resolved" })).Is(HttpStatusCode.OK);
        var answer = (await hub.Admin.SendAsync("POST", "/api/conversations/bulk/status", new { ids = new[] { old, other }, status = "open" })).Is(HttpStatusCode.OK).Json;
        var left = Assert.Single(answer.GetProperty("left").EnumerateArray());
        Assert.Equal((old, "another_open", 1), (left.GetProperty("id").GetGuid(), left.GetProperty("code").GetString(), answer.GetProperty("changed").GetInt32()));
    }

    [Fact]
    public async Task More_than_500_at_once_or_none_are_refused_and_what_is_so_already_is_not_counted()
    {
        var id = await TalkAsync(null);
        Assert.Equal("too_many", (await hub.Admin.SendAsync("POST", "/api/conversations/bulk/read", new { ids = Enumerable.Repeat(id, 501) })).Is(HttpStatusCode.BadRequest).Error("ids"));
        Assert.Equal("required", (await hub.Admin.SendAsync("POST", "/api/conversations/bulk/read", new { ids = Array.Empty<Guid>() })).Is(HttpStatusCode.BadRequest).Error("ids"));
        var same = (await hub.Admin.SendAsync("POST", "/api/conversations/bulk/status", new { ids = new[] { id }, status = "open" })).Is(HttpStatusCode.OK).Json;
        Assert.Equal((0, JsonValueKind.Null), (same.GetProperty("changed").GetInt32(), same.GetProperty("undoId").ValueKind));
    }

    private static (string Path, object Body)[] Actions(Guid[] ids) =>
    [
        ("assignment", new { ids, ownerId = (Guid?)null, teamId = (Guid?)null }), ("status", new { ids, status = "resolved" }), ("tags", new { ids, add = new[] { "bulk" }, remove = Array.Empty<string>() }),
        ("spam", new { ids }), ("read", new { ids }),
    ];

    private static string Shape(JsonElement row) => string.Join('|', new[] { "status", "stateId", "ownerId", "teamId", "tags", "waitingSince", "unread", "dueAt" }.Select(name => row.GetProperty(name).ToString()));

    private static IEnumerable<string?> Tags(JsonElement row) => row.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString());

    private async Task<Dictionary<Guid, JsonElement>> RowsAsync(Guid[] ids)
    {
        var rows = new Dictionary<Guid, JsonElement>();
        foreach (var id in ids)
        {
            rows[id] = (await hub.Admin.SendAsync("GET", $"/api/conversations/{id}")).Is(HttpStatusCode.OK).Json;
        }

        return rows;
    }

    private Task<int> VersionAsync(Guid id) => hub.ScalarAsync<int>("SELECT version FROM conversations.conversation_head WHERE conversation_id = $1", id);

    private async Task<Guid> TalkAsync(Guid? team)
    {
        var user = $"Ubulk{Guid.CreateVersion7():N}";
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text(user, $"{user}-1", "hello")));
        var id = await hub.ConversationOfAsync(user);
        if (team is not null)
        {
            (await hub.Admin.SendAsync("PUT", $"/api/conversations/{id}/assignment", new { teamId = team })).Is(HttpStatusCode.OK);
        }

        return id;
    }
}
