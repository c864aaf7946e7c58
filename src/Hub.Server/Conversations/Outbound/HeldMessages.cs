using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Outbound;

/// <summary>
/// Messages of a paused account wait, and the thread says so: the reason is put on each, once, where everybody who looks at it sees it at once. It goes with the next
/// attempt.
/// </summary>
internal sealed class HeldMessages(NpgsqlDataSource dataSource, ChannelAccounts accounts, TimeProvider time)
{
    public const string Code = "account_paused";
    private const int AtOnce = 50;

    /// <returns>Whether any were marked.</returns>
    public async Task<bool> MarkAsync(CancellationToken cancellationToken)
    {
        var paused = (await accounts.AllAsync(cancellationToken)).Where(account => account.PausedAt is not null).Select(account => account.Account.Id).ToArray();
        if (paused.Length == 0)
        {
            return false;
        }

        await using var find = dataSource.CreateCommand($"""
            SELECT conversation_id, number FROM conversations.send WHERE account_id = ANY($1) AND lease_until IS NULL AND due_at <= clock_timestamp() AND code IS DISTINCT FROM '{Code}' LIMIT {AtOnce}
            """).With(paused);
        var found = await find.ReadAllAsync(reader => (reader.GetGuid(0), reader.GetInt32(1)), cancellationToken);
        foreach (var (conversationId, number) in found)
        {
            await MarkAsync(conversationId, number, cancellationToken);
        }

        return found.Count > 0;
    }

    private async Task MarkAsync(Guid conversationId, int number, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, conversationId, cancellationToken);
        await using var mark = new NpgsqlCommand($"""
            WITH held AS (UPDATE conversations.send SET code = '{Code}' WHERE conversation_id = $1 AND number = $2 AND lease_until IS NULL RETURNING conversation_id, number)
            UPDATE conversations.message m SET state_code = '{Code}', version = version + 1 FROM held
            WHERE m.conversation_id = held.conversation_id AND m.number = held.number AND m.state = 0
            """, batch.Connection).With(conversationId, number);
        if (await mark.ExecuteNonQueryAsync(cancellationToken) > 0)
        {
            batch.Conversations[conversationId].MessageChanged(number);
        }

        await batch.CommitAsync(cancellationToken);
    }
}
