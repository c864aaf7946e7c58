using System.Net;
using Xunit;

namespace Hub.Server.Tests.Identity;

public sealed class PeopleTests(RunningHub hub) : IClassFixture<RunningHub>
{
    [Fact]
    public async Task An_admin_creates_a_colleague_who_can_sign_in()
    {
        var team = await hub.TeamAsync("Support");
        using var admin = await hub.SignedInAsync("admin");

        var created = (await admin.SendAsync("POST", "/api/agents", new { email = "Hana@Hub.test", name = " 花 ", role = "agent", teamIds = new[] { team }, password = "long enough" }))
            .Is(HttpStatusCode.Created);

        Assert.Equal("花", created.Json.GetProperty("name").GetString());
        Assert.Equal(team, created.Json.GetProperty("teamIds")[0].GetGuid());
        using var browser = hub.Browser();
        (await browser.SignInAsync("hana@hub.test", "long enough")).Is(HttpStatusCode.OK);
        var listed = (await browser.SendAsync("GET", "/api/agents")).Json.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("id").GetGuid() == created.Id);
        Assert.True(listed.GetProperty("active").GetBoolean());
        Assert.False(listed.GetProperty("present").GetBoolean());
        (await admin.SendAsync("POST", "/api/agents", new { email = "HANA@hub.test", name = "x", role = "agent", teamIds = Array.Empty<Guid>(), password = "long enough" }))
            .Is(HttpStatusCode.Conflict, "email_taken");
    }

    [Fact]
    public async Task Wrong_input_is_told_per_field()
    {
        using var admin = await hub.SignedInAsync("admin");

        var answer = (await admin.SendAsync("POST", "/api/agents", new { email = "no address", name = "", role = "boss", teamIds = new[] { Guid.Empty }, password = "short" }))
            .Is(HttpStatusCode.BadRequest, "invalid");

        Assert.Equal("invalid", answer.Error("email"));
        Assert.Equal("required", answer.Error("name"));
        Assert.Equal("unknown", answer.Error("role"));
        Assert.Equal("unknown", answer.Error("teamIds"));
        Assert.Equal("too_short", answer.Error("password"));
        (await admin.SendAsync("POST", "/api/agents", new { email = "a\0@b", name = "\0", role = "\0", password = "long enough" })).Is(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task AZ5_Columns_that_are_not_part_of_the_request_are_ignored()
    {
        using var admin = await hub.SignedInAsync("admin");

        var created = (await admin.SendAsync("POST", "/api/agents", new
        {
            email = "mass@hub.test",
            name = "Mass",
            role = "agent",
            teamIds = Array.Empty<Guid>(),
            password = "long enough",
            id = Guid.Empty,
            passwordHash = "x",
            roleId = "0190a000-0000-7000-8000-000000000001",
            active = false,
            accessVersion = 99,
            permissions = new[] { "people.manage" },
            createdAt = "2001-01-01T00:00:00Z",
        })).Is(HttpStatusCode.Created);

        Assert.NotEqual(Guid.Empty, created.Id);
        Assert.True(await hub.ScalarAsync<bool>(
            "SELECT a.active AND a.access_version = 1 AND r.key = 'agent' AND a.created_at > '2002-01-01' AND a.password_hash <> 'x' FROM identity.agent a JOIN identity.role r ON r.id = a.role_id WHERE a.id = $1",
            created.Id));
    }

    [Fact]
    public async Task AZ6_The_list_of_colleagues_shows_these_fields_and_no_more()
    {
        using var agent = await hub.SignedInAsync("agent");

        var item = (await agent.SendAsync("GET", "/api/agents")).Json.GetProperty("items")[0];

        Assert.Equal(["active", "converses", "email", "grants", "id", "invited", "name", "present", "role", "secondStep", "teamIds", "workName"], item.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AZ13_Nobody_grants_or_touches_what_is_above_them()
    {
        await hub.SqlAsync("""
            INSERT INTO identity.role (id, key, name, permissions)
            SELECT gen_random_uuid(), 'lead', 'Lead', permissions || ARRAY['people.manage'] FROM identity.role WHERE key = 'supervisor' ON CONFLICT DO NOTHING
            """);
        using var lead = await hub.SignedInAsync("lead");
        var admin = await hub.PersonAsync("admin");
        var agent = await hub.PersonAsync("agent");

        (await CreateAsync(lead, "admin")).Is(HttpStatusCode.Forbidden, "above_own_rank");
        (await UpdateAsync(lead, agent.Id, "admin")).Is(HttpStatusCode.Forbidden, "above_own_rank");
        (await UpdateAsync(lead, admin.Id, "agent")).Is(HttpStatusCode.Forbidden, "above_own_rank");
        (await UpdateAsync(lead, admin.Id, "admin", active: false)).Is(HttpStatusCode.Forbidden, "above_own_rank");
        (await lead.SendAsync("PUT", $"/api/agents/{admin.Id}/password", new { password = "taken over now" })).Is(HttpStatusCode.Forbidden, "above_own_rank");
        (await UpdateAsync(lead, agent.Id, "supervisor")).Is(HttpStatusCode.OK);
        (await lead.SendAsync("PUT", $"/api/agents/{agent.Id}/password", new { password = "given by the lead" })).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task AZ13_Nobody_changes_their_own_role_or_switches_themselves_off()
    {
        var person = await hub.PersonAsync("admin");
        await hub.PersonAsync("admin");
        using var admin = await hub.SignedInAsync(person);

        (await UpdateAsync(admin, person.Id, "agent")).Is(HttpStatusCode.Forbidden, "own_access");
        (await UpdateAsync(admin, person.Id, "admin", active: false)).Is(HttpStatusCode.Forbidden, "own_access");
        (await UpdateAsync(admin, person.Id, "admin")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_does_not_exist_cannot_be_changed()
    {
        using var admin = await hub.SignedInAsync("admin");

        (await UpdateAsync(admin, Guid.Empty, "agent")).Is(HttpStatusCode.NotFound, "not_found");
        (await admin.SendAsync("PUT", $"/api/agents/{Guid.Empty}/password", new { password = "long enough" })).Is(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Teams_have_names_of_their_own()
    {
        using var admin = await hub.SignedInAsync("admin");

        var created = (await admin.SendAsync("POST", "/api/teams", new { name = "Returns" })).Is(HttpStatusCode.Created);

        (await admin.SendAsync("POST", "/api/teams", new { name = "Returns" })).Is(HttpStatusCode.Conflict, "name_taken");
        Assert.Equal("required", (await admin.SendAsync("POST", "/api/teams", new { name = " " })).Is(HttpStatusCode.BadRequest, "invalid").Error("name"));
        Assert.Contains((await admin.SendAsync("GET", "/api/teams")).Json.GetProperty("items").EnumerateArray(), item => item.GetProperty("id").GetGuid() == created.Id);
    }

    private static Task<Answer> CreateAsync(DeskClient client, string role) =>
        client.SendAsync("POST", "/api/agents", new { email = "new@hub.test", name = "New", role, teamIds = Array.Empty<Guid>(), password = "long enough" });

    private static Task<Answer> UpdateAsync(DeskClient client, Guid id, string role, bool active = true) =>
        client.SendAsync("PUT", $"/api/agents/{id}", new { name = "Person", role, teamIds = Array.Empty<Guid>(), active });
}

/// <summary>On a database of its own: these tests count admins.</summary>
public sealed class LastAdminTests(RunningHub hub) : IClassFixture<RunningHub>
{
    [Fact]
    public async Task AZ13_The_last_active_admin_stays()
    {
        await hub.SqlAsync("INSERT INTO identity.role (id, key, name, permissions) SELECT gen_random_uuid(), 'chief', 'Chief', permissions FROM identity.role WHERE key = 'admin'");
        await hub.SqlAsync("UPDATE identity.agent SET active = false");
        using var chief = await hub.SignedInAsync("chief");
        var last = await hub.PersonAsync("admin");

        (await UpdateAsync(chief, last, "agent", active: true)).Is(HttpStatusCode.Conflict, "last_admin");
        (await UpdateAsync(chief, last, "admin", active: false)).Is(HttpStatusCode.Conflict, "last_admin");
        await hub.PersonAsync("admin");
        (await UpdateAsync(chief, last, "agent", active: true)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AZ13_Two_admins_who_switch_each_other_off_at_once_do_not_both_succeed()
    {
        for (var round = 0; round < 5; round++)
        {
            await hub.SqlAsync("UPDATE identity.agent SET active = false");
            Person one = await hub.PersonAsync("admin"), two = await hub.PersonAsync("admin");
            using var first = await hub.SignedInAsync(one);
            using var second = await hub.SignedInAsync(two);

            var answers = await Task.WhenAll(UpdateAsync(first, two, "admin", active: false), UpdateAsync(second, one, "admin", active: false));

            Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
            Assert.Equal(1, await hub.ScalarAsync<long>("SELECT count(*) FROM identity.agent WHERE active"));
        }
    }

    private static Task<Answer> UpdateAsync(DeskClient client, Person person, string role, bool active) =>
        client.SendAsync("PUT", $"/api/agents/{person.Id}", new { name = "Person", role, teamIds = Array.Empty<Guid>(), active });
}
