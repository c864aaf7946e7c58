using System.Net;
using System.Security.Cryptography;
using System.Text;
using Hub.Server.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace Hub.Server.Tests.Identity;

public sealed class SignInTests(RunningHub hub) : IClassFixture<RunningHub>
{
    [Fact]
    public async Task Signing_in_answers_who_one_is_and_what_one_may_do()
    {
        var team = await hub.TeamAsync("Shop");
        var person = await hub.PersonAsync("supervisor", team);
        using var browser = hub.Browser();

        var answer = (await browser.SignInAsync(person.Email.ToUpperInvariant(), RunningHub.Password)).Is(HttpStatusCode.OK);

        Assert.Equal(person.Id, answer.Id);
        Assert.Equal("supervisor", answer.Json.GetProperty("role").GetString());
        Assert.Equal("Shop", answer.Json.GetProperty("teams")[0].GetProperty("name").GetString());
        Assert.Contains("conversations.see_all", answer.Json.GetProperty("permissions").EnumerateArray().Select(item => item.GetString()));
        Assert.False(answer.Json.GetProperty("demo").GetBoolean());
        Assert.Equal(answer.Text, (await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task SE5_The_cookie_is_out_of_reach_for_scripts_and_only_its_hash_is_stored()
    {
        var person = await hub.PersonAsync("agent");
        using var browser = hub.Browser();

        var answer = await browser.SignInAsync(person.Email, RunningHub.Password);

        var parts = answer.SetCookie!.ToLowerInvariant().Split("; ");
        Assert.StartsWith("crmhub=", parts[0], StringComparison.Ordinal);
        Assert.Contains("httponly", parts);
        Assert.Contains("samesite=lax", parts);
        Assert.Contains("path=/", parts);
        var token = browser.Cookie!["crmhub=".Length..];
        Assert.Equal(43, token.Length);
        var stored = await hub.ScalarAsync<byte[]>("SELECT token_hash FROM identity.session WHERE agent_id = $1", person.Id);
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(token)), stored);
    }

    [Fact]
    public async Task SE5_Over_https_the_cookie_is_bound_to_host_and_https()
    {
        var person = await hub.PersonAsync("agent");
        var secure = await hub.StartNodeAsync("--Hub:PublicUrl=https://hub.test");
        using var browser = hub.Browser(node: secure);

        var answer = await browser.SignInAsync(person.Email, RunningHub.Password);

        Assert.StartsWith("__Host-crmhub=", answer.SetCookie, StringComparison.Ordinal);
        Assert.Contains("secure", answer.SetCookie!.ToLowerInvariant().Split("; "));
        (await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK);
        browser.Cookie = browser.Cookie!.Replace("__Host-", "", StringComparison.Ordinal);
        (await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.Unauthorized, "not_signed_in");
    }

    [Fact]
    public async Task AU2_AU6_Unknown_wrong_and_switched_off_get_the_same_answer()
    {
        var person = await hub.PersonAsync("agent");
        var off = await hub.PersonAsync("agent");
        await hub.SqlAsync("UPDATE identity.agent SET active = false WHERE id = $1", off.Id);

        using var browser = hub.Browser("127.0.2.1");
        Answer[] answers =
        [
            await browser.SignInAsync("nobody@hub.test", RunningHub.Password),
            await browser.SignInAsync(person.Email, "wrong"),
            await browser.SignInAsync(off.Email, RunningHub.Password),
            await browser.SignInAsync(null, null),
            await browser.SignInAsync("\0", "\0"),
            await browser.SignInAsync(new string('x', 5000), new string('x', 5000)),
        ];

        Assert.All(answers, answer =>
        {
            answer.Is(HttpStatusCode.Unauthorized, "invalid_credentials");
            Assert.Equal(Shape(answers[0]), Shape(answer));
            Assert.Equal(answers[0].HeaderNames, answer.HeaderNames);
        });

        static string Shape(Answer answer) => string.Join(',', answer.Json.EnumerateObject().Where(property => property.Name != "traceId").Select(property => property.ToString()));
    }

    [Fact]
    public async Task AU2_Nobodys_password_is_checked_like_any_other_and_is_never_right()
    {
        using var passwords = new Passwords();
        var hash = passwords.Hash("ｐａｓｓ１２３４");

        Assert.Equal(PasswordCheck.Right, await passwords.CheckAsync(hash, "pass1234", TestContext.Current.CancellationToken));
        Assert.Equal(PasswordCheck.Wrong, await passwords.CheckAsync(hash, "pass12345", TestContext.Current.CancellationToken));
        Assert.Equal(PasswordCheck.Wrong, await passwords.CheckAsync(null, "", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task SE1_Every_sign_in_makes_a_new_session_and_ends_the_old_one_of_this_browser()
    {
        var person = await hub.PersonAsync("agent");
        using var browser = hub.Browser();
        await browser.SignInAsync(person.Email, RunningHub.Password);
        var first = browser.Cookie;
        (await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK);

        await browser.SignInAsync(person.Email, RunningHub.Password);

        Assert.NotEqual(first, browser.Cookie);
        (await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK);
        browser.Cookie = first;
        (await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_password_stored_with_fewer_rounds_is_stored_anew()
    {
        var person = await hub.PersonAsync("agent");
        var old = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = 500 })).HashPassword(person, RunningHub.Password);
        await hub.SqlAsync("UPDATE identity.agent SET password_hash = $2 WHERE id = $1", person.Id, old);
        using var browser = hub.Browser();

        (await browser.SignInAsync(person.Email, RunningHub.Password)).Is(HttpStatusCode.OK);

        Assert.NotEqual(old, await hub.ScalarAsync<string>("SELECT password_hash FROM identity.agent WHERE id = $1", person.Id));
        (await browser.SignInAsync(person.Email, RunningHub.Password)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_over_is_deleted_and_the_rest_stays()
    {
        using var kept = await hub.SignedInAsync("agent");
        using var over = await hub.SignedInAsync("agent");
        await hub.SqlAsync("UPDATE identity.session SET expires_at = now() - interval '1 second' WHERE id = $1", over.SessionId);
        await hub.SqlAsync("INSERT INTO identity.sign_in_attempt (account, address, at) VALUES ('x', 'old', now() - interval '61 minutes'), ('x', 'new', now())");

        await hub.Services.GetServices<IHostedService>().OfType<IdentitySweep>().Single().RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal([kept.SessionId], await hub.ScalarAsync<Guid[]>("SELECT array_agg(id) FROM identity.session WHERE id IN ($1, $2)", kept.SessionId, over.SessionId));
        Assert.Equal(["new"], await hub.ScalarAsync<string[]>("SELECT array_agg(address) FROM identity.sign_in_attempt WHERE account = 'x'"));
    }

    [Fact]
    public async Task SE1_A_cookie_from_elsewhere_is_never_adopted()
    {
        var person = await hub.PersonAsync("agent");
        using var browser = hub.Browser();
        var planted = $"crmhub={SecretToken.Create()}";
        browser.Cookie = planted;

        (await browser.SignInAsync(person.Email, RunningHub.Password)).Is(HttpStatusCode.OK);

        Assert.NotEqual(planted, browser.Cookie);
    }

    [Fact]
    public async Task SE7_Signing_out_ends_the_session_takes_the_cookie_away_and_clears_what_the_browser_kept()
    {
        using var browser = await hub.SignedInAsync("agent");
        (await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK);

        var answer = (await browser.SendAsync("DELETE", "/api/session")).Is(HttpStatusCode.NoContent);

        Assert.StartsWith("crmhub=;", answer.SetCookie, StringComparison.Ordinal);
        Assert.Contains("Clear-Site-Data", answer.HeaderNames);
        (await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.Unauthorized, "not_signed_in");
    }

    [Theory]
    [InlineData("last_seen_at = last_seen_at - interval '12 hours 1 minute'")]
    [InlineData("expires_at = expires_at - interval '14 days 1 minute'")]
    public async Task SE4_A_session_ends_when_unused_and_when_old(string change)
    {
        using var browser = await hub.SignedInAsync("agent");
        var changes = hub.Services.GetRequiredService<AccessChanges>();
        Assert.Contains(browser.SessionId, await changes.SessionsAliveAsync([browser.SessionId], TestContext.Current.CancellationToken));

        await hub.SqlAsync($"UPDATE identity.session SET {change} WHERE id = $1", browser.SessionId);

        (await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.Unauthorized, "not_signed_in");
        Assert.Empty(await changes.SessionsAliveAsync([browser.SessionId], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task SE4_Using_a_session_keeps_it_alive()
    {
        using var browser = await hub.SignedInAsync("agent");
        await hub.SqlAsync("UPDATE identity.session SET last_seen_at = last_seen_at - interval '11 hours' WHERE id = $1", browser.SessionId);

        (await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK);

        Assert.True(await hub.ScalarAsync<bool>("SELECT last_seen_at > now() - interval '1 hour' FROM identity.session WHERE id = $1", browser.SessionId));
    }

    [Fact]
    public async Task Preferences_are_kept_and_checked()
    {
        using var browser = await hub.SignedInAsync("agent");

        var answer = (await browser.SendAsync("PUT", "/api/session/preferences", new { language = "ja" })).Is(HttpStatusCode.OK);

        Assert.Equal("ja", answer.Json.GetProperty("language").GetString());
        Assert.Equal("unknown", (await browser.SendAsync("PUT", "/api/session/preferences", new { language = "xx" })).Is(HttpStatusCode.BadRequest, "invalid").Error("language"));
    }
}
