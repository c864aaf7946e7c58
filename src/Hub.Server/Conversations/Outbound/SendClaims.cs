using Hub.Channels;
using Hub.Server.Conversations.Accounts;
using Hub.Server.Conversations.Attention;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Conversations.Members;
using Hub.Server.Customers;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Nodes;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Outbound;

/// <summary>One message in the hands of this node, with its stored plan.</summary>
/// <param name="Fence">Grows with every claim; only the newest holder may record an outcome.</param>
/// <param name="CreatedAt">When it was queued; from the first attempt on when that was: what waited for its account to go on has its full time.</param>
/// <param name="WasUncertain">An earlier holder vanished in the middle of an attempt that cannot be repeated safely.</param>
/// <param name="Automatic">Nobody wrote it.</param>
internal sealed record Claim(
    Guid ConversationId, int Number, Guid AccountId, string Channel, Guid RetryKey, string? ReplyHandle, bool Idempotent, int Attempts, long Fence,
    DateTimeOffset CreatedAt, string? Refusal, bool WasUncertain, bool Automatic)
{
    /// <summary>The address of the customer it goes to.</summary>
    public Guid? RecipientId { get; init; }

    /// <summary>Why it could not even be read.</summary>
    public Exception? Fault { get; init; }
}

/// <summary>Claims on queued messages. All times are the database's. A conversation's messages go out one after the other.</summary>
internal sealed class SendClaims(NpgsqlDataSource dataSource, ChannelAccounts accounts, OutboundReader reader, SendBudget budget, SendFailures failures, HubNode node, TimeProvider time)
{
    /// <summary>What a lease outlasts the attempt by.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);

    /// <summary>LINE's reply tokens live a minute; 45 seconds leave room for the attempt itself.</summary>
    public static readonly TimeSpan HandleLifetime = TimeSpan.FromSeconds(45);

    /// <summary>The address was put into another customer's record while the message waited.</summary>
    public const string AddressMoved = "address_moved";

    public Task<Claim?> TakeAsync(CancellationToken cancellationToken) => TakeAsync([], cancellationToken);

    /// <param name="full">Accounts of which nothing is taken now.</param>
    public async Task<Claim?> TakeAsync(Guid[] full, CancellationToken cancellationToken)
    {
        var found = await FindAsync(full, cancellationToken);
        if (found is not var (conversationId, number))
        {
            return null;
        }

        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, conversationId, cancellationToken);
        var conversation = batch.Conversations[conversationId];
        var row = await LockAsync(batch.Connection, conversationId, number, cancellationToken);
        if (row is null)
        {
            return null;
        }

        var uncertain = row.InFlight && row.Idempotent == false;
        if (uncertain && row.State is DeliveryState.Accepted or DeliveryState.Delivered or DeliveryState.Read or DeliveryState.Failed)
        {
            // What became of it was told while its holder was gone.
            await DropAsync(batch, conversationId, number, cancellationToken);
            return null;
        }

        // Asked at every claim: the customer may have said so since the message was queued, or since it was last tried, and an address may be another customer's by now.
        var refusal = uncertain ? null : row.Moved ? AddressMoved : row.OptedOut ? ReceiptReceived.OptedOut : null;
        var account = await accounts.ByIdAsync(row.AccountId, cancellationToken);
        var channel = account?.Account.Channel ?? conversation.Channel;
        var (useHandle, idempotent, handle, fault) = (row.UseHandle, row.Idempotent, row.Handle, (Exception?)null);
        if (useHandle is null && !uncertain && refusal is null)
        {
            var (given, givenAt) = row.Via is null ? (conversation.ReplyHandle, conversation.ReplyHandleAt) : (row.JoinedHandle, row.JoinedHandleAt);
            var fresh = given is not null && batch.Now - givenAt < HandleLifetime;
            (var plan, var recipient, fault) = await PlanAsync(conversationId, number, account, channel, fresh, cancellationToken);
            refusal = plan.Refusal ?? await budget.SpendAsync(batch.Connection, account!, recipient, row.Automatic, cancellationToken);
            if (refusal is null)
            {
                (useHandle, idempotent, handle) = (plan.UseReplyHandle, plan.Idempotent, plan.UseReplyHandle ? given : null);
            }

            if (useHandle is true && row.Via is { } joined)
            {
                batch.Also(JoinedIdentities.KeepHandle(conversationId, joined, null, batch.Now));
            }
            else if (useHandle is true)
            {
                // Spent by this attempt, whatever becomes of it.
                (conversation.ReplyHandle, conversation.ReplyHandleAt) = (null, null);
            }
        }

        batch.Also(new NpgsqlBatchCommand("""
            UPDATE conversations.send SET node_id = $3, lease_until = clock_timestamp() + $4, fence = fence + 1, attempts = attempts + 1, code = NULL,
            created_at = CASE WHEN attempts = 0 THEN clock_timestamp() ELSE created_at END,
            use_reply_handle = $5, idempotent = $6, reply_handle = $7 WHERE conversation_id = $1 AND number = $2
            """)
        {
            Parameters =
            {
                new() { Value = conversationId }, new() { Value = number }, new() { Value = node.Id }, new() { Value = accounts.Adapter(channel).SendLimit + Margin },
                new() { Value = (object?)useHandle ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean }, new() { Value = (object?)idempotent ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean },
                new() { Value = (object?)handle ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            },
        });
        SetState(batch, conversation, number, DeliveryState.Sending, null);
        await batch.CommitAsync(cancellationToken);
        return new Claim(
            conversationId, number, row.AccountId, channel, row.RetryKey, handle, idempotent ?? false, row.Attempts + 1, row.Fence + 1, row.Attempts == 0 ? batch.Now : row.CreatedAt, refusal, uncertain,
            row.Automatic)
        {
            RecipientId = row.Via ?? conversation.IdentityId,
            Fault = fault,
        };
    }

    /// <summary>One that nobody can make anything of is refused: it must keep neither those behind it nor the sender.</summary>
    private async Task<(SendPlan Plan, string Recipient, Exception? Fault)> PlanAsync(Guid conversationId, int number, AccountEntry? account, string channel, bool fresh, CancellationToken cancellationToken)
    {
        if (account is not { Active: true })
        {
            return (new SendPlan(false, false, "account_inactive"), "", null);
        }

        try
        {
            var message = await reader.ReadAsync(conversationId, number, cancellationToken);
            return (accounts.Adapter(channel).Plan(account.Account, message, fresh), message.Recipient, null);
        }
        catch (Exception exception) when (DatabaseErrors.IsOfOne(exception))
        {
            return (new SendPlan(false, false, "cannot_send"), "", exception);
        }
    }

    /// <summary>A final outcome. Nothing happens when another holder has come in between.</summary>
    public async Task FinishAsync(Claim claim, DeliveryState state, string? code, string? providerId, CancellationToken cancellationToken, IReadOnlyList<RefusedRecipient>? refused = null, bool unreachable = false, string? quoteHandle = null, IssuedLink? link = null)
    {
        try
        {
            await RecordAsync(claim, state, code, providerId, refused ?? [], unreachable, quoteHandle, link, cancellationToken);
        }
        catch (PostgresException exception) when (JoinedIdentities.IsTaken(exception))
        {
            // The customer began another conversation just while the failure was reopening this one; now that is seen.
            await RecordAsync(claim, state, code, providerId, refused ?? [], unreachable, quoteHandle, link, cancellationToken);
        }
    }

    private async Task RecordAsync(Claim claim, DeliveryState state, string? code, string? providerId, IReadOnlyList<RefusedRecipient> refused, bool unreachable, string? quoteHandle, IssuedLink? link, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, claim.ConversationId, cancellationToken);
        if (await StateIfHeldAsync(batch.Connection, claim, cancellationToken) is not { } known)
        {
            return;
        }

        // A receipt may have been quicker than this record, and it knows more.
        if (known is not (DeliveryState.Delivered or DeliveryState.Read or DeliveryState.Failed) && !(known == DeliveryState.Accepted && state == DeliveryState.Unknown))
        {
            var conversation = batch.Conversations[claim.ConversationId];
            SetState(batch, conversation, claim.Number, state, code);

            // What nobody wrote and the hub itself held back is no one's to settle: a flood of it would bury what is.
            if (state is DeliveryState.Failed or DeliveryState.Unknown && !(claim.Automatic && code is SendBudget.Reached or ReceiptReceived.OptedOut))
            {
                await failures.RaiseAsync(batch, conversation, claim.Number, state, cancellationToken);
            }

            if (code == ReceiptReceived.OptedOut && claim is { Refusal: null, RecipientId: { } identity })
            {
                await OptOuts.RecordAsync(batch.Connection, claim.Channel, identity, OptOuts.ByProvider, claim.AccountId, null, batch.Now, cancellationToken);
                batch.Raise(CustomerFacts.Changed(conversation.CustomerId));
            }

            if (unreachable && claim.RecipientId is { } gone)
            {
                batch.Also(IdentityWrites.Reachability(gone, reachable: false, code, batch.Now));
                batch.Raise(CustomerFacts.Changed(conversation.CustomerId));
            }
        }

        foreach (var recipient in refused)
        {
            batch.Conversations[claim.ConversationId].AppendActivity(Actor.System, "deliveryReport", new { number = claim.Number, state = "failed", code = recipient.Code, recipient = recipient.Address }, batch.Now);
        }

        if (state == DeliveryState.Accepted && accounts.Adapter(claim.Channel).Capabilities.FreeReplySeconds is not null)
        {
            batch.Also(AccountSends.Count(claim.AccountId, free: claim.ReplyHandle is not null, batch.Now));
        }

        if (link is not null && claim.RecipientId is { } invited)
        {
            MemberInvitations.Sent(batch, claim.ConversationId, claim.Number, invited, link);
        }

        if (providerId is not null)
        {
            batch.Also(new NpgsqlBatchCommand("INSERT INTO conversations.message_key (account_id, provider_id, conversation_id, number, quote_handle) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING")
            {
                Parameters =
                {
                    new() { Value = claim.AccountId }, new() { Value = providerId }, new() { Value = claim.ConversationId }, new() { Value = claim.Number },
                    new() { Value = (object?)quoteHandle ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                },
            });
        }

        batch.Also(new NpgsqlBatchCommand("DELETE FROM conversations.send WHERE conversation_id = $1 AND number = $2")
        {
            Parameters = { new() { Value = claim.ConversationId }, new() { Value = claim.Number } },
        });
        await batch.CommitAsync(cancellationToken);
    }

    /// <summary>Certainly not sent: again after a while, by the same plan and with the same key.</summary>
    public async Task PostponeAsync(Claim claim, string code, TimeSpan after, bool wholeAccount, CancellationToken cancellationToken)
    {
        await ReleaseAsync(claim, "due_at = clock_timestamp() + $4, code = $5", [after, code], cancellationToken);
        if (wholeAccount)
        {
            await using var command = dataSource.CreateCommand("""
                INSERT INTO conversations.send_pause (account_id, until) VALUES ($1, clock_timestamp() + $2)
                ON CONFLICT (account_id) DO UPDATE SET until = greatest(send_pause.until, excluded.until)
                """).With(claim.AccountId, after);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>The reply handle was refused for certain: plan without it, under a new key.</summary>
    public Task PlanAgainAsync(Claim claim, string code, CancellationToken cancellationToken) =>
        ReleaseAsync(claim, "use_reply_handle = NULL, idempotent = NULL, reply_handle = NULL, retry_key = gen_random_uuid(), due_at = clock_timestamp(), code = $4", [code], cancellationToken);

    private async Task ReleaseAsync(Claim claim, string set, object[] values, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, claim.ConversationId, cancellationToken);
        if (await StateIfHeldAsync(batch.Connection, claim, cancellationToken) is not { } known)
        {
            return;
        }

        var command = new NpgsqlBatchCommand($"UPDATE conversations.send SET node_id = NULL, lease_until = NULL, {set} WHERE conversation_id = $1 AND number = $2 AND fence = $3")
        {
            Parameters = { new() { Value = claim.ConversationId }, new() { Value = claim.Number }, new() { Value = claim.Fence } },
        };
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        batch.Also(command);
        if (known is not (DeliveryState.Delivered or DeliveryState.Read))
        {
            SetState(batch, batch.Conversations[claim.ConversationId], claim.Number, DeliveryState.Queued, values.OfType<string>().FirstOrDefault());
        }

        await batch.CommitAsync(cancellationToken);
    }

    private static async Task DropAsync(ConversationBatch batch, Guid conversationId, int number, CancellationToken cancellationToken)
    {
        batch.Also(new NpgsqlBatchCommand("DELETE FROM conversations.send WHERE conversation_id = $1 AND number = $2") { Parameters = { new() { Value = conversationId }, new() { Value = number } } });
        await batch.CommitAsync(cancellationToken);
    }

    private static void SetState(ConversationBatch batch, ConversationState conversation, int number, DeliveryState state, string? code)
    {
        batch.Also(new NpgsqlBatchCommand("UPDATE conversations.message SET state = $3, state_code = $4, state_at = $5, version = version + 1 WHERE conversation_id = $1 AND number = $2")
        {
            Parameters =
            {
                new() { Value = conversation.Id }, new() { Value = number }, new() { Value = (short)state },
                new() { Value = (object?)code ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = batch.Now },
            },
        });
        conversation.MessageChanged(number);
    }

    /// <summary>
    /// Due, not held by a living claim, and the first of its conversation on its account; nothing of a paused account, and nothing at all while a restored hub waits to be confirmed. Leases of
    /// this node's earlier lives count as ended.
    /// </summary>
    private async Task<(Guid ConversationId, int Number)?> FindAsync(Guid[] full, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT s.conversation_id, s.number FROM conversations.send s
            WHERE s.due_at <= clock_timestamp() AND (s.lease_until IS NULL OR s.lease_until < clock_timestamp() OR s.node_id = ANY($1))
            AND NOT s.account_id = ANY($2) AND NOT EXISTS (SELECT 1 FROM integrations.channel_account a WHERE a.id = s.account_id AND a.paused_at IS NOT NULL)
            AND NOT EXISTS (SELECT 1 FROM conversations.send p WHERE p.conversation_id = s.conversation_id AND p.account_id = s.account_id AND p.number < s.number)
            AND NOT EXISTS (SELECT 1 FROM platform.restore r WHERE r.confirmed_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM conversations.send_pause w WHERE w.account_id = s.account_id AND w.until > clock_timestamp())
            ORDER BY s.due_at LIMIT 1
            """).With(node.EarlierLives.ToArray(), full);
        await using var found = await command.ExecuteReaderAsync(cancellationToken);
        return await found.ReadAsync(cancellationToken) ? (found.GetGuid(0), found.GetInt32(1)) : null;
    }

    private async Task<SendRow?> LockAsync(NpgsqlConnection connection, Guid conversationId, int number, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT s.account_id, s.retry_key, s.use_reply_handle, s.idempotent, s.reply_handle, s.attempts, s.fence, s.created_at, s.lease_until IS NOT NULL, m.state, m.sender_type = 3,
            COALESCE(m.content->>'automatic', '') <> $4 AND EXISTS (SELECT 1 FROM conversations.conversation c JOIN customers.identity i ON i.id = COALESCE(m.via, c.identity_id)
                LEFT JOIN integrations.channel_account a ON a.id = i.account_id AND m.via IS NOT NULL
                JOIN customers.opt_out o ON o.channel = COALESCE(a.channel, c.channel) AND o.address = i.external_id WHERE c.id = s.conversation_id),
            m.via, j.reply_handle, j.reply_handle_at, m.via IS NOT NULL AND NOT EXISTS (SELECT 1 FROM conversations.conversation c JOIN customers.identity i ON i.customer_id = c.customer_id
                WHERE c.id = s.conversation_id AND i.id = m.via)
            FROM conversations.send s JOIN conversations.message m ON m.conversation_id = s.conversation_id AND m.number = s.number
            LEFT JOIN conversations.joined_identity j ON j.conversation_id = m.conversation_id AND j.identity_id = m.via
            WHERE s.conversation_id = $1 AND s.number = $2 AND s.due_at <= clock_timestamp()
            AND (s.lease_until IS NULL OR s.lease_until < clock_timestamp() OR s.node_id = ANY($3)) FOR UPDATE OF s
            """, connection).With(conversationId, number, node.EarlierLives.ToArray(), OptOutWishes.Confirmation);
        return await command.ReadFirstAsync(row => new SendRow(
            row.GetGuid(0), row.GetGuid(1), row.IsDBNull(2) ? null : row.GetBoolean(2), row.IsDBNull(3) ? null : row.GetBoolean(3), row.IsDBNull(4) ? null : row.GetString(4),
            row.GetInt32(5), row.GetInt64(6), row.GetFieldValue<DateTimeOffset>(7), row.GetBoolean(8),
            row.IsDBNull(9) ? null : (DeliveryState)row.GetInt16(9), row.GetBoolean(10), row.GetBoolean(11),
            row.IdOrNull(12), row.TextOrNull(13), row.TimeOrNull(14), row.GetBoolean(15)), cancellationToken);
    }

    /// <summary>The message's state, null when another holder has come in between.</summary>
    private static async Task<DeliveryState?> StateIfHeldAsync(NpgsqlConnection connection, Claim claim, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT m.state FROM conversations.send s JOIN conversations.message m ON m.conversation_id = s.conversation_id AND m.number = s.number
            WHERE s.conversation_id = $1 AND s.number = $2 AND s.fence = $3
            """, connection).With(claim.ConversationId, claim.Number, claim.Fence);
        return await command.ExecuteScalarAsync(cancellationToken) is short state ? (DeliveryState)state : null;
    }

    private sealed record SendRow(
        Guid AccountId, Guid RetryKey, bool? UseHandle, bool? Idempotent, string? Handle, int Attempts, long Fence, DateTimeOffset CreatedAt, bool InFlight,
        DeliveryState? State, bool Automatic, bool OptedOut, Guid? Via, string? JoinedHandle, DateTimeOffset? JoinedHandleAt, bool Moved);
}
