using System.Net;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Integrations;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Sms;

/// <summary>What the provider's own list says when no webhook did.</summary>
public sealed class ReconcileTests(SmsHub hub) : IClassFixture<SmsHub>
{
    [Fact]
    public async Task Messages_whose_webhook_never_came_are_found_in_their_order_and_only_once()
    {
        await hub.ReconcileAsync();
        var number = await hub.SmsPhoneAsync();
        await hub.SmsFaultsAsync(new { loseWebhooks = 3 });
        foreach (var text in new[] { "first", "second", "third" })
        {
            Assert.Equal("lost", (await hub.TextAsync(number, text)).GetProperty("webhook").GetString());
        }

        await hub.TextAsync(number, "fourth came by itself");
        var conversation = await hub.ConversationOfAsync(number);
        await hub.ReconcileAsync();
        await hub.ConversationOfAsync(number, messages: 4);
        await hub.ReconcileAsync();
        await hub.SettledAsync(hub.AccountId);

        Assert.Equal(["fourth came by itself", "first", "second", "third"], (await hub.MessagesAsync(hub.Admin, conversation)).Select(message => message.Body()));
    }

    [Fact]
    public async Task A_picture_whose_webhook_never_came_is_fetched_too()
    {
        await hub.ReconcileAsync();
        var number = await hub.SmsPhoneAsync();
        await hub.SmsFaultsAsync(new { loseWebhooks = 1 });
        await hub.WriteTextAsync(number, new { text = "look", sample = true }, SmsHub.Key);
        await hub.ReconcileAsync();
        var conversation = await hub.ConversationOfAsync(number);

        await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, conversation))[0].GetProperty("attachments")[0].GetProperty("state").GetString() == "stored");
    }

    [Fact]
    public async Task A_state_that_was_never_told_is_found()
    {
        await hub.ReconcileAsync();
        var (_, conversation) = await hub.TextedAsync();
        await hub.SmsFaultsAsync(new { noStatus = true });
        var reply = await hub.ReplyAsync(conversation, "arrived, but nobody said so");
        await hub.BecomesAsync(conversation, reply, "accepted");
        var sid = await hub.SidOfAsync(conversation, reply);
        await Eventually.HoldsAsync(async () => (await hub.OnSmsPhoneAsync((await hub.DetailAsync(conversation)).GetProperty("identity").GetProperty("externalId").GetString()!))
            .Exists(message => message.GetProperty("sid").GetString() == sid && message.GetProperty("status").GetString() == "delivered"));
        await hub.SmsFaultsAsync(new { });
        await hub.ReconcileAsync();

        await hub.BecomesAsync(conversation, reply, "delivered");
    }

    [Fact]
    public async Task F04_An_unknown_message_is_settled_when_exactly_one_can_be_meant()
    {
        await hub.ReconcileAsync();
        var (number, conversation) = await hub.TextedAsync();
        await hub.SmsFaultsAsync(new { noStatus = true, hangUp = new { when = "after" } });
        var reply = await hub.ReplyAsync(conversation, "only one like this");
        await hub.BecomesAsync(conversation, reply, "unknown");
        await DeliveredAsync(number, 1);
        await hub.ReconcileAsync();

        await hub.BecomesAsync(conversation, reply, "delivered");
        Assert.False((await hub.DetailAsync(conversation)).GetProperty("attention").GetBoolean());
        Assert.StartsWith("SM", await hub.SidOfAsync(conversation, reply), StringComparison.Ordinal);
        await hub.SmsFaultsAsync(new { });
    }

    [Fact]
    public async Task F04_Two_of_one_kind_stay_with_people()
    {
        await hub.ReconcileAsync();
        var (number, conversation) = await hub.TextedAsync();
        await hub.SmsFaultsAsync(new { noStatus = true, hangUp = new { when = "after", next = 2 } });
        var first = await hub.ReplyAsync(conversation, "twice the same");
        await hub.BecomesAsync(conversation, first, "unknown");
        var second = await hub.ReplyAsync(conversation, "twice the same");
        await hub.BecomesAsync(conversation, second, "unknown");
        await DeliveredAsync(number, 2);
        await hub.ReconcileAsync();
        await hub.SettledAsync(hub.AccountId);

        Assert.Equal(("unknown", "unknown"), ((await hub.StateAsync(conversation, first)).State, (await hub.StateAsync(conversation, second)).State));
        await hub.SmsFaultsAsync(new { });
    }

    [Fact]
    public async Task A_new_account_takes_over_nothing_of_what_its_number_did_before()
    {
        var account = await hub.AnotherAsync("sms-new");
        var number = await hub.SmsPhoneAsync(key: "sms-new");
        await hub.SmsFaultsAsync(new { loseWebhooks = 1 }, "sms-new");
        await hub.TextAsync(number, "before the hub", "sms-new");
        await hub.ReconcileAsync();
        await hub.SettledAsync(account.Id);

        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM customers.identity WHERE external_id = $1", number));
    }

    [Fact]
    public async Task An_account_whose_provider_refuses_keeps_its_place_and_delays_nobody()
    {
        var broken = await hub.CreateAsync("sms-broken", hub.AccountSid, "+815011112222", "wrong");
        await hub.ReconcileAsync();
        var place = await hub.ScalarAsync<DateTime>("SELECT until FROM conversations.reconciled WHERE account_id = $1", broken);
        var number = await hub.SmsPhoneAsync();
        await hub.SmsFaultsAsync(new { loseWebhooks = 1 });
        await hub.TextAsync(number, "found all the same");
        await hub.ReconcileAsync();

        await hub.ConversationOfAsync(number);
        Assert.Equal(place, await hub.ScalarAsync<DateTime>("SELECT until FROM conversations.reconciled WHERE account_id = $1", broken));
        (await hub.Admin.SendAsync("GET", "/api/conversations")).Is(HttpStatusCode.OK);
        Assert.True(Reconcile.Interval <= TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_second_account_with_the_number_of_one_in_use_is_refused_next_to_its_field_and_one_from_before_imports_nothing_twice()
    {
        object Twin(string key, string number, bool active = true) => new
        {
            key,
            channel = "sms",
            name = key,
            active,
            settings = new Dictionary<string, string> { ["accountSid"] = hub.AccountSid, ["number"] = number, ["apiBase"] = hub.Line.BaseAddress!.ToString() },
            secrets = new Dictionary<string, string> { ["authToken"] = SmsHub.Key + "-token" },
        };
        var refused = await hub.Admin.SendAsync("POST", "/api/channel-accounts", Twin("sms-second", hub.Number));
        refused.Is(HttpStatusCode.BadRequest, "invalid");
        Assert.Equal("taken", refused.Json.GetProperty("errors").GetProperty("number")[0].GetString());

        var other = await hub.CreateAsync("sms-second", hub.AccountSid, "+815033334444", SmsHub.Key + "-token");
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{other}", Twin("sms-second", hub.Number))).Is(HttpStatusCode.BadRequest, "invalid");
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{other}", Twin("sms-second", hub.Number, active: false))).Is(HttpStatusCode.OK);

        // As one that was made by an earlier version.
        await hub.ScalarAsync<Guid>("UPDATE integrations.channel_account SET active = true WHERE id = $1 RETURNING id", other);
        hub.Services.GetRequiredService<ChannelAccounts>().Invalidate();
        await hub.ReconcileAsync();
        var number = await hub.SmsPhoneAsync();
        await hub.SmsFaultsAsync(new { loseWebhooks = 1 });
        await hub.TextAsync(number, "only once");
        await hub.ReconcileAsync();
        await hub.ReconcileAsync();
        await hub.ConversationOfAsync(number);
        await hub.SettledAsync(other);

        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM customers.identity WHERE external_id = $1", number));
        await hub.ScalarAsync<Guid>("UPDATE integrations.channel_account SET active = false WHERE id = $1 RETURNING id", other);
        hub.Services.GetRequiredService<ChannelAccounts>().Invalidate();
    }

    private Task DeliveredAsync(string number, int count) => Eventually.HoldsAsync(async () => (await hub.OnSmsPhoneAsync(number)).Count(message => message.GetProperty("status").GetString() == "delivered") == count);
}
