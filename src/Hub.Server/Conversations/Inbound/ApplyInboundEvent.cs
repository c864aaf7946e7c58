using Hub.Channels;
using Hub.Server.Conversations.Attention;
using Hub.Server.Conversations.Calls;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.Members;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Customers;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Jobs;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Inbound;

/// <summary>Everything a provider tells us that is not a new message: taken back, receipts, blocked or friend again, and what we keep without a meaning.</summary>
internal sealed class ApplyInboundEvent(NpgsqlDataSource dataSource, SendFailures failures, ReportCall calls, EditMessage edits, ConfirmMemberLink members, TimeProvider time)
{
    public async Task HandleAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        try
        {
            await ApplyAsync(received, cancellationToken);
        }
        catch (PostgresException exception) when (JoinedIdentities.IsTaken(exception))
        {
            // The customer began another conversation just while a bounce was reopening this one; now that is seen.
            await ApplyAsync(received, cancellationToken);
        }
    }

    private async Task ApplyAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, cancellationToken);
        if (!await ClaimKeyAsync(batch.Connection, received, cancellationToken))
        {
            return;
        }

        switch (received.Event)
        {
            case MessageUnsent unsent:
                await UnsendAsync(batch, received, unsent, cancellationToken);
                break;
            case MessageEdited edited:
                if (await FindAsync(batch, received, edited.MessageProviderId, edited.Sender, cancellationToken) is var (conversationOfIt, number))
                {
                    await edits.HandleAsync(batch, conversationOfIt, number, edited, received.Masked, cancellationToken);
                }

                break;
            case ReceiptReceived receipt:
                await ReceiptAsync(batch, received, receipt, cancellationToken);
                break;
            case ReachabilityChanged reachability:
                await ReachabilityAsync(batch, received, reachability, cancellationToken);
                break;
            case CallReported call:
                await calls.HandleAsync(batch, received.Account, call, cancellationToken);
                break;
            case MemberLinked linked:
                await members.HandleAsync(batch, received, linked, cancellationToken);
                break;
            case OtherEvent { Visible: true } other:
                if (await WhereAsync(batch, received, cancellationToken) is ({ } conversation, _) && !conversation.Status.IsClosed())
                {
                    conversation.AppendActivity(Actor.Customer(conversation.CustomerId), "other", new { type = other.Type }, batch.Now);
                }

                break;
            case OtherEvent:
                break;
            case var unexpected:
                throw new InvalidOperationException($"No rule for {unexpected.GetType().Name}.");
        }

        await batch.CommitAsync(cancellationToken);
    }

    /// <summary>The conversation the sender's next message would go into, locked, and who they are.</summary>
    private static async Task<(ConversationState? Conversation, Guid? IdentityId)> WhereAsync(ConversationBatch batch, ReceivedEvent received, CancellationToken cancellationToken)
    {
        var identities = new Dictionary<(Guid, string), IdentityEntry>();
        await using (var reader = await new NpgsqlBatch(batch.Connection)
        {
            BatchCommands = { ResolveIdentities.Select([received.Lane.Item1], [received.Lane.Item2]), ConversationBatch.LockLatest([received.Lane.Item1], [received.Lane.Item2]) },
        }.ExecuteReaderAsync(cancellationToken))
        {
            await ResolveIdentities.ReadAsync(reader, identities, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await batch.LoadAsync(reader, cancellationToken);
        }

        return identities.GetValueOrDefault(received.Lane) is { } identity ? (new PlaceMessage(batch).Latest(identity), identity.Id) : (null, null);
    }

    /// <summary>The unique key makes a repeated event end here.</summary>
    private static async Task<bool> ClaimKeyAsync(NpgsqlConnection connection, ReceivedEvent received, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("INSERT INTO conversations.message_key (account_id, provider_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", connection)
        {
            Parameters = { new() { Value = received.Account.Account.Id }, new() { Value = received.Event.ProviderId } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static async Task UnsendAsync(ConversationBatch batch, ReceivedEvent received, MessageUnsent unsent, CancellationToken cancellationToken)
    {
        var target = await FindAsync(batch, received, unsent.MessageProviderId, received.Event.Sender, cancellationToken);
        if (target is null)
        {
            // Its message may still come: events are not sent in order. Whoever commits first is seen by the other, by the unique key.
            await using var hold = new NpgsqlBatch(batch.Connection) { BatchCommands = { UnsentContent.HoldPlace(received.Account.Account.Id, unsent.MessageProviderId) } };
            if (await hold.ExecuteNonQueryAsync(cancellationToken) == 1)
            {
                return;
            }

            target = await FindAsync(batch, received, unsent.MessageProviderId, received.Event.Sender, cancellationToken);
        }

        if (target is not var (conversation, number))
        {
            return;
        }

        // What was taken back is gone for good: text, files at rest and files still to fetch. The raw delivery ends with its retention.
        batch.Also(new NpgsqlBatchCommand($"""
            UPDATE conversations.message SET unsent = true, version = version + 1, content = '{UnsentContent.Json}' WHERE conversation_id = $1 AND number = $2
            """) { Parameters = { new() { Value = conversation.Id }, new() { Value = number } } });
        batch.Also(MaskedValues.Forget(conversation.Id, number));
        batch.Also(EarlierWordings.Forget(conversation.Id, number));
        batch.Also(new NpgsqlBatchCommand("UPDATE conversations.attachment SET state = 3, error = 'unsent' WHERE conversation_id = $1 AND number = $2")
        {
            Parameters = { new() { Value = conversation.Id }, new() { Value = number } },
        });
        if (conversation.Preview?.Number == number)
        {
            conversation.Preview = conversation.Preview with { Text = null, ContentType = UnsentContent.Type };
        }

        conversation.MessageChanged(number);
        batch.Enqueue(new NewJob("purge-files", $"{conversation.Id:N}/{number}", new { conversationId = conversation.Id, number }));
    }

    private async Task ReceiptAsync(ConversationBatch batch, ReceivedEvent received, ReceiptReceived receipt, CancellationToken cancellationToken)
    {
        var state = receipt.State switch
        {
            "accepted" => DeliveryState.Accepted,
            "delivered" => DeliveryState.Delivered,
            "read" => DeliveryState.Read,
            "failed" => DeliveryState.Failed,
            var unknown => throw new FormatException($"Unknown receipt state '{unknown}'."),
        };
        ConversationState? conversation;
        int from, upTo;
        var only = false;
        Guid? via = null;
        if (receipt.MessageProviderId is not null || receipt.Message is not null)
        {
            if ((await FindSignedAsync(batch, received, receipt.Message, cancellationToken)
                ?? (receipt.MessageProviderId is { } providerId ? await FindAsync(batch, received, providerId, null, cancellationToken) : null)
                ?? await FindOursAsync(batch, received, receipt, cancellationToken)) is not var (found, number))
            {
                return;
            }

            (conversation, from, upTo) = (found, number, number);
            if (receipt.Detail is not null)
            {
                var report = conversation.AppendActivity(Actor.System, "deliveryReport", new { number, state = receipt.State, code = receipt.Code, recipient = receipt.Recipient, detail = receipt.Detail }, batch.Now);
                if (received.Delivery.Delivery.StorageKey is { } file)
                {
                    batch.Also(RawBodies.Claim(file, conversation.Id, report.Number));
                }
            }
        }
        else
        {
            (conversation, var identity) = await WhereAsync(batch, received, cancellationToken);
            (from, upTo, only, via) = (0, receipt.UpTo ?? 0, true, conversation?.IdentityId == identity ? null : identity);
        }

        if (conversation is null)
        {
            return;
        }

        // Forward only: a receipt never lowers a state, and failed is final.
        await using var command = new NpgsqlCommand("""
            UPDATE conversations.message m SET state = $4, state_code = $5, state_at = $6, version = m.version + 1
            FROM (SELECT number, state FROM conversations.message WHERE conversation_id = $1 AND number BETWEEN $2 AND $3 AND kind = 1 AND (NOT $7 OR via IS NOT DISTINCT FROM $8)) before
            WHERE m.conversation_id = $1 AND m.number = before.number AND (before.state < $4 AND before.state BETWEEN 1 AND 4 OR before.state = 6)
            RETURNING m.number, before.state, m.via
            """, batch.Connection);
        command.Parameters.Add(new() { Value = conversation.Id });
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = upTo });
        command.Parameters.Add(new() { Value = (short)state });
        command.Parameters.Add(new() { Value = (object?)receipt.Code ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = batch.Now });
        command.Parameters.Add(new() { Value = only });
        command.Parameters.Add(new() { Value = (object?)via ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        foreach (var (number, was, by) in await command.ReadAllAsync(reader => (reader.GetInt32(0), (DeliveryState)reader.GetInt16(1), reader.IdOrNull(2)), cancellationToken))
        {
            conversation.MessageChanged(number);

            // An unknown one has asked for attention already; certainty ends that.
            if (was == DeliveryState.Unknown)
            {
                await UnsettledSends.RemoveAsync(batch, conversation, number, cancellationToken);
            }

            if (state == DeliveryState.Failed)
            {
                await failures.RaiseAsync(batch, conversation, number, state, cancellationToken);
            }

            if (state == DeliveryState.Failed && receipt.Code == ReceiptReceived.OptedOut && (by ?? conversation.IdentityId) is { } recipient)
            {
                await OptOuts.RecordAsync(batch.Connection, received.Account.Account.Channel, recipient, OptOuts.ByProvider, received.Account.Account.Id, null, batch.Now, cancellationToken);
                batch.Raise(CustomerFacts.Changed(conversation.CustomerId));
            }
        }
    }

    /// <summary>
    /// The message that the provider names as we named it, while its provider id is unknown here: still being sent, or its answer was lost. From now on the
    /// id is known. Only a message of this account: another account's provider may name what it likes.
    /// </summary>
    private static async Task<(ConversationState Conversation, int Number)?> FindOursAsync(ConversationBatch batch, ReceivedEvent received, ReceiptReceived receipt, CancellationToken cancellationToken)
    {
        if (MessageReference.Parse(receipt.Reference) is not var (conversationId, number))
        {
            return null;
        }

        await using (var locked = await batch.ReadAsync(ConversationBatch.LockById(conversationId), cancellationToken))
        {
            await batch.LoadAsync(locked, cancellationToken);
        }

        if (!batch.Conversations.TryGetValue(conversationId, out var conversation))
        {
            return null;
        }

        await using var command = new NpgsqlCommand("""
            WITH ours AS (SELECT 1 FROM conversations.message m JOIN conversations.conversation c ON c.id = m.conversation_id LEFT JOIN customers.identity i ON i.id = m.via
                WHERE m.conversation_id = $1 AND m.number = $2 AND m.kind = 1 AND m.state IN (1, 6) AND CASE WHEN m.via IS NULL THEN c.account_id ELSE i.account_id END = $3)
            INSERT INTO conversations.message_key (account_id, provider_id, conversation_id, number) SELECT $3, $4, $1, $2 FROM ours ON CONFLICT DO NOTHING
            """, batch.Connection).With(conversationId, number, received.Account.Account.Id, receipt.MessageProviderId);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1 ? (conversation, number) : null;
    }

    private async Task ReachabilityAsync(ConversationBatch batch, ReceivedEvent received, ReachabilityChanged change, CancellationToken cancellationToken)
    {
        var identities = new Dictionary<(Guid, string), IdentityEntry>();
        await using (var reader = await new NpgsqlBatch(batch.Connection)
        {
            BatchCommands = { ResolveIdentities.Select([received.Lane.Item1], [received.Lane.Item2]), ConversationBatch.LockLatest([received.Lane.Item1], [received.Lane.Item2]) },
        }.ExecuteReaderAsync(cancellationToken))
        {
            await ResolveIdentities.ReadAsync(reader, identities, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await batch.LoadAsync(reader, cancellationToken);
        }

        if (identities.Count == 0)
        {
            await ResolveIdentities.CreateAsync(batch.Connection, time, [(received.Lane.Item1, received.Lane.Item2, null)], identities, cancellationToken);
        }

        var identity = identities[received.Lane];
        batch.Also(IdentityWrites.Reachability(identity.Id, change.Reachable, change.Reachable ? null : change.Code, change.ProviderTime));
        batch.Raise(CustomerFacts.Changed(identity.CustomerId));
        if (change.Reachable)
        {
            batch.Raise(CustomerFacts.Seen(identity.Id));
        }

        if (new PlaceMessage(batch).Latest(identity) is { } conversation && !conversation.Status.IsClosed())
        {
            conversation.AppendActivity(Actor.Customer(conversation.CustomerId), change.Reachable ? "followed" : "unfollowed", null, batch.Now);
            if (change.ReplyHandle is not null && conversation.IdentityId != identity.Id)
            {
                batch.Also(JoinedIdentities.KeepHandle(conversation.Id, identity.Id, change.ReplyHandle, batch.Now));
            }
            else if (change.ReplyHandle is not null)
            {
                (conversation.ReplyHandle, conversation.ReplyHandleAt) = (change.ReplyHandle, batch.Now);
            }
        }
    }

    /// <summary>The message of ours a signed mark names, with its conversation locked; only on the account it was sent from.</summary>
    private static async Task<(ConversationState Conversation, int Number)?> FindSignedAsync(
        ConversationBatch batch, ReceivedEvent received, SignedMessage? message, CancellationToken cancellationToken)
    {
        if (message is null)
        {
            return null;
        }

        await using var command = new NpgsqlCommand("""
            SELECT m.number FROM conversations.message m JOIN conversations.conversation c ON c.id = m.conversation_id LEFT JOIN customers.identity i ON i.id = m.via
            WHERE m.conversation_id = $1 AND m.id = $2 AND m.kind = 1 AND CASE WHEN m.via IS NULL THEN c.account_id ELSE i.account_id END = $3
            """, batch.Connection).With(message.ConversationId, message.MessageId, received.Account.Account.Id);
        if (await command.ExecuteScalarAsync(cancellationToken) is not int number)
        {
            return null;
        }

        await using var locked = await batch.ReadAsync(ConversationBatch.LockById(message.ConversationId), cancellationToken);
        await batch.LoadAsync(locked, cancellationToken);
        return (batch.Conversations[message.ConversationId], number);
    }

    /// <summary>The message a provider id stands for, with its conversation locked. Only the sender's own message when a sender is given.</summary>
    private static async Task<(ConversationState Conversation, int Number)?> FindAsync(
        ConversationBatch batch, ReceivedEvent received, string providerId, string? sender, CancellationToken cancellationToken)
    {
        Guid conversationId;
        int number;
        await using (var command = new NpgsqlCommand("""
            SELECT k.conversation_id, k.number FROM conversations.message_key k JOIN conversations.conversation c ON c.id = k.conversation_id
            LEFT JOIN conversations.message m ON m.conversation_id = k.conversation_id AND m.number = k.number JOIN customers.identity i ON i.id = COALESCE(m.via, c.identity_id)
            WHERE k.account_id = $1 AND k.provider_id = $2 AND ($3::text IS NULL OR i.external_id = $3)
            """, batch.Connection))
        {
            command.Parameters.Add(new() { Value = received.Account.Account.Id });
            command.Parameters.Add(new() { Value = providerId });
            command.Parameters.Add(new() { Value = (object?)sender ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
            {
                return null;
            }

            (conversationId, number) = (reader.GetGuid(0), reader.GetInt32(1));
        }

        await using var locked = await batch.ReadAsync(ConversationBatch.LockById(conversationId), cancellationToken);
        await batch.LoadAsync(locked, cancellationToken);
        return (batch.Conversations[conversationId], number);
    }
}
