using Hub.Channels.Line;
using Xunit;
using static Hub.Channels.Tests.Line.LineTestAccount;

namespace Hub.Channels.Tests.Line;

public sealed class LineTokenTests
{
    private const string Sent = """{"sentMessages":[{"id":"1"}]}""";

    [Fact]
    public async Task A_stateless_token_is_bought_once_and_used_until_four_fifths_of_its_life()
    {
        var time = new ManualTime();
        var provider = new ScriptedProvider().Answers(200, Token("t1")).Answers(200, Sent).Answers(200, Sent).Answers(200, Token("t2")).Answers(200, Sent);
        var adapter = provider.Adapter(time);

        await SendAsync(adapter, Stateless);
        time.Advance(TimeSpan.FromMinutes(11));
        await SendAsync(adapter, Stateless);
        time.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(adapter, Stateless);

        Assert.Equal(["token", "push", "push", "token", "push"], provider.Seen.Select(s => s.Url[(s.Url.LastIndexOf('/') + 1)..]));
        Assert.Equal("grant_type=client_credentials&client_id=1000000001&client_secret=testsecret", provider.Seen[0].Body);
        Assert.Equal(ApiBase + "/oauth2/v3/token", provider.Seen[0].Url);
        Assert.Equal("application/x-www-form-urlencoded", provider.Seen[0].Headers["Content-Type"]);
        Assert.Equal(["Bearer t1", "Bearer t1", "Bearer t2"], provider.Seen.Where(s => s.Url.EndsWith("push", StringComparison.Ordinal)).Select(s => s.Headers["Authorization"]));
    }

    [Fact]
    public async Task Many_sends_at_once_buy_one_token()
    {
        var gate = new TaskCompletionSource();
        var provider = new ScriptedProvider().WaitsFor(gate.Task, 200, Token("t1"));
        var adapter = Enumerable.Range(0, 20).Aggregate(provider, (p, _) => p.Answers(200, Sent)).Adapter();

        var sending = Enumerable.Range(0, 20).Select(_ => SendAsync(adapter, Stateless)).ToArray();
        gate.SetResult();

        Assert.All(await Task.WhenAll(sending), o => Assert.IsType<SendOutcome.Accepted>(o));
        Assert.Single(provider.Seen, s => s.Url.EndsWith("/token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once()
    {
        var provider = new ScriptedProvider().Answers(200, Token("t1")).Answers(401).Answers(200, Token("t2")).Answers(200, Sent);

        Assert.IsType<SendOutcome.Accepted>(await SendAsync(provider.Adapter(), Stateless));
        Assert.Equal("Bearer t2", provider.Seen[3].Headers["Authorization"]);
    }

    [Fact]
    public async Task A_second_refusal_pauses_the_account()
    {
        var provider = new ScriptedProvider().Answers(200, Token("t1")).Answers(401).Answers(200, Token("t2")).Answers(401);

        Assert.Equal(new SendOutcome.Retry("unauthorized", TimeSpan.FromMinutes(1), PauseAccount: true), await SendAsync(provider.Adapter(), Stateless));
        Assert.Equal(4, provider.Seen.Count);
    }

    [Theory]
    [InlineData(400, "unauthorized")]
    [InlineData(401, "unauthorized")]
    [InlineData(500, "token_unavailable")]
    [InlineData(429, "token_unavailable")]
    [InlineData(200, "token_unavailable")]
    public async Task Without_a_token_nothing_is_sent_not_even_a_reply(int status, string code)
    {
        var provider = new ScriptedProvider().Answers(status, "{}");

        Assert.Equal(code, Assert.IsType<SendOutcome.Retry>(await SendAsync(provider.Adapter(), Stateless, "rt-1")).Code);
        Assert.Single(provider.Seen);
    }

    [Fact]
    public async Task A_token_host_that_hangs_is_given_up_after_ten_seconds()
    {
        var time = new ManualTime();
        var provider = new ScriptedProvider().Hangs();
        var sending = SendAsync(provider.Adapter(time), Stateless, "rt-1");
        await provider.Hanging.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("token_unavailable", Assert.IsType<SendOutcome.Retry>(await sending.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Code);
    }

    [Fact]
    public async Task A_failure_to_get_a_token_is_not_remembered()
    {
        var adapter = new ScriptedProvider().Answers(500).Answers(200, Token("t1")).Answers(200, Sent).Adapter();

        Assert.IsType<SendOutcome.Retry>(await SendAsync(adapter, Stateless));
        Assert.IsType<SendOutcome.Accepted>(await SendAsync(adapter, Stateless));
    }

    [Fact]
    public async Task A_changed_secret_buys_a_new_token_and_accounts_do_not_share()
    {
        var changed = Stateless with { Secrets = new Dictionary<string, string> { ["channelSecret"] = "new-secret" } };
        var other = Stateless with { Id = Guid.Parse("0198c0de-0000-7000-8000-0000000000f9") };
        var provider = new ScriptedProvider();
        foreach (var token in new[] { "t1", "t2", "t3" })
        {
            provider.Answers(200, Token(token)).Answers(200, Sent);
        }

        var adapter = provider.Adapter();
        await SendAsync(adapter, Stateless);
        await SendAsync(adapter, changed);
        await SendAsync(adapter, other);

        Assert.Equal(["t1", "t2", "t3"], provider.Seen.Where((_, n) => n % 2 == 1).Select(s => s.Headers["Authorization"]["Bearer ".Length..]));
    }

    private static string Token(string value) => $$"""{"token_type":"Bearer","access_token":"{{value}}","expires_in":900}""";

    private static Task<SendOutcome> SendAsync(LineAdapter adapter, ChannelAccount account, string? replyToken = null) => adapter.SendAsync(
        account, new OutboundMessage(Guid.Empty, User, "hello", []), new SendAttempt(Guid.Empty, replyToken, 1), TestContext.Current.CancellationToken);
}
