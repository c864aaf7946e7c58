using System.Net;
using Hub.Server.Identity;
using Xunit;

namespace Hub.Server.Tests.Identity;

public sealed class SignInThrottleTests(RunningHub hub) : IClassFixture<RunningHub>
{
    [Fact]
    public async Task AU1_After_a_few_failures_an_address_must_wait_and_the_owner_elsewhere_need_not()
    {
        var person = await hub.PersonAsync("agent");
        using var attacker = hub.Browser("127.0.3.1");
        for (var i = 0; i < SignInThrottle.FreePerAccountAndAddress; i++)
        {
            (await attacker.SignInAsync(person.Email, "wrong")).Is(HttpStatusCode.Unauthorized);
        }

        var refused = (await attacker.SignInAsync(person.Email, RunningHub.Password)).Is(HttpStatusCode.TooManyRequests, "too_many_attempts");

        Assert.InRange(refused.RetryAfter!.Value, 1, 15);
        using var owner = hub.Browser("127.0.3.2");
        (await owner.SignInAsync(person.Email, RunningHub.Password)).Is(HttpStatusCode.OK);
        (await attacker.SignInAsync(person.Email, RunningHub.Password)).Is(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task AU1_When_the_wait_is_over_the_right_password_works_and_clears_the_count()
    {
        var person = await hub.PersonAsync("agent");
        using var browser = hub.Browser("127.0.4.1");
        for (var i = 0; i < SignInThrottle.FreePerAccountAndAddress; i++)
        {
            await browser.SignInAsync(person.Email, "wrong");
        }

        await hub.SqlAsync("UPDATE identity.sign_in_attempt SET at = at - interval '16 seconds' WHERE address = '127.0.4.1'");

        (await browser.SignInAsync(person.Email, RunningHub.Password)).Is(HttpStatusCode.OK);
        Assert.Equal(0, await hub.ScalarAsync<long>("SELECT count(*) FROM identity.sign_in_attempt WHERE address = '127.0.4.1'"));
    }

    [Fact]
    public async Task AU1_An_unknown_account_is_throttled_like_a_known_one()
    {
        using var browser = hub.Browser("127.0.5.1");
        for (var i = 0; i < SignInThrottle.FreePerAccountAndAddress; i++)
        {
            (await browser.SignInAsync("ghost@hub.test", "wrong")).Is(HttpStatusCode.Unauthorized);
        }

        (await browser.SignInAsync("ghost@hub.test", "wrong")).Is(HttpStatusCode.TooManyRequests, "too_many_attempts");
    }

    [Fact]
    public async Task AU1_A_burst_in_parallel_gets_no_more_guesses_than_one_after_the_other()
    {
        var person = await hub.PersonAsync("agent");
        using var attacker = hub.Browser("127.0.6.1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => attacker.SendAsync("POST", "/api/session", new { email = person.Email, password = "wrong" })));

        Assert.InRange(answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized), 0, SignInThrottle.FreePerAccountAndAddress);
        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task AU1_An_address_that_tries_many_accounts_must_wait()
    {
        using var attacker = hub.Browser("127.0.7.1");
        (await attacker.SignInAsync("someone0@hub.test", "wrong")).Is(HttpStatusCode.Unauthorized);
        await hub.SqlAsync(
            "INSERT INTO identity.sign_in_attempt (account, address, at) SELECT sha256(n::text::bytea), '127.0.7.1', now() FROM generate_series(2, $1) n",
            SignInThrottle.FreePerAddress);

        (await attacker.SignInAsync("someone-new@hub.test", "wrong")).Is(HttpStatusCode.TooManyRequests, "too_many_attempts");
    }

    [Fact]
    public async Task AU1_Stuffing_from_many_addresses_slows_the_account_and_does_not_lock_its_owner_out()
    {
        var person = await hub.PersonAsync("agent");
        for (var i = 1; i <= SignInThrottle.FreePerAccount + 4; i++)
        {
            using var attacker = hub.Browser($"127.0.8.{i}");
            (await attacker.SignInAsync(person.Email, "wrong")).Is(HttpStatusCode.Unauthorized);
        }

        using var owner = hub.Browser("127.0.9.1");
        (await owner.SignInAsync(person.Email, RunningHub.Password)).Is(HttpStatusCode.OK);
        Assert.Equal(TimeSpan.Zero, SignInThrottle.Delay(SignInThrottle.FreePerAccount));
        Assert.True(SignInThrottle.Delay(SignInThrottle.FreePerAccount + 5) > SignInThrottle.Delay(SignInThrottle.FreePerAccount + 4));
        Assert.Equal(TimeSpan.FromSeconds(3), SignInThrottle.Delay(100_000));
    }

    [Fact]
    public async Task AU1_All_nodes_count_together()
    {
        var person = await hub.PersonAsync("agent");
        var other = await hub.StartNodeAsync(); // Before the failures: the wait after them is short, and a start may take long.
        using var here = hub.Browser("127.0.10.1");
        for (var i = 0; i < SignInThrottle.FreePerAccountAndAddress; i++)
        {
            await here.SignInAsync(person.Email, "wrong");
        }

        using var there = hub.Browser("127.0.10.1", other);
        (await there.SignInAsync(person.Email, RunningHub.Password)).Is(HttpStatusCode.TooManyRequests);
    }
}
