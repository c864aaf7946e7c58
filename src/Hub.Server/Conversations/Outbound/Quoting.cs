using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Outbound;

/// <summary>Quoting a message of the conversation in an answer: only what its provider has a name for.</summary>
internal static class Quoting
{
    public static async Task<bool> IsPossibleAsync(NpgsqlConnection connection, Guid conversationId, Guid? accountId, int number, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT 1 FROM conversations.message m JOIN conversations.message_key k ON k.conversation_id = m.conversation_id AND k.number = m.number
            WHERE m.conversation_id = $1 AND m.number = $2 AND m.kind IN (0, 1) AND NOT m.unsent AND k.account_id = $3 LIMIT 1
            """, connection).With(conversationId, number, accountId);
        command.Parameters[2].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid;
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>What the provider that is sent through calls it: several names may stand for one message, and the one that is for quoting counts.</summary>
    /// <param name="by">The message that quotes.</param>
    public static async Task<string?> HandleAsync(NpgsqlDataSource dataSource, Guid conversationId, int number, int by, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT COALESCE(k.quote_handle, k.provider_id) FROM conversations.message m JOIN conversations.conversation c ON c.id = m.conversation_id
            JOIN customers.identity i ON i.id = COALESCE(m.via, c.identity_id) JOIN conversations.message_key k ON k.account_id = i.account_id AND k.conversation_id = m.conversation_id AND k.number = $2
            WHERE m.conversation_id = $1 AND m.number = $3 ORDER BY k.quote_handle IS NULL LIMIT 1
            """).With(conversationId, number, by);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
