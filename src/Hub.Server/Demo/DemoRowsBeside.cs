using Hub.Server.Customers;
using Npgsql;
using NpgsqlTypes;
using static Hub.Server.Demo.DemoRows;

namespace Hub.Server.Demo;

/// <summary>Copies what stands beside the history: addresses, calls, promises, cautions and blocks.</summary>
internal static class DemoRowsBeside
{
    public static async Task CopyAsync(NpgsqlConnection connection, DemoHistory history, DemoStaff staff, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await DemoRows.CopyAsync(
            connection, "customers.address (id, customer_id, kind, value, shown, source)", [Uuid, Uuid, Text, Text, Text, Text],
            history.Customers.SelectMany(customer => customer.Regular.Elsewhere, (customer, address) => (object?[])
            [
                Guid.CreateVersion7(now), customer.Id, address.Kind, CustomerAddresses.Normalise(address.Kind, address.Shown), address.Shown, "agent",
            ]), cancellationToken);
        await DemoRows.CopyAsync(
            connection, """
            conversations.call (id, account_id, call_key, team_id, outbound, number, number_shown, line, agent_id, customer_id, conversation_id, message_number, started_at, answered_at, ended_at,
            missed, duration_seconds)
            """, [Uuid, Uuid, Text, Uuid, Bool, Text, Text, Text, Uuid, Uuid, Uuid, Int, Time, Time, Time, Bool, Int],
            history.Calls.Select((call, index) => (object?[])
            [
                call.Id, call.AccountId, $"demo-{index + 1}", call.TeamId, false, call.Number, call.Shown, "+81750000000", call.AgentId, call.CustomerId, call.ConversationId, call.MessageNumber,
                call.StartedAt, call.AnsweredAt, call.EndedAt, call.AnsweredAt is null, call.Seconds,
            ]), cancellationToken);
        await DemoRows.CopyAsync(
            connection, "conversations.follow_up (id, conversation_id, owner_id, due_at, text, created_by, created_at, rang_at, done_at, done_by)", [Uuid, Uuid, Uuid, Time, Text, Uuid, Time, Time, Time, Uuid],
            history.FollowUps.Select(promise => (object?[])
            [
                promise.Id, promise.ConversationId, promise.OwnerId, promise.DueAt, promise.Text, promise.CreatedBy, promise.CreatedAt, null, promise.DoneAt, promise.DoneBy,
            ]), cancellationToken);

        await using var batch = new NpgsqlBatch(connection);
        foreach (var (index, customer) in history.Customers.Where(customer => customer.Regular.Caution is not null).Index())
        {
            batch.BatchCommands.Add(new("UPDATE customers.customer SET caution = $2, caution_by = $3, caution_at = $4, caution_review = $5 WHERE id = $1")
            {
                Parameters =
                {
                    new() { Value = customer.Id }, new() { Value = customer.Regular.Caution! }, new() { Value = staff.People["supervisor"].Id },
                    new() { Value = now.AddDays(-6 - 5 * index), NpgsqlDbType = Time },
                    new() { Value = DateOnly.FromDateTime(now.AddDays(20 + 17 * index).UtcDateTime), NpgsqlDbType = NpgsqlDbType.Date },
                },
            });
        }

        // Every other spammer writes in vain from now on.
        batch.BatchCommands.Add(new("""
            WITH blocked AS (
                INSERT INTO conversations.block (id, identity_id, reason, until, created_by, created_at)
                SELECT gen_random_uuid(), s.identity_id, '迷惑メッセージ / Spam', NULL, $1, s.last_activity_at
                FROM (SELECT *, row_number() OVER (ORDER BY last_activity_at) AS place FROM conversations.conversation_head WHERE status = 5) s WHERE s.place % 2 = 0 RETURNING identity_id)
            UPDATE customers.identity i SET blocked_until = 'infinity' FROM blocked b WHERE b.identity_id = i.id
            """) { Parameters = { new() { Value = staff.People["supervisor"].Id } } });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
