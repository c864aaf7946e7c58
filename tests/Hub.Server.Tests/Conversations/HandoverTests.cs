using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>Where the work of somebody who is switched off goes.</summary>
public sealed class HandoverTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Theory]
    [InlineData("person")]
    [InlineData("team")]
    [InlineData("unassigned")]
    public async Task Open_conversations_go_where_the_admin_says_and_resolved_ones_stay(string to)
    {
        var team = await hub.TeamAsync($"Left behind, {to}");
        var (leavingId, leaving) = await hub.PersonAsync("agent", team);
        var (colleagueId, colleague) = await hub.PersonAsync("agent", team);
        var open = await OwnedAsync(leavingId, team);
        var resolved = await OwnedAsync(leavingId, team);
        (await leaving.SendAsync("PUT", $"/api/conversations/{resolved}/status", new { status = "resolved" })).Is(HttpStatusCode.OK);
        Assert.Equal((1, 0), await LeftAsync(leavingId));

        (await hub.Admin.SendAsync("POST", $"/api/agents/{leavingId}/deactivation", new { to, personId = to == "person" ? colleagueId : (Guid?)null, keepDrafts = true })).Is(HttpStatusCode.OK);

        (await leaving.SendAsync("GET", "/api/session")).Is(HttpStatusCode.Unauthorized);
        await Eventually.HoldsAsync(async () => await LeftAsync(leavingId) == (0, 0));
        var row = await RowAsync(open);
        Assert.Equal(to == "person" ? colleagueId : null, Id(row, "ownerId"));
        Assert.Equal(to == "unassigned" ? null : team, Id(row, "teamId"));
        Assert.Equal(leavingId, Id(await RowAsync(resolved), "ownerId"));
        leaving.Dispose();
        colleague.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Drafts_become_notes_of_their_author_or_are_deleted(bool keepDrafts)
    {
        var (leavingId, leaving) = await hub.PersonAsync("agent");
        var (_, conversation) = await hub.PersonWithConversationAsync($"Drafted {keepDrafts}");
        (await leaving.SendAsync("PUT", $"/api/conversations/{conversation}/draft", new { kind = "reply", text = "Half a promise" })).Is(HttpStatusCode.NoContent);
        (await leaving.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "Planned: Half a promise", sendAt = DateTimeOffset.UtcNow.AddDays(1) })).Is(HttpStatusCode.Accepted);
        (await leaving.SendAsync("PUT", $"/api/conversations/{conversation}/draft", new { kind = "reply", text = "Half a promise" })).Is(HttpStatusCode.NoContent);
        (await leaving.SendAsync("PUT", $"/api/conversations/{conversation}/draft", new { kind = "note", text = "Card 4111 1111 1111 1111: Half a promise" })).Is(HttpStatusCode.NoContent);
        Assert.Equal((0, 3), await LeftAsync(leavingId));

        (await hub.Admin.SendAsync("POST", $"/api/agents/{leavingId}/deactivation", new { to = "team", keepDrafts })).Is(HttpStatusCode.OK);

        await Eventually.HoldsAsync(async () => await LeftAsync(leavingId) == (0, 0));
        var notes = (await hub.MessagesAsync(hub.Admin, conversation)).Where(message => message.GetProperty("kind").GetString() == "note").ToList();
        Assert.Equal(keepDrafts ? 3 : 0, notes.Count);
        Assert.Equal(0, (await RowAsync(conversation)).GetProperty("scheduled").GetInt32());
        Assert.All(notes, note =>
        {
            Assert.EndsWith("Half a promise", note.GetProperty("content").GetProperty("body").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain("4111 1111", note.Body(), StringComparison.Ordinal);
            Assert.Equal(leavingId, note.GetProperty("sender").GetProperty("id").GetGuid());
        });
        leaving.Dispose();
    }

    [Theory]
    [InlineData("person")]
    [InlineData("team")]
    public async Task Follow_ups_that_are_not_done_go_to_the_colleague_or_back_to_the_team(string to)
    {
        var (team, elsewhere) = (await hub.TeamAsync($"Promised, {to}"), await hub.TeamAsync($"Promised elsewhere, {to}"));
        var (leavingId, leaving) = await hub.PersonAsync("agent", team);
        var (colleagueId, colleague) = await hub.PersonAsync("agent", team);
        var conversation = await OwnedAsync(leavingId, team);
        var hidden = await OwnedAsync(leavingId, elsewhere);
        var (due, done, unseen) = (await PromiseAsync(conversation), await PromiseAsync(conversation), await PromiseAsync(hidden));
        (await leaving.SendAsync("PUT", $"/api/follow-ups/{done}/done")).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{hidden}/assignment", new { ownerId = (Guid?)null, teamId = elsewhere })).Is(HttpStatusCode.OK);
        Assert.Equal(2, await LeftAsync(leavingId, "followUps"));

        (await hub.Admin.SendAsync("POST", $"/api/agents/{leavingId}/deactivation", new { to, personId = to == "person" ? colleagueId : (Guid?)null, keepDrafts = true })).Is(HttpStatusCode.OK);

        await Eventually.HoldsAsync(async () => await LeftAsync(leavingId, "followUps") == 0);
        Assert.Equal(to == "person" ? colleagueId : null, await OwnerAsync(due));
        Assert.Null(await OwnerAsync(unseen)); // the colleague does not see that conversation
        Assert.Equal(leavingId, await OwnerAsync(done)); // history
        leaving.Dispose();
        colleague.Dispose();

        async Task<Guid> PromiseAsync(Guid where) => (await leaving.SendAsync("POST", $"/api/conversations/{where}/follow-ups", new { id = Guid.CreateVersion7(), dueAt = DateTimeOffset.UtcNow.AddDays(1), ownerId = leavingId, text = "Call back" })).Is(HttpStatusCode.Created).Id;

        async Task<Guid?> OwnerAsync(Guid id) => await hub.ScalarAsync<object>("SELECT owner_id FROM conversations.follow_up WHERE id = $1", id) as Guid?;
    }

    [Fact]
    public async Task Nothing_is_switched_off_without_saying_where_the_work_goes_nor_oneself()
    {
        var (id, client) = await hub.PersonAsync("agent");
        var path = $"/api/agents/{id}/deactivation";
        var answer = (await hub.Admin.SendAsync("POST", path, new { })).Is(HttpStatusCode.BadRequest, "invalid");
        Assert.Equal(("required", "required"), (answer.Error("to"), answer.Error("keepDrafts")));
        Assert.Equal("required", (await hub.Admin.SendAsync("POST", path, new { to = "person", keepDrafts = true })).Is(HttpStatusCode.BadRequest, "invalid").Error("personId"));
        Assert.Equal("unknown", (await hub.Admin.SendAsync("POST", path, new { to = "person", personId = id, keepDrafts = true })).Is(HttpStatusCode.BadRequest, "invalid").Error("personId"));
        (await client.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK);
        var me = (await hub.Admin.SendAsync("GET", "/api/session")).Id;
        (await hub.Admin.SendAsync("POST", $"/api/agents/{me}/deactivation", new { to = "team", keepDrafts = true })).Is(HttpStatusCode.Forbidden, "own_access");
        (await hub.Admin.SendAsync("GET", $"/api/agents/{Guid.CreateVersion7()}/deactivation")).Is(HttpStatusCode.NotFound, "not_found");
        client.Dispose();
    }

    [Fact]
    public async Task SE2_Switching_somebody_off_ends_their_live_connections_on_every_node_within_five_seconds()
    {
        var (id, client) = await hub.PersonAsync("agent");
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Hub"] = hub.ConnectionString,
            ["Hub:MasterKey"] = Convert.ToBase64String(new byte[32]),
            ["Hub:FilesDirectory"] = Path.Combine(hub.DataDirectory, "files"),
        };
        await using var other = await HubFixture.StartAsync(settings, clock);
        await using var here = await hub.LiveAsync(client);
        await using var there = await LiveSocket.ConnectAsync(new Uri(other.Address, "/hubs/desk"), options =>
        {
            options.SetRequestHeader("Cookie", client.Cookie);
            options.SetRequestHeader("Sec-Fetch-Site", "same-origin");
        });
        await here.NextAsync("hello");
        await there.NextAsync("hello");

        (await hub.Admin.SendAsync("POST", $"/api/agents/{id}/deactivation", new { to = "team", keepDrafts = false })).Is(HttpStatusCode.OK);

        // By the other node's clock; how long this machine takes to do it proves nothing.
        clock.Advance(TimeSpan.FromSeconds(5));
        await Task.WhenAll(here.Ended, there.Ended).WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        client.Dispose();
    }

    private async Task<Guid> OwnedAsync(Guid owner, Guid team)
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Owned");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { ownerId = owner, teamId = team })).Is(HttpStatusCode.OK);
        return conversation;
    }

    private async Task<(int Conversations, int Drafts)> LeftAsync(Guid id) => (await LeftAsync(id, "conversations"), await LeftAsync(id, "drafts"));

    private async Task<int> LeftAsync(Guid id, string kind) =>
        (await hub.Admin.SendAsync("GET", $"/api/agents/{id}/deactivation")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("kind").GetString() == kind).GetProperty("count").GetInt32();

    private async Task<JsonElement> RowAsync(Guid id) => (await hub.Admin.SendAsync("GET", $"/api/conversations/{id}")).Is(HttpStatusCode.OK).Json;

    private static Guid? Id(JsonElement row, string name) => row.GetProperty(name).ValueKind == JsonValueKind.Null ? null : row.GetProperty(name).GetGuid();
}
