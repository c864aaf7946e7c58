using System.Net;
using System.Text;
using Hub.Server.Identity;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Identity;

/// <summary>Six-digit codes as the second step of signing in.</summary>
public sealed class SecondStepTests(RunningHub hub) : IClassFixture<RunningHub>
{
    // RFC 6238, appendix B (SHA-1), the last six of its eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void The_codes_are_those_of_the_standard(long seconds, string code)
    {
        var secret = Encoding.ASCII.GetBytes("12345678901234567890");
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);

        Assert.Equal(code, Totp.Code(secret, Totp.StepAt(at)));
        Assert.NotNull(Totp.Match(secret, code, at.AddSeconds(30), 0));
        Assert.NotNull(Totp.Match(secret, code, at.AddSeconds(-30), 0));
        Assert.Null(Totp.Match(secret, code, at.AddSeconds(60), 0));
        Assert.Null(Totp.Match(secret, code, at, Totp.StepAt(at)));
        Assert.Equal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.Base32(secret));
    }

    [Fact]
    public async Task Setting_it_up_asks_for_the_password_shows_a_code_and_ends_the_other_sessions()
    {
        var person = await hub.PersonAsync("agent");
        using var browser = await hub.SignedInAsync(person);
        using var elsewhere = await hub.SignedInAsync(person);
        (await browser.SendAsync("POST", "/api/session/second-step", new { password = "not mine" })).Is(HttpStatusCode.BadRequest, "wrong_password");
        (await browser.SendAsync("PUT", "/api/session/second-step", new { code = "123456" })).Is(HttpStatusCode.BadRequest, "invalid_code");

        var setup = (await browser.SendAsync("POST", "/api/session/second-step", new { password = RunningHub.Password })).Is(HttpStatusCode.OK).Json;

        Assert.StartsWith("otpauth://totp/CrmHub:person", setup.GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.InRange(setup.GetProperty("qr").GetProperty("size").GetInt32(), 21, 177);
        // Not in use before the first code.
        Assert.False((await browser.SendAsync("GET", "/api/session")).Json.GetProperty("secondStep").GetBoolean());
        var codes = (await browser.SendAsync("PUT", "/api/session/second-step", new { code = Code(setup.GetProperty("secret").GetString()!) })).Is(HttpStatusCode.OK).Json.GetProperty("recoveryCodes");
        Assert.Equal(10, codes.EnumerateArray().Select(code => code.GetString()).Distinct().Count());
        Assert.True((await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK).Json.GetProperty("secondStep").GetBoolean());
        (await elsewhere.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.Unauthorized);
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM identity.agent WHERE id = $1 AND position($2::bytea IN totp_secret) > 0", person.Id, Secret(setup.GetProperty("secret").GetString()!)));
    }

    [Fact]
    public async Task AU5_A_code_works_once_also_on_two_nodes_at_once_and_a_recovery_code_too()
    {
        var other = await hub.StartNodeAsync();
        var (person, secret, recovery) = await WithSecondStepAsync();
        using var here = hub.Browser("127.0.50.1");
        using var there = hub.Browser("127.0.50.2", other);
        (await SignInAsync(here, person, null)).Is(HttpStatusCode.Unauthorized, "code_required");
        (await SignInAsync(here, person, "")).Is(HttpStatusCode.Unauthorized, "code_required");

        var code = Code(secret, later: 1);
        var answers = await Task.WhenAll(SignInAsync(here, person, code), SignInAsync(there, person, code));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], answers.Select(answer => answer.Status).Order());
        answers = await Task.WhenAll(SignInAsync(here, person, recovery[0].ToUpperInvariant()), SignInAsync(there, person, recovery[0]));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], answers.Select(answer => answer.Status).Order());
        (await SignInAsync(here, person, recovery[1])).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AU5_Wrong_codes_are_counted_over_addresses_and_nodes_and_then_none_is_looked_at()
    {
        var other = await hub.StartNodeAsync();
        var (person, secret, _) = await WithSecondStepAsync();
        for (var i = 0; i < 10; i++)
        {
            using var guessing = hub.Browser($"127.0.51.{i + 1}", i % 2 == 0 ? other : null);
            (await SignInAsync(guessing, person, "000000")).Is(HttpStatusCode.Unauthorized, "invalid_code");
        }

        using var owner = hub.Browser("127.0.51.100");
        (await SignInAsync(owner, person, Code(secret, later: 1))).Is(HttpStatusCode.TooManyRequests, "too_many_attempts");
        await hub.SqlAsync("UPDATE identity.agent SET code_failed_at = code_failed_at - interval '16 minutes' WHERE id = $1", person.Id);
        (await SignInAsync(owner, person, Code(secret, later: 1))).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AU6_Whoever_is_switched_off_or_types_a_wrong_password_learns_nothing_of_the_second_step()
    {
        var (person, secret, _) = await WithSecondStepAsync();
        using var browser = hub.Browser("127.0.52.1");
        (await browser.SendAsync("POST", "/api/session", new { email = person.Email, password = "wrong one", code = Code(secret, later: 1) })).Is(HttpStatusCode.Unauthorized, "invalid_credentials");
        await hub.SqlAsync("UPDATE identity.agent SET active = false WHERE id = $1", person.Id);
        (await SignInAsync(browser, person, null)).Is(HttpStatusCode.Unauthorized, "invalid_credentials");
        (await SignInAsync(browser, person, Code(secret, later: 1))).Is(HttpStatusCode.Unauthorized, "invalid_credentials");
    }

    [Fact]
    public async Task A_role_that_requires_it_lets_nothing_else_be_done_before_there_is_one()
    {
        using var admin = await hub.SignedInAsync("admin");
        var role = (await admin.SendAsync("POST", "/api/roles", new { name = "With two steps", permissions = new[] { "conversations.note" } })).Is(HttpStatusCode.Created).Json.GetProperty("key").GetString()!;
        var person = await hub.PersonAsync(role);
        using var browser = await hub.SignedInAsync(person);
        using var program = hub.Browser();
        program.Bearer = (await browser.SendAsync("POST", "/api/tokens", new { name = "script" })).Json.GetProperty("token").GetString();
        (await program.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.OK);

        (await admin.SendAsync("PUT", $"/api/roles/{role}/second-step", new { required = true })).Is(HttpStatusCode.NoContent);

        (await browser.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.Forbidden, "second_step_required");
        (await program.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.Forbidden, "second_step_required");
        (await browser.SendAsync("GET", "/hubs/desk")).Is(HttpStatusCode.Forbidden, "second_step_required");
        Assert.True((await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK).Json.GetProperty("mustSetUpSecondStep").GetBoolean());
        var secret = await SetUpAsync(browser);
        (await browser.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.OK);
        (await browser.SendAsync("POST", "/api/session/second-step/off", new { password = RunningHub.Password })).Is(HttpStatusCode.Conflict, "second_step_required");

        // An admin takes it from somebody who has lost theirs; they are signed out and begin anew.
        (await admin.SendAsync("DELETE", $"/api/agents/{person.Id}/second-step")).Is(HttpStatusCode.NoContent);
        (await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.Unauthorized);
        using var again = hub.Browser("127.0.53.1");
        (await again.SignInAsync(person.Email, RunningHub.Password)).Is(HttpStatusCode.OK);
        (await again.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.Forbidden, "second_step_required");
        Assert.NotEqual(secret.Secret, (await SetUpAsync(again)).Secret);
        (await admin.SendAsync("DELETE", $"/api/agents/{(await admin.SendAsync("GET", "/api/session")).Id}/second-step")).Is(HttpStatusCode.Forbidden, "own_access");
    }

    [Fact]
    public async Task It_can_be_switched_off_and_recovery_codes_renewed_with_the_password()
    {
        var (person, _, recovery) = await WithSecondStepAsync();
        using var browser = await hub.SignedInAsync(person);
        var renewed = (await browser.SendAsync("POST", "/api/session/second-step/recovery-codes", new { password = RunningHub.Password })).Is(HttpStatusCode.OK).Json.GetProperty("recoveryCodes");
        using var elsewhere = hub.Browser("127.0.54.1");
        (await SignInAsync(elsewhere, person, recovery[0])).Is(HttpStatusCode.Unauthorized, "invalid_code");
        (await SignInAsync(elsewhere, person, renewed[0].GetString())).Is(HttpStatusCode.OK);

        (await browser.SendAsync("POST", "/api/session/second-step/off", new { password = "wrong one" })).Is(HttpStatusCode.BadRequest, "wrong_password");
        (await browser.SendAsync("POST", "/api/session/second-step/off", new { password = RunningHub.Password })).Is(HttpStatusCode.NoContent);
        (await SignInAsync(elsewhere, person, null)).Is(HttpStatusCode.OK);
        (await browser.SendAsync("POST", "/api/session/second-step/recovery-codes", new { password = RunningHub.Password })).Is(HttpStatusCode.Conflict, "no_second_step");
        Assert.Equal(
            ["second_step.set_up", "second_step.codes_renewed", "second_step.removed"],
            await hub.ScalarAsync<string[]>("SELECT array_agg(action ORDER BY at, id) FROM platform.audit WHERE target_id = $1 AND action LIKE 'second_step%'", person.Id));
    }

    private async Task<(Person Person, string Secret, string[] Recovery)> WithSecondStepAsync()
    {
        var person = await hub.PersonAsync("agent");
        using var browser = await hub.SignedInAsync(person);
        var (secret, recovery) = await SetUpAsync(browser);
        return (person, secret, recovery);
    }

    private async Task<(string Secret, string[] Recovery)> SetUpAsync(DeskClient browser)
    {
        var secret = (await browser.SendAsync("POST", "/api/session/second-step", new { password = RunningHub.Password })).Is(HttpStatusCode.OK).Json.GetProperty("secret").GetString()!;
        var confirmed = (await browser.SendAsync("PUT", "/api/session/second-step", new { code = Code(secret) })).Is(HttpStatusCode.OK).Json;
        return (secret, [.. confirmed.GetProperty("recoveryCodes").EnumerateArray().Select(code => code.GetString()!)]);
    }

    private static Task<Answer> SignInAsync(DeskClient client, Person person, string? code) => client.SendAsync("POST", "/api/session", new { email = person.Email, password = RunningHub.Password, code });

    /// <param name="later">One step of drift is allowed: the code of the next one is new.</param>
    private string Code(string secret, int later = 0) => Totp.Code(Secret(secret), Totp.StepAt(hub.Services.GetRequiredService<TimeProvider>().GetUtcNow()) + later);

    private static byte[] Secret(string base32)
    {
        var bits = string.Concat(base32.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
