using System.Text.Json;
using Xunit;
using static Hub.Channels.Tests.Twilio.TwilioTestAccount;

namespace Hub.Channels.Tests.Twilio;

public sealed class TwilioAccountTests
{
    private const string Active = """{"status":"active","friendly_name":"Shop"}""";

    [Theory]
    [InlineData("https://hub.example/webhooks/twilio/sms-shop/messages", true, "ok")]
    [InlineData("https://hub.example/webhooks/twilio/sms-shop/messages?x=1", true, "ok")]
    [InlineData("https://elsewhere.example/hook", true, "webhook_elsewhere")]
    [InlineData("", false, "webhook_not_set")]
    public async Task The_check_says_where_the_number_reports_to(string url, bool healthy, string code)
    {
        var numbers = JsonSerializer.Serialize(new { incoming_phone_numbers = new[] { new { phone_number = Number, friendly_name = "Main", sms_url = url } } });

        var check = await CheckAsync(new ScriptedProvider().Answers(200, Active).Answers(200, numbers), Account);

        Assert.Equal((healthy, code), (check.Healthy, check.Code));
    }

    [Theory]
    [InlineData(401, """{"code":20003}""", "unauthorized")]
    [InlineData(200, """{"status":"suspended"}""", "account_suspended")]
    [InlineData(500, "", "http_500")]
    public async Task The_check_names_what_is_wrong_with_the_account(int status, string body, string code) =>
        Assert.Equal((false, code), await CheckAsync(new ScriptedProvider().Answers(status, body), Account) is var check ? (check.Healthy, check.Code) : default);

    [Fact]
    public async Task The_check_knows_missing_numbers_and_services()
    {
        Assert.Equal("number_not_found", (await CheckAsync(new ScriptedProvider().Answers(200, Active).Answers(200, """{"incoming_phone_numbers":[]}"""), Account)).Code);
        var service = With(("messagingServiceSid", "MG01"));
        Assert.Equal("service_not_found", (await CheckAsync(new ScriptedProvider().Answers(200, Active).Answers(404, "{}"), service)).Code);
        Assert.Equal("webhook_on_numbers", (await CheckAsync(new ScriptedProvider().Answers(200, Active).Answers(200, """{"use_inbound_webhook_on_number":true}"""), service)).Code);
        Assert.Equal("no_auth_token", (await CheckAsync(new ScriptedProvider(), Account with { Secrets = new Dictionary<string, string>() })).Code);
        Assert.Equal("not_configured", (await CheckAsync(new ScriptedProvider(), With(("number", "")))).Code);
    }

    [Fact]
    public async Task The_list_asks_for_both_directions_and_follows_its_pages()
    {
        var provider = new ScriptedProvider()
            .Answers(200, $$"""{"messages":[{"sid":"SM01"}],"next_page_uri":"/2010-04-01/Accounts/{{Sid}}/Messages.json?Page=1"}""")
            .Answers(200, """{"messages":[{"sid":"SM02"}],"next_page_uri":null}""").Answers(200, """{"messages":[]}""");

        var outcome = await ListAsync(provider, Account);

        Assert.Equal((3, true, null), (outcome.Bodies.Count, outcome.Complete, outcome.Code));
        Assert.EndsWith("&DateSent>=2026-07-01T00:00:00Z&To=+815012345678", Uri.UnescapeDataString(provider.Seen[0].Url), StringComparison.Ordinal);
        Assert.Equal($"{ApiBase}/2010-04-01/Accounts/{Sid}/Messages.json?Page=1", provider.Seen[1].Url);
        Assert.EndsWith("&From=+815012345678", Uri.UnescapeDataString(provider.Seen[2].Url), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_a_service_leaves_out_what_others_sent()
    {
        var provider = new ScriptedProvider().Answers(200, """{"messages":[{"sid":"SM01","messaging_service_sid":"MG01"},{"sid":"SM02","messaging_service_sid":"MG02"},{"sid":"SM03"}]}""");

        var body = Assert.Single((await ListAsync(provider, With(("messagingServiceSid", "MG01")))).Bodies);

        Assert.Equal("""{"messages":[{"sid":"SM01","messaging_service_sid":"MG01"}]}"""u8.ToArray(), body.ToArray());
    }

    [Theory]
    [InlineData(429, "{}", "rate_limited")]
    [InlineData(200, "nonsense", "bad_answer")]
    public async Task A_list_that_is_not_told_is_a_code(int status, string body, string code) =>
        Assert.Equal(code, (await ListAsync(new ScriptedProvider().Answers(status, body), Account)).Code);

    private static Task<AccountCheck> CheckAsync(ScriptedProvider provider, ChannelAccount account) => provider.Adapter().CheckAsync(account, TestContext.Current.CancellationToken);

    private static Task<ListOutcome> ListAsync(ScriptedProvider provider, ChannelAccount account) =>
        provider.Adapter().ListAsync(account, new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero), TestContext.Current.CancellationToken);
}
