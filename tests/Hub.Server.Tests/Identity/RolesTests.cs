using System.Net;
using Xunit;

namespace Hub.Server.Tests.Identity;

/// <summary>Roles of one's own, and roles for single teams and brands, as people are managed.</summary>
public sealed class RolesTests(RunningHub hub) : IClassFixture<RunningHub>
{
    private static readonly string[] Managing = ["conversations.note", "conversations.reply", "people.manage"];

    [Fact]
    public async Task A_role_of_ones_own_can_be_made_given_changed_and_deleted()
    {
        using var admin = await hub.SignedInAsync("admin");
        var role = await RoleAsync(admin, "Night shift", ["conversations.note", "conversations.reply"]);
        var person = await hub.PersonAsync(role);
        using var browser = await hub.SignedInAsync(person);
        Assert.Equal(["conversations.note", "conversations.reply"], await PermissionsAsync(browser));

        var changed = (await admin.SendAsync("PUT", $"/api/roles/{role}", new { name = "Late shift", permissions = new[] { "conversations.note" } })).Is(HttpStatusCode.OK).Json;

        Assert.Equal(("Late shift", 1), (changed.GetProperty("name").GetString(), changed.GetProperty("people").GetInt32()));
        Assert.Equal(["conversations.note"], await PermissionsAsync(browser));
        (await admin.SendAsync("DELETE", $"/api/roles/{role}")).Is(HttpStatusCode.Conflict, "role_in_use");
        (await admin.SendAsync("PUT", $"/api/agents/{person.Id}", new { name = "Person", role = "agent", teamIds = Array.Empty<Guid>(), active = true })).Is(HttpStatusCode.OK);
        (await admin.SendAsync("DELETE", $"/api/roles/{role}")).Is(HttpStatusCode.NoContent);
        Assert.DoesNotContain(role, (await admin.SendAsync("GET", "/api/roles")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_roles_of_the_product_and_wrong_input_are_refused()
    {
        using var admin = await hub.SignedInAsync("admin");
        await RoleAsync(admin, "Taken", ["conversations.note"]);

        (await admin.SendAsync("PUT", "/api/roles/agent", new { name = "Agent", permissions = new[] { "people.manage" } })).Is(HttpStatusCode.Conflict, "preset_role");
        (await admin.SendAsync("DELETE", "/api/roles/admin")).Is(HttpStatusCode.Conflict, "preset_role");
        (await admin.SendAsync("DELETE", "/api/roles/none")).Is(HttpStatusCode.NotFound, "not_found");
        (await admin.SendAsync("POST", "/api/roles", new { name = "Taken", permissions = new[] { "conversations.note" } })).Is(HttpStatusCode.Conflict, "name_taken");
        var answer = (await admin.SendAsync("POST", "/api/roles", new { name = " ", permissions = new[] { "everything" } })).Is(HttpStatusCode.BadRequest, "invalid");
        Assert.Equal(("required", "unknown"), (answer.Error("name"), answer.Error("permissions")));
    }

    [Fact]
    public async Task Making_changing_and_deleting_a_role_is_noted()
    {
        using var admin = await hub.SignedInAsync("admin");
        var role = await RoleAsync(admin, "Noted", ["conversations.note"]);
        (await admin.SendAsync("PUT", $"/api/roles/{role}", new { name = "Noted", permissions = new[] { "conversations.reply" } })).Is(HttpStatusCode.OK);
        (await admin.SendAsync("DELETE", $"/api/roles/{role}")).Is(HttpStatusCode.NoContent);

        Assert.Equal(["role.created", "role.changed", "role.deleted"], await hub.ScalarAsync<string[]>("SELECT array_agg(action ORDER BY at, id) FROM platform.audit WHERE target_id = $1", Guid.Parse(role)));
        var data = await hub.ScalarAsync<string>("SELECT data::text FROM platform.audit WHERE target_id = $1 AND action = 'role.changed'", Guid.Parse(role));
        Assert.Contains("\"added\":[\"conversations.reply\"]", data, StringComparison.Ordinal);
        Assert.Contains("\"removed\":[\"conversations.note\"]", data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AZ13_Nobody_gives_makes_or_changes_what_is_above_their_own_rank()
    {
        using var admin = await hub.SignedInAsync("admin");
        var managers = await RoleAsync(admin, "Team leads", Managing);
        var above = await RoleAsync(admin, "Eraser", ["customers.erase"]);
        var team = await hub.TeamAsync("Of the leads");
        using var lead = await hub.SignedInAsync(managers);
        var colleague = await hub.PersonAsync("agent");
        var leadId = (await lead.SendAsync("GET", "/api/session")).Id;
        var auditor = await hub.PersonAsync(managers);
        (await admin.SendAsync("PUT", $"/api/agents/{auditor.Id}", Update(managers, new { role = "auditor", teamId = team }))).Is(HttpStatusCode.OK);

        // Give: everywhere, for a team, by a new person, by a new role, by a richer role.
        (await lead.SendAsync("PUT", $"/api/agents/{colleague.Id}", Update("supervisor"))).Is(HttpStatusCode.Forbidden, "above_own_rank");
        (await lead.SendAsync("PUT", $"/api/agents/{colleague.Id}", Update(managers, new { role = above, teamId = team }))).Is(HttpStatusCode.Forbidden, "above_own_rank");
        (await lead.SendAsync("POST", "/api/agents", new { email = "new@hub.test", name = "New", password = "long enough", grants = new[] { new { role = "supervisor", teamId = team } } }))
            .Is(HttpStatusCode.Forbidden, "above_own_rank");
        (await lead.SendAsync("POST", "/api/roles", new { name = "Sneaky", permissions = new[] { "customers.erase" } })).Is(HttpStatusCode.Forbidden, "above_own_rank");
        (await lead.SendAsync("PUT", $"/api/roles/{above}", new { name = "Eraser", permissions = new[] { "conversations.note" } })).Is(HttpStatusCode.Forbidden, "above_own_rank");
        (await lead.SendAsync("DELETE", $"/api/roles/{above}")).Is(HttpStatusCode.Forbidden, "above_own_rank");

        // Touch: somebody whose role for one team is above.
        (await lead.SendAsync("PUT", $"/api/agents/{auditor.Id}", Update(managers))).Is(HttpStatusCode.Forbidden, "above_own_rank");
        (await lead.SendAsync("PUT", $"/api/agents/{auditor.Id}/password", new { password = "taken over now" })).Is(HttpStatusCode.Forbidden, "above_own_rank");

        // Oneself: neither by a grant nor through the role one holds.
        (await lead.SendAsync("PUT", $"/api/agents/{leadId}", Update(managers, new { role = managers, teamId = team }))).Is(HttpStatusCode.Forbidden, "own_access");
        (await lead.SendAsync("PUT", $"/api/roles/{managers}", new { name = "Team leads", permissions = new[] { "people.manage" } })).Is(HttpStatusCode.Forbidden, "own_access");
    }

    [Fact]
    public async Task What_concerns_the_whole_hub_does_not_come_from_a_role_for_a_team()
    {
        var team = await hub.TeamAsync("Only here");
        using var admin = await hub.SignedInAsync("admin");
        var person = await hub.PersonAsync("trainee");
        (await admin.SendAsync("PUT", $"/api/agents/{person.Id}", Update("trainee", new { role = "admin", teamId = team }))).Is(HttpStatusCode.OK);
        using var browser = await hub.SignedInAsync(person);

        (await browser.SendAsync("POST", "/api/teams", new { name = "Mine" })).Is(HttpStatusCode.Forbidden, "forbidden");
        (await browser.SendAsync("GET", "/api/parked")).Is(HttpStatusCode.Forbidden, "forbidden");
        var permissions = await PermissionsAsync(browser);
        Assert.Contains("customers.erase", permissions);
        Assert.DoesNotContain("people.manage", permissions);
        var listed = (await browser.SendAsync("GET", "/api/agents")).Json.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("id").GetGuid() == person.Id);
        Assert.Equal((team, "admin"), (listed.GetProperty("grants")[0].GetProperty("teamId").GetGuid(), listed.GetProperty("grants")[0].GetProperty("role").GetString()));
    }

    [Fact]
    public async Task Roles_for_nowhere_for_unknown_teams_brands_or_roles_and_no_role_at_all_are_refused()
    {
        using var admin = await hub.SignedInAsync("admin");
        var person = await hub.PersonAsync("agent");
        foreach (var (grant, code) in new (object, string)[]
        {
            (new { role = "agent" }, "nowhere"), (new { role = "boss", teamId = Guid.CreateVersion7() }, "unknown"), (new { role = "agent", brandId = Guid.CreateVersion7() }, "unknown"),
            (new { role = "agent", teamId = Guid.CreateVersion7() }, "unknown"), (new { role = "\0", teamId = Guid.CreateVersion7() }, "unknown"),
        })
        {
            Assert.Equal(code, (await admin.SendAsync("PUT", $"/api/agents/{person.Id}", Update("agent", grant))).Is(HttpStatusCode.BadRequest, "invalid").Error("grants"));
        }

        Assert.Equal("required", (await admin.SendAsync("PUT", $"/api/agents/{person.Id}", new { name = "x", teamIds = Array.Empty<Guid>(), active = true, grants = Array.Empty<object>() }))
            .Is(HttpStatusCode.BadRequest, "invalid").Error("role"));
    }

    private static object Update(string? role, params object[] grants) => new { name = "Person", role, teamIds = Array.Empty<Guid>(), active = true, grants };

    private static async Task<string> RoleAsync(DeskClient admin, string name, string[] permissions) =>
        (await admin.SendAsync("POST", "/api/roles", new { name, permissions })).Is(HttpStatusCode.Created).Json.GetProperty("key").GetString()!;

    private static async Task<IEnumerable<string?>> PermissionsAsync(DeskClient browser) =>
        [.. (await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK).Json.GetProperty("permissions").EnumerateArray().Select(permission => permission.GetString())];
}
