using System.Net;
using System.Security.Cryptography;
using System.Text;
using Hub.Server.Identity;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Identity;

public sealed class TokenTests(RunningHub hub) : IClassFixture<RunningHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AU12_A_token_is_shown_once_and_only_its_hash_is_kept()
    {
        using var browser = await hub.SignedInAsync("agent");

        var created = (await browser.SendAsync("POST", "/api/tokens", new { name = "Script", expiresInDays = 30 })).Is(HttpStatusCode.Created);

        var token = created.Json.GetProperty("token").GetString()!;
        Assert.Matches("^hub_[A-Za-z0-9_-]{43}$", token);
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(token[4..])), await hub.ScalarAsync<byte[]>("SELECT token_hash FROM identity.api_token WHERE id = $1", created.Id));
        var list = (await browser.SendAsync("GET", "/api/tokens")).Is(HttpStatusCode.OK);
        Assert.DoesNotContain(token[4..], list.Text, StringComparison.Ordinal);
        var item = list.Json.GetProperty("items").EnumerateArray().Single();
        Assert.Equal("Script", item.GetProperty("name").GetString());
        Assert.InRange(item.GetProperty("expiresAt").GetDateTimeOffset(), item.GetProperty("createdAt").GetDateTimeOffset().AddDays(29), item.GetProperty("createdAt").GetDateTimeOffset().AddDays(31));
    }

    [Fact]
    public async Task AU12_A_token_does_what_its_owner_may_and_its_use_is_noted()
    {
        using var program = await ProgramAsync(await hub.SignedInAsync("agent"));

        (await program.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.OK);
        (await program.SendAsync("POST", "/api/teams", new { name = "Mine" })).Is(HttpStatusCode.Forbidden, "forbidden");

        var item = (await program.SendAsync("GET", "/api/tokens")).Json.GetProperty("items").EnumerateArray().Single();
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, item.GetProperty("lastUsedAt").ValueKind);
    }

    [Fact]
    public async Task HD7_A_token_in_an_address_opens_nothing()
    {
        using var program = await ProgramAsync(await hub.SignedInAsync("agent"));
        var token = program.Bearer;
        program.Bearer = null;
        foreach (var path in new[] { "/api/agents", "/hubs/desk", "/hubs/desk/negotiate" })
        {
            foreach (var name in new[] { "access_token", "token", "Authorization" })
            {
                (await program.SendAsync(path.EndsWith("negotiate", StringComparison.Ordinal) ? "POST" : "GET", $"{path}?{name}={token}")).Is(HttpStatusCode.Unauthorized);
            }
        }
    }

    [Fact]
    public async Task AU12_A_revoked_token_stops_at_once()
    {
        var person = await hub.PersonAsync("agent");
        using var browser = await hub.SignedInAsync(person);
        using var program = await ProgramAsync(browser);
        (await program.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.OK);
        var changes = hub.Services.GetRequiredService<AccessChanges>();
        var id = (await browser.SendAsync("GET", "/api/tokens")).Json.GetProperty("items")[0].GetProperty("id").GetGuid();
        var before = (await changes.CurrentVersionsAsync([person.Id], Token))[person.Id];
        Assert.Contains(id, await changes.TokensAliveAsync([id], Token));

        (await browser.SendAsync("DELETE", $"/api/tokens/{id}")).Is(HttpStatusCode.NoContent);

        (await program.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.Unauthorized, "not_signed_in");
        Assert.True((await changes.CurrentVersionsAsync([person.Id], Token))[person.Id] > before);
        Assert.Empty(await changes.TokensAliveAsync([id], Token));
        (await browser.SendAsync("DELETE", $"/api/tokens/{id}")).Is(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task AU12_An_expired_token_is_refused()
    {
        using var program = await ProgramAsync(await hub.SignedInAsync("agent"));
        await hub.SqlAsync("UPDATE identity.api_token SET expires_at = now() - interval '1 second' WHERE token_hash = $1", SecretToken.Hash(program.Bearer![4..]));

        (await program.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.Unauthorized, "not_signed_in");
    }

    [Fact]
    public async Task AU12_Nobody_sees_or_revokes_the_tokens_of_others()
    {
        using var owner = await hub.SignedInAsync("agent");
        var id = (await owner.SendAsync("POST", "/api/tokens", new { name = "Mine" })).Id;
        using var other = await hub.SignedInAsync("admin");

        Assert.Empty((await other.SendAsync("GET", "/api/tokens")).Json.GetProperty("items").EnumerateArray());
        (await other.SendAsync("DELETE", $"/api/tokens/{id}")).Is(HttpStatusCode.NotFound, "not_found");
        Assert.Single((await owner.SendAsync("GET", "/api/tokens")).Json.GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("hub_")]
    [InlineData("hub_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("")]
    public async Task AU12_A_bad_token_is_refused_even_beside_a_good_cookie(string token)
    {
        using var browser = await hub.SignedInAsync("agent");

        (await browser.SendAsync("GET", "/api/agents", change: request => request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}")))
            .Is(HttpStatusCode.Unauthorized, "not_signed_in");
    }

    [Fact]
    public async Task AU12_Cookie_and_token_secrets_do_not_stand_in_for_each_other()
    {
        using var browser = await hub.SignedInAsync("agent");
        using var program = await ProgramAsync(browser);
        using var swapped = hub.Browser();
        swapped.Bearer = "hub_" + browser.Cookie!["crmhub=".Length..];
        (await swapped.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.Unauthorized);
        swapped.Bearer = null;
        swapped.Cookie = "crmhub=" + program.Bearer![4..];
        (await swapped.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.Unauthorized);
        swapped.Cookie = null;
        (await swapped.SendAsync("GET", $"/api/agents?access_token={program.Bearer}")).Is(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("", 1, "name", "required")]
    [InlineData("x", 0, "expiresInDays", "out_of_range")]
    [InlineData("x", 100000, "expiresInDays", "out_of_range")]
    public async Task Wrong_input_is_told_per_field(string name, int days, string field, string code)
    {
        using var browser = await hub.SignedInAsync("agent");

        Assert.Equal(code, (await browser.SendAsync("POST", "/api/tokens", new { name, expiresInDays = days })).Is(HttpStatusCode.BadRequest, "invalid").Error(field));
    }

    private async Task<DeskClient> ProgramAsync(DeskClient owner)
    {
        var created = (await owner.SendAsync("POST", "/api/tokens", new { name = "Program" })).Is(HttpStatusCode.Created);
        var program = hub.Browser();
        program.Bearer = created.Json.GetProperty("token").GetString();
        return program;
    }
}
