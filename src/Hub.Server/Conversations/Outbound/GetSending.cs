using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Outbound;

/// <summary><c>GET /api/sending</c>: whether messages leave. They don't in a hub that came out of a backup until a person has confirmed.</summary>
internal static class GetSending
{
    /// <param name="Old">Messages that waited when the backup was made. They will not be sent by themselves.</param>
    /// <param name="New">Messages written since the restore. They go out as soon as sending is on.</param>
    internal sealed record SendingView(bool On, DateTimeOffset? BackupAt, DateTimeOffset? RestoredAt, int Old, DateTimeOffset? NewestOldAt, int New);

    public static void Map(WebApplication app) => app.MapGet("/api/sending", HandleAsync).WithTags("Sending").WithName("GetSending").RequireSignedIn().Produces<SendingView>();

    public static async Task<SendingView> ReadAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT r.backup_at, r.restored_at, (SELECT count(*) FILTER (WHERE restored) FROM conversations.send), (SELECT max(created_at) FILTER (WHERE restored) FROM conversations.send),
                (SELECT count(*) FILTER (WHERE NOT restored) FROM conversations.send)
            FROM platform.restore r WHERE r.confirmed_at IS NULL ORDER BY r.restored_at DESC LIMIT 1
            """);
        return await command.ReadFirstAsync(row => new SendingView(
            false, row.GetFieldValue<DateTimeOffset>(0), row.GetFieldValue<DateTimeOffset>(1), (int)row.GetInt64(2), row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3), (int)row.GetInt64(4)), cancellationToken)
            ?? new SendingView(true, null, null, 0, null, 0);
    }

    private static async Task<IResult> HandleAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken) =>
        TypedResults.Ok(await ReadAsync(dataSource, cancellationToken));
}
