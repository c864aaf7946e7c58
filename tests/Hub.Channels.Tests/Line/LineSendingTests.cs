using System.Text.Json;
using Xunit;
using static Hub.Channels.Tests.Line.LineTestAccount;

namespace Hub.Channels.Tests.Line;

public sealed class LineSendingTests
{
    private const string Sent = """{"sentMessages":[{"id":"461230966842064897"},{"id":"461230966842064898"}]}""";
    private static readonly Guid _retryKey = Guid.Parse("0198c0de-0000-7000-8000-00000000000a");

    [Fact]
    public async Task A_push_carries_the_retry_key_and_the_token()
    {
        var provider = new ScriptedProvider().Answers(200, Sent);

        var outcome = await SendAsync(provider, replyToken: null);

        var seen = Assert.Single(provider.Seen);
        Assert.Equal(("POST", ApiBase + "/v2/bot/message/push"), (seen.Method, seen.Url));
        Assert.Equal(_retryKey.ToString("D"), seen.Headers["X-Line-Retry-Key"]);
        Assert.Equal("Bearer long-lived-token", seen.Headers["Authorization"]);
        Assert.Equal("application/json", seen.Headers["Content-Type"]);
        Assert.Equal($$"""{"to":"{{User}}","messages":[{"type":"text","text":"hello"}]}""", seen.Body);
        Assert.Equal(new SendOutcome.Accepted("461230966842064897"), outcome);
    }

    [Fact]
    public async Task A_reply_spends_the_token_and_has_no_retry_key()
    {
        var provider = new ScriptedProvider().Answers(200, Sent);

        await SendAsync(provider, "rt-1");

        var seen = Assert.Single(provider.Seen);
        Assert.Equal(ApiBase + "/v2/bot/message/reply", seen.Url);
        Assert.DoesNotContain("X-Line-Retry-Key", seen.Headers.Keys);
        Assert.Equal("""{"replyToken":"rt-1","messages":[{"type":"text","text":"hello"}]}""", seen.Body);
    }

    [Fact]
    public void The_plan_prefers_the_free_reply_and_says_that_it_cannot_be_repeated()
    {
        var adapter = new ScriptedProvider().Adapter();

        Assert.Equal(new SendPlan(UseReplyHandle: true, Idempotent: false), adapter.Plan(LongLived, Message("a"), hasReplyHandle: true));
        Assert.Equal(new SendPlan(UseReplyHandle: false, Idempotent: true), adapter.Plan(LongLived, Message("a"), hasReplyHandle: false));
        Assert.Equal("too_many_attachments", adapter.Plan(LongLived, Message("a", [.. Enumerable.Repeat(Picture(), 5)]), hasReplyHandle: true).Refusal);
        Assert.Null(adapter.Plan(LongLived, Message(null, [.. Enumerable.Repeat(Picture(), 5)]), hasReplyHandle: true).Refusal);
    }

    [Fact]
    public async Task Pictures_are_shown_and_other_files_go_as_links()
    {
        var provider = new ScriptedProvider().Answers(200, Sent);
        OutboundAttachment[] files =
        [
            Picture(),
            Picture() with { PreviewUrl = "https://hub.example/p/1" },
            Picture() with { Size = 10_000_001 },
            new("file", "見積書.pdf", "application/pdf", 10, "https://hub.example/f/2", null),
        ];

        await SendAsync(provider, null, Message("see", files));

        var messages = JsonDocument.Parse(Assert.Single(provider.Seen).Body).RootElement.GetProperty("messages").EnumerateArray().ToArray();
        Assert.Equal(["text", "image", "image", "text", "text"], messages.Select(m => m.GetProperty("type").GetString()));
        Assert.Equal("https://hub.example/f/1", messages[1].GetProperty("previewImageUrl").GetString());
        Assert.Equal("https://hub.example/p/1", messages[2].GetProperty("previewImageUrl").GetString());
        Assert.Equal("写真.jpg\nhttps://hub.example/f/1", messages[3].GetProperty("text").GetString());
        Assert.Equal("見積書.pdf\nhttps://hub.example/f/2", messages[4].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("https://hub.example/f", "image")]
    [InlineData("http://127.0.0.1:8080/f", "image")]
    [InlineData("http://hub.example/f", "text")]
    [InlineData("/f", "text")]
    public async Task A_picture_LINE_would_refuse_goes_as_a_link(string url, string type)
    {
        var provider = new ScriptedProvider().Answers(200, Sent);

        await SendAsync(provider, null, Message(null, Picture() with { Url = url }));

        Assert.Contains($"\"type\":\"{type}\"", Assert.Single(provider.Seen).Body);
    }

    [Fact]
    public async Task The_senders_name_is_cut_to_twenty_units_without_halving_a_character()
    {
        var provider = new ScriptedProvider().Answers(200, Sent);

        await SendAsync(provider, null, Message("a") with { SenderName = new string('あ', 19) + "😀", SenderIconUrl = "http://hub.example/i.png" });

        var sender = JsonDocument.Parse(Assert.Single(provider.Seen).Body).RootElement.GetProperty("messages")[0].GetProperty("sender");
        Assert.Equal(new string('あ', 19), sender.GetProperty("name").GetString());
        Assert.False(sender.TryGetProperty("iconUrl", out _));
    }

    [Fact]
    public async Task Half_a_character_in_a_text_does_not_stop_it()
    {
        var provider = new ScriptedProvider().Answers(200, Sent);

        Assert.IsType<SendOutcome.Accepted>(await SendAsync(provider, null, Message("cut \ud83d")));
        Assert.Equal("cut \uFFFD", JsonDocument.Parse(Assert.Single(provider.Seen).Body).RootElement.GetProperty("messages")[0].GetProperty("text").GetString());
    }

    public static TheoryData<bool, int, string, SendOutcome> Answers => new()
    {
        { false, 400, "The request body has 2 error(s)", new SendOutcome.Rejected("invalid_request") },
        { false, 400, "Failed to send messages", new SendOutcome.Rejected("recipient_refused") },
        { true, 400, "Invalid reply token", new SendOutcome.Rejected("reply_token_invalid", FallBack: true) },
        { true, 400, "The request body has 2 error(s)", new SendOutcome.Rejected("invalid_request") },
        { false, 400, "Invalid reply token", new SendOutcome.Rejected("invalid_request") },
        { false, 403, "Access to this API is not available for your account", new SendOutcome.Rejected("forbidden") },
        { false, 404, "Not found", new SendOutcome.Rejected("http_404") },
        { false, 413, "Request Entity Too Large", new SendOutcome.Rejected("too_large") },
        { false, 302, "", new SendOutcome.Rejected("http_302") },
        { false, 429, "You have reached your monthly limit.", new SendOutcome.Rejected("monthly_limit") },
        { true, 429, "The API rate limit has been exceeded. Try again later.", new SendOutcome.Retry("rate_limited", TimeSpan.FromSeconds(4), PauseAccount: true) },
        { false, 429, "The number of concurrent requests has been exceeded.", new SendOutcome.Retry("concurrency_limit", TimeSpan.FromSeconds(1), PauseAccount: true) },
        { false, 500, "Internal server error", new SendOutcome.Retry("http_500", TimeSpan.FromSeconds(4)) },
        { true, 500, "Internal server error", new SendOutcome.Unknown("http_500") },
        { true, 502, "", new SendOutcome.Unknown("http_502") },
        { false, 401, "Authentication failed due to the following reason: invalid token.", new SendOutcome.Retry("unauthorized", TimeSpan.FromMinutes(1), PauseAccount: true) },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Every_answer_has_its_outcome(bool isReply, int status, string message, SendOutcome expected)
    {
        var provider = new ScriptedProvider().Answers(status, JsonSerializer.Serialize(new { message }));

        Assert.Equal(expected, await SendAsync(provider, isReply ? "rt-1" : null, number: 2));
    }

    [Theory]
    [InlineData("17", 17)]
    [InlineData("0", 1)]
    [InlineData("999999", 3600)]
    [InlineData("Wed, 01 Jul 2026 00:00:30 GMT", 30)]
    [InlineData("nonsense", 2)]
    public async Task The_providers_wish_to_wait_is_honoured_within_reason(string retryAfter, int seconds)
    {
        var provider = new ScriptedProvider().Answers(429, """{"message":"The API rate limit has been exceeded."}""", ("Retry-After", retryAfter));

        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.IsType<SendOutcome.Retry>(await SendAsync(provider, null)).After);
    }

    [Fact]
    public async Task A_push_that_was_accepted_before_counts_as_accepted()
    {
        var provider = new ScriptedProvider().Answers(
            409, """{"message":"The retry key is already accepted","sentMessages":[{"id":"461230966842064897"}]}""", ("X-Line-Accepted-Request-Id", "r-1"));

        Assert.Equal(new SendOutcome.Accepted("461230966842064897"), await SendAsync(provider, null));
    }

    [Fact]
    public async Task A_conflict_that_names_no_accepted_request_is_uncertain() =>
        Assert.Equal(new SendOutcome.Unknown("conflict"), await SendAsync(new ScriptedProvider().Answers(409, """{"message":"?"}"""), null));

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("""{"sentMessages":[7]}""")]
    [InlineData("""{"sentMessages":[]}""")]
    public async Task A_success_stays_one_when_its_body_cannot_be_read(string body) =>
        Assert.Equal(new SendOutcome.Accepted(null), await SendAsync(new ScriptedProvider().Answers(200, body), null));

    [Fact]
    public async Task An_account_without_credentials_waits_for_repair()
    {
        var account = Account("line-shop", Guid.Empty.ToString()) with { Settings = new Dictionary<string, string>() };

        var outcome = await new ScriptedProvider().Adapter().SendAsync(account, Message("a"), new SendAttempt(_retryKey, null, 1), TestContext.Current.CancellationToken);

        Assert.Equal(new SendOutcome.Retry("not_configured", TimeSpan.FromMinutes(1), PauseAccount: true), outcome);
    }

    [Fact]
    public async Task A_token_that_no_header_can_carry_is_not_quoted_in_an_exception()
    {
        var account = Account("line-shop", Guid.Empty.ToString(), ("channelSecret", "s"), ("accessToken", "two\nlines"));

        var outcome = await new ScriptedProvider().Adapter().SendAsync(account, Message("a"), new SendAttempt(_retryKey, null, 1), TestContext.Current.CancellationToken);

        Assert.Equal("not_configured", Assert.IsType<SendOutcome.Retry>(outcome).Code);
    }

    private static OutboundAttachment Picture() => new("image", "写真.jpg", "image/jpeg", 1000, "https://hub.example/f/1", null);

    private static OutboundMessage Message(string? text, params OutboundAttachment[] attachments) => new(_retryKey, User, text, attachments);

    private static Task<SendOutcome> SendAsync(ScriptedProvider provider, string? replyToken, OutboundMessage? message = null, int number = 1) =>
        provider.Adapter(new ManualTime()).SendAsync(LongLived, message ?? Message("hello"), new SendAttempt(_retryKey, replyToken, number), TestContext.Current.CancellationToken);
}
