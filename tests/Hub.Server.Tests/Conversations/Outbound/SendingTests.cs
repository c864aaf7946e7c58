using System.Net;
using System.Text.Json;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Outbound;

public sealed class SendingTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task F04_a_push_whose_answer_is_lost_is_repeated_under_its_key_and_arrives_once()
    {
        var (user, conversation) = await hub.PushedPersonAsync("Push lost");
        await hub.FaultsAsync(new { hangUp = new { when = "after", next = 1 } });
        var number = await hub.ReplyAsync(conversation, "pushed once");
        await hub.BecomesAsync(conversation, number, "accepted");
        Assert.Equal([("free", "reply"), ("pushed once", "push")], await hub.OnPhoneAsync(user));
        await hub.NoFaultsAsync();
    }

    [Fact]
    public async Task F04_a_reply_whose_answer_is_lost_is_unknown_and_only_sent_again_by_somebody_who_confirms()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Reply lost");
        await hub.FaultsAsync(new { hangUp = new { when = "after", next = 1 } });
        var number = await hub.ReplyAsync(conversation, "did it arrive?");
        await hub.BecomesAsync(conversation, number, "unknown");
        await hub.NoFaultsAsync();
        Assert.True((await RowAsync(conversation)).GetProperty("attention").GetBoolean());
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.send WHERE conversation_id = $1", conversation));

        (await hub.RetryAsync(conversation, number)).Is(HttpStatusCode.Conflict, "not_failed");

        // What comes after it is sent; it itself is not.
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "next"), "accepted");
        Assert.Equal(["did it arrive?", "next"], (await hub.OnPhoneAsync(user)).Select(message => message.Text));

        (await hub.RetryAsync(conversation, number, confirm: true)).Is(HttpStatusCode.OK);
        await hub.BecomesAsync(conversation, number, "accepted");
        Assert.Equal(["did it arrive?", "next", "did it arrive?"], (await hub.OnPhoneAsync(user)).Select(message => message.Text));
        Assert.False((await RowAsync(conversation)).GetProperty("attention").GetBoolean());
    }

    [Fact]
    public async Task F04_a_connection_that_breaks_before_anything_happened_costs_a_push_nothing()
    {
        var (user, conversation) = await hub.PushedPersonAsync("Hung up");
        await hub.FaultsAsync(new { hangUp = new { when = "before", next = 1 } });
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "second try"), "accepted");
        Assert.Equal(["free", "second try"], (await hub.OnPhoneAsync(user)).Select(message => message.Text));
        await hub.NoFaultsAsync();
    }

    [Fact]
    public async Task A_refused_reply_token_falls_back_to_push_and_arrives_once()
    {
        var user = await hub.PhoneAsync("Token expired");
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text(user, "token-1", "long ago", replyToken: "expired")));
        var conversation = await hub.ConversationOfAsync(user);
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "by push"), "accepted");
        Assert.Equal([("by push", "push")], await hub.OnPhoneAsync(user));
    }

    [Fact]
    public async Task P6_one_that_cannot_be_read_fails_and_what_comes_after_it_is_sent()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Unreadable");
        var number = (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "held", undoSeconds = 600 })).Is(HttpStatusCode.Created)
            .Json.GetProperty("number").GetInt32();
        Assert.Equal(number, await hub.ScalarAsync<int>("""
            WITH broken AS (UPDATE conversations.message SET content = '{"type":"email","to":1}' WHERE conversation_id = $1 AND number = $2)
            UPDATE conversations.send SET due_at = clock_timestamp(), held = false WHERE conversation_id = $1 AND number = $2 RETURNING number
            """, conversation, number));
        await hub.BecomesAsync(conversation, number, "failed");
        Assert.Equal("cannot_send", (await hub.StateAsync(conversation, number)).Code);
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "after it"), "accepted");
        Assert.Equal(["after it"], (await hub.OnPhoneAsync(user)).Select(message => message.Text));
    }

    [Fact]
    public async Task An_attempt_that_breaks_off_before_anything_went_out_is_made_again()
    {
        var (user, conversation) = await hub.PushedPersonAsync("Breaks off");
        await hub.FaultsAsync(new { refuse = new { status = 500, next = 1 } });
        var number = await hub.ReplyAsync(conversation, "whole again");
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("""
            WITH broken AS (UPDATE conversations.message m SET content = m.content || '{"type":"email","to":1}' FROM conversations.send s
                WHERE s.conversation_id = $1 AND s.number = $2 AND s.attempts > 0 AND s.lease_until IS NULL AND m.conversation_id = $1 AND m.number = $2 RETURNING 1) SELECT count(*) FROM broken
            """, conversation, number) == 1);
        await Eventually.HoldsAsync(async () => await hub.StateAsync(conversation, number) == ("queued", "interrupted"));
        await hub.ScalarAsync<int>("UPDATE conversations.message SET content = content - 'to' || '{\"type\":\"text\"}' WHERE conversation_id = $1 AND number = $2 RETURNING number", conversation, number);
        await hub.BecomesAsync(conversation, number, "accepted");
        Assert.Equal(["free", "whole again"], (await hub.OnPhoneAsync(user)).Select(message => message.Text));
        await hub.NoFaultsAsync();
    }

    [Fact]
    public async Task Replies_of_one_conversation_arrive_in_their_order_whatever_fails_on_the_way()
    {
        var (user, conversation) = await hub.PushedPersonAsync("Order");
        await hub.FaultsAsync(new { seed = 7, refuse = new { status = 500, next = 2 } });
        var numbers = new List<int>();
        for (var n = 1; n <= 6; n++)
        {
            numbers.Add(await hub.ReplyAsync(conversation, $"part {n}"));
        }

        await hub.BecomesAsync(conversation, numbers[^1], "accepted");
        Assert.Equal(["free", .. Enumerable.Range(1, 6).Select(n => $"part {n}")], (await hub.OnPhoneAsync(user)).Select(message => message.Text));
        await hub.NoFaultsAsync();
    }

    [Fact]
    public async Task F31_a_server_error_is_retried_under_the_same_key_for_a_push_and_leaves_a_reply_unknown()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Server error");
        await hub.FaultsAsync(new { refuse = new { status = 500, next = 1 } });
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "by reply"), "unknown");
        await hub.FaultsAsync(new { refuse = new { status = 503, next = 1 } });
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "by push"), "accepted");
        Assert.Equal(["by push"], (await hub.OnPhoneAsync(user)).Select(message => message.Text));
        await hub.NoFaultsAsync();
    }

    [Fact]
    public async Task F31_a_rate_limit_pauses_the_whole_account_also_for_what_is_queued_meanwhile()
    {
        var (first, firstConversation) = await hub.PushedPersonAsync("Limited");
        var (second, secondConversation) = await hub.PushedPersonAsync("Waiting");
        await hub.FaultsAsync(new { rateLimit429 = new { kind = "rate", next = 1 } });
        var limited = await hub.ReplyAsync(firstConversation, "limited");
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.send_pause WHERE account_id = $1", hub.LineAccountId) == 1);
        var until = await hub.ScalarAsync<DateTime>("SELECT until FROM conversations.send_pause WHERE account_id = $1", hub.LineAccountId);
        var waiting = await hub.ReplyAsync(secondConversation, "waiting");
        await hub.BecomesAsync(firstConversation, limited, "accepted");
        await hub.BecomesAsync(secondConversation, waiting, "accepted");
        foreach (var (conversation, number) in new[] { (firstConversation, limited), (secondConversation, waiting) })
        {
            Assert.True(await hub.ScalarAsync<DateTime>("SELECT state_at FROM conversations.message WHERE conversation_id = $1 AND number = $2", conversation, number) >= until.AddMilliseconds(-50));
        }

        Assert.Single(await hub.OnPhoneAsync(first), message => message.Text == "limited");
        Assert.Single(await hub.OnPhoneAsync(second), message => message.Text == "waiting");
        await hub.NoFaultsAsync();
    }

    [Fact]
    public async Task F31_the_monthly_limit_fails_at_once_with_its_reason_and_retry_sends_after_it_was_raised()
    {
        var (user, conversation) = await hub.PushedPersonAsync("Monthly");
        await hub.FaultsAsync(new { rateLimit429 = new { kind = "quota", next = 1 } });
        var number = await hub.ReplyAsync(conversation, "too many");
        await hub.BecomesAsync(conversation, number, "failed");
        Assert.Equal("monthly_limit", (await hub.StateAsync(conversation, number)).Code);
        Assert.True((await RowAsync(conversation)).GetProperty("attention").GetBoolean());
        (await hub.RetryAsync(conversation, number)).Is(HttpStatusCode.OK);
        await hub.BecomesAsync(conversation, number, "accepted");
        (await hub.RetryAsync(conversation, number, confirm: true)).Is(HttpStatusCode.Conflict, "not_failed");
        Assert.False((await RowAsync(conversation)).GetProperty("attention").GetBoolean());
        Assert.Single(await hub.OnPhoneAsync(user), message => message.Text == "too many");
        await hub.NoFaultsAsync();
    }

    [Fact]
    public async Task A_reply_to_somebody_who_has_blocked_us_is_refused_with_the_reason_until_they_come_back()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Blocks");
        (await hub.Line.PostAsync($"/sim/accounts/line-demo/users/{user}/block", null)).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(async () => await ReachableAsync(conversation) is (false, "unfollowed"));
        var refused = await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "hello?" });
        refused.Is(HttpStatusCode.UnprocessableEntity, "cannot_send");
        Assert.Equal("not_reachable", refused.Json.GetProperty("detail").GetString());
        (await hub.Line.PostAsync($"/sim/accounts/line-demo/users/{user}/unblock", null)).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(async () => await ReachableAsync(conversation) is (true, null));
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "welcome back"), "accepted");
        Assert.Equal(["welcome back"], (await hub.OnPhoneAsync(user)).Select(message => message.Text));
    }

    private async Task<(bool CanReply, string? Reason)> ReachableAsync(Guid conversation)
    {
        var detail = (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;
        return (detail.GetProperty("canReply").GetBoolean(), detail.GetProperty("cannotReplyReason").GetString());
    }

    private async Task<JsonElement> RowAsync(Guid conversation) => (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;
}
