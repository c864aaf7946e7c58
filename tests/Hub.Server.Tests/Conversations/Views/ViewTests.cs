using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Views;

/// <summary>Views that people save for themselves, for a team, for all.</summary>
public sealed class ViewTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task A_view_of_ones_own_is_seen_by_nobody_else_and_one_of_a_team_by_its_members()
    {
        var (ours, theirs) = (await hub.TeamAsync("View ours"), await hub.TeamAsync("View theirs"));
        using var owner = await hub.SignedInAsync("agent", ours);
        using var member = await hub.SignedInAsync("agent", ours);
        using var stranger = await hub.SignedInAsync("agent", theirs);
        using var supervisor = await hub.SignedInAsync("supervisor");
        var own = await SaveAsync(owner, "Own", Tagged("x"));
        var team = await SaveAsync(supervisor, "Team", Tagged("x"), "team", ours);
        var all = await SaveAsync(supervisor, "All", Tagged("x"), "all");

        Assert.Equal([own, team, all], await SeenAsync(owner, own, team, all));
        Assert.Equal([team, all], await SeenAsync(member, own, team, all));
        Assert.Equal([all], await SeenAsync(stranger, own, team, all));
        Assert.Equal([team, all], await SeenAsync(supervisor, own, team, all));
        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("GET", "/conversations", null), ("POST", "/matches", new { ids = new[] { Guid.CreateVersion7() } }), ("DELETE", "", null), ("POST", "/restore", null),
            ("PUT", "", new { scope = "own", name = "Mine now", conditions = Tagged("x"), sort = "newest", version = 1 }),
        })
        {
            (await member.SendAsync(method, $"/api/views/{own}{path}", body)).Is(HttpStatusCode.NotFound);
            (await stranger.SendAsync(method, $"/api/views/{team}{path}", body)).Is(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task AZ13_Whoever_may_not_share_views_neither_makes_nor_changes_nor_deletes_a_shared_one()
    {
        var team = await hub.TeamAsync("Not sharing");
        using var agent = await hub.SignedInAsync("agent", team);
        using var supervisor = await hub.SignedInAsync("supervisor");
        var shared = await SaveAsync(supervisor, "Shared", Tagged("x"), "all");
        foreach (var (scope, teamId) in new (string, Guid?)[] { ("all", null), ("team", team) })
        {
            (await agent.SendAsync("POST", "/api/views", View("Pushed", Tagged("x"), scope, teamId))).Is(HttpStatusCode.Forbidden, "forbidden");
        }

        (await agent.SendAsync("PUT", $"/api/views/{shared}", View("Taken", Tagged("x"), "own", version: 1))).Is(HttpStatusCode.Forbidden, "forbidden");
        (await agent.SendAsync("DELETE", $"/api/views/{shared}")).Is(HttpStatusCode.Forbidden, "forbidden");
        var own = await SaveAsync(agent, "Own", Tagged("x"));
        (await agent.SendAsync("PUT", $"/api/views/{own}", View("Own", Tagged("x"), "all", version: 1))).Is(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal("Shared", (await ViewsAsync(agent)).Single(view => view.GetProperty("id").GetGuid() == shared).GetProperty("name").GetString());
        var audited = (await hub.Admin.SendAsync("GET", "/api/audit?action=view.created&limit=100")).Is(HttpStatusCode.OK).Text;
        Assert.Contains(shared.ToString(), audited, StringComparison.Ordinal);
        Assert.DoesNotContain(own.ToString(), audited, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changing_deleting_and_restoring_a_shared_view_is_noted()
    {
        var shared = await SaveAsync(hub.Admin, "Noted", Tagged("x"), "all");
        (await hub.Admin.SendAsync("PUT", $"/api/views/{shared}", View("Noted again", Tagged("x"), "all", version: 1))).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("DELETE", $"/api/views/{shared}")).Is(HttpStatusCode.NoContent);
        (await hub.Admin.SendAsync("POST", $"/api/views/{shared}/restore")).Is(HttpStatusCode.OK);
        foreach (var action in new[] { "created", "changed", "deleted", "restored" })
        {
            Assert.Contains(shared.ToString(), (await hub.Admin.SendAsync("GET", $"/api/audit?action=view.{action}&limit=100")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AZ9_A_shared_view_lists_counts_and_matches_for_each_reader_only_what_they_may_see()
    {
        var (ours, theirs) = (await hub.TeamAsync("Counted ours"), await hub.TeamAsync("Counted theirs"));
        using var agent = await hub.SignedInAsync("agent", ours);
        using var stranger = await hub.SignedInAsync("outsourced", theirs);
        var seen = await TaggedConversationAsync("az9", ours);
        var unseen = await TaggedConversationAsync("az9", theirs);
        var nobodys = await TaggedConversationAsync("az9", null);
        var view = await SaveAsync(hub.Admin, "AZ9", Tagged("az9"), "all");
        foreach (var (client, expected) in new[] { (hub.Admin, new[] { seen, unseen, nobodys }), (agent, [seen, nobodys]), (stranger, [unseen]) })
        {
            Assert.Equal(expected.Order(), (await ListAsync(client, view)).Order());
            Assert.Equal(expected.Order(), (await MatchesAsync(client, view, seen, unseen, nobodys, Guid.CreateVersion7())).Order());
            Assert.Equal(expected.Length, await CountAsync(client, view));
            Assert.Equal(expected.Length, (await client.SendAsync("POST", "/api/views/preview", new { conditions = Tagged("az9") })).Is(HttpStatusCode.OK).Json.GetProperty("count").GetInt32());
        }
    }

    [Fact]
    public async Task P8_Asking_for_what_was_touched_gives_the_same_list_as_a_fresh_look()
    {
        var view = await SaveAsync(hub.Admin, "P8", new { all = new object[] { Tagged("p8"), new { field = "status", op = "in", value = new[] { "open" } } } }, "all");
        var random = new Random(8);
        var ids = new List<Guid>();
        for (var i = 0; i < 8; i++)
        {
            ids.Add(await TaggedConversationAsync("p8", null));
        }

        var list = (await ListAsync(hub.Admin, view)).ToHashSet();
        Assert.Equal(ids.Order(), list.Order());
        for (var step = 0; step < 30; step++)
        {
            var touched = ids[random.Next(ids.Count)];
            (random.Next(3) switch
            {
                0 => await hub.Admin.SendAsync("PUT", $"/api/conversations/{touched}/status", new { status = "resolved" }),
                1 => await hub.Admin.SendAsync("PUT", $"/api/conversations/{touched}/status", new { status = "open" }),
                _ => await hub.Admin.SendAsync("PUT", $"/api/conversations/{touched}/tags", new { tags = random.Next(2) == 0 ? new[] { "p8" } : [] }),
            }).Is(HttpStatusCode.OK);
            list.Remove(touched);
            list.UnionWith(await MatchesAsync(hub.Admin, view, touched));
            Assert.Equal((await ListAsync(hub.Admin, view)).Order(), list.Order());
        }
    }

    [Theory]
    [InlineData("newest")]
    [InlineData("oldest")]
    [InlineData("longestWaiting")]
    [InlineData("newestConversation")]
    public async Task Page_by_page_a_view_shows_everything_once_in_its_order(string sort)
    {
        var tag = $"paged-{sort}";
        var ids = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add(await TaggedConversationAsync(tag, null));
        }

        // Some wait for nothing: they have been answered by a resolving and a reopening.
        foreach (var id in ids.Take(3))
        {
            (await hub.Admin.SendAsync("PUT", $"/api/conversations/{id}/status", new { status = "resolved" })).Is(HttpStatusCode.OK);
        }

        var view = (await hub.Admin.SendAsync("POST", "/api/views", new { scope = "own", name = sort, conditions = Tagged(tag), sort })).Is(HttpStatusCode.Created).Id;
        var rows = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = (await hub.Admin.SendAsync("GET", $"/api/views/{view}/conversations?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}")).Is(HttpStatusCode.OK).Json;
            rows.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        Assert.Equal(ids.Order(), rows.Select(row => row.GetProperty("id").GetGuid()).Order());
        DateTimeOffset At(JsonElement row, string name) => row.GetProperty(name).ValueKind == JsonValueKind.Null ? DateTimeOffset.MaxValue : row.GetProperty(name).GetDateTimeOffset();
        var order = sort switch
        {
            "newest" => rows.OrderByDescending(row => At(row, "lastActivityAt")),
            "oldest" => rows.OrderBy(row => At(row, "lastActivityAt")),
            "longestWaiting" => rows.OrderBy(row => At(row, "waitingSince")),
            _ => rows.OrderByDescending(row => At(row, "createdAt")),
        };
        Assert.Equal(order.Select(row => row.GetProperty("id").GetGuid()), rows.Select(row => row.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task A_view_is_changed_by_whoever_read_its_newest_version_deleted_and_brought_back()
    {
        var view = await SaveAsync(hub.Admin, "First", Tagged("x"));
        var changed = (await hub.Admin.SendAsync("PUT", $"/api/views/{view}", View("Second", Tagged("y"), version: 1))).Is(HttpStatusCode.OK).Json;
        Assert.Equal(("Second", 2), (changed.GetProperty("name").GetString(), changed.GetProperty("version").GetInt32()));
        (await hub.Admin.SendAsync("PUT", $"/api/views/{view}", View("Third", Tagged("y"), version: 1))).Is(HttpStatusCode.Conflict, "changed_meanwhile");
        (await hub.Admin.SendAsync("DELETE", $"/api/views/{view}")).Is(HttpStatusCode.NoContent);
        (await hub.Admin.SendAsync("GET", $"/api/views/{view}/conversations")).Is(HttpStatusCode.NotFound);
        Assert.Empty(await SeenAsync(hub.Admin, view));
        (await hub.Admin.SendAsync("POST", $"/api/views/{view}/restore")).Is(HttpStatusCode.OK);
        Assert.Equal([view], await SeenAsync(hub.Admin, view));
        var refused = (await hub.Admin.SendAsync("POST", "/api/views", View(" ", new { all = new[] { new { field = "nothing", op = "in", value = new[] { "x" } } } }))).Is(HttpStatusCode.BadRequest);
        Assert.Equal(("required", "unknown"), (refused.Error("name"), refused.Error("conditions.all[0].field")));
    }

    [Fact]
    public async Task Everybody_puts_their_views_into_an_order_of_their_own()
    {
        using var agent = await hub.SignedInAsync("agent");
        var (a, b, c) = (await SaveAsync(agent, "A", Tagged("x")), await SaveAsync(agent, "B", Tagged("x")), await SaveAsync(agent, "C", Tagged("x")));
        Assert.Equal([a, b, c], await SeenAsync(agent, a, b, c));
        (await agent.SendAsync("PUT", "/api/views/order", new { ids = new[] { c, a } })).Is(HttpStatusCode.NoContent);
        Assert.Equal([c, a, b], await SeenAsync(agent, a, b, c));
        (await agent.SendAsync("PUT", "/api/views/order", new { ids = new[] { c, c } })).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AZ9_A_conversation_is_found_by_its_number_and_by_its_customer_by_whoever_may_see_it()
    {
        var (ours, theirs) = (await hub.TeamAsync("Finding"), await hub.TeamAsync("Not finding"));
        using var member = await hub.SignedInAsync("agent", ours);
        using var stranger = await hub.SignedInAsync("agent", theirs);
        var (_, conversation) = await hub.PersonWithConversationAsync("Findable Fujimoto");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = ours })).Is(HttpStatusCode.OK);
        var number = (await member.SendAsync("GET", $"/api/conversations/{conversation}")).Json.GetProperty("number").GetInt64();
        // The name comes with the profile, a moment after the message.
        await Eventually.HoldsAsync(async () => Ids(await hub.Admin.SendAsync("GET", "/api/conversations/find?q=fujimoto")).Contains(conversation));
        foreach (var q in new[] { $"{number}", $"%23{number}", "fujimoto" })
        {
            Assert.Equal(conversation, Ids((await member.SendAsync("GET", $"/api/conversations/find?q={q}")).Is(HttpStatusCode.OK))[0]);
            Assert.DoesNotContain(conversation, Ids((await stranger.SendAsync("GET", $"/api/conversations/find?q={q}")).Is(HttpStatusCode.OK)));
        }

        Assert.Empty(Ids((await member.SendAsync("GET", "/api/conversations/find?q=")).Is(HttpStatusCode.OK)));
    }

    private static object Tagged(string tag) => new { field = "tags", op = "hasAny", value = new[] { tag } };

    private static object View(string name, object conditions, string scope = "own", Guid? teamId = null, int? version = null) => new { scope, teamId, name, conditions, sort = "newest", version };

    private static async Task<Guid> SaveAsync(DeskClient client, string name, object conditions, string scope = "own", Guid? teamId = null) =>
        (await client.SendAsync("POST", "/api/views", View(name, conditions, scope, teamId))).Is(HttpStatusCode.Created).Id;

    private static async Task<List<JsonElement>> ViewsAsync(DeskClient client) => [.. (await client.SendAsync("GET", "/api/views")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

    private static async Task<List<Guid>> SeenAsync(DeskClient client, params Guid[] among) => [.. (await ViewsAsync(client)).Select(view => view.GetProperty("id").GetGuid()).Where(among.Contains)];

    private static async Task<List<Guid>> ListAsync(DeskClient client, Guid view) => Ids((await client.SendAsync("GET", $"/api/views/{view}/conversations?limit=100")).Is(HttpStatusCode.OK));

    private static async Task<List<Guid>> MatchesAsync(DeskClient client, Guid view, params Guid[] ids) => Ids((await client.SendAsync("POST", $"/api/views/{view}/matches", new { ids })).Is(HttpStatusCode.OK));

    private static List<Guid> Ids(Answer answer) => [.. answer.Json.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetGuid())];

    private static async Task<int> CountAsync(DeskClient client, Guid view) =>
        (await client.SendAsync("GET", "/api/views/counts")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("id").GetGuid() == view).GetProperty("count").GetInt32();

    private async Task<Guid> TaggedConversationAsync(string tag, Guid? team)
    {
        var user = $"Uview{Guid.CreateVersion7():N}";
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text(user, $"{user}-1", "hello")));
        var id = await hub.ConversationOfAsync(user);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{id}/tags", new { tags = new[] { tag } })).Is(HttpStatusCode.OK);
        if (team is not null)
        {
            (await hub.Admin.SendAsync("PUT", $"/api/conversations/{id}/assignment", new { teamId = team })).Is(HttpStatusCode.OK);
        }

        return id;
    }
}
