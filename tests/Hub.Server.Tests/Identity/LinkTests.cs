using System.Net;
using Hub.Server.Identity;
using Xunit;

namespace Hub.Server.Tests.Identity;

/// <summary>Invitations and password resets by a copyable link.</summary>
public sealed class LinkTests(RunningHub hub) : IClassFixture<RunningHub>
{
    [Fact]
    public async Task An_invited_colleague_sets_a_password_and_signs_in()
    {
        using var admin = await hub.SignedInAsync("admin");
        var created = (await admin.SendAsync("POST", "/api/agents", new { email = "invited@hub.test", name = "招待 花", role = "agent", teamIds = Array.Empty<Guid>() })).Is(HttpStatusCode.Created);
        Assert.True(created.Json.GetProperty("invited").GetBoolean());
        using var stranger = hub.Browser("127.0.40.1");
        (await stranger.SignInAsync("invited@hub.test", "")).Is(HttpStatusCode.Unauthorized, "invalid_credentials");

        var (kind, token) = await LinkAsync(admin, created.Id);

        Assert.Equal("invite", kind);
        var seen = (await stranger.SendAsync("POST", "/api/links/look", new { token })).Is(HttpStatusCode.OK).Json;
        Assert.Equal(("invite", "招待 花", "invited@hub.test"), (seen.GetProperty("kind").GetString(), seen.GetProperty("name").GetString(), seen.GetProperty("email").GetString()));
        Assert.Equal("too_short", (await stranger.SendAsync("POST", "/api/links/use", new { token, password = "short" })).Is(HttpStatusCode.BadRequest, "invalid").Error("password"));
        (await stranger.SendAsync("POST", "/api/links/use", new { token, password = "a good long one" })).Is(HttpStatusCode.NoContent);
        (await stranger.SignInAsync("invited@hub.test", "a good long one")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AU4_A_link_works_once_until_it_ends_or_is_replaced_and_is_kept_as_a_hash()
    {
        using var admin = await hub.SignedInAsync("admin");
        using var stranger = hub.Browser("127.0.40.2");
        var person = await hub.PersonAsync("agent");
        var other = await hub.PersonAsync("agent");
        using var signedIn = await hub.SignedInAsync(person);

        var (_, replaced) = await LinkAsync(admin, person.Id);
        var (kind, token) = await LinkAsync(admin, person.Id);
        Assert.Equal("reset", kind);
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM identity.access_link l WHERE encode(l.token_hash, 'escape') LIKE '%' || $1 || '%'", token));
        await RefusedAsync(stranger, replaced);

        var both = await Task.WhenAll(UseAsync(stranger, token, "first good one"), UseAsync(stranger, token, "second good one"));
        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NotFound], both.Select(answer => answer.Status).Order());
        await RefusedAsync(stranger, token);
        (await signedIn.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.Unauthorized);

        var (_, expired) = await LinkAsync(admin, person.Id);
        await hub.SqlAsync("UPDATE identity.access_link SET expires_at = now() - interval '1 second' WHERE token_hash = $1", SecretToken.Hash(expired));
        using var elsewhere = hub.Browser("127.0.40.3");
        using var further = hub.Browser("127.0.40.4");
        await RefusedAsync(elsewhere, expired);

        // Switched off, and a password set by an admin: the link is void.
        var (_, left) = await LinkAsync(admin, other.Id);
        (await admin.SendAsync("PUT", $"/api/agents/{other.Id}/password", new { password = "set by the admin" })).Is(HttpStatusCode.NoContent);
        await RefusedAsync(elsewhere, left);
        (_, left) = await LinkAsync(admin, other.Id);
        (await admin.SendAsync("PUT", $"/api/agents/{other.Id}", new { name = "Person", role = "agent", teamIds = Array.Empty<Guid>(), active = false })).Is(HttpStatusCode.OK);
        await RefusedAsync(further, left);
        (await admin.SendAsync("POST", $"/api/agents/{other.Id}/link")).Is(HttpStatusCode.Conflict, "inactive");
        foreach (var (nothing, n) in new[] { null, "", " ", new string('A', 43), "\0" }.Select((nothing, n) => (nothing, n)))
        {
            using var guessing = hub.Browser($"127.0.41.{n + 1}");
            await RefusedAsync(guessing, nothing);
        }
    }

    [Fact]
    public async Task AU4_A_link_lasts_72_hours_for_an_invitation_and_one_for_a_reset()
    {
        using var admin = await hub.SignedInAsync("admin");
        var invited = (await admin.SendAsync("POST", "/api/agents", new { email = "later@hub.test", name = "Later", role = "agent" })).Is(HttpStatusCode.Created).Id;
        var reset = await hub.PersonAsync("agent");
        foreach (var (id, hours) in new[] { (invited, 72.0), (reset.Id, 1.0) })
        {
            var expires = (await admin.SendAsync("POST", $"/api/agents/{id}/link")).Is(HttpStatusCode.Created).Json.GetProperty("expiresAt").GetDateTimeOffset();
            Assert.InRange((expires - DateTimeOffset.UtcNow).TotalHours, hours - 0.1, hours);
        }
    }

    [Fact]
    public async Task AU3_The_link_names_the_configured_address_whatever_the_request_says()
    {
        using var admin = await hub.SignedInAsync("admin");
        var person = await hub.PersonAsync("agent");

        var answer = (await admin.SendAsync("POST", $"/api/agents/{person.Id}/link", change: request =>
        {
            request.Headers.Host = "evil.test";
            request.Headers.Add("X-Forwarded-Host", "evil.test");
        }));

        if (answer.Status == HttpStatusCode.Created)
        {
            Assert.StartsWith(RunningHub.PublicUrl + "/reset#", answer.Json.GetProperty("url").GetString(), StringComparison.Ordinal);
        }
        else
        {
            answer.Is(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task AZ13_Nobody_makes_a_link_for_somebody_above_them()
    {
        using var admin = await hub.SignedInAsync("admin");
        var role = (await admin.SendAsync("POST", "/api/roles", new { name = "Helper", permissions = new[] { "people.manage" } })).Is(HttpStatusCode.Created).Json.GetProperty("key").GetString()!;
        using var helper = await hub.SignedInAsync(role);
        var above = await hub.PersonAsync("agent");

        (await helper.SendAsync("POST", $"/api/agents/{above.Id}/link")).Is(HttpStatusCode.Forbidden, "above_own_rank");
        (await helper.SendAsync("DELETE", $"/api/agents/{above.Id}/second-step")).Is(HttpStatusCode.Forbidden, "above_own_rank");
    }

    [Fact]
    public async Task Guessing_links_is_slowed_down()
    {
        using var guessing = hub.Browser("127.0.42.1");
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 8; i++)
        {
            answers.Add((await guessing.SendAsync("POST", "/api/links/look", new { token = SecretToken.Create() })).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, answers[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }

    private static Task<Answer> UseAsync(DeskClient client, string? token, string password) => client.SendAsync("POST", "/api/links/use", new { token, password });

    private static async Task RefusedAsync(DeskClient client, string? token)
    {
        (await client.SendAsync("POST", "/api/links/look", new { token })).Is(HttpStatusCode.NotFound, "link_invalid");
        (await UseAsync(client, token, "a good long one")).Is(HttpStatusCode.NotFound, "link_invalid");
    }

    private static async Task<(string Kind, string Token)> LinkAsync(DeskClient admin, Guid id)
    {
        var link = (await admin.SendAsync("POST", $"/api/agents/{id}/link")).Is(HttpStatusCode.Created).Json;
        return (link.GetProperty("kind").GetString()!, link.GetProperty("url").GetString()!.Split('#')[1]);
    }
}
