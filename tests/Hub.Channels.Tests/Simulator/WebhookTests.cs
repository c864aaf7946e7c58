using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Hub.Channels.Tests.Simulator;

public sealed class WebhookTests : SimulatorTest
{
    [Fact]
    public async Task A_webhook_is_signed_over_its_raw_bytes()
    {
        await Sim.WriteAsync(User, new { type = "text", text = "署名は🍵バイト列に" });
        var hook = Assert.Single(Sim.Hooks.Received);
        var expected = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SimulatorHost.Secret), hook.Bytes));
        Assert.Equal(expected, hook.Signature);
        Assert.Equal("/webhooks/line/line-demo", hook.Path);
        Assert.Contains("署名は", Encoding.UTF8.GetString(hook.Bytes));
    }

    [Fact]
    public async Task A_text_event_has_LINEs_shape()
    {
        var outcome = await Sim.WriteAsync(User, new { type = "text", text = "$ です", emojis = new[] { new { index = 0, length = 1, productId = "5ac1bfd5040ab15980c9b435", emojiId = "001" } } });
        var hook = Assert.Single(Sim.Hooks.Received);
        var one = Assert.Single(hook.Events);
        Assert.Matches("^U[0-9a-f]{32}$", Text(hook.Body["destination"]));
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{26}$", Text(one["webhookEventId"]));
        Assert.Equal(Text(outcome["webhookEventId"]), Text(one["webhookEventId"]));
        Assert.Equal(Text(outcome["messageId"]), Text(one["message"]!["id"]));
        Assert.Equal("active", Text(one["mode"]));
        Assert.Equal(User, Text(one["source"]!["userId"]));
        Assert.False(one["deliveryContext"]!["isRedelivery"]!.GetValue<bool>());
        Assert.Equal("001", Text(one["message"]!["emojis"]![0]!["emojiId"]));
        Assert.NotEmpty(Text(one["message"]!["quoteToken"]));
    }

    [Theory]
    [InlineData("sticker", "stickerId")]
    [InlineData("image", "contentProvider")]
    [InlineData("audio", "duration")]
    [InlineData("file", "fileName")]
    [InlineData("location", "latitude")]
    public async Task Every_kind_of_message_carries_its_own_properties(string type, string property)
    {
        var outcome = await Sim.WriteAsync(User, new { type });
        Assert.Equal("delivered", Text(outcome["status"]));
        var message = Assert.Single(Sim.Hooks.Events)["message"]!;
        Assert.Equal(type, Text(message["type"]));
        Assert.NotNull(message[property]);
    }

    [Fact]
    public async Task Block_unblock_unsend_and_postback_send_their_events()
    {
        var sent = await Sim.WriteAsync(User, new { type = "text", text = "取り消します" });
        await Sim.SimAsync(HttpMethod.Post, $"/users/{User}/messages/{Text(sent["messageId"])}/unsend");
        await Sim.WriteAsync(User, new { type = "postback", data = "a=1", @params = new { date = "2026-11-20" } });
        await Sim.SimAsync(HttpMethod.Post, $"/users/{User}/block");
        await Sim.SimAsync(HttpMethod.Post, $"/users/{User}/unblock");
        var events = Sim.Hooks.Events.ToArray();
        Assert.Equal(["message", "unsend", "postback", "unfollow", "follow"], events.Select(one => Text(one["type"])));
        Assert.Equal(Text(sent["messageId"]), Text(events[1]["unsend"]!["messageId"]));
        Assert.Equal("2026-11-20", Text(events[2]["postback"]!["params"]!["date"]));
        Assert.True(events[4]["follow"]!["isUnblocked"]!.GetValue<bool>());
        Assert.Equal([true, false, true, false, true], events.Select(one => one["replyToken"] is not null));
    }

    [Fact]
    public async Task A_new_person_follows_when_asked_to()
    {
        await Sim.SimAsync(HttpMethod.Post, "/users", new { displayName = "静かな人" });
        Assert.Empty(Sim.Hooks.Received);
        await Sim.SimAsync(HttpMethod.Post, "/users", new { displayName = "新しい人", follow = true });
        Assert.Equal("follow", Text(Assert.Single(Sim.Hooks.Events)["type"]));
    }

    [Fact]
    public async Task Unknown_kinds_can_be_sent()
    {
        await Sim.WriteAsync(User, new { type = "unknown", eventType = "teleport" });
        await Sim.WriteAsync(User, new { type = "unknown", messageType = "hologram" });
        Assert.Equal(["teleport", "message"], Sim.Hooks.Events.Select(one => Text(one["type"])));
        Assert.Equal("hologram", Text(Sim.Hooks.Events.Last()["message"]!["type"]));
    }

    [Fact]
    public async Task A_refused_webhook_is_redelivered_with_the_same_id_until_it_is_accepted()
    {
        var calls = 0;
        Sim.Hooks.Answer = _ => Task.FromResult(Interlocked.Increment(ref calls) < 3 ? 503 : 200);
        var outcome = await Sim.WriteAsync(User, new { type = "text", text = "三度目に届く" });
        Assert.Equal("delivered", Text(outcome["status"]));
        Assert.Equal(3, outcome["attempts"]!.GetValue<int>());
        Assert.Single(Sim.Hooks.Events.Select(one => Text(one["webhookEventId"])).Distinct());
        Assert.Equal([false, true, true], Sim.Hooks.Events.Select(one => one["deliveryContext"]!["isRedelivery"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task A_webhook_nobody_accepts_is_given_up_after_the_last_attempt()
    {
        Sim.Hooks.Answer = _ => Task.FromResult(500);
        var outcome = await Sim.WriteAsync(User, new { type = "text", text = "届かない" });
        Assert.Equal("failed", Text(outcome["status"]));
        Assert.Equal(5, Sim.Hooks.Received.Count);
        Assert.Equal("failed", Text((await Sim.ThreadAsync(User))[0]["webhook"]!["status"]));
    }

    [Fact]
    public async Task Without_redelivery_one_failure_is_final()
    {
        await Sim.SimAsync(HttpMethod.Put, "", new { delivery = new { redelivery = false } });
        Sim.Hooks.Answer = _ => Task.FromResult(500);
        var outcome = await Sim.WriteAsync(User, new { type = "text", text = "一度きり" });
        Assert.Equal("failed", Text(outcome["status"]));
        Assert.Single(Sim.Hooks.Received);
    }

    [Fact]
    public async Task A_sender_has_one_webhook_in_flight_and_others_do_not_wait()
    {
        var other = await Sim.UserAsync(1);
        var hold = new TaskCompletionSource();
        Sim.Hooks.Answer = async hook =>
        {
            if (Text(hook.Events[0]["source"]!["userId"]) == User)
            {
                await hold.Task;
            }
            return 200;
        };
        for (var i = 0; i < 3; i++)
        {
            await Sim.WriteAsync(User, new { type = "text", text = $"{i}" }, wait: "none");
        }
        await Sim.WriteAsync(other, new { type = "text", text = "先に届く" });
        await UntilAsync(() => Task.FromResult(Sim.Hooks.Events.Any(one => Text(one["source"]!["userId"]) == User)), "the first is in flight");
        Assert.Single(Sim.Hooks.Events, one => Text(one["source"]!["userId"]) == User);
        hold.SetResult();
        await UntilAsync(async () => (await Sim.ThreadAsync(User)).All(line => Text(line["webhook"]!["status"]) == "delivered"), "all delivered");
        Assert.Equal(["0", "1", "2"], Sim.Hooks.Events.Where(one => Text(one["source"]!["userId"]) == User).Select(one => Text(one["message"]!["text"])));
    }

    [Fact]
    public async Task Without_the_one_in_flight_rule_a_senders_webhooks_come_at_the_same_time()
    {
        await Sim.SimAsync(HttpMethod.Put, "", new { delivery = new { oneInFlight = false } });
        var together = new TaskCompletionSource();
        var inFlight = 0;
        Sim.Hooks.Answer = async _ =>
        {
            if (Interlocked.Increment(ref inFlight) == 20)
            {
                together.SetResult();
            }
            await together.Task;
            return 200;
        };
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Sim.WriteAsync(User, new { type = "text", text = $"{i}" })));
        Assert.All(outcomes, outcome => Assert.Equal("delivered", Text(outcome["status"])));
    }

    [Fact]
    public async Task A_retry_holds_back_what_the_sender_wrote_later()
    {
        var calls = 0;
        Sim.Hooks.Answer = _ => Task.FromResult(Interlocked.Increment(ref calls) == 1 ? 500 : 200);
        await Sim.WriteAsync(User, new { type = "text", text = "一" }, wait: "none");
        await Sim.WriteAsync(User, new { type = "text", text = "二" });
        Assert.Equal(["一", "一", "二"], Sim.Hooks.Events.Select(one => Text(one["message"]!["text"])));
    }

    [Fact]
    public async Task A_redelivery_gives_the_reply_token_another_minute()
    {
        var calls = 0;
        Sim.Hooks.Answer = _ =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                Sim.Clock.Advance(TimeSpan.FromSeconds(90));
                return Task.FromResult(500);
            }
            return Task.FromResult(200);
        };
        using var answer = await Sim.ReplyAsync(await ReplyTokenAsync(), "間に合いました");
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task The_ledger_names_what_was_acknowledged_in_order_and_what_was_accepted()
    {
        foreach (var text in new[] { "一", "二", "三" })
        {
            await Sim.WriteAsync(User, new { type = "text", text });
        }
        var key = Guid.CreateVersion7().ToString();
        using var push = await Sim.PushAsync(User, "承りました", key);
        var ledger = await Sim.SimAsync(HttpMethod.Get, "/ledger");
        var webhooks = ledger["webhooks"]!.AsArray();
        Assert.Equal(["一", "二", "三"], webhooks.Select(entry => Text(entry!["text"])));
        Assert.Equal([1L, 2L, 3L], webhooks.Select(entry => entry!["ackNumber"]!.GetValue<long>()));
        Assert.All(webhooks, entry => Assert.Equal(200, entry!["ackStatus"]!.GetValue<int>()));
        var accepted = Assert.Single(ledger["accepted"]!.AsArray())!;
        Assert.Equal(("承りました", "push", key, User), (Text(accepted["text"]), Text(accepted["mode"]), Text(accepted["retryKey"]), Text(accepted["to"])));
    }

    [Fact]
    public async Task A_load_run_acknowledges_every_message_once_with_each_senders_order_kept()
    {
        var report = await Sim.SimAsync(HttpMethod.Post, "/load?wait=true", new { senders = 7, messages = 200, connections = 5 });
        Assert.Equal(200, report["acknowledged"]!.GetValue<int>());
        var webhooks = (await Sim.SimAsync(HttpMethod.Get, "/ledger"))["webhooks"]!.AsArray().Select(entry => entry!.AsObject()).ToArray();
        Assert.Equal(200, webhooks.Select(entry => Text(entry["webhookEventId"])).Distinct().Count());
        foreach (var sender in webhooks.GroupBy(entry => Text(entry["userId"])))
        {
            var numbers = sender.OrderBy(entry => entry["ackNumber"]!.GetValue<long>()).Select(entry => int.Parse(Text(entry["text"]).Split(' ')[^1]));
            Assert.Equal(Enumerable.Range(1, sender.Count()), numbers);
        }
    }

    [Fact]
    public async Task A_load_run_by_rate_sends_all_its_messages()
    {
        var report = await Sim.SimAsync(HttpMethod.Post, "/load?wait=true", new { senders = 3, messages = 60, ratePerSecond = 300 });
        Assert.Equal((60, 60), (report["sent"]!.GetValue<int>(), report["acknowledged"]!.GetValue<int>()));
        Assert.Equal(60, Sim.Hooks.Events.Select(one => Text(one["message"]!["text"])).Distinct().Count());
    }
}
