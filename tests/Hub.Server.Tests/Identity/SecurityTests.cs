using System.Net;
using Xunit;

namespace Hub.Server.Tests.Identity;

/// <summary>Idle time-out, allowed addresses, one's own sign-ins and password. On a database of its own: the settings count for everybody.</summary>
public sealed class SecurityTests(RunningHub hub) : IClassFixture<RunningHub>
{
    [Fact]
    public async Task Addresses_that_are_not_listed_get_in_neither_by_password_session_token_nor_link()
    {
        using var admin = await hub.SignedInAsync("admin");
        var person = await hub.PersonAsync("agent");
        using var outside = hub.Browser("127.0.60.1");
        (await outside.SignInAsync(person.Email, RunningHub.Password)).Is(HttpStatusCode.OK);
        using var program = hub.Browser("127.0.60.1");
        program.Bearer = (await outside.SendAsync("POST", "/api/tokens", new { name = "script" })).Json.GetProperty("token").GetString();
        (await program.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.OK);

        Assert.Equal("locks_you_out", (await SaveAsync(admin, 60, ["127.0.60.0/24"])).Is(HttpStatusCode.BadRequest, "invalid").Error("allowedAddresses"));
        Assert.Equal("invalid", (await SaveAsync(admin, 60, ["127.0.0.0/24", "everywhere"])).Is(HttpStatusCode.BadRequest, "invalid").Error("allowedAddresses"));
        (await program.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.OK);
        var saved = (await SaveAsync(admin, 60, ["127.0.0.77/24", " 2001:db8::/32 "])).Is(HttpStatusCode.OK).Json;
        try
        {
            Assert.Equal(["127.0.0.0/24", "2001:db8::/32"], saved.GetProperty("allowedAddresses").EnumerateArray().Select(network => network.GetString()));
            Assert.Equal("127.0.0.1", saved.GetProperty("yourAddress").GetString());
            (await outside.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.Unauthorized, "not_signed_in");
            (await program.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.Unauthorized, "not_signed_in");
            (await outside.SignInAsync(person.Email, RunningHub.Password)).Is(HttpStatusCode.Forbidden, "address_not_allowed");
            (await outside.SignInAsync("nobody@hub.test", "nothing")).Is(HttpStatusCode.Forbidden, "address_not_allowed");
            (await outside.SendAsync("POST", "/api/links/look", new { token = "x" })).Is(HttpStatusCode.Forbidden, "address_not_allowed");
            (await admin.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.OK);
        }
        finally
        {
            (await SaveAsync(admin, 720, [])).Is(HttpStatusCode.OK);
        }

        (await program.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_kept_and_cannot_be_read_lets_nobody_in()
    {
        using var admin = await hub.SignedInAsync("admin");
        (await admin.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.OK);
        await hub.SqlAsync("UPDATE identity.security SET allowed = ARRAY['nonsense']");
        try
        {
            var node = await hub.StartNodeAsync();
            using var there = await hub.SignedInAsync(await hub.PersonAsync("admin"), node);
            Assert.Equal(HttpStatusCode.InternalServerError, (await there.SendAsync("GET", "/api/agents")).Status);
        }
        finally
        {
            await hub.SqlAsync("UPDATE identity.security SET allowed = '{}'");
        }
    }

    [Fact]
    public async Task SE4_A_session_ends_after_the_idle_time_the_hub_has_set()
    {
        using var admin = await hub.SignedInAsync("admin");
        foreach (var minutes in new int?[] { null, 4, 721 })
        {
            Assert.NotNull((await SaveAsync(admin, minutes, [])).Is(HttpStatusCode.BadRequest, "invalid").Error("idleMinutes"));
        }

        (await SaveAsync(admin, 30, [])).Is(HttpStatusCode.OK);
        using var idle = await hub.SignedInAsync("agent");
        using var busy = await hub.SignedInAsync("agent");
        await hub.SqlAsync("UPDATE identity.session SET last_seen_at = now() - interval '31 minutes' WHERE id = $1", idle.SessionId);
        await hub.SqlAsync("UPDATE identity.session SET last_seen_at = now() - interval '29 minutes' WHERE id = $1", busy.SessionId);

        (await idle.SendAsync("GET", "/api/session")).Is(HttpStatusCode.Unauthorized, "not_signed_in");
        Assert.Equal(30, (await busy.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK).Json.GetProperty("idleMinutes").GetInt32());
        (await SaveAsync(admin, 720, [])).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_sees_ones_own_sign_ins_and_ends_one()
    {
        var person = await hub.PersonAsync("agent");
        using var here = hub.Browser("127.0.61.1");
        (await here.SignInAsync(person.Email, RunningHub.Password)).Is(HttpStatusCode.OK);
        using var there = hub.Browser("127.0.61.2");
        there.Cookie = (await there.SendAsync("POST", "/api/session", new { email = person.Email, password = RunningHub.Password }, request => request.Headers.Add("User-Agent", "Phone/1.0")))
            .Is(HttpStatusCode.OK).SetCookie!.Split(';')[0];
        using var other = await hub.SignedInAsync("agent");

        var items = (await here.SendAsync("GET", "/api/session/sign-ins")).Is(HttpStatusCode.OK).Json.GetProperty("items");

        Assert.Equal((2, true, "127.0.61.1"), (items.GetArrayLength(), items[0].GetProperty("current").GetBoolean(), items[0].GetProperty("address").GetString()));
        Assert.Equal((false, "127.0.61.2", "Phone/1.0"), (items[1].GetProperty("current").GetBoolean(), items[1].GetProperty("address").GetString(), items[1].GetProperty("browser").GetString()));
        var id = items[1].GetProperty("id").GetGuid();
        (await other.SendAsync("DELETE", $"/api/session/sign-ins/{id}")).Is(HttpStatusCode.NotFound, "not_found");
        (await here.SendAsync("DELETE", $"/api/session/sign-ins/{id}")).Is(HttpStatusCode.NoContent);
        (await there.SendAsync("GET", "/api/session")).Is(HttpStatusCode.Unauthorized, "not_signed_in");
        (await here.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task SE3_Changing_ones_password_asks_for_the_old_one_and_ends_the_other_sessions()
    {
        var person = await hub.PersonAsync("agent");
        using var here = await hub.SignedInAsync(person);
        using var there = await hub.SignedInAsync(person);

        Assert.Equal("wrong", (await here.SendAsync("PUT", "/api/session/password", new { current = "not it", password = "a new long one" })).Is(HttpStatusCode.BadRequest, "wrong_password").Error("current"));
        Assert.Equal("too_short", (await here.SendAsync("PUT", "/api/session/password", new { current = RunningHub.Password, password = "short" })).Is(HttpStatusCode.BadRequest, "invalid").Error("password"));
        (await here.SendAsync("PUT", "/api/session/password", new { current = RunningHub.Password, password = "a new long one" })).Is(HttpStatusCode.NoContent);

        (await here.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK);
        (await there.SendAsync("GET", "/api/session")).Is(HttpStatusCode.Unauthorized);
        using var again = hub.Browser("127.0.62.1");
        (await again.SignInAsync(person.Email, "a new long one")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task How_people_sign_in_is_noted()
    {
        using var admin = await hub.SignedInAsync("admin");
        var role = (await admin.SendAsync("POST", "/api/roles", new { name = "Noted role", permissions = new[] { "conversations.note" } })).Is(HttpStatusCode.Created).Json.GetProperty("key").GetString()!;
        var person = await hub.PersonAsync(role);
        using var here = await hub.SignedInAsync(person);
        using var there = await hub.SignedInAsync(person);
        (await here.SendAsync("DELETE", $"/api/session/sign-ins/{there.SessionId}")).Is(HttpStatusCode.NoContent);
        (await here.SendAsync("PUT", "/api/session/password", new { current = RunningHub.Password, password = "a new long one" })).Is(HttpStatusCode.NoContent);
        var link = (await admin.SendAsync("POST", $"/api/agents/{person.Id}/link")).Is(HttpStatusCode.Created).Json.GetProperty("url").GetString()!;
        (await here.SendAsync("POST", "/api/links/use", new { token = link.Split('#')[1], password = "the newest one" })).Is(HttpStatusCode.NoContent);
        (await admin.SendAsync("DELETE", $"/api/agents/{person.Id}/second-step")).Is(HttpStatusCode.NoContent);
        (await admin.SendAsync("POST", $"/api/agents/{person.Id}/deactivation", new { to = "team", keepDrafts = false })).Is(HttpStatusCode.OK);
        (await admin.SendAsync("PUT", $"/api/roles/{role}/second-step", new { required = true })).Is(HttpStatusCode.NoContent);
        (await SaveAsync(admin, 720, [])).Is(HttpStatusCode.OK);

        Assert.Equal(
            ["session.ended", "person.password_set", "link.created", "link.used", "second_step.removed", "person.deactivated"],
            await hub.ScalarAsync<string[]>("SELECT array_agg(action ORDER BY at, id) FROM platform.audit WHERE target_id = $1", person.Id));
        Assert.Equal(["role.created", "role.second_step_required"], await hub.ScalarAsync<string[]>("SELECT array_agg(action ORDER BY at, id) FROM platform.audit WHERE target_id = $1", Guid.Parse(role)));
        Assert.True(await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE action = 'security.changed'") > 0);
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit a WHERE a::text LIKE '%long one%' OR a::text LIKE '%newest one%' OR a::text LIKE '%' || $1 || '%'", link.Split('#')[1]));
    }

    private static Task<Answer> SaveAsync(DeskClient admin, int? idleMinutes, string[] allowedAddresses) => admin.SendAsync("PUT", "/api/security", new { idleMinutes, allowedAddresses });
}
