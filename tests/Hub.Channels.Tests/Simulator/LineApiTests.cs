using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Xunit;

namespace Hub.Channels.Tests.Simulator;

public sealed class LineApiTests : SimulatorTest
{
    [Fact]
    public async Task Calls_without_a_good_token_are_refused_and_carry_a_request_id()
    {
        using var answer = await Sim.LineAsync(HttpMethod.Get, "/v2/bot/info", token: "wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.StartsWith("Authentication failed", Text((await SimulatorHost.BodyAsync(answer))["message"]));
        Assert.NotEmpty(answer.Headers.GetValues("X-Line-Request-Id").Single());
    }

    [Fact]
    public async Task A_stateless_token_works_for_fifteen_minutes()
    {
        var token = await TokenAsync("line-demo-secret");
        using (var now = await Sim.LineAsync(HttpMethod.Get, "/v2/bot/info", token: token))
        {
            Assert.Equal(HttpStatusCode.OK, now.StatusCode);
        }
        Sim.Clock.Advance(TimeSpan.FromMinutes(16));
        using var later = await Sim.LineAsync(HttpMethod.Get, "/v2/bot/info", token: token);
        Assert.Equal(HttpStatusCode.Unauthorized, later.StatusCode);
    }

    [Fact]
    public async Task A_token_made_longer_by_hand_is_refused()
    {
        var parts = (await TokenAsync("line-demo-secret")).Split('.');
        parts[2] = (long.Parse(parts[2]) + 3600).ToString();
        using var answer = await Sim.LineAsync(HttpMethod.Get, "/v2/bot/info", token: string.Join('.', parts));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_wrong_client_secret_gets_no_token() =>
        await Assert.ThrowsAsync<HttpRequestException>(() => TokenAsync("line-demo-2-secret"));

    [Fact]
    public async Task A_push_arrives_on_the_phone_with_its_way_recorded()
    {
        using var answer = await Sim.PushAsync(User, "ご用意できました");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var line = Assert.Single(await Sim.ThreadAsync(User));
        Assert.Equal("ご用意できました", Text(line["content"]!["text"]));
        Assert.Equal("push", Text(line["mode"]));
        Assert.Equal(answer.Headers.GetValues("X-Line-Request-Id").Single(), Text(line["requestId"]));
        Assert.Equal(Text((await SimulatorHost.BodyAsync(answer))["sentMessages"]![0]!["id"]), Text(line["id"]));
    }

    [Fact]
    public async Task A_retry_key_is_accepted_once_and_answers_409_with_the_first_request()
    {
        var key = Guid.CreateVersion7().ToString();
        using var first = await Sim.PushAsync(User, "一度だけ", key);
        using var second = await Sim.PushAsync(User, "一度だけ", key.ToUpperInvariant());
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal(first.Headers.GetValues("X-Line-Request-Id").Single(), second.Headers.GetValues("X-Line-Accepted-Request-Id").Single());
        var (sent, again) = (await SimulatorHost.BodyAsync(first), await SimulatorHost.BodyAsync(second));
        Assert.Equal(sent["sentMessages"]!.ToJsonString(), again["sentMessages"]!.ToJsonString());
        Assert.Single(await Sim.ThreadAsync(User));
        Sim.Clock.Advance(TimeSpan.FromHours(25));
        using var afterADay = await Sim.PushAsync(User, "一度だけ", key);
        Assert.Equal(HttpStatusCode.OK, afterADay.StatusCode);
    }

    [Fact]
    public async Task Twenty_pushes_with_one_retry_key_at_the_same_time_arrive_once()
    {
        var key = Guid.CreateVersion7().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Sim.PushAsync(User, "x", key)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(19, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Single(await Sim.ThreadAsync(User));
    }

    [Fact]
    public async Task A_reply_token_works_once()
    {
        var token = await ReplyTokenAsync();
        using var first = await Sim.ReplyAsync(token, "いらっしゃいませ");
        using var second = await Sim.ReplyAsync(token, "もう一度");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        Assert.Equal("Invalid reply token", Text((await SimulatorHost.BodyAsync(second))["message"]));
        Assert.Equal("reply", Text((await Sim.ThreadAsync(User))[^1]["mode"]));
    }

    [Fact]
    public async Task A_reply_token_dies_after_a_minute()
    {
        var token = await ReplyTokenAsync();
        Sim.Clock.Advance(TimeSpan.FromSeconds(61));
        using var answer = await Sim.ReplyAsync(token, "遅すぎました");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_refused_reply_leaves_its_token_alive()
    {
        var token = await ReplyTokenAsync();
        using var empty = await Sim.ReplyAsync(token, "");
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        using var good = await Sim.ReplyAsync(token, "はい");
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task A_push_to_a_blocked_or_unknown_user_answers_200_and_arrives_nowhere()
    {
        await Sim.SimAsync(HttpMethod.Post, $"/users/{User}/block");
        using var blocked = await Sim.PushAsync(User, "届きません");
        using var unknown = await Sim.PushAsync("U" + new string('a', 32), "届きません");
        Assert.Equal(HttpStatusCode.OK, blocked.StatusCode);
        Assert.Equal(HttpStatusCode.OK, unknown.StatusCode);
        Assert.DoesNotContain(await Sim.ThreadAsync(User), line => Text(line["from"]) == "hub");
        Assert.Equal(0, await UsageAsync());
    }

    [Fact]
    public async Task The_monthly_limit_stops_pushes_but_not_replies()
    {
        await Sim.SimAsync(HttpMethod.Put, "", new { quota = new { type = "limited", value = 1 } });
        using var first = await Sim.PushAsync(User, "一通目");
        using var second = await Sim.PushAsync(User, "二通目");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal("You have reached your monthly limit.", Text((await SimulatorHost.BodyAsync(second))["message"]));
        using var reply = await Sim.ReplyAsync(await ReplyTokenAsync(), "返信は別です");
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal(1, await UsageAsync());
    }

    [Fact]
    public async Task A_multicast_reaches_everybody_and_counts_each()
    {
        var other = await Sim.UserAsync(1);
        using var answer = await Sim.LineAsync(HttpMethod.Post, "/v2/bot/message/multicast", new { to = new[] { User, other }, messages = new[] { new { type = "text", text = "新茶です" } } });
        Assert.Equal("{}", await answer.Content.ReadAsStringAsync(Stop));
        Assert.Single(await Sim.ThreadAsync(User));
        Assert.Single(await Sim.ThreadAsync(other));
        Assert.Equal(2, await UsageAsync());
    }

    [Fact]
    public async Task A_profile_is_gone_while_the_account_is_blocked()
    {
        using var friend = await Sim.LineAsync(HttpMethod.Get, "/v2/bot/profile/" + User);
        Assert.Equal("佐藤 美咲", Text((await SimulatorHost.BodyAsync(friend))["displayName"]));
        await Sim.SimAsync(HttpMethod.Post, $"/users/{User}/block");
        using var blocked = await Sim.LineAsync(HttpMethod.Get, "/v2/bot/profile/" + User);
        Assert.Equal(HttpStatusCode.NotFound, blocked.StatusCode);
        await Sim.SimAsync(HttpMethod.Post, $"/users/{User}/unblock");
        using var back = await Sim.LineAsync(HttpMethod.Get, "/v2/bot/profile/" + User);
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
    }

    [Fact]
    public async Task The_picture_of_a_profile_is_a_png()
    {
        using var profile = await Sim.LineAsync(HttpMethod.Get, "/v2/bot/profile/" + User);
        var bytes = await Sim.Http.GetByteArrayAsync(Text((await SimulatorHost.BodyAsync(profile))["pictureUrl"]), Stop);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], bytes[..4]);
    }

    [Fact]
    public async Task The_webhook_endpoint_can_be_set_read_and_tested()
    {
        using var set = await Sim.LineAsync(HttpMethod.Put, "/v2/bot/channel/webhook/endpoint", new { endpoint = Sim.Hooks.Address + "/elsewhere" });
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        using var get = await Sim.LineAsync(HttpMethod.Get, "/v2/bot/channel/webhook/endpoint");
        Assert.Equal(Sim.Hooks.Address + "/elsewhere", Text((await SimulatorHost.BodyAsync(get))["endpoint"]));
        using var test = await Sim.LineAsync(HttpMethod.Post, "/v2/bot/channel/webhook/test");
        Assert.True((await SimulatorHost.BodyAsync(test))["success"]!.GetValue<bool>());
        var hook = Assert.Single(Sim.Hooks.Received);
        Assert.Equal("/elsewhere", hook.Path);
        Assert.Empty(hook.Events);
        using var insecure = await Sim.LineAsync(HttpMethod.Put, "/v2/bot/channel/webhook/endpoint", new { endpoint = "http://example.com/hook" });
        Assert.Equal(HttpStatusCode.BadRequest, insecure.StatusCode);
    }

    [Fact]
    public async Task Mark_as_read_shows_on_the_phone()
    {
        await Sim.WriteAsync(User, new { type = "text", text = "読みましたか" });
        var token = Text(Sim.Hooks.Events.Last()["message"]!["markAsReadToken"]);
        using var answer = await Sim.LineAsync(HttpMethod.Post, "/v2/bot/chat/markAsRead", new { markAsReadToken = token });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(Assert.Single(await Sim.ThreadAsync(User))["readByHub"]!.GetValue<bool>());
        using var wrong = await Sim.LineAsync(HttpMethod.Post, "/v2/bot/chat/markAsRead", new { markAsReadToken = "r1" });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Theory]
    [InlineData(20, HttpStatusCode.Accepted)]
    [InlineData(7, HttpStatusCode.BadRequest)]
    [InlineData(65, HttpStatusCode.BadRequest)]
    public async Task The_loading_animation_takes_5_to_60_seconds_in_steps_of_5(int seconds, HttpStatusCode expected)
    {
        using var answer = await Sim.LineAsync(HttpMethod.Post, "/v2/bot/chat/loading/start", new { chatId = User, loadingSeconds = seconds });
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task An_account_cannot_read_the_content_of_another()
    {
        var sent = await Sim.WriteAsync(User, new { type = "image" });
        using var other = await Sim.LineAsync(HttpMethod.Get, $"/v2/bot/message/{Text(sent["messageId"])}/content", token: "line-demo-2-token");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_not_json_is_refused_by_media_type()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/bot/message/push") { Content = new StringContent("to=U1") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "line-demo-token");
        using var answer = await Sim.Http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_over_two_megabytes_is_refused()
    {
        using var answer = await Sim.PushAsync(User, new string('a', 2 * 1024 * 1024));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_retry_key_that_is_no_uuid_is_refused()
    {
        using var answer = await Sim.PushAsync(User, "a", retryKey: "once-more");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(await Sim.ThreadAsync(User));
    }

    [Fact]
    public async Task A_malformed_recipient_is_refused_by_name()
    {
        using var answer = await Sim.PushAsync("Taro", "a");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("'to'", Text((await SimulatorHost.BodyAsync(answer))["message"]));
    }

    private async Task<int> UsageAsync()
    {
        using var answer = await Sim.LineAsync(HttpMethod.Get, "/v2/bot/message/quota/consumption");
        return (await SimulatorHost.BodyAsync(answer))["totalUsage"]!.GetValue<int>();
    }

    private async Task<string> TokenAsync(string secret)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", "1000000001"), new("client_secret", secret)]);
        using var answer = await Sim.Http.PostAsync("/oauth2/v3/token", form, Stop);
        var body = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Stop))!;
        Assert.Equal(899, body["expires_in"]!.GetValue<int>());
        return Text(body["access_token"]);
    }
}
