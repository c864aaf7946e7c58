using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Vocabulary;

/// <summary>Writes a whole list of words in one transaction, one writer at a time.</summary>
internal sealed class VocabularyWriter(NpgsqlDataSource dataSource, TimeProvider time)
{
    private const long LockKey = 0x566f_6361_6275_6c61; // "Vocabula"

    internal sealed record TermRow(Guid Id, Guid? ParentId, ConversationStatus? Status, string NameJa, string NameEn, bool Active);

    public Guid NewId() => Platform.NewId.Create(time);

    public Task<IResult> SaveTermsAsync(TermKind kind, Guid? brandId, List<TermRow> rows, string? revision, CurrentAgent agent, CancellationToken cancellationToken) => SaveAsync(
        revision, agent, new { kind, brandId, count = rows.Count }, async connection =>
        {
            // An id of another list, or of a reason of another brand, is not taken over: the condition leaves it alone and the count shows it.
            await using var upsert = new NpgsqlCommand("""
                INSERT INTO conversations.term AS t (id, kind, brand_id, parent_id, status, name_ja, name_en, position, active)
                SELECT r.id, $1, $2, r.parent_id, r.status, r.name_ja, r.name_en, r.position, r.active
                FROM unnest($3::uuid[], $4::uuid[], $5::smallint[], $6::text[], $7::text[], $8::boolean[]) WITH ORDINALITY AS r(id, parent_id, status, name_ja, name_en, active, position)
                ON CONFLICT (id) DO UPDATE SET parent_id = excluded.parent_id, status = excluded.status, name_ja = excluded.name_ja, name_en = excluded.name_en,
                position = excluded.position, active = excluded.active WHERE t.kind = excluded.kind AND t.brand_id IS NOT DISTINCT FROM excluded.brand_id
                """, connection);
            upsert.Parameters.Add(new() { Value = (short)kind });
            upsert.Parameters.Add(new() { Value = (object?)brandId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
            upsert.Parameters.Add(new() { Value = rows.ConvertAll(row => row.Id) });
            upsert.Parameters.Add(new() { Value = rows.ConvertAll(row => row.ParentId) });
            upsert.Parameters.Add(new() { Value = rows.ConvertAll(row => (short?)row.Status) });
            upsert.Parameters.Add(new() { Value = rows.ConvertAll(row => row.NameJa) });
            upsert.Parameters.Add(new() { Value = rows.ConvertAll(row => row.NameEn) });
            upsert.Parameters.Add(new() { Value = rows.ConvertAll(row => row.Active) });
            if (await upsert.ExecuteNonQueryAsync(cancellationToken) != rows.Count)
            {
                return Problem.Invalid(new Dictionary<string, string[]> { ["items"] = ["unknown"] });
            }

            await using var rest = new NpgsqlCommand("""
                WITH gone AS (DELETE FROM conversations.term t WHERE t.kind = $1 AND t.brand_id IS NOT DISTINCT FROM $2 AND t.id <> ALL($3)
                    AND NOT EXISTS (SELECT 1 FROM conversations.conversation c WHERE c.reason_id = t.id OR c.result_id = t.id)
                    AND NOT EXISTS (SELECT 1 FROM conversations.conversation_head h WHERE t.kind = 0 AND (h.state_id = t.id OR h.resolved_state_id = t.id)) RETURNING t.id)
                UPDATE conversations.term t SET active = false WHERE t.kind = $1 AND t.brand_id IS NOT DISTINCT FROM $2 AND t.id <> ALL($3) AND t.id NOT IN (SELECT id FROM gone)
                """, connection);
            rest.Parameters.Add(new() { Value = (short)kind });
            rest.Parameters.Add(new() { Value = (object?)brandId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
            rest.Parameters.Add(new() { Value = rows.ConvertAll(row => row.Id) });
            await rest.ExecuteNonQueryAsync(cancellationToken);
            return null;
        },
        cancellationToken);

    public Task<IResult> SaveFieldsAsync(List<Field> rows, string? revision, CurrentAgent agent, CancellationToken cancellationToken) => SaveAsync(
        revision, agent, new { kind = "field", fields = rows.Select(row => new { row.Key, row.Required, row.Active }) }, async connection =>
        {
            // The key and the kind of a field decide what its values mean: once made, they stay.
            var known = (await VocabularyReader.FieldsAsync(connection, cancellationToken)).ToDictionary(field => field.Id);
            if (rows.Exists(row => known.TryGetValue(row.Id, out var old) && (old.Key != row.Key || old.Kind != row.Kind)))
            {
                return Problem.Of(409, "field_kind_fixed");
            }

            await using var delete = new NpgsqlCommand("""
                DELETE FROM conversations.field f WHERE f.id <> ALL($1) AND NOT EXISTS (SELECT 1 FROM conversations.conversation c WHERE c.fields ? f.key)
                """, connection).With(rows.ConvertAll(row => row.Id));
            await delete.ExecuteNonQueryAsync(cancellationToken);
            await using var hide = new NpgsqlCommand("UPDATE conversations.field SET active = false WHERE id <> ALL($1)", connection).With(rows.ConvertAll(row => row.Id));
            await hide.ExecuteNonQueryAsync(cancellationToken);
            foreach (var (row, position) in rows.Select((row, position) => (row, position)))
            {
                await using var upsert = new NpgsqlCommand("""
                    INSERT INTO conversations.field (id, key, brand_id, kind, name_ja, name_en, options, required, position, active) VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10)
                    ON CONFLICT (id) DO UPDATE SET brand_id = excluded.brand_id, name_ja = excluded.name_ja, name_en = excluded.name_en, options = excluded.options,
                    required = excluded.required, position = excluded.position, active = excluded.active
                    """, connection).With(row.Id, row.Key);
                upsert.Parameters.Add(new() { Value = (object?)row.BrandId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
                upsert.With((short)row.Kind, row.NameJa, row.NameEn, JsonSerializer.Serialize(row.Options, HubJson.Options), row.Required, position, row.Active);
                await upsert.ExecuteNonQueryAsync(cancellationToken);
            }

            return null;
        },
        cancellationToken);

    private async Task<IResult> SaveAsync(string? revision, CurrentAgent agent, object change, Func<NpgsqlConnection, Task<IResult?>> write, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var alone = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection).With(LockKey))
        {
            await alone.ExecuteNonQueryAsync(cancellationToken);
        }

        if ((await VocabularyReader.ReadAsync(connection, agent.Id, cancellationToken)).Revision != revision)
        {
            return Problem.Of(409, "changed_meanwhile");
        }

        try
        {
            if (await write(connection) is { } problem)
            {
                return problem;
            }
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "field_key" })
        {
            return Problem.Of(409, "key_taken");
        }

        var view = await VocabularyReader.ReadAsync(connection, agent.Id, cancellationToken);
        await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(agent.AsActor(), "vocabulary.changed") { TargetKind = "vocabulary", Data = change });
        await transaction.CommitAsync(CancellationToken.None);
        return TypedResults.Ok(view);
    }
}
