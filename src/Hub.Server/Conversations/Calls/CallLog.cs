using System.Globalization;
using System.Text.Json;
using Hub.Server.Conversations.FollowUps;
using Hub.Server.Conversations.Starting;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Calls;

/// <summary>
/// The entry of a call in a conversation: the customer's open one on this telephone account, or a new one. Written when somebody opens the ringing call or
/// when the call is over, and completed by every later report. Runs in the caller's transaction, with the call's row locked.
/// </summary>
internal sealed class CallLog(Agents agents, TimeProvider time)
{
    private const int MostMinutes = 7 * 24 * 60;

    /// <summary>The conversation it is in; null when nobody knows whose call it was.</summary>
    /// <param name="by">Whoever opens the call; null for the telephone system.</param>
    public async Task<ConversationState?> WriteAsync(ConversationBatch batch, AccountEntry account, CallRow call, CancellationToken cancellationToken, CurrentAgent? by = null)
    {
        if (call is { ConversationId: { } known, MessageNumber: { } number })
        {
            return await CompleteAsync(batch, account, call, known, number, cancellationToken);
        }

        var customerId = call.CustomerId ?? await CallersAsync(batch, call, cancellationToken);
        if (customerId is not { } customer)
        {
            return null;
        }

        var conversation = await FindAsync(batch, account, customer, by, cancellationToken)
            ?? batch.Create(account.Account.Id, LogEntries.ChannelOf(LogMedium.Phone), account.BrandId, account.TeamId, null, customer);
        await OwnAsync(conversation, by?.Id ?? call.AgentId, call, batch.Now, cancellationToken);
        var entry = LogEntries.Append(conversation, Actor.System, Content(call), batch.Now);
        Count(batch, account, conversation, call, before: null);
        batch.Also(new NpgsqlBatchCommand("UPDATE conversations.call SET customer_id = $2, conversation_id = $3, message_number = $4, version = version + 1 WHERE id = $1")
        {
            Parameters = { new() { Value = call.Id }, new() { Value = customer }, new() { Value = conversation.Id }, new() { Value = entry } },
        });
        return conversation;
    }

    private async Task<ConversationState> CompleteAsync(ConversationBatch batch, AccountEntry account, CallRow call, Guid conversationId, int number, CancellationToken cancellationToken)
    {
        await LoadAsync(batch, conversationId, cancellationToken);
        var conversation = batch.Conversations[conversationId];
        await using var find = new NpgsqlCommand("SELECT content::text FROM conversations.message WHERE conversation_id = $1 AND number = $2", batch.Connection).With(conversationId, number);
        var before = JsonSerializer.Deserialize<LogContent>((string)(await find.ExecuteScalarAsync(cancellationToken))!, HubJson.Options)!;
        var now = Content(call) with { Reason = before.Reason, Outcome = before.Outcome, Body = before.Body };
        if (now == before)
        {
            return conversation;
        }

        LogEntries.Replace(batch, conversation, number, now);
        await OwnAsync(conversation, call.AgentId, call, batch.Now, cancellationToken);
        Count(batch, account, conversation, call, before.Call);
        return conversation;
    }

    private static LogContent Content(CallRow call) => new(
        LogMedium.Phone, call.Outbound ? LogDirection.Outbound : LogDirection.Inbound, null, null, null, call.StartedAt,
        call.DurationSeconds ?? (call is { AnsweredAt: { } answered, EndedAt: { } ended } ? (int)Math.Clamp((ended - answered).TotalSeconds, 0, int.MaxValue) : null), call.State, call.RecordingUrl);

    /// <summary>Somebody waits after a missed call, and nobody waits any longer once they were spoken to.</summary>
    private static void Count(ConversationBatch batch, AccountEntry account, ConversationState conversation, CallRow call, CallState? before)
    {
        if (call.State == before)
        {
            return;
        }

        if (call.State == CallState.Missed)
        {
            conversation.WaitingSince ??= call.StartedAt;
            conversation.Unread++;
            CallBack(batch, account, conversation, call);
        }
        else if (call.AnsweredAt is not null)
        {
            conversation.WaitingSince = null;
            conversation.Unread = 0;
        }
    }

    /// <summary>Where the account wishes it, a missed call is to be called back. Its id is the call's, so that it is asked for once.</summary>
    private static void CallBack(ConversationBatch batch, AccountEntry account, ConversationState conversation, CallRow call)
    {
        if (!int.TryParse(account.Account.Setting("followUpMinutes"), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || minutes is < 1 or > MostMinutes)
        {
            return;
        }

        batch.Also(new NpgsqlBatchCommand("INSERT INTO conversations.follow_up (id, conversation_id, due_at, text, created_at) VALUES ($1, $2, $3, '', $4) ON CONFLICT (id) DO NOTHING")
        {
            Parameters = { new() { Value = call.Id }, new() { Value = conversation.Id }, new() { Value = batch.Now.AddMinutes(minutes) }, new() { Value = batch.Now } },
        });
        batch.Raise(FollowUpFacts.Of(FollowUpFacts.ChangedType, call.Id, conversation, null));
    }

    private async Task OwnAsync(ConversationState conversation, Guid? agentId, CallRow call, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (conversation.OwnerId is not null || agentId is not { } id || call.State == CallState.Missed)
        {
            return;
        }

        if (conversation.IsNew)
        {
            conversation.OwnerId = id;
        }
        else if (await agents.GetAsync(id, cancellationToken) is { } person)
        {
            conversation.Assign(Actor.Agent(id), id, conversation.TeamId, new { ownerId = id, ownerName = person.Name, teamId = conversation.TeamId }, at);
        }
    }

    /// <summary>The customer's newest open conversation on this account. The customer's row is held, so that two calls at once find one conversation.</summary>
    private static async Task<ConversationState?> FindAsync(ConversationBatch batch, AccountEntry account, Guid customerId, CurrentAgent? by, CancellationToken cancellationToken)
    {
        await using (var hold = new NpgsqlCommand("SELECT 1 FROM customers.customer WHERE id = $1 FOR NO KEY UPDATE", batch.Connection).With(customerId))
        {
            await hold.ExecuteScalarAsync(cancellationToken);
        }

        await using var find = new NpgsqlCommand("""
            SELECT c.id FROM conversations.conversation c JOIN conversations.conversation_head h ON h.conversation_id = c.id
            WHERE c.customer_id = $1 AND c.account_id = $2 AND NOT h.status = ANY($3) ORDER BY c.id DESC LIMIT 5
            """, batch.Connection).With(customerId, account.Account.Id, ConversationStatuses.Closed);
        foreach (var id in await find.ReadAllAsync(reader => reader.GetGuid(0), cancellationToken))
        {
            await LoadAsync(batch, id, cancellationToken);
            var conversation = batch.Conversations[id];
            if (!conversation.Status.IsClosed() && (by is null || ConversationAccess.MaySee(by, conversation)))
            {
                conversation.Reopen(Actor.System, batch.Now);
                return conversation;
            }
        }

        return null;
    }

    /// <summary>Whoever is known under the number and was active last; a new customer for an unknown number; nobody for a withheld one.</summary>
    private async Task<Guid?> CallersAsync(ConversationBatch batch, CallRow call, CancellationToken cancellationToken)
    {
        if (call.Number is null)
        {
            return null;
        }

        await using var find = new NpgsqlCommand($"""
            SELECT known.customer_id FROM ({CustomerAddresses.ByNumber}) known LEFT JOIN LATERAL (SELECT max(h.last_activity_at) AS at FROM conversations.conversation c
            JOIN conversations.conversation_head h ON h.conversation_id = c.id WHERE c.customer_id = known.customer_id) last ON true ORDER BY last.at DESC NULLS LAST, known.customer_id LIMIT 1
            """, batch.Connection).With(call.Number);
        if (await find.ExecuteScalarAsync(cancellationToken) is Guid known)
        {
            return known;
        }

        return await NewCustomerAsync(batch, call.Number, call.NumberShown, cancellationToken);
    }

    /// <summary>Nameless until somebody asks. Two calls from one unknown number at once must not make two customers.</summary>
    public async Task<Guid> NewCustomerAsync(ConversationBatch batch, string? number, string? shown, CancellationToken cancellationToken)
    {
        if (number is not null)
        {
            await using var alone = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", batch.Connection).With(number);
            await alone.ExecuteNonQueryAsync(cancellationToken);
            await using var again = new NpgsqlCommand($"{CustomerAddresses.ByNumber} LIMIT 1", batch.Connection).With(number);
            if (await again.ExecuteScalarAsync(cancellationToken) is Guid winner)
            {
                return winner;
            }
        }

        var id = NewId.Create(time);
        await using var insert = new NpgsqlBatch(batch.Connection);
        insert.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO customers.customer (id, created_at) VALUES ($1, $2)") { Parameters = { new() { Value = id }, new() { Value = batch.Now, NpgsqlDbType = NpgsqlDbType.TimestampTz } } });
        if (number is not null)
        {
            insert.BatchCommands.Add(CustomerAddresses.Insert(time, id, CustomerAddresses.Phone, number, shown ?? number, "call"));
        }

        await insert.ExecuteNonQueryAsync(cancellationToken);
        return id;
    }

    private static async Task LoadAsync(ConversationBatch batch, Guid conversationId, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ReadAsync(ConversationBatch.LockById(conversationId), cancellationToken);
        await batch.LoadAsync(reader, cancellationToken);
    }
}
