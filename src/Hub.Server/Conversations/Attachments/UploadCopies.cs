using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Npgsql;

namespace Hub.Server.Conversations.Attachments;

/// <summary>Files that are kept outside conversations and used again and again: copies out of a person's uploads, and copies made uploads of a person.</summary>
internal sealed class UploadCopies(NpgsqlDataSource dataSource, FileStore files, TimeProvider time)
{
    /// <summary>Copies a person's own uploads that belong to no message yet; null when one of them is none.</summary>
    public async Task<IReadOnlyList<CopiedFile>?> TakeAsync(CurrentAgent agent, Guid[] uploads, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT a.kind, a.file_name, a.content_type, a.size, a.storage_key FROM unnest($1::uuid[]) WITH ORDINALITY AS u(id, position)
            JOIN conversations.attachment a ON a.id = u.id WHERE a.uploaded_by = $2 AND a.conversation_id IS NULL AND a.state = 1 ORDER BY u.position
            """).With(uploads, agent.Id);
        var found = await command.ReadAllAsync(
            reader => new CopiedFile(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetString(4)), cancellationToken);
        if (found.Count != uploads.Length)
        {
            return null;
        }

        for (var i = 0; i < found.Count; i++)
        {
            found[i] = found[i] with { StorageKey = await CopyAsync(found[i].StorageKey, cancellationToken) };
        }

        return found;
    }

    /// <summary>Makes each file an upload of this person, ready to be attached.</summary>
    public async Task<IReadOnlyList<Files.Uploaded>> GiveAsync(CurrentAgent agent, IReadOnlyList<CopiedFile> originals, CancellationToken cancellationToken)
    {
        var given = new List<Files.Uploaded>();
        foreach (var file in originals)
        {
            var upload = new Files.Uploaded(NewId.Create(time), file.Kind, file.FileName, file.ContentType, file.Size);
            var key = await CopyAsync(file.StorageKey, cancellationToken);
            await using var command = dataSource.CreateCommand("""
                INSERT INTO conversations.attachment (id, kind, file_name, content_type, size, state, storage_key, uploaded_by) VALUES ($1, $2, $3, $4, $5, 1, $6, $7)
                """).With(upload.Id, upload.Kind, upload.FileName, upload.ContentType, upload.Size, key, agent.Id);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            given.Add(upload);
        }

        return given;
    }

    public Task DeleteAsync(string storageKey) => files.DeleteAsync(storageKey);

    private async Task<string> CopyAsync(string key, CancellationToken cancellationToken)
    {
        await using var original = await files.OpenAsync(key, cancellationToken);
        return (await files.StoreAsync((copy, token) => original.CopyToAsync(copy, token), cancellationToken)).Key;
    }
}

/// <param name="StorageKey">Where the bytes lie; never leaves the server.</param>
internal sealed record CopiedFile(string Kind, string FileName, string ContentType, long Size, string StorageKey);
