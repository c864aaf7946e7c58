using Hub.Channels.Line;
using Xunit;
using static Hub.Channels.Tests.Line.LineTestAccount;

namespace Hub.Channels.Tests.Line;

public sealed class LineAccountTests
{
    private const string Bot = """{"userId":"Ubot","basicId":"@shop","displayName":"花屋","chatMode":"bot","markAsReadMode":"auto"}""";
    private const string Endpoint = """{"endpoint":"https://hub.example/webhooks/line/line-shop","active":true}""";

    [Fact]
    public async Task A_profile_has_name_picture_and_language()
    {
        var provider = new ScriptedProvider().Answers(200, $$"""{"userId":"{{User}}","displayName":"佐藤 花子","pictureUrl":"https://profile.line-scdn.net/x","language":"ja"}""");

        Assert.Equal(new ChannelProfile("佐藤 花子", "https://profile.line-scdn.net/x", "ja"), await ProfileAsync(provider, User));
        Assert.Equal($"{ApiBase}/v2/bot/profile/{User}", Assert.Single(provider.Seen).Url);
    }

    [Fact]
    public async Task A_person_without_profile_is_null() => Assert.Null(await ProfileAsync(new ScriptedProvider().Answers(404, """{"message":"Not found"}"""), User));

    [Theory]
    [InlineData("Rdddddddddddddddddddddddddddddddd")]
    [InlineData("../info")]
    public async Task Rooms_and_what_is_no_id_are_not_asked_for(string id) => Assert.Null(await ProfileAsync(new ScriptedProvider(), id));

    [Fact]
    public async Task A_group_has_its_own_name_and_its_people_theirs()
    {
        const string group = "Ccccccccccccccccccccccccccccccccc";
        var provider = new ScriptedProvider().Answers(200, """{"groupId":"C","groupName":"お茶の会","pictureUrl":"https://profile.line-scdn.net/g"}""")
            .Answers(200, """{"userId":"U","displayName":"花子"}""").Answers(404, "{}");

        Assert.Equal(new ChannelProfile("お茶の会", "https://profile.line-scdn.net/g", null), await ProfileAsync(provider, group));
        Assert.Equal("花子", (await provider.Adapter().GetAuthorAsync(LongLived, group, User, TestContext.Current.CancellationToken))!.DisplayName);
        Assert.Null(await provider.Adapter().GetAuthorAsync(LongLived, "R" + group[1..], User, TestContext.Current.CancellationToken));
        Assert.Equal([$"/v2/bot/group/{group}/summary", $"/v2/bot/group/{group}/member/{User}", $"/v2/bot/room/R{group[1..]}/member/{User}"], provider.Seen.Select(seen => new Uri(seen.Url).AbsolutePath));
    }

    [Theory]
    [InlineData(429, "rate_limited")]
    [InlineData(500, "http_500")]
    [InlineData(401, "unauthorized")]
    [InlineData(200, "no readable JSON")]
    public async Task A_passing_fault_is_not_taken_for_no_profile(int status, string said)
    {
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => ProfileAsync(new ScriptedProvider().Answers(status, "<html>"), User));

        Assert.Contains(said, error.Message);
        Assert.DoesNotContain("long-lived-token", error.ToString());
    }

    [Fact]
    public async Task A_healthy_account_says_who_it_is_and_what_is_left()
    {
        var check = await CheckAsync(Provider(Bot, Endpoint).Answers(200, """{"type":"limited","value":200}""").Answers(200, """{"totalUsage":20}"""));

        Assert.Equal(new AccountCheck(true, "ok", "花屋 (@shop): 20 of 200 messages this month."), check);
    }

    [Fact]
    public async Task The_webhook_is_set_and_called_and_what_came_of_it_is_said()
    {
        var provider = new ScriptedProvider().Answers(200, "{}").Answers(200, """{"success":true,"statusCode":200,"reason":"OK"}""").Answers(200, Bot).Answers(200, Endpoint).Answers(200, """{"type":"none"}""").Answers(200, """{"totalUsage":1}""");
        var check = await SetAsync(provider);
        Assert.True(check.Healthy);
        Assert.Equal("webhook_answers", check.Findings[0].Code);
        Assert.Equal(("PUT", ApiBase + "/v2/bot/channel/webhook/endpoint", """{"endpoint":"https://hub.example/webhooks/line/line-shop"}"""), (provider.Seen[0].Method, provider.Seen[0].Url, provider.Seen[0].Body));
        Assert.Equal(("POST", ApiBase + "/v2/bot/channel/webhook/test"), (provider.Seen[1].Method, provider.Seen[1].Url));

        Assert.Equal("webhook_refused", (await SetAsync(new ScriptedProvider().Answers(400, """{"message":"Invalid webhook endpoint URL"}"""))).Code);
        Assert.Equal("webhook_unanswered", (await SetAsync(new ScriptedProvider().Answers(200, "{}").Answers(200, """{"success":false,"statusCode":0,"reason":"COULD_NOT_CONNECT"}"""))).Code);
        Assert.Equal("http_500", (await SetAsync(new ScriptedProvider().Answers(500, "oh"))).Code);

        static Task<AccountCheck> SetAsync(ScriptedProvider provider) => provider.Adapter().SetWebhookAsync(LongLived, "https://hub.example/webhooks/line/line-shop", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Whether_LINEs_own_chat_is_on_is_said_beside_whatever_else_was_found()
    {
        var check = await CheckAsync(Provider(Bot.Replace("\"bot\"", "\"chat\"", StringComparison.Ordinal), Endpoint).Answers(200, """{"type":"none"}""").Answers(200, """{"totalUsage":1}"""));

        Assert.True(check.Healthy);
        Assert.Equal([new AccountFinding("line_chat_on", Good: false, null)], check.Findings);
    }

    [Theory]
    [InlineData("""{"type":"limited","value":200}""", """{"totalUsage":200}""", "monthly_limit", false)]
    [InlineData("""{"type":"none"}""", """{"totalUsage":200}""", "ok", true)]
    public async Task A_spent_quota_is_unhealthy(string quota, string used, string code, bool healthy)
    {
        var check = await CheckAsync(Provider(Bot, Endpoint).Answers(200, quota).Answers(200, used));

        Assert.Equal((code, healthy), (check.Code, check.Healthy));
    }

    [Theory]
    [InlineData("""{"endpoint":"https://hub.example/webhooks/line/line-shop","active":false}""", "webhook_inactive", false)]
    [InlineData("""{"endpoint":"https://other.example/hook","active":true}""", "webhook_elsewhere", true)]
    [InlineData("""{"endpoint":"","active":true}""", "webhook_not_set", false)]
    public async Task The_webhook_must_be_set_active_and_ours(string endpoint, string code, bool healthy)
    {
        var check = await CheckAsync(Provider(Bot, endpoint));

        Assert.Equal((code, healthy), (check.Code, check.Healthy));
    }

    [Fact]
    public async Task An_account_without_webhook_says_so() =>
        Assert.Equal("webhook_not_set", (await CheckAsync(new ScriptedProvider().Answers(200, Bot).Answers(404, """{"message":"Not found"}"""))).Code);

    [Fact]
    public async Task Credentials_of_another_bot_are_noticed()
    {
        var account = LongLived with { Settings = new Dictionary<string, string>(LongLived.Settings) { ["botUserId"] = "Uother" } };

        Assert.Equal("wrong_bot", (await CheckAsync(new ScriptedProvider().Answers(200, Bot), account)).Code);
    }

    [Fact]
    public async Task A_missing_channel_secret_is_the_first_thing_said() => Assert.Equal(
        "no_channel_secret", (await CheckAsync(new ScriptedProvider(), Account("line-shop", Guid.Empty.ToString(), ("accessToken", "t")))).Code);

    [Theory]
    [InlineData(401, "unauthorized")]
    [InlineData(429, "rate_limited")]
    [InlineData(503, "http_503")]
    public async Task Refusals_have_their_codes(int status, string code) => Assert.Equal(code, (await CheckAsync(new ScriptedProvider().Answers(status))).Code);

    [Fact]
    public async Task A_host_that_cannot_be_reached_has_its_code() => Assert.Equal(
        "not_connected", (await CheckAsync(new ScriptedProvider().Fails(new HttpRequestException(HttpRequestError.NameResolutionError)))).Code);

    [Fact]
    public async Task The_quota_can_be_asked_for_alone()
    {
        var provider = new ScriptedProvider().Answers(200, """{"type":"limited","value":1000}""").Answers(200, """{"totalUsage":500}""");

        Assert.Equal(new LineQuota(1000, 500), await provider.Adapter().GetQuotaAsync(LongLived, TestContext.Current.CancellationToken));
    }

    private static ScriptedProvider Provider(string bot, string endpoint) => new ScriptedProvider().Answers(200, bot).Answers(200, endpoint);

    private static Task<ChannelProfile?> ProfileAsync(ScriptedProvider provider, string id) =>
        provider.Adapter(new ManualTime()).GetProfileAsync(LongLived, id, TestContext.Current.CancellationToken);

    private static Task<AccountCheck> CheckAsync(ScriptedProvider provider, ChannelAccount? account = null) =>
        provider.Adapter(new ManualTime()).CheckAsync(account ?? LongLived, TestContext.Current.CancellationToken);
}
