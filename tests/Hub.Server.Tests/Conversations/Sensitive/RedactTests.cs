using System.Net;
using System.Text.Json;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Sensitive;

/// <summary>P12, in part: what was redacted is nowhere any more, in no column of the database and no file.</summary>
public sealed class RedactTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task P12_words_of_a_customer_are_gone_from_message_list_body_drafts_quotes_and_plans()
    {
        const string secret = "下鴨泉川町五十九番地";
        var user = await hub.PhoneAsync("Redact");
        await hub.SayAsync(user, $"住所は{secret}です。よろしく");
        var conversation = await hub.ConversationOfAsync(user);
        await hub.SettledAsync();
        var number = await NumberAsync(conversation, "inbound");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/draft", new { kind = "reply", text = $"{secret}ですね" })).Is(HttpStatusCode.NoContent);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/notes", new { id = Guid.CreateVersion7(), text = $"届け先: {secret}" })).Is(HttpStatusCode.Created);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = $"明日{secret}へ届きます", sendAt = DateTimeOffset.UtcNow.AddDays(1) })).Is(HttpStatusCode.Accepted);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/draft", new { kind = "reply", text = $"{secret}ですね" })).Is(HttpStatusCode.NoContent);
        Assert.Contains("conversations.message.content", await Traces.OfAsync(hub, secret));

        var changed = (await RedactAsync(hub.Admin, conversation, number, "お客様のご依頼", new { start = 3, length = secret.Length })).Is(HttpStatusCode.OK).Json;
        Assert.Equal($"住所は{RedactMessage.Mark}です。よろしく", changed.Body());
        Assert.True(changed.GetProperty("content").GetProperty("redacted").GetBoolean());
        Assert.Empty(await Traces.OfAsync(hub, secret));

        var messages = await hub.MessagesAsync(hub.Admin, conversation);
        Assert.Equal($"届け先: {RedactMessage.Mark}", messages.Single(message => message.GetProperty("kind").GetString() == "note").Body());
        var activity = messages.Single(message => message.GetProperty("content").TryGetProperty("activity", out var name) && name.GetString() == "redacted").GetProperty("content").GetProperty("data");
        Assert.Equal(("お客様のご依頼", number), (activity.GetProperty("reason").GetString(), activity.GetProperty("number").GetInt32()));
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE conversation_id = $1 AND action = 'message.redacted'", conversation));
    }

    [Fact]
    public async Task P12_the_last_words_of_a_list_and_what_was_sealed_go_with_a_masked_number()
    {
        const string card = "5555 5555 5555 4444";
        var user = await hub.PhoneAsync("Redact card");
        await hub.SayAsync(user, $"番号は{card}、期限は来年");
        var conversation = await hub.ConversationOfAsync(user);
        await hub.SettledAsync();
        var number = await NumberAsync(conversation, "inbound");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/draft", new { kind = "note", text = $"copied: {card}" })).Is(HttpStatusCode.NoContent);
        (await RedactAsync(hub.Admin, conversation, number, "card", new { start = 3, length = 19 })).Is(HttpStatusCode.OK);
        Assert.Empty(await Traces.OfAsync(hub, card));
        Assert.Empty(await Traces.OfAsync(hub, "番号は••••"));
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.masked_value WHERE conversation_id = $1", conversation));
        Assert.Equal($"番号は{RedactMessage.Mark}、期限は来年", (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Json.GetProperty("lastMessage").GetProperty("preview").GetString());
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages/{number}/reveal", new { reason = "x" })).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task P12_a_file_is_gone_from_disk_and_from_the_thread_and_so_are_its_copies()
    {
        const string secret = "the scanned passport of somebody";
        var (_, conversation) = await hub.PersonWithConversationAsync("Redact file");
        var first = await hub.ReplyAsync(conversation, "here", await UploadAsync(secret));
        await hub.ReplyAsync(conversation, "again", await UploadAsync(secret));
        await hub.SettledAsync();
        Assert.NotEmpty(await Traces.OfAsync(hub, secret));
        var attachment = await hub.ScalarAsync<Guid>("SELECT id FROM conversations.attachment WHERE conversation_id = $1 AND number = $2", conversation, first);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages/{first}/redact", new { attachmentId = attachment, reason = "wrong person" })).Is(HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => (await Traces.OfAsync(hub, secret)).Count == 0);
        (await hub.Admin.SendAsync("GET", $"/api/attachments/{attachment}")).Is(HttpStatusCode.NotFound);
        Assert.Empty(await Traces.OfAsync(hub, "passport.pdf"));
    }

    [Fact]
    public async Task P12_a_short_text_is_removed_whole_without_breaking_what_only_looks_like_it()
    {
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text("Uredact-short", "471147114711", "4711")));
        var conversation = await hub.ConversationOfAsync("Uredact-short");
        await hub.SettledAsync();
        (await RedactAsync(hub.Admin, conversation, await NumberAsync(conversation, "inbound"), "PIN", new { start = 0, length = 4 })).Is(HttpStatusCode.OK);
        var body = JsonElement.Parse(await hub.ScalarAsync<string>("SELECT convert_from(body, 'UTF8') FROM conversations.delivery WHERE position('Uredact-short'::bytea in body) > 0"));
        var message = body.GetProperty("events")[0].GetProperty("message");
        Assert.Equal(RedactMessage.Mark, message.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Who_may_not_redact_or_not_see_changes_nothing()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Refused");
        var number = await NumberAsync(conversation, "inbound");
        var (_, agent) = await hub.PersonAsync("agent");
        (await RedactAsync(agent, conversation, number, "x", new { start = 0, length = 1 })).Is(HttpStatusCode.Forbidden, "forbidden");
        (await RedactAsync(hub.Admin, Guid.CreateVersion7(), number, "x", new { start = 0, length = 1 })).Is(HttpStatusCode.NotFound);
        foreach (var (range, reason) in new (object?, string)[] { (new { start = 0, length = 500 }, "x"), (new { start = -1, length = 2 }, "x"), (new { start = 0, length = 0 }, "x"), (null, "x"), (new { start = 0, length = 1 }, " "), (new { start = 5, length = 7 }, "it was Refused") })
        {
            (await RedactAsync(hub.Admin, conversation, number, reason, range)).Is(HttpStatusCode.BadRequest, "invalid");
        }

        Assert.Equal("I am Refused", (await hub.MessagesAsync(hub.Admin, conversation)).Single(message => message.GetProperty("kind").GetString() == "inbound").Body());
    }

    [Fact]
    public async Task P8_the_message_is_a_newer_version_of_itself()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Live redact");
        var number = await NumberAsync(conversation, "inbound");
        var before = (await hub.MessagesAsync(hub.Admin, conversation)).Single(message => message.GetProperty("number").GetInt32() == number).GetProperty("version").GetInt32();
        (await RedactAsync(hub.Admin, conversation, number, "x", new { start = 5, length = 11 })).Is(HttpStatusCode.OK);
        var after = (await hub.MessagesAsync(hub.Admin, conversation)).Single(message => message.GetProperty("number").GetInt32() == number);
        Assert.Equal((before + 1, $"I am {RedactMessage.Mark}"), (after.GetProperty("version").GetInt32(), after.Body()));
    }

    [Theory]
    [InlineData("abcdef", "0,2;4,2", "█████cd█████")]
    [InlineData("abcdef", "0,3;2,2", "█████ef")]
    [InlineData("abc", "0,3", "█████")]
    public void Ranges_are_cut_wherever_they_lie(string text, string ranges, string left) => Assert.Equal(left, RedactMessage.Cut(
        text, [.. ranges.Split(';').Select(range => range.Split(',')).Select(pair => new RedactMessage.TextRange(int.Parse(pair[0]), int.Parse(pair[1])))]).Left);

    private async Task<int> NumberAsync(Guid conversation, string kind) =>
        (await hub.MessagesAsync(hub.Admin, conversation)).First(message => message.GetProperty("kind").GetString() == kind).GetProperty("number").GetInt32();

    private static Task<Answer> RedactAsync(DeskClient client, Guid conversation, int number, string reason, object? range) =>
        client.SendAsync("POST", $"/api/conversations/{conversation}/messages/{number}/redact", new { ranges = range is null ? [] : new[] { range }, reason });

    private async Task<Guid> UploadAsync(string content) => (await hub.Admin.SendAsync("POST", "/api/uploads", change: request =>
    {
        request.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(content)) { Headers = { ContentType = new("application/pdf") } };
        request.Headers.Add("X-File-Name", "passport.pdf");
    })).Is(HttpStatusCode.Created).Id;
}
