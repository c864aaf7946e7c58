using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Sms;

public sealed class SmsTests(SmsHub hub) : IClassFixture<SmsHub>
{
    [Fact]
    public async Task A_text_becomes_a_message_and_its_answer_is_delivered()
    {
        var number = await hub.SmsPhoneAsync();
        var told = await hub.TextAsync(number, "煎茶はまだありますか？");
        Assert.Equal(200, told.GetProperty("httpStatus").GetInt32());
        var conversation = await hub.ConversationOfAsync(number);
        Assert.Equal("煎茶はまだありますか？", (await hub.MessagesAsync(hub.Admin, conversation))[0].Body());

        var detail = await hub.DetailAsync(conversation);
        Assert.Equal("sms", detail.GetProperty("channel").GetString());
        Assert.Equal(160, detail.GetProperty("capabilities").GetProperty("parts").GetProperty("narrowSingle").GetInt32());
        Assert.Equal($"0{number[3..5]}-{number[5..9]}-{number[9..]}", detail.GetProperty("customer").GetProperty("name").GetString());

        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "はい、ございます。"), "delivered");
        Assert.Equal(["はい、ございます。"], await hub.TextsOnAsync(number));
    }

    [Fact]
    public async Task WH4_The_provider_hears_an_empty_TwiML_and_a_caller_is_declined()
    {
        var number = await hub.SmsPhoneAsync();

        var message = await hub.PostFormAsync("/webhooks/twilio/sms-demo/messages", hub.Incoming("SM0000000000000000000000000000aa01", number, "hi"));
        Assert.Equal((HttpStatusCode.OK, "text/xml"), (message.Status, message.ContentType));
        Assert.EndsWith("<Response/>", message.Body, StringComparison.Ordinal);

        var call = await hub.PostFormAsync("/webhooks/twilio/sms-demo/voice", [("CallSid", "CA01"), ("AccountSid", hub.AccountSid), ("From", number)]);
        Assert.Contains("<Reject/>", call.Body, StringComparison.Ordinal);
        foreach (var unknown in new[] { "/webhooks/twilio/sms-demo", "/webhooks/twilio/sms-demo/fax", "/webhooks/sms/sms-demo/messages", "/webhooks/twilio/line-demo/messages", "/webhooks/line/sms-demo" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await hub.PostFormAsync(unknown, hub.Incoming("SM0000000000000000000000000000aa02", number, "hi"))).Status);
        }
    }

    [Fact]
    public async Task WH4_The_signature_is_over_the_public_address_whatever_the_Host_says()
    {
        var number = await hub.SmsPhoneAsync();
        const string path = "/webhooks/twilio/sms-demo/messages?a=1&b=%E3%81%82";
        var form = hub.Incoming("SM0000000000000000000000000000ab01", number, "hi");

        Assert.Equal(HttpStatusCode.OK, (await hub.PostFormAsync(path, form, host: "evil.example", signedUrl: new Uri(hub.Address, "/").ToString().TrimEnd('/') + path)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.PostFormAsync(path, form, host: "evil.example", signedUrl: "http://evil.example" + path)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.PostFormAsync(path, form, token: "wrong")).Status);
    }

    [Fact]
    public async Task WH5_A_delivery_that_comes_again_changes_nothing()
    {
        var number = await hub.SmsPhoneAsync();
        var form = hub.Incoming("SM0000000000000000000000000000ac01", number, "only once");
        for (var time = 0; time < 3; time++)
        {
            Assert.Equal(HttpStatusCode.OK, (await hub.PostFormAsync("/webhooks/twilio/sms-demo/messages", form)).Status);
        }

        // The same message under another body, as a year later.
        Assert.Equal(HttpStatusCode.OK, (await hub.PostFormAsync("/webhooks/twilio/sms-demo/messages", [.. form, ("NewParameter", "1")])).Status);
        var conversation = await hub.ConversationOfAsync(number);
        await hub.SettledAsync(hub.AccountId);
        Assert.Single(await hub.MessagesAsync(hub.Admin, conversation));
    }

    [Fact]
    public async Task WH11_States_in_the_wrong_order_end_at_the_highest()
    {
        var (number, conversation) = await hub.TextedAsync();
        await hub.SmsFaultsAsync(new { reverseStatus = true });
        var reply = await hub.ReplyAsync(conversation, "in what order");
        await hub.BecomesAsync(conversation, reply, "delivered");
        await hub.SmsFaultsAsync(new { });
        var sid = await hub.SidOfAsync(conversation, reply);
        foreach (var late in new[] { "sent", "queued", "failed" })
        {
            Assert.Equal(HttpStatusCode.OK, (await hub.PostFormAsync("/webhooks/twilio/sms-demo/status", hub.Status(sid, number, late))).Status);
        }

        await hub.SettledAsync(hub.AccountId);
        Assert.NotEqual("accepted", (await hub.StateAsync(conversation, reply)).State);
    }

    [Fact]
    public async Task WH11_An_account_never_moves_the_message_of_another()
    {
        var (number, conversation) = await hub.TextedAsync();
        await hub.ModeAsync(number, "silent");
        var reply = await hub.ReplyAsync(conversation, "mine");
        await hub.BecomesAsync(conversation, reply, "accepted");
        var other = await hub.AnotherAsync("sms-other");
        var sid = await hub.SidOfAsync(conversation, reply);

        foreach (var path in new[] { "/webhooks/twilio/sms-other/status", $"/webhooks/twilio/sms-other/status?ref={conversation:N}.{reply}" })
        {
            Assert.Equal(HttpStatusCode.OK, (await hub.PostFormAsync(path, hub.Status(sid, number, "failed"), "sms-other-token")).Status);
        }

        await hub.SettledAsync(other.Id);
        Assert.Equal("accepted", (await hub.StateAsync(conversation, reply)).State);
    }

    [Fact]
    public async Task An_error_of_the_provider_is_a_code_with_a_text()
    {
        var (number, conversation) = await hub.TextedAsync();
        await hub.SmsFaultsAsync(new { error = new { code = 21408 } });
        var refused = await hub.ReplyAsync(conversation, "to a region nobody has enabled");
        await hub.BecomesAsync(conversation, refused, "failed");
        Assert.Equal("region_not_enabled", (await hub.StateAsync(conversation, refused)).Code);

        await hub.ModeAsync(number, "off");
        var lost = await hub.ReplyAsync(conversation, "to a telephone that is off");
        await hub.BecomesAsync(conversation, lost, "failed");
        Assert.Equal("unreachable", (await hub.StateAsync(conversation, lost)).Code);
    }

    [Fact]
    public async Task F31_A_throttled_account_waits_as_long_as_asked_and_sends_once()
    {
        var (number, conversation) = await hub.TextedAsync();
        await hub.SmsFaultsAsync(new { rateLimit = new { retryAfter = 1, next = 1 } });
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "after the pause"), "delivered");
        Assert.Equal(["after the pause"], await hub.TextsOnAsync(number));
    }

    [Fact]
    public async Task F04_A_message_whose_answer_is_lost_is_settled_by_its_first_report_and_sent_once()
    {
        var (number, conversation) = await hub.TextedAsync();
        await hub.SmsFaultsAsync(new { hangUp = new { when = "after" } });
        var reply = await hub.ReplyAsync(conversation, "did it arrive?");
        await hub.BecomesAsync(conversation, reply, "delivered");
        await hub.SmsFaultsAsync(new { });

        Assert.Equal(["did it arrive?"], await hub.TextsOnAsync(number));
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.send WHERE conversation_id = $1", conversation) == 0); // The report may be quicker than our own record.
        Assert.False((await hub.DetailAsync(conversation)).GetProperty("attention").GetBoolean());
    }

    [Fact]
    public async Task F04_A_connection_that_breaks_before_anything_happened_leaves_it_unknown_and_is_never_repeated_by_itself()
    {
        var (number, conversation) = await hub.TextedAsync();
        await hub.SmsFaultsAsync(new { hangUp = new { when = "before" } });
        var reply = await hub.ReplyAsync(conversation, "perhaps");
        await hub.BecomesAsync(conversation, reply, "unknown");
        await hub.SmsFaultsAsync(new { });
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "next"), "delivered");
        Assert.Equal(["next"], await hub.TextsOnAsync(number));
        Assert.Equal("unknown", (await hub.StateAsync(conversation, reply)).State);
    }

    [Fact]
    public async Task Pictures_are_fetched_with_credentials_that_do_not_follow_the_redirect()
    {
        var number = await hub.SmsPhoneAsync();
        await hub.WriteTextAsync(number, new { text = "この割れ方です", sample = true }, SmsHub.Key);
        var conversation = await hub.ConversationOfAsync(number);
        JsonElement file = default;
        await Eventually.HoldsAsync(async () =>
        {
            file = (await hub.MessagesAsync(hub.Admin, conversation))[0].GetProperty("attachments")[0];
            return file.GetProperty("state").GetString() == "stored";
        });
        Assert.Equal(("image", "image/png"), (file.GetProperty("kind").GetString(), file.GetProperty("contentType").GetString()));
    }

    [Fact]
    public async Task A_number_known_from_a_record_belongs_to_that_customer_however_it_was_written()
    {
        var number = await hub.SmsPhoneAsync("+819055551234");
        var customer = (await hub.Admin.SendAsync("POST", "/api/customers", new { id = Guid.CreateVersion7(), name = "電話 太郎" })).Is(HttpStatusCode.Created).Id;
        (await hub.Admin.SendAsync("POST", $"/api/customers/{customer}/addresses", new { kind = "phone", value = "０９０−５５５５−１２３４" })).Is(HttpStatusCode.OK);

        await hub.TextAsync(number, "電話番号で分かりますか");
        var conversation = await hub.ConversationOfAsync(number);
        Assert.Equal(customer, (await hub.DetailAsync(conversation)).GetProperty("customer").GetProperty("id").GetGuid());

        foreach (var spelling in new[] { "090-5555-1234", "+81 (0)90 5555 1234", "9055551234", "51234" })
        {
            var found = (await hub.Admin.SendAsync("GET", "/api/customers?q=" + Uri.EscapeDataString(spelling))).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray();
            Assert.Contains(found, each => each.GetProperty("id").GetGuid() == customer);
        }
    }

    [Fact]
    public async Task A_known_number_can_be_written_to_before_it_ever_wrote()
    {
        var number = await hub.SmsPhoneAsync("+818066667777");
        var customer = (await hub.Admin.SendAsync("POST", "/api/customers", new { id = Guid.CreateVersion7(), name = "まだ 書かず", phone = "080 6666 7777" })).Is(HttpStatusCode.Created).Id;
        async Task<List<JsonElement>> WaysAsync() => [.. (await hub.Admin.SendAsync("GET", $"/api/customers/{customer}/reachable")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()
            .Where(each => each.GetProperty("accountId").GetGuid() == hub.AccountId)];

        var way = Assert.Single(await WaysAsync());
        Assert.Equal((number, JsonValueKind.Null), (way.GetProperty("displayName").GetString(), way.GetProperty("reason").ValueKind));
        var id = Guid.CreateVersion7();
        object Request(Guid customerId) => new { id, customerId, identityId = way.GetProperty("identityId").GetGuid(), text = "ご注文の品を発送しました。" };
        (await hub.Admin.SendAsync("POST", "/api/conversations", Request(Guid.NewGuid()))).Is(HttpStatusCode.NotFound);
        (await hub.Admin.SendAsync("POST", "/api/conversations", Request(customer))).Is(HttpStatusCode.Created);
        await hub.BecomesAsync(id, 1, "delivered");
        Assert.Equal(["ご注文の品を発送しました。"], await hub.TextsOnAsync(number));

        // The answer comes into the same thread, and there is still one way to that number.
        await hub.TextAsync(number, "ありがとうございます");
        Assert.Equal(id, await hub.ConversationOfAsync(number));
        Assert.Equal(id, Assert.Single(await WaysAsync()).GetProperty("openConversationId").GetGuid());
    }

    [Fact]
    public async Task An_account_check_makes_real_calls()
    {
        async Task<string?> CheckAsync(Guid id) => (await hub.Admin.SendAsync("POST", $"/api/channel-accounts/{id}/check")).Is(HttpStatusCode.OK).Json.GetProperty("code").GetString();

        Assert.Equal("ok", await CheckAsync(hub.AccountId));
        Assert.Equal("unauthorized", await CheckAsync(await hub.CreateAsync("sms-wrong", hub.AccountSid, "+815099999998", "wrong")));
        Assert.Equal("number_not_found", await CheckAsync(await hub.CreateAsync("sms-lost", hub.AccountSid, "+815099999999", "sms-demo-token")));
        var moved = await hub.AnotherAsync("sms-moved");
        (await hub.Line.PutAsJsonAsync("/sim/sms/sms-moved", new { webhookUrl = "https://elsewhere.test/webhooks/twilio/x/messages" })).EnsureSuccessStatusCode();
        Assert.Equal("webhook_elsewhere", await CheckAsync(moved.Id));
    }

    [Fact]
    public async Task The_kinds_of_channels_say_what_an_account_is_made_of()
    {
        var kinds = (await hub.Admin.SendAsync("GET", "/api/channel-kinds")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().ToList();
        var sms = kinds.Single(kind => kind.GetProperty("channel").GetString() == "sms");
        Assert.Equal(["messages", "status", "voice"], sms.GetProperty("webhookParts").EnumerateArray().Select(part => part.GetString()));
        Assert.Contains(sms.GetProperty("fields").EnumerateArray(), field => field.GetProperty("name").GetString() == "authToken" && field.GetProperty("secret").GetBoolean() && field.GetProperty("required").GetBoolean());
        (await hub.Admin.SendAsync("POST", "/api/channel-accounts", new { key = "sms-odd", channel = "sms", name = "odd", settings = new { media = "fax" } })).Is(HttpStatusCode.BadRequest);
    }
}
