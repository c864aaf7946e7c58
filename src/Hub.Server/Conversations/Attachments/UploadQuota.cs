using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Attachments;

/// <summary>
/// How much visitors may have lying here that no message has taken. One visitor: as much as one message carries, and some files more, since whoever takes a file out of a
/// message leaves it behind. All visitors of a site together: what twenty of them may. What waits is deleted by <see cref="SweepUploads"/>.
/// </summary>
internal sealed class UploadQuota(NpgsqlDataSource dataSource, HubOptions options)
{
    public const int MaxFiles = 30;
    public const int MaxFilesOfSite = 10_000;
    private const int FilesOfMessage = 10;
    private const int VisitorsAtOnce = 20;

    public long MaxBytes => options.MaxUploadBytes * FilesOfMessage;

    public long MaxBytesOfSite => MaxBytes * VisitorsAtOnce;

    private sealed record Waiting(long Files, long Bytes, long FilesOfSite, long BytesOfSite);

    /// <summary>How many bytes this visitor may still upload; 0 when no further file is taken.</summary>
    public async Task<long> RoomAsync(Guid site, Guid visitor, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await RoomAsync(connection, site, visitor, cancellationToken);
    }

    /// <summary>As <see cref="RoomAsync(Guid, Guid, CancellationToken)"/>, and until the caller's transaction ends nobody else adds to the site.</summary>
    public async Task<long> HoldAsync(NpgsqlConnection connection, Guid site, Guid visitor, CancellationToken cancellationToken)
    {
        await using var hold = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended('uploads/' || $1::text, 0))", connection).With(site);
        await hold.ExecuteNonQueryAsync(cancellationToken);
        return await RoomAsync(connection, site, visitor, cancellationToken);
    }

    private async Task<long> RoomAsync(NpgsqlConnection connection, Guid site, Guid visitor, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT count(*) FILTER (WHERE uploaded_by = $2), COALESCE(sum(size) FILTER (WHERE uploaded_by = $2), 0)::bigint, count(*), COALESCE(sum(size), 0)::bigint
            FROM conversations.attachment WHERE account_id = $1 AND conversation_id IS NULL AND state = 1
            """, connection).With(site, visitor);
        var waiting = (await command.ReadFirstAsync(row => new Waiting(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), cancellationToken))!;
        return waiting.Files >= MaxFiles || waiting.FilesOfSite >= MaxFilesOfSite ? 0 : Math.Max(0, Math.Min(MaxBytes - waiting.Bytes, MaxBytesOfSite - waiting.BytesOfSite));
    }
}
