using System.Net;
using System.Text.Json;
using Hub.Server.Conversations.Outbound.Checks;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Outbound;

/// <summary>Twenty and more things that get sent by mistake (誤送信). Each is stopped, nothing of it is stored, and it leaves when its author says so.</summary>
public sealed class MisSendTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public Task A_note_for_colleagues_was_typed_into_the_reply() => AsksAsync("note_like", "【社内】返金は店長の承認待ち。お客様への案内は明日。");

    [Fact]
    public Task A_remark_about_the_customer_was_typed_into_the_reply() => AsksAsync("note_like", "このお客様、先月もクレームでした。対応は慎重にお願いします。");

    [Fact]
    public Task A_colleague_was_mentioned_in_the_reply() => AsksAsync("note_like", "@佐藤さん 在庫を見てもらえますか");

    [Fact]
    public Task The_reply_was_addressed_to_the_customer_of_the_tab_beside() => AsksAsync("wrong_name", "高橋様\nお待たせいたしました。ご注文の品は本日発送いたします。");

    [Fact]
    public Task The_english_reply_begins_with_somebody_elses_name() => AsksAsync("wrong_name", "Dear Oliver,\nyour order leaves us today.", "Emily Watson", "Hello, where is my order please?");

    [Fact]
    public async Task The_answer_tells_another_customers_full_name()
    {
        await NamedAsync("小笠原 千尋", "荷物はいつ届きますか。");
        var asked = await AsksAsync("other_customer_name", "お問い合わせの件、小笠原千尋様宛てのお荷物は明日到着予定です。");
        Assert.Equal("小笠原 千尋", asked.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Another_customers_telephone_number_was_pasted()
    {
        await AddressAsync("+819012340001");
        await AsksAsync("other_customer_phone", "ご登録のお電話番号は ０９０－１２３４－０００１ でお間違いないでしょうか。");
    }

    [Fact]
    public async Task Another_customers_mail_address_was_pasted()
    {
        await AddressAsync("kaori.mori@example.test");
        await AsksAsync("other_customer_email", "領収書を Kaori.Mori@example.test へお送りしました。");
    }

    [Fact]
    public async Task The_number_of_another_customers_conversation_was_given()
    {
        var (other, _) = await NamedAsync("別の 方", "注文を取り消したいです。");
        var number = await hub.ScalarAsync<long>("SELECT number FROM conversations.conversation WHERE id = $1", other);
        // Numbers grow with the years; two digits are where a list of points begins.
        await hub.ScalarAsync<long>("WITH n AS (UPDATE conversations.conversation SET number = number + 70000 WHERE id = $1 RETURNING number) SELECT number FROM n", other);
        await AsksAsync("other_customer_number", $"お問い合わせ番号は {number + 70000} です。次回お知らせください。");
    }

    [Fact]
    public async Task The_photo_another_customer_sent_was_attached()
    {
        var user = await hub.PhoneAsync("写真 太郎");
        await hub.WriteAsync(user, new { type = "image" });
        var other = await hub.ConversationOfAsync(user);
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.attachment WHERE conversation_id = $1 AND state = 1", other) == 1);
        var id = await hub.ScalarAsync<Guid>("SELECT id FROM conversations.attachment WHERE conversation_id = $1", other);
        var bytes = await DownloadAsync(id);
        await AsksAsync("other_customer_file", "こちらのお写真でお間違いないでしょうか。", files: [await UploadAsync(hub.Admin, bytes, "photo.jpg")]);
    }

    [Fact]
    public async Task The_invoice_that_went_to_another_customer_was_attached_again()
    {
        var invoice = "%PDF-1.7 invoice 4711 of somebody else"u8.ToArray();
        var (other, _) = await NamedAsync("請求 花子", "請求書をお願いします。");
        await ReplyAsync(other, "請求書をお送りします。", [await UploadAsync(hub.Admin, invoice, "請求書.pdf")]);
        var asked = await AsksAsync("other_customer_file", "請求書をお送りします。", files: [await UploadAsync(hub.Admin, invoice, "invoice.pdf")]);
        Assert.Equal(("invoice.pdf", "請求 花子"), (asked.GetProperty("found").GetString(), asked.GetProperty("name").GetString()));
    }

    [Fact]
    public Task The_template_still_has_circles_for_the_name() => AsksAsync("placeholder", "〇〇様、ご注文ありがとうございます。");

    [Fact]
    public Task The_template_still_has_a_variable() => AsksAsync("placeholder", "ご注文番号は {{注文番号}} です。");

    [Fact]
    public Task The_template_still_has_a_bracket_to_fill_in() => AsksAsync("placeholder", "お届けは[日付]の予定です。");

    [Fact]
    public Task Enter_was_pressed_after_the_greeting() => AsksAsync("greeting_only", "お世話になっております。");

    [Fact]
    public Task Enter_was_pressed_in_the_middle_of_the_sentence() => AsksAsync("unfinished", "ご確認いただいたうえで、");

    [Fact]
    public Task The_attachment_was_forgotten() => AsksAsync("attachment_missing", "お見積書を添付いたしましたのでご確認ください。");

    [Fact]
    public Task The_english_attachment_was_forgotten() => AsksAsync("attachment_missing", "Please find attached the care guide for your teapot.", "Emily Watson", "Could you send me the care guide?");

    [Fact]
    public async Task The_other_brand_was_named()
    {
        var brand = await hub.ScalarAsync<Guid>("INSERT INTO integrations.brand (id, key, name) VALUES (gen_random_uuid(), 'kissa', 'つむぎ喫茶') RETURNING id");
        (await hub.Admin.SendAsync("POST", "/api/channel-accounts", new
        {
            key = "kissa-web",
            channel = "webchat",
            name = "Kissa",
            brandId = brand,
            settings = new { },
            secrets = new { },
        })).Is(HttpStatusCode.Created);
        await AsksAsync("wrong_brand", "いつもつむぎ喫茶をご利用いただきありがとうございます。");
    }

    [Fact]
    public async Task The_customers_card_number_was_read_back()
    {
        var asked = await AsksAsync("sensitive_number", "カード番号は 4111 1111 1111 1111 でよろしいでしょうか。");
        Assert.Equal("•••• •••• •••• 1111", asked.GetProperty("found").GetString());
    }

    [Fact]
    public Task A_my_number_was_written_out() => AsksAsync("sensitive_number", "マイナンバー 1234-5678-9018 を確認いたしました。");

    [Fact]
    public Task An_english_visitor_was_answered_in_japanese() => AsksAsync("other_language", "お問い合わせありがとうございます。在庫がございます。", "Emily Watson", "Hello, do you have matcha in stock?");

    [Fact]
    public Task A_japanese_customer_was_answered_in_english() => AsksAsync("other_language", "Thank you for your message. It is in stock.");

    [Fact]
    public Task A_link_into_the_desk_was_pasted() => AsksAsync("desk_link", $"詳しくはこちらです {hub.Address}inbox/mine/0199");

    [Fact]
    public async Task A_colleague_had_answered_meanwhile()
    {
        var (conversation, _) = await NamedAsync("鈴木 花子", "いつ届きますか。");
        var (_, colleague) = await hub.PersonAsync("supervisor");
        (await colleague.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "明日お届けします。" })).Is(HttpStatusCode.Created);
        (await SendAsync(conversation, new { id = Guid.CreateVersion7(), text = "本日発送しました。", seenNumber = 1 })).Is(HttpStatusCode.Conflict, "conversation_changed");
    }

    [Fact]
    public async Task Another_colleague_had_taken_the_conversation()
    {
        var (conversation, _) = await NamedAsync("鈴木 花子", "いつ届きますか。");
        var (owner, _) = await hub.PersonAsync("supervisor");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { ownerId = owner, teamId = (Guid?)null })).Is(HttpStatusCode.OK);
        (await SendAsync(conversation, new { id = Guid.CreateVersion7(), text = "本日発送しました。", expectedOwnerId = (Guid?)null })).Is(HttpStatusCode.Conflict, "conversation_changed");
    }

    [Fact]
    public void A_new_recipient_and_many_recipients_are_asked_about()
    {
        var one = new Outgoing { Text = "見積書です。", Recipients = ["a@example.test", "new@example.test"], KnownRecipients = ["A@example.test"] };
        Assert.Equal(new SendQuestion("new_recipient", "new@example.test"), Assert.Single(SendChecks.Ask(one)));
        var five = Enumerable.Range(0, 5).Select(n => $"{n}@example.test").ToList();
        Assert.Equal(new SendQuestion("many_recipients", "5"), Assert.Single(SendChecks.Ask(new Outgoing { Text = "お知らせです。", Recipients = five, KnownRecipients = five })));
    }

    [Fact]
    public async Task The_customer_writing_on_is_no_reason_to_ask()
    {
        var user = await hub.PhoneAsync("鈴木 花子");
        await hub.SayAsync(user, "いつ届きますか。");
        var conversation = await hub.ConversationOfAsync(user);
        await hub.SayAsync(user, "急いでいます。");
        await hub.ConversationOfAsync(user, messages: 2);
        (await SendAsync(conversation, new { id = Guid.CreateVersion7(), text = "明日お届けします。", seenNumber = 1, expectedOwnerId = (Guid?)null })).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Only_what_was_confirmed_passes_and_everything_else_is_asked_again()
    {
        var (conversation, _) = await NamedAsync("鈴木 花子", "いつ届きますか。");
        var id = Guid.CreateVersion7();
        const string text = "〇〇様、見積書を添付いたします。";
        var first = (await SendAsync(conversation, new { id, text })).Is(HttpStatusCode.Conflict, "confirm_needed");
        Assert.Equal(["placeholder", "attachment_missing"], Codes(first));
        var second = (await SendAsync(conversation, new { id, text, confirmed = new[] { "placeholder" } })).Is(HttpStatusCode.Conflict, "confirm_needed");
        Assert.Equal(["attachment_missing"], Codes(second));
        (await SendAsync(conversation, new { id, text, confirmed = new[] { "placeholder", "attachment_missing" } })).Is(HttpStatusCode.Created);
        (await SendAsync(conversation, new { id, text })).Is(HttpStatusCode.OK); // the same message once more is the same message
    }

    [Fact]
    public async Task AZ8_whose_address_it_is_stays_unsaid_to_those_who_may_not_see_that_customer()
    {
        var (team, otherTeam) = (await hub.TeamAsync("Mine"), await hub.TeamAsync("Theirs"));
        var (agentId, agent) = await hub.PersonAsync("agent", team);
        var (hidden, customer) = await NamedAsync("秘密 次郎", "内密にお願いします。");
        await hub.ScalarAsync<Guid>("WITH c AS (UPDATE conversations.conversation_head SET team_id = $2 WHERE conversation_id = $1) SELECT $1", hidden, otherTeam);
        await AddressAsync("+819055550002", customer);
        var (mine, _) = await NamedAsync("鈴木 花子", "いつ届きますか。");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{mine}/assignment", new { ownerId = agentId, teamId = team })).Is(HttpStatusCode.OK);
        var answer = (await agent.SendAsync("POST", $"/api/conversations/{mine}/messages", new { id = Guid.CreateVersion7(), text = "お電話番号は 090-5555-0002 ですね。" })).Is(HttpStatusCode.Conflict, "confirm_needed");
        var question = Assert.Single(answer.Json.GetProperty("questions").EnumerateArray());
        Assert.Equal("other_customer_phone", question.GetProperty("code").GetString());
        Assert.Null(question.GetProperty("name").GetString());
        Assert.DoesNotContain("秘密", answer.Text);
    }

    [Fact]
    public async Task What_is_the_customers_own_or_goes_to_everybody_is_not_asked_about()
    {
        var (conversation, customer) = await NamedAsync("鈴木 花子", "いつ届きますか。");
        await AddressAsync("+819077770003", customer);
        await AddressAsync("+819077770003"); // her husband's too
        var number = await hub.ScalarAsync<long>("SELECT number FROM conversations.conversation WHERE id = $1", conversation);
        var brochure = "%PDF-1.7 spring catalogue"u8.ToArray();
        for (var n = 0; n < 3; n++)
        {
            await ReplyAsync((await NamedAsync($"案内 {n}号", "カタログをください。")).Conversation, "カタログです。", [await UploadAsync(hub.Admin, brochure, "catalogue.pdf")], confirmed: ["other_customer_file"]);
        }

        await ReplyAsync(conversation, $"鈴木様、お電話番号 090-7777-0003、お問い合わせ番号 {number} で承りました。", [await UploadAsync(hub.Admin, brochure, "catalogue.pdf")]);
    }

    private async Task<JsonElement> AsksAsync(string code, string text, string name = "鈴木 花子", string says = "いつ届きますか。", Guid[]? files = null)
    {
        var (conversation, _) = await NamedAsync(name, says);
        var id = Guid.CreateVersion7();
        var answer = (await SendAsync(conversation, new { id, text, attachmentIds = files ?? [] })).Is(HttpStatusCode.Conflict, "confirm_needed");
        Assert.Equal([code], Codes(answer));
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.message WHERE conversation_id = $1 AND kind = 1", conversation));
        (await SendAsync(conversation, new { id, text, attachmentIds = files ?? [], confirmed = new[] { code } })).Is(HttpStatusCode.Created);
        return answer.Json.GetProperty("questions")[0];
    }

    private async Task<(Guid Conversation, Guid Customer)> NamedAsync(string name, string says)
    {
        var user = await hub.PhoneAsync(name);
        await hub.SayAsync(user, says);
        var conversation = await hub.ConversationOfAsync(user);
        var customer = await hub.ScalarAsync<Guid>("""
            UPDATE customers.customer SET name = $2, name_edited = true WHERE id = (SELECT customer_id FROM conversations.conversation WHERE id = $1) RETURNING id
            """, conversation, name);
        return (conversation, customer);
    }

    /// <summary>An address of a customer, of a new one if none is given.</summary>
    private async Task AddressAsync(string address, Guid? customer = null)
    {
        var owner = customer ?? await hub.ScalarAsync<Guid>("INSERT INTO customers.customer (id) VALUES (gen_random_uuid()) RETURNING id");
        await hub.ScalarAsync<Guid>(
            "INSERT INTO customers.identity (id, customer_id, account_id, external_id) VALUES (gen_random_uuid(), $1, gen_random_uuid(), $2) RETURNING id", owner, address);
    }

    private Task<Answer> SendAsync(Guid conversation, object body) => hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", body);

    private async Task ReplyAsync(Guid conversation, string text, Guid[] files, string[]? confirmed = null) =>
        (await SendAsync(conversation, new { id = Guid.CreateVersion7(), text, attachmentIds = files, confirmed })).Is(HttpStatusCode.Created);

    private static IEnumerable<string> Codes(Answer answer) => answer.Json.GetProperty("questions").EnumerateArray().Select(question => question.GetProperty("code").GetString()!);

    private async Task<byte[]> DownloadAsync(Guid attachment)
    {
        using var client = hub.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/attachments/{attachment}");
        request.Headers.Add("Cookie", hub.Admin.Cookie);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<Guid> UploadAsync(DeskClient client, byte[] bytes, string name) => (await client.SendAsync("POST", "/api/uploads", change: request =>
    {
        request.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/octet-stream") } };
        request.Headers.Add("X-File-Name", Uri.EscapeDataString(name));
    })).Is(HttpStatusCode.Created).Id;
}
