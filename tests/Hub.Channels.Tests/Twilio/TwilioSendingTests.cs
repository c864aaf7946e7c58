using System.Text;
using Xunit;
using static Hub.Channels.Tests.Twilio.TwilioTestAccount;

namespace Hub.Channels.Tests.Twilio;

public sealed class TwilioSendingTests
{
    private const string Created = """{"sid":"SM00000000000000000000000000000201","status":"queued"}""";

    [Fact]
    public async Task A_text_goes_from_the_accounts_number_and_asks_for_reports_under_its_own_name()
    {
        var provider = new ScriptedProvider().Answers(201, Created);

        var outcome = await SendAsync(provider, Account, Message("こんにちは") with { Reference = "0198abcd.7", PublicUrl = "https://hub.example" });

        var seen = Assert.Single(provider.Seen);
        Assert.Equal(new SendOutcome.Accepted("SM00000000000000000000000000000201"), outcome);
        Assert.Equal(("POST", $"{ApiBase}/2010-04-01/Accounts/{Sid}/Messages.json"), (seen.Method, seen.Url));
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Sid}:{Token}")), seen.Headers["Authorization"]);
        Assert.Equal("application/x-www-form-urlencoded", seen.Headers["Content-Type"]);
        Assert.Equal(
            [$"To={Customer}", $"From={Number}", "Body=こんにちは", "StatusCallback=https://hub.example/webhooks/twilio/sms-shop/status?ref=0198abcd.7"],
            seen.Body.Split('&').Select(pair => Uri.UnescapeDataString(pair)));
    }

    [Fact]
    public async Task A_messaging_service_and_an_API_key_take_the_place_of_number_and_token()
    {
        var provider = new ScriptedProvider().Answers(201, Created);
        var account = With(("messagingServiceSid", "MG01"), ("apiKeySid", "SK01"));
        account = account with { Secrets = new Dictionary<string, string>(account.Secrets) { ["apiKeySecret"] = "key-secret" } };

        await SendAsync(provider, account, Message("hi"));

        Assert.Contains("MessagingServiceSid=MG01", provider.Seen[0].Body, StringComparison.Ordinal);
        Assert.DoesNotContain("From=", provider.Seen[0].Body, StringComparison.Ordinal);
        Assert.DoesNotContain("StatusCallback", provider.Seen[0].Body, StringComparison.Ordinal);
        Assert.Equal("Basic " + Convert.ToBase64String("SK01:key-secret"u8), provider.Seen[0].Headers["Authorization"]);
    }

    [Fact]
    public async Task Pictures_go_as_MMS_within_North_America_and_as_links_elsewhere()
    {
        var picture = new OutboundAttachment("image", "cup.jpg", "image/jpeg", 1_000_000, "https://hub.example/f/1?s=x", null);
        var american = With(("number", "+12025550100"));

        var mms = await BodyAsync(american, Message("look", picture, picture with { Size = 4_500_000, FileName = "big.jpg" }) with { Recipient = "+12025550123" });
        Assert.Contains("MediaUrl=https://hub.example/f/1?s=x", mms);
        Assert.Contains("Body=look\nbig.jpg\nhttps://hub.example/f/1?s=x", mms);

        Assert.Contains("Body=look\ncup.jpg\nhttps://hub.example/f/1?s=x", await BodyAsync(american, Message("look", picture)));
        Assert.Contains("Body=cup.jpg\nhttps://hub.example/f/1?s=x", await BodyAsync(With(("media", "links")), Message(null, picture) with { Recipient = "+12025550123" }));
        Assert.Contains("MediaUrl=https://hub.example/f/1?s=x", await BodyAsync(With(("media", "mms")), Message("look", picture)));
    }

    [Fact]
    public void Links_count_against_the_longest_text()
    {
        var file = new OutboundAttachment("file", "a.pdf", "application/pdf", 10, "https://hub.example/f/1", null);
        var adapter = new ScriptedProvider().Adapter();

        Assert.Equal("too_long", adapter.Plan(Account, Message(new string('x', 1600), file), hasReplyHandle: false).Refusal);
        Assert.Equal(new SendPlan(UseReplyHandle: false, Idempotent: false), adapter.Plan(Account, Message(new string('x', 1560), file), hasReplyHandle: false));
    }

    /// <summary>F32: what may have made a message is unknown; what is Twilio's word that there is none is not.</summary>
    [Theory]
    [InlineData(201, "{}", "Unknown bad_answer")]
    [InlineData(200, "<html>", "Unknown bad_answer")]
    [InlineData(500, "{}", "Unknown http_500")]
    [InlineData(503, """{"code":20503}""", "Unknown http_503")]
    [InlineData(400, """{"code":21211}""", "Rejected invalid_number")]
    [InlineData(400, """{"code":21610}""", "Rejected opted_out")]
    [InlineData(400, """{"code":21408}""", "Rejected region_not_enabled")]
    [InlineData(400, """{"code":39999}""", "Rejected twilio_39999")]
    [InlineData(400, "nothing", "Rejected http_400")]
    [InlineData(404, "{}", "Rejected http_404")]
    [InlineData(307, "", "Rejected http_307")]
    [InlineData(429, """{"code":20429}""", "Retry rate_limited account")]
    [InlineData(400, """{"code":21611}""", "Retry queue_full")]
    [InlineData(401, """{"code":20003}""", "Retry unauthorized account")]
    [InlineData(401, "", "Retry unauthorized account")]
    [InlineData(403, """{"code":20005}""", "Retry account_suspended account")]
    public async Task F32_every_answer_has_its_outcome(int status, string body, string expected)
    {
        var outcome = await SendAsync(new ScriptedProvider().Answers(status, body), Account, Message("hi"));

        Assert.Equal(expected, outcome switch
        {
            SendOutcome.Unknown unknown => $"Unknown {unknown.Code}",
            SendOutcome.Rejected rejected => $"Rejected {rejected.Code}",
            SendOutcome.Retry retry => $"Retry {retry.Code}{(retry.PauseAccount ? " account" : "")}",
            _ => outcome.GetType().Name,
        });
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Wed, 01 Jul 2026 00:01:30 GMT", 90)]
    [InlineData("999999", 3600)]
    public async Task F31_the_pause_the_provider_asks_for_is_kept(string header, int seconds)
    {
        var provider = new ScriptedProvider().Answers(429, "{}", ("Retry-After", header));

        var outcome = await provider.Adapter(new ManualTime()).SendAsync(Account, Message("hi"), Attempt, TestContext.Current.CancellationToken);

        Assert.Equal(new SendOutcome.Retry("rate_limited", TimeSpan.FromSeconds(seconds), PauseAccount: true), outcome);
    }

    [Fact]
    public async Task F04_a_connection_lost_on_the_way_is_unknown_and_one_that_never_was_is_tried_again()
    {
        Assert.Equal(new SendOutcome.Unknown("connection_lost"), await SendAsync(new ScriptedProvider().Fails(new IOException("reset")), Account, Message("hi")));
        var refused = new HttpRequestException(HttpRequestError.ConnectionError, "refused");
        Assert.Equal("not_connected", Assert.IsType<SendOutcome.Retry>(await SendAsync(new ScriptedProvider().Fails(refused), Account, Message("hi"))).Code);
    }

    [Theory]
    [InlineData("accountSid", "")]
    [InlineData("accountSid", "../AC1")]
    [InlineData("number", "")]
    [InlineData("apiBase", "no address")]
    public async Task An_account_that_lacks_something_waits_without_a_call(string setting, string value)
    {
        var outcome = await SendAsync(new ScriptedProvider(), With((setting, value)), Message("hi"));

        Assert.Equal(new SendOutcome.Retry("not_configured", TimeSpan.FromMinutes(1), PauseAccount: true), outcome);
    }

    private static readonly SendAttempt Attempt = new(Guid.Parse("0198c0de-0000-7000-8000-00000000000a"), null, 1);

    private static OutboundMessage Message(string? text, params OutboundAttachment[] files) => new(Guid.Parse("0198c0de-0000-7000-8000-000000000001"), Customer, text, files);

    private static Task<SendOutcome> SendAsync(ScriptedProvider provider, ChannelAccount account, OutboundMessage message) =>
        provider.Adapter().SendAsync(account, message, Attempt, TestContext.Current.CancellationToken);

    private static async Task<string[]> BodyAsync(ChannelAccount account, OutboundMessage message)
    {
        var provider = new ScriptedProvider().Answers(201, Created);
        await SendAsync(provider, account, message);
        return [.. provider.Seen[0].Body.Split('&').Select(pair => Uri.UnescapeDataString(pair.Replace('+', ' ')))];
    }
}
