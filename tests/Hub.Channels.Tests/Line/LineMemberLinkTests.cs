using System.Text.Json;
using Hub.Channels.Line;
using Xunit;
using static Hub.Channels.Tests.Line.LineTestAccount;

namespace Hub.Channels.Tests.Line;

public sealed class LineMemberLinkTests
{
    private const string Token = """{"linkToken":"NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY"}""";
    private static readonly ChannelAccount _linking = LongLived with { Settings = new Dictionary<string, string>(LongLived.Settings) { ["memberPage"] = "https://shop.example/members?from=line" } };
    private static readonly OutboundMessage _invitation = new(Guid.Empty, User, null, []) { Composed = new MemberLinkContent("会員登録がお済みの方へ", "連携する") };

    [Fact]
    public async Task The_token_is_made_when_the_message_is_sent_and_goes_out_as_a_button_of_the_firms_page()
    {
        var provider = new ScriptedProvider().Answers(200, Token).Answers(200, """{"sentMessages":[{"id":"461230966842064897"}]}""");
        var before = TimeProvider.System.GetUtcNow();

        var outcome = Assert.IsType<SendOutcome.Accepted>(await SendAsync(provider, "rt-1"));

        Assert.Equal([$"POST {ApiBase}/v2/bot/user/{User}/linkToken", $"POST {ApiBase}/v2/bot/message/reply"], provider.Seen.Select(seen => $"{seen.Method} {seen.Url}"));
        var sent = JsonDocument.Parse(provider.Seen[1].Body).RootElement;
        Assert.Equal("https://shop.example/members?from=line&linkToken=NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY", sent.GetProperty("messages")[0].GetProperty("template").GetProperty("actions")[0].GetProperty("uri").GetString());
        Assert.Empty(LineDocumentTests.Document("messaging-api.yml").Violations("ReplyMessageRequest", sent));
        Assert.Equal("NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY", outcome.Link!.Token);
        Assert.InRange(outcome.Link.ExpiresAt, before.AddMinutes(9), before.AddMinutes(11));
        Assert.DoesNotContain("NMZTNuVr", outcome.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_sent()
    {
        Assert.Equal(new SendOutcome.Rejected("recipient_refused"), await SendAsync(new ScriptedProvider().Answers(404, """{"message":"Not found"}"""), null));
        Assert.Equal("http_500", Assert.IsType<SendOutcome.Retry>(await SendAsync(new ScriptedProvider().Answers(500), "rt-1")).Code);
        Assert.Equal("bad_answer", Assert.IsType<SendOutcome.Retry>(await SendAsync(new ScriptedProvider().Answers(200, "{}"), null)).Code);
        Assert.True(Assert.IsType<SendOutcome.Retry>(await SendAsync(new ScriptedProvider().Answers(429, """{"message":"The API rate limit has been exceeded. Try again later."}"""), null)).PauseAccount);
    }

    [Fact]
    public async Task Of_a_push_that_LINE_had_before_nobody_knows_which_token_it_carried()
    {
        var provider = new ScriptedProvider().Answers(200, Token).Answers(409, """{"message":"The retry key is already accepted"}""", ("X-Line-Accepted-Request-Id", "r1"));

        Assert.Null(Assert.IsType<SendOutcome.Accepted>(await SendAsync(provider, null)).Link!.Token);
    }

    [Fact]
    public void It_is_off_without_a_page_and_never_for_groups()
    {
        IChannelAdapter adapter = new ScriptedProvider().Adapter();

        Assert.Null(adapter.Plan(_linking, _invitation, hasReplyHandle: true).Refusal);
        Assert.Equal("member_link_off", adapter.Plan(LongLived, _invitation, hasReplyHandle: true).Refusal);
        Assert.Equal("not_in_groups", adapter.Plan(_linking, _invitation with { Recipient = "C" + new string('a', 32) }, hasReplyHandle: true).Refusal);
        Assert.Equal("invalid_member_link", adapter.Plan(_linking, _invitation with { Composed = new MemberLinkContent(new string('a', 161), "Link") }, hasReplyHandle: true).Refusal);
        Assert.Contains("memberLink", adapter.CapabilitiesOf(_linking, User).Composes);
        Assert.DoesNotContain("memberLink", adapter.CapabilitiesOf(LongLived, User).Composes);
        Assert.DoesNotContain("memberLink", adapter.CapabilitiesOf(_linking, "R" + new string('a', 32)).Composes);
    }

    [Theory]
    [InlineData("https://shop.example/members", true)]
    [InlineData("http://127.0.0.1:8090/shop/members?account=line-demo", true)]
    [InlineData("http://shop.example/members", false)]
    [InlineData("https://user:pass@shop.example/", false)]
    [InlineData("https://shop.example/#members", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("/members", false)]
    public void A_page_that_customers_are_led_to_is_https(string page, bool good) => Assert.Equal(good, AccountField.IsPage(page));

    [Fact]
    public void The_dialog_carries_token_and_nonce_escaped() =>
        Assert.Equal("https://access.line.me/dialog/bot/accountLink?linkToken=a%26b&nonce=c%3Dd", ((ILinksMembers)new ScriptedProvider().Adapter()).LinkUrl(LongLived, "a&b", "c=d"));

    private static Task<SendOutcome> SendAsync(ScriptedProvider provider, string? replyToken) =>
        provider.Adapter().SendAsync(_linking, _invitation, new SendAttempt(Guid.Empty, replyToken, 1), TestContext.Current.CancellationToken);
}
