using System.Text;
using System.Text.Json;
using Xunit;
using static Hub.Channels.Tests.Telegram.TelegramTestAccount;

namespace Hub.Channels.Tests.Telegram;

public sealed class TelegramSendingTests
{
    private const string Taken = """{"ok":true,"result":{"message_id":77,"chat":{"id":700000101,"type":"private"},"date":1}}""";
    private static readonly QuickReply[] _colours = [new("緑", "緑でお願いします"), new("青", new string('青', 40))];

    [Fact]
    public async Task A_text_goes_as_plain_words_with_its_answers_as_buttons()
    {
        var provider = new ScriptedProvider().Answers(200, Taken);

        var outcome = await SendAsync(provider, Message("何色に<b>しますか</b>") with { QuickReplies = _colours });

        Assert.Equal(new SendOutcome.Accepted("700000101/77"), outcome);
        Assert.Equal($"{ApiBase}/bot{Token}/sendMessage", provider.Seen[0].Url);
        using var sent = JsonDocument.Parse(provider.Seen[0].Body);
        Assert.Equal((Chat, "何色に<b>しますか</b>"), (sent.RootElement.GetProperty("chat_id").GetString(), sent.RootElement.GetProperty("text").GetString()));
        Assert.False(sent.RootElement.TryGetProperty("parse_mode", out _));
        var data = sent.RootElement.GetProperty("reply_markup").GetProperty("inline_keyboard").EnumerateArray().Select(row => row[0].GetProperty("callback_data").GetString()!).ToList();
        Assert.Equal(["=緑でお願いします", "#1"], data);
        Assert.All(data, value => Assert.True(Encoding.UTF8.GetByteCount(value) <= 64));
    }

    [Fact]
    public async Task An_answer_quotes_the_message_it_is_about_and_goes_also_when_that_is_gone()
    {
        var provider = new ScriptedProvider().Answers(200, Taken);

        await SendAsync(provider, Message("これです") with { Quotes = "700000101/30" });

        Assert.Contains("""{"message_id":30,"allow_sending_without_reply":true}""", provider.Seen[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_goes_with_its_words_in_one_call()
    {
        var provider = new ScriptedProvider().Answers(200, Taken);

        Assert.IsType<SendOutcome.Accepted>(await SendAsync(provider, Message("見積書です", File("見積\"書.pdf", "application/pdf", "PDF-BYTES"))));

        Assert.EndsWith("/sendDocument", provider.Seen.Single().Url, StringComparison.Ordinal);
        Assert.StartsWith("multipart/form-data", provider.Seen[0].Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("name=\"document\"; filename=\"見積書.pdf\"", provider.Seen[0].Body, StringComparison.Ordinal);
        Assert.Contains("PDF-BYTES", provider.Seen[0].Body, StringComparison.Ordinal);
        Assert.Contains("見積書です", provider.Seen[0].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image/jpeg", 1_000, "sendPhoto")]
    [InlineData("image/png", 10_000_001, "sendDocument")]
    [InlineData("image/gif", 1_000, "sendAnimation")]
    [InlineData("video/mp4", 1_000, "sendVideo")]
    [InlineData("audio/mpeg", 1_000, "sendAudio")]
    [InlineData("text/plain", 1_000, "sendDocument")]
    public async Task What_Telegram_can_show_goes_as_what_it_is(string contentType, long size, string method)
    {
        var provider = new ScriptedProvider().Answers(200, Taken);

        await SendAsync(provider, Message(null, File("a", contentType, "x") with { Size = size }));

        Assert.EndsWith("/" + method, provider.Seen.Single().Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_files_go_as_one_album_and_a_mixture_as_documents()
    {
        var provider = new ScriptedProvider().Answers(200, """{"ok":true,"result":[{"message_id":80,"chat":{"id":700000101}},{"message_id":81,"chat":{"id":700000101}}]}""");

        var outcome = await SendAsync(provider, Message("二枚です", File("a.jpg", "image/jpeg", "A"), File("b.pdf", "application/pdf", "B")));

        Assert.Equal(new SendOutcome.Accepted("700000101/80"), outcome);
        Assert.EndsWith("/sendMediaGroup", provider.Seen.Single().Url, StringComparison.Ordinal);
        Assert.Contains("""{"type":"document","media":"attach://file0","caption":""", provider.Seen[0].Body, StringComparison.Ordinal);
        Assert.Contains("name=\"file1\"; filename=\"b.pdf\"", provider.Seen[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_goes_with_its_name_or_alone()
    {
        var provider = new ScriptedProvider().Answers(200, Taken).Answers(200, Taken);

        await SendAsync(provider, Message(null) with { Composed = new LocationContent("店", "京都市", 35, 135.5) });
        await SendAsync(provider, Message(null) with { Composed = new LocationContent(null, null, 35, 135.5) });

        Assert.Equal(["sendVenue", "sendLocation"], provider.Seen.Select(seen => seen.Url.Split('/')[^1]));
    }

    [Fact]
    public void What_one_call_cannot_carry_is_refused_before_any_attempt()
    {
        var file = File("a.pdf", "application/pdf", "x");

        Assert.Equal("too_long_with_files", Refusal(Message(new string('x', 1025), file)));
        Assert.Null(Refusal(Message(new string('x', 1024), file)));
        Assert.Equal("attachment_too_large", Refusal(Message(null, file with { Size = 50_000_001 })));
        Assert.Equal("too_many_attachments", Refusal(Message("?", file, file) with { QuickReplies = _colours }));
        Assert.Equal("invalid_quick_replies", Refusal(Message("?") with { QuickReplies = [new("", "x")] }));
        Assert.Equal("invalid_location", Refusal(Message(null) with { Composed = new LocationContent(null, null, 91, 0) }));
        Assert.Equal("not_possible_here", Refusal(Message(null) with { Composed = new StickerContent("1", "2", null, null) }));
    }

    [Theory]
    [InlineData(403, "Forbidden: bot was blocked by the user", "unfollowed", true)]
    [InlineData(403, "Forbidden: user is deactivated", "unfollowed", true)]
    [InlineData(403, "Forbidden: bot was kicked from the supergroup chat", "unfollowed", true)]
    [InlineData(403, "Forbidden: bot can't initiate conversation with a user", "unfollowed", true)]
    [InlineData(403, "Forbidden: something new", "forbidden", false)]
    [InlineData(400, "Bad Request: chat not found", "recipient_refused", false)]
    [InlineData(400, "Bad Request: not enough rights to send text messages to the chat", "no_rights", false)]
    [InlineData(400, "Bad Request: group chat was upgraded to a supergroup chat", "group_moved", false)]
    [InlineData(400, "Bad Request: PHOTO_INVALID_DIMENSIONS", "invalid_file", false)]
    [InlineData(400, "Bad Request: BUTTON_DATA_INVALID", "invalid_quick_replies", false)]
    [InlineData(400, "Bad Request: something new", "invalid_request", false)]
    [InlineData(413, "Request Entity Too Large", "attachment_too_large", false)]
    public async Task Every_refusal_has_its_code_and_says_whether_the_customer_is_gone(int status, string description, string code, bool gone)
    {
        var answer = JsonSerializer.Serialize(new { ok = false, error_code = status, description });

        Assert.Equal(new SendOutcome.Rejected(code) { Unreachable = gone }, await SendAsync(new ScriptedProvider().Answers(status, answer), Message("hello")));
    }

    [Fact]
    public async Task What_may_have_been_sent_is_unknown_and_what_cannot_have_been_is_tried_again()
    {
        Assert.Equal(new SendOutcome.Unknown("http_502"), await SendAsync(new ScriptedProvider().Answers(502, "bad gateway"), Message("hello")));
        Assert.Equal(new SendOutcome.Unknown("connection_lost"), await SendAsync(new ScriptedProvider().Fails(new HttpRequestException(HttpRequestError.ResponseEnded)), Message("hello")));
        Assert.Equal(new SendOutcome.Unknown("bad_answer"), await SendAsync(new ScriptedProvider().Answers(200, "{}"), Message("hello")));
        Assert.Equal("not_connected", Assert.IsType<SendOutcome.Retry>(await SendAsync(new ScriptedProvider().Fails(new HttpRequestException(HttpRequestError.ConnectionError)), Message("hello"))).Code);
        var unauthorized = Assert.IsType<SendOutcome.Retry>(await SendAsync(new ScriptedProvider().Answers(401, """{"ok":false,"error_code":401,"description":"Unauthorized"}"""), Message("hello")));
        Assert.Equal(("unauthorized", true), (unauthorized.Code, unauthorized.PauseAccount));
        Assert.Equal(TimeSpan.FromSeconds(35), Assert.IsType<SendOutcome.Retry>(await SendAsync(new ScriptedProvider().Answers(429, """{"ok":false,"parameters":{"retry_after":35}}"""), Message("hello"))).After);
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_costs_no_call()
    {
        var gone = File("a.pdf", "application/pdf", "x") with { OpenAsync = _ => Task.FromException<Stream>(new FileNotFoundException()) };

        Assert.Equal(new SendOutcome.Rejected("unknown_attachment"), await SendAsync(new ScriptedProvider(), Message(null, gone)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no-colon")]
    [InlineData("123:abc/../../other")]
    [InlineData("123:abc?x=")]
    [InlineData("12a:abc")]
    public async Task A_token_that_would_lead_elsewhere_is_never_called(string token)
    {
        var account = Account with { Secrets = new Dictionary<string, string> { ["botToken"] = token } };

        Assert.Equal("not_configured", Assert.IsType<SendOutcome.Retry>(await new ScriptedProvider().Adapter().SendAsync(account, Message("hello"), Attempt, TestContext.Current.CancellationToken)).Code);
    }

    [Fact]
    public async Task Typing_and_presses_are_told()
    {
        var provider = new ScriptedProvider().Answers(200, """{"ok":true,"result":true}""").Answers(400, """{"ok":false,"description":"Bad Request: query is too old"}""");

        await provider.Adapter().ShowTypingAsync(Account, Chat, TestContext.Current.CancellationToken);
        await provider.Adapter().ConfirmPressAsync(Account, "4382", TestContext.Current.CancellationToken);

        Assert.Equal(["sendChatAction", "answerCallbackQuery"], provider.Seen.Select(seen => seen.Url.Split('/')[^1]));
    }

    private static SendAttempt Attempt => new(Guid.Parse("0198c0de-0000-7000-8000-00000000000a"), null, 1);

    private static Task<SendOutcome> SendAsync(ScriptedProvider provider, OutboundMessage message) => provider.Adapter().SendAsync(Account, message, Attempt, TestContext.Current.CancellationToken);

    private static string? Refusal(OutboundMessage message) => new ScriptedProvider().Adapter().Plan(Account, message, hasReplyHandle: false).Refusal;

    private static OutboundMessage Message(string? text, params OutboundAttachment[] files) => new(Guid.Parse("0198c0de-0000-7000-8000-000000000001"), Chat, text, files);

    private static OutboundAttachment File(string name, string contentType, string bytes) =>
        new("file", name, contentType, bytes.Length, "https://hub.example/f", null) { OpenAsync = _ => Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(bytes))) };
}
