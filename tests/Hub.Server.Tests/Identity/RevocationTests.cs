using System.Net;
using Hub.Server.Identity;
using Hub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Identity;

public sealed class RevocationTests(RunningHub hub) : IClassFixture<RunningHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private AccessChanges Changes => hub.Services.GetRequiredService<AccessChanges>();

    [Fact]
    public async Task SE2_Switching_somebody_off_ends_their_access_at_once_here_and_soon_on_other_nodes()
    {
        var other = await hub.StartNodeAsync();
        using var admin = await hub.SignedInAsync("admin");
        var person = await hub.PersonAsync("agent");
        using var here = await hub.SignedInAsync(person);
        using var there = await hub.SignedInAsync(person, other);
        using var program = hub.Browser();
        program.Bearer = (await here.SendAsync("POST", "/api/tokens", new { name = "script" })).Json.GetProperty("token").GetString();
        await AllAnswer(HttpStatusCode.OK, here, there, program);
        var announced = new List<Guid>();
        Changes.Changed += announced.Add;

        await UpdateAsync(admin, person, active: false);

        await AllAnswer(HttpStatusCode.Unauthorized, here, program);
        await Eventually.HoldsAsync(async () => (await there.SendAsync("GET", "/api/agents")).Status == HttpStatusCode.Unauthorized);
        Assert.Contains(person.Id, announced);
        Assert.Empty(await Changes.CurrentVersionsAsync([person.Id], Token));
        Assert.Empty(await Changes.SessionsAliveAsync([here.SessionId, there.SessionId], Token));
        Assert.Empty(await other.Services.GetRequiredService<AccessChanges>().SessionsAliveAsync([here.SessionId], Token));

        await UpdateAsync(admin, person, active: true);
        await AllAnswer(HttpStatusCode.Unauthorized, here, there, program);
    }

    [Fact]
    public async Task SE1_Another_role_ends_the_sessions_and_takes_effect()
    {
        using var admin = await hub.SignedInAsync("admin");
        var person = await hub.PersonAsync("supervisor");
        using var browser = await hub.SignedInAsync(person);
        await AllAnswer(HttpStatusCode.OK, browser);
        var before = await VersionAsync(person);

        await UpdateAsync(admin, person, role: "agent");

        await AllAnswer(HttpStatusCode.Unauthorized, browser);
        Assert.True(await VersionAsync(person) > before);
        using var again = await hub.SignedInAsync(person);
        Assert.Equal("agent", (await again.SendAsync("GET", "/api/session")).Json.GetProperty("role").GetString());
    }

    [Fact]
    public async Task AZ7_Leaving_and_joining_a_team_raises_the_versions_of_the_person_and_these_teams_only()
    {
        Guid left = await hub.TeamAsync("Left"), joined = await hub.TeamAsync("Joined"), kept = await hub.TeamAsync("Kept");
        using var admin = await hub.SignedInAsync("admin");
        var person = await hub.PersonAsync("agent", left, kept);
        using var browser = await hub.SignedInAsync(person);
        await AllAnswer(HttpStatusCode.OK, browser);
        var teamsBefore = await Changes.CurrentTeamVersionsAsync([left, joined, kept], Token);
        var before = await VersionAsync(person);

        await UpdateAsync(admin, person, teams: [joined, kept]);

        var teamsAfter = await Changes.CurrentTeamVersionsAsync([left, joined, kept], Token);
        Assert.True(await VersionAsync(person) > before);
        Assert.True(teamsAfter[left] > teamsBefore[left]);
        Assert.True(teamsAfter[joined] > teamsBefore[joined]);
        Assert.Equal(teamsBefore[kept], teamsAfter[kept]);
        var me = (await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK);
        Assert.Equal(["Joined", "Kept"], me.Json.GetProperty("teams").EnumerateArray().Select(team => team.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_new_name_changes_nobodys_access()
    {
        using var admin = await hub.SignedInAsync("admin");
        var person = await hub.PersonAsync("agent");
        var before = await VersionAsync(person);
        var agents = hub.Services.GetRequiredService<Agents>();
        Assert.Equal("Person", (await agents.NamesAsync([person.Id], Token))[person.Id]);

        await UpdateAsync(admin, person, name: "Renamed");

        Assert.Equal(before, await VersionAsync(person));
        Assert.Equal("Renamed", (await agents.NamesAsync([person.Id, Guid.Empty], Token)).Single().Value);
        Assert.Equal("Renamed", (await agents.GetAsync(person.Id, Token))!.Name);
    }

    [Fact]
    public async Task SE3_A_new_password_ends_the_other_sessions()
    {
        var person = await hub.PersonAsync("admin");
        using var asking = await hub.SignedInAsync(person);
        using var elsewhere = await hub.SignedInAsync(person);
        await AllAnswer(HttpStatusCode.OK, asking, elsewhere);
        var before = await VersionAsync(person);

        (await asking.SendAsync("PUT", $"/api/agents/{person.Id}/password", new { password = "another long one" })).Is(HttpStatusCode.NoContent);

        await AllAnswer(HttpStatusCode.OK, asking);
        await AllAnswer(HttpStatusCode.Unauthorized, elsewhere);
        Assert.True(await VersionAsync(person) > before);
        using var browser = hub.Browser("127.0.20.1");
        (await browser.SignInAsync(person.Email, RunningHub.Password)).Is(HttpStatusCode.Unauthorized);
        (await browser.SignInAsync(person.Email, "another long one")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task SE2_Signing_out_is_announced_so_that_live_connections_end()
    {
        var person = await hub.PersonAsync("agent");
        using var browser = await hub.SignedInAsync(person);
        var before = await VersionAsync(person);
        var announced = new List<Guid>();
        Changes.Changed += announced.Add;

        (await browser.SendAsync("DELETE", "/api/session")).Is(HttpStatusCode.NoContent);

        Assert.Contains(person.Id, announced);
        Assert.True(await VersionAsync(person) > before);
        Assert.Empty(await Changes.SessionsAliveAsync([browser.SessionId], Token));
    }

    private async Task<long> VersionAsync(Person person) => (await Changes.CurrentVersionsAsync([person.Id], Token))[person.Id];

    private static async Task UpdateAsync(DeskClient admin, Person person, string name = "Person", string? role = null, Guid[]? teams = null, bool active = true)
    {
        var current = (await admin.SendAsync("GET", "/api/agents")).Json.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("id").GetGuid() == person.Id);
        (await admin.SendAsync("PUT", $"/api/agents/{person.Id}", new { name, role = role ?? current.GetProperty("role").GetString(), teamIds = teams ?? [], active })).Is(HttpStatusCode.OK);
    }

    private static async Task AllAnswer(HttpStatusCode status, params DeskClient[] clients)
    {
        foreach (var client in clients)
        {
            (await client.SendAsync("GET", "/api/agents")).Is(status);
        }
    }
}
