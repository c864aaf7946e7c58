using System.Net;
using Hub.Channels;
using Hub.Server.Conversations;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Integrations;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Outbound;

public sealed class ClaimTests(SilentHub hub) : IClassFixture<SilentHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task F07_a_zombie_whose_claim_was_taken_over_can_record_nothing()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Zombie");
        await SpendReplyTokenAsync(conversation);
        var number = await hub.ReplyAsync(conversation, "two holders");
        var zombie = (await hub.Claims.TakeAsync(Token))!;
        Assert.Null(await hub.Claims.TakeAsync(Token));
        await hub.LeaseRunsOutAsync(conversation);
        var holder = (await hub.Claims.TakeAsync(Token))!;
        Assert.Equal((zombie.RetryKey, zombie.Fence + 1, false, true), (holder.RetryKey, holder.Fence, holder.WasUncertain, holder.Idempotent));

        await hub.Claims.FinishAsync(zombie, DeliveryState.Failed, "zombie", null, Token);
        await hub.Claims.PostponeAsync(zombie, "zombie", TimeSpan.FromHours(1), wholeAccount: false, Token);
        await hub.Claims.PlanAgainAsync(zombie, "zombie", Token);
        Assert.Equal(("sending", null), await hub.StateAsync(conversation, number));

        await hub.Claims.FinishAsync(holder, DeliveryState.Accepted, null, "zombie-1", Token);
        Assert.Equal(("accepted", null), await hub.StateAsync(conversation, number));
        Assert.False(await AttentionAsync(conversation));
    }

    [Fact]
    public async Task F04_after_a_crash_between_the_providers_acceptance_and_our_record_a_push_is_found_accepted_and_arrives_once()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Crash push");
        await SpendReplyTokenAsync(conversation);
        await hub.ReplyAsync(conversation, "accepted, then we died");
        for (var life = 1; life <= 3; life++)
        {
            var claim = (await hub.Claims.TakeAsync(Token))!;
            Assert.Equal(life, claim.Attempts);
            Assert.False(claim.WasUncertain);
            Assert.IsType<SendOutcome.Accepted>(await SendAsync(claim.AccountId, claim.ConversationId, claim.Number, new SendAttempt(claim.RetryKey, claim.ReplyHandle, claim.Attempts)));
            await hub.LeaseRunsOutAsync(conversation);
        }

        await hub.Claims.FinishAsync((await hub.Claims.TakeAsync(Token))!, DeliveryState.Accepted, null, "crash-1", Token);
        Assert.Equal([("accepted, then we died", "push")], await hub.OnPhoneAsync(user));
    }

    [Fact]
    public async Task F04_after_a_crash_in_the_middle_of_a_reply_nobody_tries_again()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Crash reply");
        await hub.ReplyAsync(conversation, "sent by reply token");
        var claim = (await hub.Claims.TakeAsync(Token))!;
        Assert.NotNull(claim.ReplyHandle);
        Assert.False(claim.Idempotent);
        await SendAsync(claim.AccountId, claim.ConversationId, claim.Number, new SendAttempt(claim.RetryKey, claim.ReplyHandle, claim.Attempts));
        await hub.LeaseRunsOutAsync(conversation);
        var next = (await hub.Claims.TakeAsync(Token))!;
        Assert.True(next.WasUncertain);
        await hub.Claims.FinishAsync(next, DeliveryState.Unknown, "interrupted", null, Token);
        Assert.Null(await hub.Claims.TakeAsync(Token));
        Assert.Single(await hub.OnPhoneAsync(user));
    }

    [Fact]
    public async Task A_plan_that_was_refused_is_made_anew_by_the_next_life_and_is_not_uncertain()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Refused plan");
        await SpendReplyTokenAsync(conversation);
        await hub.ReplyAsync(conversation, "the account is off");
        await ActiveAsync(false);
        try
        {
            Assert.Equal("account_inactive", (await hub.Claims.TakeAsync(Token))!.Refusal);
            await hub.LeaseRunsOutAsync(conversation);
            var next = (await hub.Claims.TakeAsync(Token))!;
            Assert.Equal((false, "account_inactive"), (next.WasUncertain, next.Refusal));
            await hub.Claims.FinishAsync(next, DeliveryState.Failed, next.Refusal, null, Token);
        }
        finally
        {
            await ActiveAsync(true);
        }
    }

    [Fact]
    public async Task WH11_receipts_only_move_a_message_forward_also_when_they_are_quicker_than_our_own_record()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Receipts");
        await SpendReplyTokenAsync(conversation);
        var number = await hub.ReplyAsync(conversation, "read at once");
        var claim = (await hub.Claims.TakeAsync(Token))!;
        await ReceiptAsync(conversation, "r1", "read", number);
        Assert.Equal("read", (await hub.StateAsync(conversation, number)).State);
        await hub.Claims.FinishAsync(claim, DeliveryState.Accepted, null, "receipt-1", Token);
        Assert.Equal("read", (await hub.StateAsync(conversation, number)).State);
        await ReceiptAsync(conversation, "r2", "delivered", number);
        await ReceiptAsync(conversation, "r3", "accepted", number);
        Assert.Equal("read", (await hub.StateAsync(conversation, number)).State);
        Assert.False(await AttentionAsync(conversation));
    }

    [Fact]
    public async Task WH11_a_receipt_settles_an_unknown_message_and_its_call_for_attention()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Settled");
        var number = await hub.ReplyAsync(conversation, "who knows");
        await hub.Claims.FinishAsync((await hub.Claims.TakeAsync(Token))!, DeliveryState.Unknown, "timeout", null, Token);
        Assert.True(await AttentionAsync(conversation));
        await ReceiptAsync(conversation, "s1", "delivered", number);
        Assert.Equal("delivered", (await hub.StateAsync(conversation, number)).State);
        Assert.False(await AttentionAsync(conversation));
    }

    /// <summary>LINE tells nothing of that kind, so the event is made here, as an adapter of another channel would.</summary>
    private async Task ReceiptAsync(Guid conversation, string id, string state, int upTo)
    {
        var account = (await hub.Services.GetRequiredService<ChannelAccounts>().ByIdAsync(hub.LineAccountId, Token))!;
        var sender = await hub.ScalarAsync<string>("SELECT i.external_id FROM conversations.conversation c JOIN customers.identity i ON i.id = c.identity_id WHERE c.id = $1", conversation);
        var receipt = new ReceiptReceived($"{conversation:N}-{id}", sender, null, null, state, UpTo: upTo);
        await hub.Services.GetRequiredService<ApplyInboundEvent>().HandleAsync(new ReceivedEvent(account, receipt, new DeliveryProgress(new StoredDelivery(0, hub.LineAccountId, default, 0), 1)), Token);
    }

    private async Task<SendOutcome> SendAsync(Guid accountId, Guid conversation, int number, SendAttempt attempt)
    {
        var accounts = hub.Services.GetRequiredService<ChannelAccounts>();
        var account = (await accounts.ByIdAsync(accountId, Token))!;
        var message = await hub.Services.GetRequiredService<OutboundReader>().ReadAsync(conversation, number, Token);
        return await accounts.Adapter("line").SendAsync(account.Account, message, attempt, Token);
    }

    private async Task SpendReplyTokenAsync(Guid conversation)
    {
        await using var command = hub.Database.CreateCommand("UPDATE conversations.conversation_head SET reply_handle = NULL, reply_handle_at = NULL WHERE conversation_id = $1");
        command.Parameters.Add(new() { Value = conversation });
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task ActiveAsync(bool active)
    {
        await using var command = hub.Database.CreateCommand("UPDATE integrations.channel_account SET active = $2 WHERE id = $1");
        command.Parameters.Add(new() { Value = hub.LineAccountId });
        command.Parameters.Add(new() { Value = active });
        await command.ExecuteNonQueryAsync(Token);
        hub.Services.GetRequiredService<ChannelAccounts>().Invalidate();
    }

    private async Task<bool> AttentionAsync(Guid conversation) =>
        (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json.GetProperty("attention").GetBoolean();
}
