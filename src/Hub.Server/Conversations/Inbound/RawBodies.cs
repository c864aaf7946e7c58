using Hub.Server.Conversations.Attachments;
using Hub.Server.Conversations.Spam;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Jobs;
using Hub.Server.Platform.Secrets;
using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>
/// Raw bodies that are messages themselves, kept as files. A file is whole before the row that names it commits; a row belongs to the message it became, or
/// ends with the deliveries. Where numbers are masked in the message the file is sealed, since an encoded body cannot be searched for digits.
/// </summary>
internal sealed class RawBodies(NpgsqlDataSource dataSource, FileStore files, SecretBox box, TimeProvider time)
{
    private const string Table = "conversations.raw_body";
    private const int AtOnce = 100;

    /// <summary>A body out of its file.</summary>
    /// <param name="Sealed">It holds what is masked in the message.</param>
    internal sealed record Found(byte[] Bytes, bool Sealed, Guid AccountId);

    public async Task<string> StoreAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        (await files.StoreAsync((stream, token) => stream.WriteAsync(body, token).AsTask(), cancellationToken)).Key;

    /// <summary>Nothing names the file any more.</summary>
    public Task DeleteAsync(string storageKey) => files.DeleteAsync(storageKey);

    public async Task<byte[]> ReadAsync(string storageKey, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT sealed FROM conversations.raw_body WHERE storage_key = $1").With(storageKey);
        return await BytesAsync(storageKey, await command.ExecuteScalarAsync(cancellationToken) is true, cancellationToken);
    }

    /// <summary>The body a message came in; null when there is none any more.</summary>
    public async Task<Found?> OfAsync(Guid conversationId, int number, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT storage_key, sealed, account_id FROM conversations.raw_body WHERE conversation_id = $1 AND number = $2 ORDER BY received_at LIMIT 1").With(conversationId, number);
        if (await command.ReadFirstAsync(reader => new { Key = reader.GetString(0), Sealed = reader.GetBoolean(1), Account = reader.GetGuid(2) }, cancellationToken) is not { } found)
        {
            return null;
        }

        try
        {
            return new Found(await BytesAsync(found.Key, found.Sealed, cancellationToken), found.Sealed, found.Account);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public async Task RegisterAsync(string storageKey, Guid accountId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("INSERT INTO conversations.raw_body (storage_key, account_id) VALUES ($1, $2)").With(storageKey, accountId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static NpgsqlBatchCommand Claim(string storageKey, Guid conversationId, int number) => new(
        "UPDATE conversations.raw_body SET conversation_id = $2, number = $3 WHERE storage_key = $1 AND conversation_id IS NULL")
    {
        Parameters = { new() { Value = storageKey }, new() { Value = conversationId }, new() { Value = number } },
    };

    /// <summary>Numbers in it are masked in the message: from now on only whoever may reveal them gets to read it.</summary>
    public async Task SealAsync(string storageKey, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var replacement = await files.StoreAsync(async (stream, token) => await stream.WriteAsync(box.Seal(body.Span, Table, "body", "bytes"), token), cancellationToken);
        await using var command = dataSource.CreateCommand("""
            WITH body AS (UPDATE conversations.raw_body SET storage_key = $2, sealed = true WHERE storage_key = $1 AND NOT sealed RETURNING 1)
            UPDATE conversations.delivery d SET storage_key = $2 FROM body WHERE d.storage_key = $1
            """).With(storageKey, replacement.Key);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await files.DeleteAsync(await ExistsAsync(replacement.Key, cancellationToken) ? storageKey : replacement.Key);
    }

    /// <summary>The message loses its body for good: part of its words has been removed, and they stand in it too.</summary>
    public static async Task ForgetAsync(ConversationBatch batch, Guid conversationId, int number, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("DELETE FROM conversations.raw_body WHERE conversation_id = $1 AND number = $2 RETURNING storage_key", batch.Connection).With(conversationId, number);
        if (await command.ReadAllAsync(reader => reader.GetString(0), cancellationToken) is { Count: > 0 } keys)
        {
            batch.Enqueue(new NewJob(DeleteFiles.JobKind, $"raw/{conversationId:N}/{number}", new DeleteFiles.Data([.. keys])));
        }
    }

    /// <summary>Files of bodies that became no message, when their time is over.</summary>
    public async Task PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("DELETE FROM conversations.raw_body WHERE conversation_id IS NULL AND received_at < $1 RETURNING storage_key", connection).With(before);
        var keys = await command.ReadAllAsync(reader => reader.GetString(0), cancellationToken);
        if (keys.Count > 0)
        {
            // As jobs: nothing names the files any more, so nobody would come back for one that cannot be deleted just now.
            await using var batch = new NpgsqlBatch(connection, transaction);
            JobQueue.AddInserts(batch, [.. keys.Chunk(AtOnce).Select(some => new NewJob(DeleteFiles.JobKind, $"raw/{some[0]}", new DeleteFiles.Data(some)))], time);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    private async Task<bool> ExistsAsync(string storageKey, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT 1 FROM conversations.raw_body WHERE storage_key = $1").With(storageKey);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private async Task<byte[]> BytesAsync(string storageKey, bool isSealed, CancellationToken cancellationToken)
    {
        await using var stream = await files.OpenAsync(storageKey, cancellationToken);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return isSealed ? box.Open(bytes, Table, "body", "bytes") : bytes;
    }
}
