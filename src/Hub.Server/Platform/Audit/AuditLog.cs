using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Platform.Audit;

/// <summary>
/// Writes what was changed into the audit log, in the transaction of the change: both are committed, or neither. Who looked at something goes
/// through <see cref="AuditTrail"/> instead.
/// </summary>
internal static class AuditLog
{
    private static readonly NpgsqlDbType[] Types =
    [
        NpgsqlDbType.Smallint, NpgsqlDbType.Uuid, NpgsqlDbType.Uuid, NpgsqlDbType.Uuid, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Uuid, NpgsqlDbType.Uuid,
        NpgsqlDbType.Uuid, NpgsqlDbType.Json,
    ];

    /// <summary>For a batch of the caller's, such as <c>ConversationBatch.Also</c>. Ids and times are the database's.</summary>
    public static NpgsqlBatchCommand Insert(params IReadOnlyList<AuditEntry> entries)
    {
        var command = new NpgsqlBatchCommand("""
            INSERT INTO platform.audit (actor_kind, actor_id, session_id, token_id, address, action, target_kind, target_id, customer_id, conversation_id, data)
            SELECT * FROM unnest($1::smallint[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::uuid[], $10::uuid[], $11::json[])
            """);
        object[] columns =
        [
            Column(entries, entry => (short)entry.Actor.Kind), Column(entries, entry => entry.Actor.Id), Column(entries, entry => entry.Actor.SessionId),
            Column(entries, entry => entry.Actor.TokenId), Column(entries, entry => entry.Actor.Address), Column(entries, entry => entry.Action),
            Column(entries, entry => entry.TargetKind), Column(entries, entry => entry.TargetId), Column(entries, entry => entry.CustomerId),
            Column(entries, entry => entry.ConversationId), Column(entries, entry => JsonSerializer.Serialize(entry.Data ?? new { }, HubJson.Options)),
        ];
        for (var i = 0; i < columns.Length; i++)
        {
            command.Parameters.Add(new() { Value = columns[i], NpgsqlDbType = NpgsqlDbType.Array | Types[i] });
        }

        return command;
    }

    /// <summary>In the transaction the connection is in.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, CancellationToken cancellationToken, params IReadOnlyList<AuditEntry> entries)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Insert(entries) } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>In the transaction of the context.</summary>
    /// <exception cref="InvalidOperationException">There is none: the change and its entry could part.</exception>
    public static Task WriteAsync(HubDbContext db, CancellationToken cancellationToken, params IReadOnlyList<AuditEntry> entries) =>
        db.Database.CurrentTransaction is null
            ? throw new InvalidOperationException("Audit entries are written in the transaction of the change.")
            : WriteAsync((NpgsqlConnection)db.Database.GetDbConnection(), cancellationToken, entries);

    private static T[] Column<T>(IReadOnlyList<AuditEntry> entries, Func<AuditEntry, T> value) => [.. entries.Select(value)];
}
