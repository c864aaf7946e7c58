using System.Net;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>Roles for single teams and brands, and what each role of the product sees.</summary>
public sealed class GrantTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task AZ1_Every_role_sees_of_all_work_and_customers_what_the_page_says()
    {
        var (ours, theirs) = (await hub.TeamAsync("Seen"), await hub.TeamAsync("Unseen"));
        var (colleagueId, colleague) = await hub.PersonAsync("agent", ours);
        colleague.Dispose();
        var work = new Dictionary<string, Guid>();
        foreach (var (name, assignment) in new[]
        {
            ("One's own", (object?)null), ("Of one's own teams", new { teamId = ours }), ("Unassigned: of no team and nobody", null),
            ("Of other teams", new { teamId = theirs }), ("Of others, without a team", new { ownerId = colleagueId }),
        })
        {
            work[name] = (await hub.PersonWithConversationAsync(name)).Conversation;
            if (assignment is not null)
            {
                (await hub.Admin.SendAsync("PUT", $"/api/conversations/{work[name]}/assignment", assignment)).Is(HttpStatusCode.OK);
            }
        }

        var sights = PermissionsPage.Sights();
        Assert.Equal(work.Keys.Order(), sights.Keys.Order());
        Assert.Equal(PermissionsPage.Roles().Keys.Order(), sights.Values.First().Keys.Order());
        foreach (var role in PermissionsPage.Roles().Keys)
        {
            var (id, client) = await hub.PersonAsync(role, ours);
            (await hub.Admin.SendAsync("PUT", $"/api/conversations/{work["One's own"]}/assignment", new { ownerId = id })).Is(HttpStatusCode.OK);
            var listed = (await client.SendAsync("GET", "/api/conversations?view=open&limit=100")).Is(HttpStatusCode.OK).Text;
            foreach (var (name, conversation) in work)
            {
                var expected = sights[name][role] ? HttpStatusCode.OK : HttpStatusCode.NotFound;
                var customer = (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Json.GetProperty("customer").GetProperty("id").GetGuid();
                Assert.True(expected == (await client.SendAsync("GET", $"/api/conversations/{conversation}")).Status, $"{role}: {name}");
                Assert.True(expected == (await client.SendAsync("GET", $"/api/customers/{customer}")).Status, $"{role}: the customer of {name}");
                Assert.Equal(sights[name][role], listed.Contains(conversation.ToString(), StringComparison.Ordinal));
            }

            client.Dispose();
        }
    }

    [Fact]
    public async Task A_role_for_a_team_counts_in_that_team_only()
    {
        var (answers, learns) = (await hub.TeamAsync("Answers"), await hub.TeamAsync("Learns"));
        using var person = await PersonAsync(new { role = "trainee", grants = new[] { new { role = "agent", teamId = answers } } }, learns);
        var (_, there) = await hub.PersonWithConversationAsync("Answered");
        var (_, here) = await hub.PersonWithConversationAsync("Learned from");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{there}/assignment", new { teamId = answers })).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{here}/assignment", new { teamId = learns })).Is(HttpStatusCode.OK);

        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("POST", "messages", new { id = Guid.CreateVersion7(), text = "Hello" }),
            ("PUT", "status", new { status = "resolved" }),
            ("PUT", "assignment", new { teamId = learns, ownerId = (Guid?)null }),
        })
        {
            (await person.SendAsync(method, $"/api/conversations/{here}/{path}", body)).Is(HttpStatusCode.Forbidden, "forbidden");
            Assert.True((int)(await person.SendAsync(method, $"/api/conversations/{there}/{path}", body)).Status < 300, path);
        }

        var detail = (await person.SendAsync("GET", $"/api/conversations/{here}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal("forbidden", detail.GetProperty("cannotReplyReason").GetString());
        Assert.Equal(["conversations.see_unassigned", "conversations.note"], detail.GetProperty("permissions").EnumerateArray().Select(each => each.GetString()).Order().Reverse());
    }

    [Fact]
    public async Task P10_A_role_for_a_brand_shows_only_that_brand_in_lists_counts_customers_and_the_live_view()
    {
        var brand = Guid.CreateVersion7();
        await ExecuteAsync("INSERT INTO integrations.brand (id, key, name) VALUES ($1, $2, $2)", brand, "second");
        var (_, inside) = await hub.PersonWithConversationAsync("Of the brand");
        var (outsideUser, outside) = await hub.PersonWithConversationAsync("Of the other");
        await ExecuteAsync("UPDATE conversations.conversation SET brand_id = $2 WHERE id = $1", inside, brand);
        using var person = await PersonAsync(new { role = (string?)null, grants = new[] { new { role = "supervisor", brandId = brand } } });

        (await person.SendAsync("GET", $"/api/conversations/{outside}")).Is(HttpStatusCode.NotFound);
        (await person.SendAsync("PUT", $"/api/conversations/{outside}/status", new { status = "resolved" })).Is(HttpStatusCode.NotFound);
        Assert.Equal([inside], (await person.SendAsync("GET", "/api/conversations?limit=100")).Json.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetGuid()));
        Assert.Equal(1, (await person.SendAsync("GET", "/api/conversations/counts")).Json.GetProperty("open").GetInt32());
        Assert.Single((await person.SendAsync("GET", "/api/customers")).Json.GetProperty("items").EnumerateArray());
        (await person.SendAsync("GET", "/api/parked")).Is(HttpStatusCode.Forbidden, "forbidden");

        await using var live = await hub.LiveAsync(person);
        var hello = await live.NextAsync("hello");
        Assert.Equal([$"brand:{brand}", "agent:"], hello.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("group").GetString()!).Select(name => name.StartsWith("agent:", StringComparison.Ordinal) ? "agent:" : name));
        await hub.SayAsync(outsideUser, "not for you");
        (await person.SendAsync("PUT", $"/api/conversations/{inside}/tags", new { tags = new[] { "seen" } })).Is(HttpStatusCode.OK);
        var frame = await live.NextAsync("frame");
        Assert.All(frame.GetProperty("events").EnumerateArray(), told => Assert.Equal(inside, told.GetProperty("row").GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task AZ7_Taking_a_role_for_a_team_away_ends_what_it_showed()
    {
        var team = await hub.TeamAsync("Lent to");
        using var person = await PersonAsync(new { role = "agent", grants = new[] { new { role = "supervisor", teamId = team } } });
        var (_, conversation) = await hub.PersonWithConversationAsync("Lent");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = team })).Is(HttpStatusCode.OK);
        (await person.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK);
        var id = (await person.SendAsync("GET", "/api/session")).Json.GetProperty("id").GetGuid();

        (await hub.Admin.SendAsync("PUT", $"/api/agents/{id}", new { name = "Back", role = "agent", teamIds = Array.Empty<Guid>(), active = true, grants = Array.Empty<object>() })).Is(HttpStatusCode.OK);

        (await person.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.Unauthorized);
        await SignInAsync(person, id);
        (await person.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.NotFound);
    }

    private async Task<DeskClient> PersonAsync(object roles, params Guid[] teams)
    {
        var (id, client) = await hub.PersonAsync("agent", teams);
        var body = System.Text.Json.JsonSerializer.SerializeToNode(roles, System.Text.Json.JsonSerializerOptions.Web)!.AsObject();
        body["name"] = "Granted";
        body["teamIds"] = System.Text.Json.JsonSerializer.SerializeToNode(teams);
        body["active"] = true;
        (await hub.Admin.SendAsync("PUT", $"/api/agents/{id}", body)).Is(HttpStatusCode.OK);
        await SignInAsync(client, id);
        return client;
    }

    // Other roles end the session.
    private async Task SignInAsync(DeskClient client, Guid id) => client.Cookie = await SignedInPeople.CookieAsync(hub.Services, id);

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = hub.Database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
