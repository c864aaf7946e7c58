using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Channels.Email;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Mail;

public sealed class MailTests(MailHub hub) : IClassFixture<MailHub>
{
    private const string To = MailHub.Mailbox;
    private static int people;

    [Fact]
    public async Task A_letter_becomes_a_message_with_subject_and_recipients_and_what_it_quotes_stands_apart()
    {
        var hanako = Someone();
        await hub.ReceiveAsync(MailWebhook.Letter(
            $"=?UTF-8?B?{Convert.ToBase64String("鈴木 花子"u8)}?= <{hanako}>", $"つむぎ <{To}>, other@partner.example", $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes("Re: 注文 TM-1 について"))}?=",
            "まだ届きません。\n\n2026-03-01 10:00 つむぎ茶舗 <support@tsumugi.example>:\n> 発送いたしました。\n", cc: "Taro <TARO@partner.example>"));

        var conversation = await hub.ConversationAsync(hanako);
        var row = await hub.RowAsync(conversation);
        Assert.Equal(("email", "注文 TM-1 について", "鈴木 花子", 1), (row.GetProperty("channel").GetString(), row.GetProperty("subject").GetString(), row.GetProperty("customer").GetProperty("name").GetString(), row.GetProperty("unread").GetInt32()));
        var content = Assert.Single(await hub.ThreadAsync(conversation)).GetProperty("content");
        Assert.Equal(("email", "Re: 注文 TM-1 について", hanako), (content.GetProperty("type").GetString(), content.GetProperty("subject").GetString(), content.GetProperty("from").GetProperty("address").GetString()));
        Assert.Equal([To, "other@partner.example"], content.GetProperty("to").EnumerateArray().Select(one => one.GetProperty("address").GetString()));
        Assert.Equal("taro@partner.example", content.GetProperty("cc")[0].GetProperty("address").GetString());
        Assert.Equal("まだ届きません。", content.GetProperty("body").GetString());
        Assert.Contains("発送いたしました", content.GetProperty("quoted").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_come_out_of_the_raw_letter_as_a_step_of_their_own()
    {
        var (sender, picture, paper) = (Someone(), new byte[] { 0x89, 0x50, 0x4E, 0x47, 1, 2, 3 }, Encoding.UTF8.GetBytes(new string('あ', 9000)));
        await hub.ReceiveAsync(MailWebhook.Parts(sender, To, "写真", "添付します", "<p>添付します<img src=\"cid:pic1\"></p>", ("写真.png", "image/png", "pic1", picture), ("見積.txt", "text/plain", null, paper)));

        var conversation = await hub.ConversationAsync(sender);
        List<JsonElement> files = [];
        await Eventually.HoldsAsync(async () =>
        {
            files = [.. (await hub.ThreadAsync(conversation))[0].GetProperty("attachments").EnumerateArray()];
            return files.Count == 2 && files.All(file => file.GetProperty("state").GetString() == "stored");
        });
        Assert.Equal(("pic1", "image"), (files[0].GetProperty("inlineId").GetString(), files[0].GetProperty("kind").GetString()));
        Assert.Equal(("見積.txt", JsonValueKind.Null, (long)paper.Length), (files[1].GetProperty("fileName").GetString(), files[1].GetProperty("inlineId").ValueKind, files[1].GetProperty("size").GetInt64()));
        Assert.Equal(new string('あ', 9000), (await hub.Admin.SendAsync("GET", files[1].GetProperty("url").GetString()!)).Is(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task WH1_WH6_only_this_accounts_signature_opens_the_door_and_large_letters_pass_it()
    {
        var letter = MailWebhook.Letter(Someone(), To, "Door", "hello");
        foreach (var signature in new[] { null, "", "sha256=", MailWebhook.Sign("wrong", letter), MailWebhook.Sign(MailHub.Secret, [.. letter, 32]), MailWebhook.Sign(MailHub.Secret, letter)["sha256=".Length..] })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await MailWebhook.PostSignedAsync(hub.Address, MailHub.Key, signature, letter));
        }

        Assert.Equal(HttpStatusCode.NotFound, await MailWebhook.PostAsync(hub.Address, "nobody", MailHub.Secret, letter));
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Parts(sender, To, "Large", "see the file", null, ("big.bin", "application/octet-stream", null, new byte[3_000_000])));
        Assert.Equal(1, await hub.CountAsync(sender));
    }

    [Fact]
    public async Task MI5_letters_are_told_apart_by_what_they_say_and_not_by_their_name()
    {
        var (sender, name) = (Someone(), MailWebhook.NewId());
        var at = DateTimeOffset.UtcNow.AddHours(-1);
        var once = MailWebhook.Letter(sender, To, "Order", "first", name, date: at);
        await hub.ReceiveAsync(once);
        await hub.ReceiveAsync(once);
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Order", "first", name, date: at, headers: "Received: by another.example; Mon, 2 Mar 2026 10:00:00 +0900"));
        Assert.Equal(1, await MessagesOfAsync(sender));

        // A program that gives every letter the same name, one that gives none, and one that gives too much of one.
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Order", "second", name, date: at.AddMinutes(1)));
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Order", "third", messageId: "", date: at.AddMinutes(2)));
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Order", "fourth", messageId: new string('x', 900) + "@customer.example", date: at.AddMinutes(3)));
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Order", "fifth", messageId: new string('y', 3000) + "@customer.example", date: at.AddMinutes(4)));
        Assert.Equal(5, await MessagesOfAsync(sender));
    }

    [Fact]
    public async Task A_reply_carries_the_thread_and_goes_to_the_customer_and_whom_they_wrote_to()
    {
        var (sender, name) = (Someone(), MailWebhook.NewId());
        await hub.ReceiveAsync(MailWebhook.Letter($"Hanako <{sender}>", $"{To}, boss@partner.example", "Late parcel", "Where is it?", name, references: "<oldest@customer.example>"));
        var conversation = await hub.ConversationAsync(sender);

        var usual = (await hub.RowAsync(conversation)).GetProperty("letter");
        Assert.Equal(("Re: Late parcel", sender, "boss@partner.example"), (usual.GetProperty("subject").GetString(), usual.GetProperty("to")[0].GetProperty("address").GetString(), usual.GetProperty("cc")[0].GetProperty("address").GetString()));
        var (mail, envelope, _) = await hub.ReplyAsync(conversation, "It is on its way to you now.");

        Assert.Equal(("Re: Late parcel", To), (mail.Subject, mail.From!.Address));
        Assert.Equal([sender, "boss@partner.example"], envelope.Recipients);
        Assert.Equal([name], mail.InReplyTo);
        Assert.Equal(["oldest@customer.example", name], mail.References);
        Assert.Matches(@"^support\+c[a-z2-7]{42}@tsumugi\.example$", Assert.Single(mail.ReplyTo).Address);
        Assert.Contains("> Where is it?", mail.Text, StringComparison.Ordinal);
        Assert.Contains("[hub:", mail.Html, StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => await StateAsync(conversation, 2) == "accepted");
    }

    [Fact]
    public async Task A_bounce_fails_the_message_it_is_about_and_a_forged_one_does_not()
    {
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Bounces", "Hello?"));
        var conversation = await hub.ConversationAsync(sender);
        var (mail, _, _) = await hub.ReplyAsync(conversation, "Yes, we are here for you.");
        await Eventually.HoldsAsync(async () => await StateAsync(conversation, 2) == "accepted");

        var forged = (mail.MessageId![0] == 'a' ? 'b' : 'a') + mail.MessageId[1..];
        await hub.ReceiveAsync(MailWebhook.Bounce(To, sender, forged));
        Assert.Equal("accepted", await StateAsync(conversation, 2));

        var bounce = MailWebhook.Bounce(To, sender, mail.MessageId);
        await hub.ReceiveAsync(bounce);
        await hub.ReceiveAsync(bounce);

        var thread = await hub.ThreadAsync(conversation);
        Assert.Equal(("failed", "bounce_user_unknown"), (await StateAsync(conversation, 2), thread[1].GetProperty("delivery").GetProperty("code").GetString()));
        var report = Assert.Single(thread, message => message.GetProperty("content").TryGetProperty("activity", out var activity) && activity.GetString() == "deliveryReport").GetProperty("content").GetProperty("data");
        Assert.Equal((sender, 2), (report.GetProperty("recipient").GetString(), report.GetProperty("number").GetInt32()));
        Assert.Contains("User unknown", report.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.True((await hub.RowAsync(conversation)).GetProperty("attention").GetBoolean());
    }

    [Fact]
    public async Task MI9_what_a_machine_wrote_is_kept_where_it_belongs_reopens_nothing_and_is_never_answered()
    {
        var team = await hub.TeamAsync("Machines");
        var account = await hub.AccountAsync("mail-machines", "machines@tsumugi.example", team);
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{account}/auto-replies", new { acknowledge = true, acknowledgeEn = "We have received your message.", acknowledgeJa = "受け付けました。", closed = false, version = 0 })).Is(HttpStatusCode.OK);
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Letter(sender, "machines@tsumugi.example", "Holiday", "Please call me back about the order."), "mail-machines");
        var conversation = await hub.ConversationAsync(sender);
        await Eventually.HoldsAsync(() => Task.FromResult(hub.Out.Letters.Any(letter => letter.Envelope.Recipients.Contains(sender))));
        var (acknowledged, envelope) = hub.Out.Letters.Single(letter => letter.Envelope.Recipients.Contains(sender));
        Assert.Null(envelope.Sender);
        Assert.Equal(("auto-replied", "All"), (acknowledged.Headers.First("Auto-Submitted"), acknowledged.Headers.First("X-Auto-Response-Suppress")));
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/status", new { status = "resolved" })).Is(HttpStatusCode.OK);

        foreach (var round in Enumerable.Range(0, 5))
        {
            await hub.ReceiveAsync(
                MailWebhook.Letter(sender, "machines@tsumugi.example", "Automatic reply: Holiday", $"I am away ({round}).", inReplyTo: acknowledged.MessageId, headers: ["Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All"]),
                "mail-machines");
        }

        var row = await hub.RowAsync(conversation);
        Assert.Equal(("resolved", 0), (row.GetProperty("status").GetString(), row.GetProperty("unread").GetInt32()));
        Assert.Equal(5, (await hub.ThreadAsync(conversation)).Count(message => message.GetProperty("content").TryGetProperty("automatic", out var word) && word.GetString() == "auto_reply"));
        Assert.Equal(1, await hub.CountAsync(sender));

        // A list, and our own address, are read by people but answered by no machine.
        await hub.ReceiveAsync(MailWebhook.Letter("news@list.example", "machines@tsumugi.example", "News", "All the news.", headers: "List-Id: <news.list.example>"), "mail-machines");
        await hub.ReceiveAsync(MailWebhook.Letter("machines@tsumugi.example", "machines@tsumugi.example", "To myself", "Looping."), "mail-machines");
        Assert.Equal("open", (await hub.RowAsync(await hub.ConversationAsync("news@list.example"))).GetProperty("status").GetString());
        var last = Someone();
        await hub.ReceiveAsync(MailWebhook.Letter(last, "machines@tsumugi.example", "After", "Are you there? I have a question."), "mail-machines");
        await Eventually.HoldsAsync(() => Task.FromResult(hub.Out.Letters.Any(letter => letter.Envelope.Recipients.Contains(last))));
        Assert.DoesNotContain(hub.Out.Letters, letter => letter.Envelope.Recipients.Contains("news@list.example") || letter.Envelope.Recipients.Contains("machines@tsumugi.example"));
        Assert.Single(hub.Out.Letters, letter => letter.Envelope.Recipients.Contains(sender));
    }

    [Fact]
    public async Task F27_a_letter_that_may_have_gone_out_is_uncertain_and_keeps_its_name_when_sent_again()
    {
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Uncertain", "Hello"));
        var conversation = await hub.ConversationAsync(sender);
        hub.Out.Answers = envelope => envelope.Recipients.Contains(sender) ? new MailSendResult(MailOutcome.Unknown, "connection_lost", []) : null;
        var (first, _, id) = await hub.ReplyAsync(conversation, "We will look into it today.");
        await Eventually.HoldsAsync(async () => await StateAsync(conversation, 2) == "unknown");
        Assert.Equal(1, hub.Out.Count(id));

        hub.Out.Answers = null;
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages/2/retry", new { confirm = true })).Is(HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => await StateAsync(conversation, 2) == "accepted");
        Assert.Equal(2, hub.Out.Count(id));
        Assert.Equal(2, hub.Out.Letters.Count(letter => letter.Mail.MessageId == first.MessageId && letter.Mail.Date == first.Date));
    }

    [Fact]
    public async Task A_recipient_the_server_did_not_take_is_named()
    {
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Letter(sender, $"{To}, gone@partner.example", "Two", "Hello both"));
        var conversation = await hub.ConversationAsync(sender);
        hub.Out.Answers = envelope => envelope.Recipients.Contains("gone@partner.example")
            ? new MailSendResult(MailOutcome.Accepted, "accepted", [new(sender, MailOutcome.Accepted, "accepted", 250), new("gone@partner.example", MailOutcome.Rejected, "mailbox_unavailable", 550)])
            : null;
        await hub.ReplyAsync(conversation, "Good morning to both of you.");
        await Eventually.HoldsAsync(async () => (await hub.ThreadAsync(conversation)).Any(message => message.GetProperty("content").GetRawText().Contains("gone@partner.example", StringComparison.Ordinal)
            && message.GetProperty("content").TryGetProperty("activity", out var activity) && activity.GetString() == "deliveryReport"));
        hub.Out.Answers = null;
    }

    [Fact]
    public async Task MI8_addresses_and_subjects_that_could_break_out_of_their_line_are_refused_beside_the_field()
    {
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Letter(sender, To, "Injection", "Hello"));
        var conversation = await hub.ConversationAsync(sender);
        Task<Answer> SendAsync(object letter) => hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "A harmless text.", letter });

        Assert.Equal("invalid", (await SendAsync(new { subject = "Hi\r\nBcc: all@victim.example" })).Is(HttpStatusCode.BadRequest).Error("letter.subject"));
        Assert.Equal("invalid", (await SendAsync(new { to = new[] { new { address = "a@b.example>\r\nRCPT TO:<c@d.example" } } })).Is(HttpStatusCode.BadRequest).Error("letter.to"));
        Assert.Equal("invalid", (await SendAsync(new { cc = new[] { new { address = "nobody" } } })).Is(HttpStatusCode.BadRequest).Error("letter.cc"));
        Assert.Equal("invalid", (await SendAsync(new { to = new[] { new { address = "a@b.example", name = "x\ny" } } })).Is(HttpStatusCode.BadRequest).Error("letter.to"));
        (await SendAsync(new { to = Array.Empty<object>() })).Is(HttpStatusCode.UnprocessableEntity, "cannot_send");

        // Somebody who has not taken part, or many at once: the author is asked first.
        (await SendAsync(new { to = new[] { new { address = "stranger@else.example" } } })).Is(HttpStatusCode.Conflict, "confirm_needed");
        var many = Enumerable.Range(0, 6).Select(n => new { address = $"p{n}@else.example" });
        Assert.Contains("many_recipients", (await SendAsync(new { to = many })).Is(HttpStatusCode.Conflict, "confirm_needed").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receive_only_sends_nothing_and_acknowledges_nothing()
    {
        var account = await hub.AccountAsync("mail-silent", "silent@tsumugi.example", null, ("receiveOnly", "true"));
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{account}/auto-replies", new { acknowledge = true, acknowledgeEn = "We have received your message.", acknowledgeJa = "受け付けました。", closed = false, version = 0 })).Is(HttpStatusCode.OK);
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Letter(sender, "silent@tsumugi.example", "Beside", "Is anybody there? I wait."), "mail-silent");
        var conversation = await hub.ConversationAsync(sender);
        Assert.Equal("receive_only", (await hub.RowAsync(conversation)).GetProperty("cannotReplyReason").GetString());
        Assert.Contains("receive_only", (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "No." })).Is(HttpStatusCode.UnprocessableEntity, "cannot_send").Text, StringComparison.Ordinal);

        // The handlers have passed its letter when they have answered a later one of another account.
        var later = Someone();
        var other = await hub.AccountAsync("mail-loud", "loud@tsumugi.example");
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{other}/auto-replies", new { acknowledge = true, acknowledgeEn = "We have received your message.", acknowledgeJa = "受け付けました。", closed = false, version = 0 })).Is(HttpStatusCode.OK);
        await hub.ReceiveAsync(MailWebhook.Letter(later, "loud@tsumugi.example", "Beside", "Is anybody there? I wait."), "mail-loud");
        await Eventually.HoldsAsync(() => Task.FromResult(hub.Out.Letters.Any(letter => letter.Envelope.Recipients.Contains(later))));
        Assert.DoesNotContain(hub.Out.Letters, letter => letter.Envelope.Recipients.Contains(sender));
    }

    private async Task<string?> StateAsync(Guid conversation, int number) =>
        (await hub.ThreadAsync(conversation)).Single(message => message.GetProperty("number").GetInt32() == number).GetProperty("delivery").GetProperty("state").GetString();

    private Task<long> MessagesOfAsync(string address) => hub.ScalarAsync<long>(
        "SELECT count(*) FROM conversations.message m JOIN conversations.conversation c ON c.id = m.conversation_id JOIN customers.identity i ON i.id = c.identity_id WHERE m.kind = 0 AND i.external_id = $1", address);

    private static string Someone() => $"person{Interlocked.Increment(ref people)}@customer.example";
}
