using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Hub.Channels.Telegram;
using Xunit;
using static Hub.Channels.Tests.Telegram.TelegramTestAccount;

namespace Hub.Channels.Tests.Telegram;

/// <summary>What surrounds messages: the secret, asking, files, profile, check and webhook.</summary>
public sealed class TelegramAccountTests
{
    private const string Me = """{"ok":true,"result":{"id":1000000003,"is_bot":true,"first_name":"Shop","username":"shop_bot"}}""";
    private static readonly ChannelAccount _hooked = With(("receive", "webhook"));

    [Fact]
    public void WH1_The_secret_follows_from_the_token_and_the_one_before_counts_while_both_do()
    {
        var adapter = new ScriptedProvider().Adapter();
        var body = Payload("text");
        var renewed = Account with { Secrets = new Dictionary<string, string> { ["botToken"] = "1000000003:new" }, OldSecrets = new Dictionary<string, string> { ["botToken"] = Token } };
        var own = Account with { Secrets = new Dictionary<string, string> { ["botToken"] = Token, ["webhookSecret"] = "chosen" } };

        Assert.True(adapter.Authenticate(Account, Request(body, Derived(), "x-telegram-bot-api-secret-token")).Accepted);
        Assert.True(adapter.Authenticate(renewed, Request(body, Derived())).Accepted);
        Assert.True(adapter.Authenticate(renewed, Request(body, Derived("1000000003:new"))).Accepted);
        Assert.True(adapter.Authenticate(own, Request(body, "chosen")).Accepted);
        Assert.Equal("bad_signature", adapter.Authenticate(own, Request(body, Derived())).Reason);
        Assert.Equal("bad_signature", adapter.Authenticate(Account, Request(body, Derived() + "0")).Reason);
        Assert.Equal("no_signature", adapter.Authenticate(Account, Request(body, "")).Reason);
        Assert.Equal("no_secret", adapter.Authenticate(Account with { Secrets = new Dictionary<string, string> { ["botToken"] = "" } }, Request(body, "")).Reason);
    }

    [Fact]
    public void Only_a_body_that_names_an_update_has_a_delivery_key()
    {
        var adapter = new ScriptedProvider().Adapter();

        Assert.NotNull(adapter.Authenticate(Account, Request(Payload("text"), Derived())).DeliveryKey);
        Assert.Null(adapter.Authenticate(Account, Request("{\"x\":1}"u8.ToArray(), Derived())).DeliveryKey);
        Assert.Null(adapter.Authenticate(Account, Request("{\"update"u8.ToArray(), Derived())).DeliveryKey);
    }

    [Fact]
    public async Task Asking_goes_on_behind_what_came_and_forgets_the_number_once_it_is_confirmed()
    {
        var provider = new ScriptedProvider().Answers(200, System.Text.Encoding.UTF8.GetString(Payload("page"))).Answers(200, """{"ok":true,"result":[]}""").Answers(200, """{"ok":true,"result":[]}""");
        var adapter = provider.Adapter();

        var first = await adapter.PollAsync(Account, null, TestContext.Current.CancellationToken);
        Assert.Equal(3, adapter.Read(Account, first.Body!.Value).Count);
        var second = await adapter.PollAsync(Account, first.Position, TestContext.Current.CancellationToken);
        Assert.Equal(new PollOutcome(null, null), second);
        await adapter.PollAsync(Account with { Secrets = new Dictionary<string, string> { ["botToken"] = "77:another" } }, first.Position, TestContext.Current.CancellationToken);

        var offsets = provider.Seen.Select(seen => JsonDocument.Parse(seen.Body).RootElement).Select(asked => asked.TryGetProperty("offset", out var offset) ? offset.GetInt64() : (long?)null);
        Assert.Equal([null, 900000034, null], offsets);
    }

    [Theory]
    [InlineData(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first", "webhook_set", true)]
    [InlineData(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", "polled_elsewhere", false)]
    [InlineData(401, "Unauthorized", "unauthorized", true)]
    [InlineData(502, "Bad Gateway", "http_502", false)]
    public async Task Why_nothing_is_told_has_a_code(int status, string description, string code, bool needsAPerson)
    {
        var provider = new ScriptedProvider().Answers(status, JsonSerializer.Serialize(new { ok = false, error_code = status, description }));

        Assert.Equal(new PollOutcome(null, null, code, NeedsAPerson: needsAPerson), await provider.Adapter().PollAsync(Account, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_is_looked_up_and_fetched_and_the_token_stays_out_of_everything_that_is_kept()
    {
        var provider = new ScriptedProvider()
            .Answers(200, """{"ok":true,"result":{"file_id":"AgAC-1","file_path":"photos/file_1.jpg"}}""")
            .Answers(() => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new("application/octet-stream") } } });
        using var destination = new MemoryStream();

        var outcome = await FetchAsync(provider, "file:AgAC-1", destination);

        Assert.Equal((new FetchOutcome(FetchStatus.Fetched), 3L), (outcome, destination.Length));
        Assert.Equal($"{ApiBase}/file/bot{Token}/photos/file_1.jpg", provider.Seen[1].Url);
        Assert.DoesNotContain(Token, $"{outcome}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("photos/../../bot1:x/getMe")]
    [InlineData("photos/a?x=1")]
    [InlineData("")]
    public async Task SR8_A_path_that_leads_elsewhere_is_not_followed(string path)
    {
        var provider = new ScriptedProvider().Answers(200, JsonSerializer.Serialize(new { ok = true, result = new { file_id = "x", file_path = path } }));

        Assert.Equal(FetchStatus.Gone, (await FetchAsync(provider, "file:AgAC-1", Stream.Null)).Status);
        Assert.Single(provider.Seen);
    }

    [Fact]
    public async Task Files_that_are_too_big_gone_or_not_ours_are_never_tried_again()
    {
        Assert.Equal(FetchStatus.TooLarge, (await FetchAsync(Refuses("Bad Request: file is too big"), "file:AgAC-1", Stream.Null)).Status);
        Assert.Equal(FetchStatus.Gone, (await FetchAsync(Refuses("Bad Request: invalid file_id"), "file:AgAC-1", Stream.Null)).Status);
        Assert.Equal(FetchStatus.Gone, (await FetchAsync(new ScriptedProvider(), "https://evil.example/x", Stream.Null)).Status);
        Assert.Equal(FetchStatus.Failed, (await FetchAsync(new ScriptedProvider().Answers(500), "file:AgAC-1", Stream.Null)).Status);

        static ScriptedProvider Refuses(string description) => new ScriptedProvider().Answers(400, JsonSerializer.Serialize(new { ok = false, description }));
    }

    [Fact]
    public async Task A_profile_has_a_picture_without_an_address_and_strangers_have_none()
    {
        var provider = new ScriptedProvider().Answers(200, """{"ok":true,"result":{"id":700000101,"type":"private","first_name":"Anna","last_name":"Schmidt","photo":{"small_file_id":"s","big_file_id":"AQAD-9"}}}""")
            .Answers(400, """{"ok":false,"description":"Bad Request: chat not found"}""").Answers(502, "");

        Assert.Equal(new ChannelProfile("Anna Schmidt", null, null) { PictureReference = "file:AQAD-9" }, await ProfileAsync(provider, Chat));
        Assert.Null(await ProfileAsync(provider, Chat));
        await Assert.ThrowsAsync<HttpRequestException>(() => ProfileAsync(provider, Chat));
        Assert.Null(await ProfileAsync(provider, "@somebody"));
    }

    [Theory]
    [InlineData(false, "", 0, null, "ok", true)]
    [InlineData(false, "https://hub.example/webhooks/telegram/telegram-shop", 0, null, "webhook_set", false)]
    [InlineData(true, "", 0, null, "webhook_not_set", false)]
    [InlineData(true, "https://hub.example/webhooks/telegram/telegram-shop", 0, null, "ok", true)]
    [InlineData(true, "https://hub.example/webhooks/telegram/telegram-shop", 4, "Connection refused", "webhook_failing", false)]
    [InlineData(true, "https://other.example/x", 0, null, "webhook_elsewhere", true)]
    public async Task The_check_says_whether_messages_can_come_in(bool hooked, string url, int waiting, string? error, string code, bool healthy)
    {
        var provider = new ScriptedProvider().Answers(200, Me)
            .Answers(200, JsonSerializer.Serialize(new { ok = true, result = new { url, pending_update_count = waiting, last_error_message = error } }));

        var check = await provider.Adapter().CheckAsync(hooked ? _hooked : Account, TestContext.Current.CancellationToken);

        Assert.Equal((healthy, code), (check.Healthy, check.Code));
    }

    [Fact]
    public async Task The_webhook_is_set_with_its_secret_or_taken_away_and_nothing_that_waits_is_dropped()
    {
        const string url = "https://hub.example/webhooks/telegram/telegram-shop";
        var provider = new ScriptedProvider().Answers(200, """{"ok":true,"result":true}""").Answers(200, Me).Answers(200, JsonSerializer.Serialize(new { ok = true, result = new { url } }));

        Assert.True((await provider.Adapter().SetWebhookAsync(_hooked, url, TestContext.Current.CancellationToken)).Healthy);
        using var set = JsonDocument.Parse(provider.Seen[0].Body);
        Assert.Equal((url, Derived(), false), (set.RootElement.GetProperty("url").GetString(), set.RootElement.GetProperty("secret_token").GetString(), set.RootElement.GetProperty("drop_pending_updates").GetBoolean()));
        Assert.Equal(TelegramPolling.Kinds, set.RootElement.GetProperty("allowed_updates").EnumerateArray().Select(kind => kind.GetString()!));

        var asking = new ScriptedProvider().Answers(200, """{"ok":true,"result":true}""").Answers(200, Me).Answers(200, """{"ok":true,"result":{"url":""}}""");
        Assert.Equal("hub_asks", (await asking.Adapter().SetWebhookAsync(Account, url, TestContext.Current.CancellationToken)).Findings[0].Code);
        Assert.EndsWith("/deleteWebhook", asking.Seen[0].Url, StringComparison.Ordinal);
        Assert.Equal("webhook_refused", (await new ScriptedProvider().Answers(400, """{"ok":false,"description":"Bad Request: bad webhook"}""").Adapter().SetWebhookAsync(_hooked, url, TestContext.Current.CancellationToken)).Code);
    }

    [Fact]
    public async Task No_call_leaves_a_trace_that_holds_the_token()
    {
        var spans = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.AddRange(span.TagObjects.Select(tag => $"{tag.Value}"));
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var account = Account with { Settings = new Dictionary<string, string> { ["apiBase"] = "http://127.0.0.1:1" } };
        using var secret = ChannelHttpClient.CreateForSecretAddresses();
        using var usual = ChannelHttpClient.Create();

        await new TelegramAdapter(secret, TimeProvider.System).CheckAsync(account, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<HttpRequestException>(() => usual.GetAsync(new Uri("http://127.0.0.1:1/seen-by-the-listener"), TestContext.Current.CancellationToken));

        lock (spans)
        {
            Assert.Contains(spans, tag => tag.Contains("seen-by-the-listener", StringComparison.Ordinal));
            Assert.DoesNotContain(spans, tag => tag.Contains("test-bot_token", StringComparison.Ordinal));
        }
    }

    private static Task<FetchOutcome> FetchAsync(ScriptedProvider provider, string reference, Stream destination) =>
        provider.Adapter().FetchAttachmentAsync(Account, reference, destination, 1_000_000, TestContext.Current.CancellationToken);

    private static Task<ChannelProfile?> ProfileAsync(ScriptedProvider provider, string chat) => provider.Adapter().GetProfileAsync(Account, chat, TestContext.Current.CancellationToken);
}
