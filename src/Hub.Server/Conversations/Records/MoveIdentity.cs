using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Records;

/// <summary>
/// Puts an address into another customer's record, in one transaction: the conversations that began on it go with it, conversations of the old customer that
/// it had joined lose it, and what waits to be sent to it from there is not sent any more. Who did it, why, and what undoing needs is kept.
/// </summary>
internal sealed class MoveIdentity(NpgsqlDataSource dataSource, FactSignal facts, TimeProvider time)
{
    /// <param name="From">Null: the address was not known.</param>
    internal sealed record Move(Guid IdentityId, Guid? From, Guid To, bool WasVerified, bool Verified, string Reason)
    {
        /// <summary>It is taken out of a record rather than put into one.</summary>
        public bool Unlinks { get; init; }

        public override string ToString() => $"move of {IdentityId}";
    }

    /// <param name="linkId">Kept under this id; null: an earlier one is undone.</param>
    /// <returns>False when the address has gone elsewhere meanwhile.</returns>
    public async Task<bool> ApplyAsync(Move move, Guid? linkId, Guid? undone, CurrentAgent agent, string action, CancellationToken cancellationToken)
    {
        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, cancellationToken))
        {
            // Conversations first, as everybody locks them.
            await LockAsync(batch, move.IdentityId, cancellationToken);
            await using (var take = new NpgsqlCommand("SELECT customer_id FROM customers.identity WHERE id = $1 FOR UPDATE", batch.Connection).With(move.IdentityId))
            {
                if (await take.ExecuteScalarAsync(cancellationToken) as Guid? != (move.From ?? move.To))
                {
                    return false;
                }
            }

            var by = Actor.Agent(agent.Id);
            var moved = batch.Conversations.Values.Where(conversation => conversation.IdentityId == move.IdentityId && conversation.CustomerId != move.To).ToList();
            var strangers = await OthersAsync(batch, move, cancellationToken);
            foreach (var conversation in batch.Conversations.Values)
            {
                var gone = moved.Contains(conversation) ? conversation.Joined.Where(strangers.Contains).ToArray()
                    : conversation.IdentityId != move.IdentityId && conversation.CustomerId != move.To ? [move.IdentityId] : [];
                foreach (var identity in gone)
                {
                    conversation.Leave(identity);
                    conversation.AppendActivity(by, "addressLeft", null, batch.Now);
                }
            }

            foreach (var conversation in moved)
            {
                conversation.CustomerId = move.To;
                conversation.AppendActivity(by, "customerChanged", null, batch.Now);
            }

            Write(batch, move, linkId, undone, agent, action, [.. moved.Select(conversation => conversation.Id)]);
            await batch.CommitAsync(CancellationToken.None);
        }

        facts.Raise();
        return true;
    }

    private static async Task LockAsync(ConversationBatch batch, Guid identityId, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand("""
            SELECT id FROM conversations.conversation WHERE identity_id = $1 UNION SELECT conversation_id FROM conversations.joined_identity WHERE identity_id = $1 AND ended_at IS NULL
            """, batch.Connection).With(identityId);
        var ids = await find.ReadAllAsync(reader => reader.GetGuid(0), cancellationToken);
        await using var reader = await batch.ReadAsync(ConversationBatch.LockById([.. ids]), cancellationToken);
        await batch.LoadAsync(reader, cancellationToken);
    }

    /// <summary>Addresses that have joined the conversations that move, and stay with the old customer.</summary>
    private static async Task<HashSet<Guid>> OthersAsync(ConversationBatch batch, Move move, CancellationToken cancellationToken)
    {
        var joined = batch.Conversations.Values.SelectMany(conversation => conversation.Joined).Where(identity => identity != move.IdentityId).ToArray();
        if (joined.Length == 0)
        {
            return [];
        }

        await using var find = new NpgsqlCommand("SELECT id FROM customers.identity WHERE id = ANY($1) AND customer_id <> $2", batch.Connection).With(joined, move.To);
        return [.. await find.ReadAllAsync(reader => reader.GetGuid(0), cancellationToken)];
    }

    private static void Write(ConversationBatch batch, Move move, Guid? linkId, Guid? undone, CurrentAgent agent, string action, Guid[] moved)
    {
        // What a provider has proven is so, whatever a colleague thinks of it, for as long as the link stands.
        batch.Also(Command("""
            UPDATE customers.identity SET customer_id = $2, verified = $3 OR EXISTS (SELECT FROM customers.member_link l WHERE l.identity_id = $1 AND l.ended_at IS NULL) WHERE id = $1
            """, move.IdentityId, move.To, move.Verified));
        batch.Also(Command("UPDATE conversations.conversation SET customer_id = $2 WHERE id = ANY($1)", moved, move.To));
        batch.Also(Command("UPDATE customers.customer SET version = version + 1 WHERE id = $1 OR id = $2", move.To, move.From));
        if (move.From is { } from)
        {
            batch.Also(Command("UPDATE conversations.message SET sender_id = $2 WHERE conversation_id = ANY($1) AND sender_type = 0 AND sender_id = $3", moved, move.To, from));
            batch.Raise(CustomerFacts.Changed(from));
        }

        if (linkId is { } id)
        {
            // Undone when a member link has ended since, it must not be verified by that link.
            batch.Also(Command("""
                INSERT INTO customers.identity_link (id, identity_id, from_customer, to_customer, was_verified, verified, reason, by_agent, at, unlinked)
                VALUES ($1, $2, $3, $4, $5 AND COALESCE((SELECT l.was_verified FROM customers.member_link l WHERE l.identity_id = $2 AND l.ended_at IS NULL), true), $6, $7, $8, $9, $10)
                """, id, move.IdentityId, move.From, move.To, move.WasVerified, move.Verified, move.Reason, agent.Id, batch.Now, move.Unlinks));
        }

        batch.Also(Command("UPDATE customers.member_link SET was_verified = was_verified AND $2 WHERE identity_id = $1 AND ended_at IS NULL", move.IdentityId, move.Verified));
        if (undone is { } earlier)
        {
            batch.Also(Command("UPDATE customers.identity_link SET undone_at = $2 WHERE id = $1", earlier, batch.Now));
        }

        batch.Raise(CustomerFacts.Changed(move.To));
        var data = new { identityId = move.IdentityId, from = move.From, to = move.To, verified = move.Verified, conversations = moved.Length, reason = move.Reason };
        batch.Also(AuditLog.Insert([.. new[] { move.From, move.To }.OfType<Guid>().Select(customer => new AuditEntry(agent.AsActor(), action) { TargetKind = "customer", TargetId = customer, CustomerId = customer, Data = data })]));
    }

    private static NpgsqlBatchCommand Command(string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is null ? new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid } : new() { Value = value });
        }

        return command;
    }
}

/// <summary>A conversation that began in the very moment its address was put into another record follows it there.</summary>
internal sealed class FollowIdentity(NpgsqlDataSource dataSource, FactSignal signal, TimeProvider time) : IFactHandler
{
    public string Name => "follow-identity";

    public bool Handles(StoredFact fact) => fact.Type == ConversationFacts.ChangedType;

    public async Task HandleAsync(StoredFact fact, CancellationToken cancellationToken)
    {
        if (fact.Read<ConversationFacts.ChangedData>() is not { Created: true, SideOf: null, IdentityId: { } identityId } change)
        {
            return;
        }

        await using var find = dataSource.CreateCommand("SELECT customer_id FROM customers.identity WHERE id = $1 AND customer_id <> $2").With(identityId, change.CustomerId);
        if (await find.ExecuteScalarAsync(cancellationToken) is not Guid now)
        {
            return;
        }

        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, fact.Lane, cancellationToken);
        if (batch.Conversations.TryGetValue(fact.Lane, out var conversation) && conversation.CustomerId == change.CustomerId && conversation.IdentityId == identityId)
        {
            conversation.CustomerId = now;
            conversation.Touch();
            batch.Also(new NpgsqlBatchCommand("UPDATE conversations.conversation SET customer_id = $2 WHERE id = $1") { Parameters = { new() { Value = conversation.Id }, new() { Value = now } } });
            batch.Raise(CustomerFacts.Changed(now));
            await batch.CommitAsync(cancellationToken);
            signal.Raise();
        }
    }
}
