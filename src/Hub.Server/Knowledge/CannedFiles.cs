using Hub.Server.Conversations.Attachments;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Knowledge;

/// <summary>The files of canned replies. The bytes are copies of their own: what becomes of the upload they came from does not touch them.</summary>
internal sealed class CannedFiles(NpgsqlDataSource dataSource, UploadCopies copies, TimeProvider time)
{
    internal sealed record Taken(Guid Id, CopiedFile File);

    /// <summary>Null when one of the uploads is not this person's.</summary>
    public async Task<IReadOnlyList<Taken>?> TakeAsync(CurrentAgent agent, Guid[] uploads, CancellationToken cancellationToken)
    {
        if (uploads.Length == 0)
        {
            return [];
        }

        return (await copies.TakeAsync(agent, uploads, cancellationToken))?.Select(file => new Taken(NewId.Create(time), file)).ToList();
    }

    /// <summary>Keeps the named files, adds the taken ones behind them, and returns what was dropped.</summary>
    public static async Task<IReadOnlyList<string>> ReplaceAsync(NpgsqlConnection connection, Guid replyId, Guid[] keep, IReadOnlyList<Taken> taken, CancellationToken cancellationToken)
    {
        await using var drop = new NpgsqlCommand("DELETE FROM knowledge.canned_file WHERE reply_id = $1 AND id <> ALL($2) RETURNING storage_key", connection).With(replyId, keep);
        var dropped = await drop.ReadAllAsync(reader => reader.GetString(0), cancellationToken);
        for (var i = 0; i < taken.Count; i++)
        {
            var (id, file) = taken[i];
            await using var add = new NpgsqlCommand("""
                INSERT INTO knowledge.canned_file (id, reply_id, position, kind, file_name, content_type, size, storage_key)
                SELECT $1, $2, COALESCE(max(position), 0) + 1, $3, $4, $5, $6, $7 FROM knowledge.canned_file WHERE reply_id = $2
                """, connection).With(id, replyId, file.Kind, file.FileName, file.ContentType, file.Size, file.StorageKey);
            await add.ExecuteNonQueryAsync(cancellationToken);
        }

        return dropped;
    }

    /// <summary>Fresh uploads of this person, one for each file of the reply.</summary>
    public async Task<IReadOnlyList<Files.Uploaded>> GiveAsync(CurrentAgent agent, Guid replyId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT kind, file_name, content_type, size, storage_key FROM knowledge.canned_file WHERE reply_id = $1 ORDER BY position").With(replyId);
        var files = await command.ReadAllAsync(
            reader => new CopiedFile(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetString(4)), cancellationToken);
        return await copies.GiveAsync(agent, files, cancellationToken);
    }

    public Task DiscardAsync(IEnumerable<Taken> taken) => DiscardAsync(taken.Select(each => each.File.StorageKey));

    public async Task DiscardAsync(IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            await copies.DeleteAsync(key);
        }
    }
}
