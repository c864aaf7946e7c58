using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Conversations.Outbound;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Sms;

public sealed class OptOutTests(SmsHub hub) : IClassFixture<SmsHub>
{
    [Fact]
    public async Task A_Japanese_word_stops_everything_and_is_confirmed_once()
    {
        var (number, conversation) = await hub.TextedAsync("配信停止");
        await Eventually.HoldsAsync(async () => (await hub.TextsOnAsync(number)).Count == 1);
        Assert.StartsWith("配信を停止しました。", (await hub.TextsOnAsync(number))[0], StringComparison.Ordinal);

        var detail = await hub.DetailAsync(conversation);
        Assert.Equal((false, "opted_out"), (detail.GetProperty("canReply").GetBoolean(), detail.GetProperty("cannotReplyReason").GetString()));
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "still" })).Is(HttpStatusCode.UnprocessableEntity, "cannot_send");

        // Saying it again changes nothing and is not confirmed again; the word that resumes is.
        await hub.TextAsync(number, "停止");
        await hub.ConversationOfAsync(number, messages: 2);
        await hub.TextAsync(number, "再開");
        await Eventually.HoldsAsync(async () => (await hub.TextsOnAsync(number)).Count == 2);
        Assert.StartsWith("配信を再開しました。", (await hub.TextsOnAsync(number))[1], StringComparison.Ordinal);
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "おかえりなさい"), "delivered");
        Assert.Equal(["optedOut", "optedIn"], (await hub.MessagesAsync(hub.Admin, conversation)).Select(message => message.GetProperty("content")).Where(content => content.GetProperty("type").GetString() == "activity")
            .Select(content => content.GetProperty("activity").GetString()!).Where(activity => activity.StartsWith("opted", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_word_the_provider_acts_on_is_confirmed_by_the_provider_alone()
    {
        var (number, conversation) = await hub.TextedAsync("STOP");
        await Eventually.HoldsAsync(async () => (await hub.DetailAsync(conversation)).GetProperty("cannotReplyReason").GetString() == "opted_out");
        await hub.SettledAsync(hub.AccountId);

        Assert.StartsWith("You have successfully been unsubscribed.", Assert.Single(await hub.TextsOnAsync(number)), StringComparison.Ordinal);
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.message WHERE conversation_id = $1 AND kind = 1", conversation));
    }

    [Fact]
    public async Task PR6_Whoever_opts_out_between_queue_and_claim_gets_nothing()
    {
        var (number, conversation) = await hub.TextedAsync();
        await hub.HoldAsync(hub.AccountId);
        var queued = await hub.ReplyAsync(conversation, "too late");
        await OptOutAsync(number, conversation, "停止");

        await hub.BecomesAsync(conversation, queued, "failed");
        Assert.Equal("opted_out", (await hub.StateAsync(conversation, queued)).Code);
        Assert.DoesNotContain("too late", await ConfirmedAsync(number));
    }

    [Fact]
    public async Task PR6_Whoever_opts_out_between_two_attempts_gets_nothing()
    {
        var (number, conversation) = await hub.TextedAsync();
        await hub.SmsFaultsAsync(new { rateLimit = new { retryAfter = 3600, next = 1 } });
        var reply = await hub.ReplyAsync(conversation, "second attempt");
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.send s JOIN conversations.send_pause p USING (account_id) WHERE s.conversation_id = $1 AND s.attempts = 1 AND s.node_id IS NULL AND p.until > clock_timestamp()", conversation) == 1);
        await OptOutAsync(number, conversation, "受信拒否");

        await hub.BecomesAsync(conversation, reply, "failed");
        Assert.DoesNotContain("second attempt", await ConfirmedAsync(number));
    }

    [Fact]
    public async Task What_the_provider_knows_is_remembered()
    {
        var (_, conversation) = await hub.TextedAsync();
        await hub.SmsFaultsAsync(new { error = new { code = 21610 } });
        var refused = await hub.ReplyAsync(conversation, "refused by the provider");
        await hub.BecomesAsync(conversation, refused, "failed");

        Assert.Equal("opted_out", (await hub.DetailAsync(conversation)).GetProperty("cannotReplyReason").GetString());
        Assert.Equal("provider", (await IdentityAsync(conversation)).OptOut.GetProperty("source").GetString());
    }

    [Fact]
    public async Task The_wish_counts_for_every_account_of_the_channel()
    {
        var number = await hub.SmsPhoneAsync();
        await hub.AnotherAsync("sms-second");
        await hub.SmsPhoneAsync(number, "sms-second");
        await hub.TextAsync(number, "hello", "sms-second");
        var second = await hub.ConversationOfAsync(number);
        await hub.TextAsync(number, "停止");

        await Eventually.HoldsAsync(async () => (await hub.DetailAsync(second)).GetProperty("cannotReplyReason").GetString() == "opted_out");
        // Before the next test makes the provider refuse something.
        await Eventually.HoldsAsync(async () => (await hub.TextsOnAsync(number)).Count == 1);
    }

    [Fact]
    public async Task A_person_ends_it_with_a_reason_that_the_audit_log_keeps()
    {
        var (number, conversation) = await hub.TextedAsync("停止");
        await Eventually.HoldsAsync(async () => (await hub.DetailAsync(conversation)).GetProperty("cannotReplyReason").GetString() == "opted_out");
        var (customer, identity, wish) = await IdentityAsync(conversation);
        Assert.Equal("word", wish.GetProperty("source").GetString());
        var path = $"/api/customers/{customer}/identities/{identity}/opt-out";

        Assert.Equal("required", (await hub.Admin.SendAsync("POST", path, new { optedOut = false, reason = "  " })).Is(HttpStatusCode.BadRequest).Error("reason"));
        (await hub.Admin.SendAsync("POST", $"/api/customers/{Guid.NewGuid()}/identities/{identity}/opt-out", new { optedOut = false, reason = "x" })).Is(HttpStatusCode.NotFound);
        (await hub.Admin.SendAsync("POST", path, new { optedOut = false, reason = "Asked on the telephone to go on" })).Is(HttpStatusCode.OK);
        Assert.True((await hub.DetailAsync(conversation)).GetProperty("canReply").GetBoolean());
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "welcome back"), "delivered");
        Assert.Contains("welcome back", await hub.TextsOnAsync(number));

        // And a person notes it for somebody who said so elsewhere.
        (await hub.Admin.SendAsync("POST", path, new { optedOut = true })).Is(HttpStatusCode.OK);
        Assert.Equal("agent", (await IdentityAsync(conversation)).OptOut.GetProperty("source").GetString());
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE action = 'customer.opted_in' AND data->>'reason' = 'Asked on the telephone to go on' AND customer_id = $1", customer));
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE action = 'customer.opted_out' AND customer_id = $1", customer));
    }

    private const string Held = "SELECT count(*) FROM conversations.message m JOIN conversations.conversation c ON c.id = m.conversation_id WHERE c.account_id = $1 AND m.state_code = 'budget_reached'";

    [Fact]
    public async Task RL2_Nobody_wrote_it_and_the_hour_is_used_up_so_it_stays()
    {
        var account = (await hub.AnotherAsync("sms-narrow", new() { ["maxAutomaticPerPrefix"] = "2" })).Id;
        var numbers = new List<string>();
        for (var n = 0; n < 4; n++)
        {
            numbers.Add(await hub.SmsPhoneAsync($"+817199{n:000000}", "sms-narrow"));
            await hub.TextAsync(numbers[^1], "停止", "sms-narrow");
            await hub.ConversationOfAsync(numbers[^1]);
        }

        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>(Held, account) == 2);
        await Eventually.HoldsAsync(async () => (await Task.WhenAll(numbers.Select(number => hub.TextsOnAsync(number, "sms-narrow")))).Sum(texts => texts.Count) == 2); // Held is decided before the others have arrived.
        Assert.Equal(0L, await hub.ScalarAsync<long>(Held + " AND EXISTS (SELECT 1 FROM conversations.unsettled_send u WHERE u.conversation_id = m.conversation_id AND u.number = m.number)", account));
    }

    [Fact]
    public async Task RL2_The_accounts_hour_holds_for_people_too_and_is_theirs_to_settle()
    {
        var account = (await hub.AnotherAsync("sms-poor", new() { ["maxPerHour"] = "1" })).Id;
        var (number, conversation) = await hub.TextedAsync("hello", "sms-poor");
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "one"), "delivered");
        // As much in the next hour: it may begin meanwhile.
        await hub.ScalarAsync<Guid>("INSERT INTO conversations.send_budget (account_id, hour, prefix, sent) SELECT account_id, hour + interval '1 hour', prefix, sent FROM conversations.send_budget WHERE account_id = $1 RETURNING account_id", account);
        var second = await hub.ReplyAsync(conversation, "two");
        await hub.BecomesAsync(conversation, second, "failed");

        Assert.Equal("budget_reached", (await hub.StateAsync(conversation, second)).Code);
        Assert.Equal(["one"], await hub.TextsOnAsync(number, "sms-poor"));
        Assert.True((await hub.DetailAsync(conversation)).GetProperty("attention").GetBoolean());
    }

    /// <summary>Says so while nothing of the account goes out, and lets it go out when it is known.</summary>
    private async Task OptOutAsync(string number, Guid conversation, string word)
    {
        await hub.TextAsync(number, word);
        await Eventually.HoldsAsync(async () => (await hub.DetailAsync(conversation)).GetProperty("cannotReplyReason").GetString() == "opted_out");
        await hub.GoOnAsync(hub.AccountId);
    }

    /// <summary>What is on the phone once the confirmation is: a later test's faults must not meet it.</summary>
    private async Task<List<string>> ConfirmedAsync(string number)
    {
        List<string> texts = [];
        await Eventually.HoldsAsync(async () => (texts = await hub.TextsOnAsync(number)).Exists(text => text.StartsWith("配信を停止しました。", StringComparison.Ordinal)));
        return texts;
    }

    private async Task<(Guid Customer, Guid Identity, JsonElement OptOut)> IdentityAsync(Guid conversation)
    {
        var customer = (await hub.DetailAsync(conversation)).GetProperty("customer").GetProperty("id").GetGuid();
        var identity = (await hub.Admin.SendAsync("GET", $"/api/customers/{customer}")).Is(HttpStatusCode.OK).Json.GetProperty("identities")[0];
        return (customer, identity.GetProperty("id").GetGuid(), identity.GetProperty("optOut"));
    }
}
