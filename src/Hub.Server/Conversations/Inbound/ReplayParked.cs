using System.Text;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Jobs;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>Parked items over the API: list, replay, discard. Replaying a delivery goes through the same door as the first time; what was settled then stays settled.</summary>
internal static class ReplayParked
{
    private const int RawShown = 16 * 1024;

    internal sealed record Item(Guid Id, string Kind, DateTimeOffset At, Guid? AccountId, string Lane, string Error, int Attempts, string Raw);

    internal sealed record Page(IReadOnlyList<Item> Items, string? Next);

    internal sealed record Outcome(bool Settled, string? Error);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var parked = routes.MapGroup("/api/parked").WithTags("Parked");
        parked.MapGet("/", ListAsync).WithName("ListParked").RequirePermission(Permissions.ManageParked).Produces<Page>();
        parked.MapPost("/{id:guid}/replay", ReplayAsync).WithName("ReplayParked").RequirePermission(Permissions.ManageParked).Produces<Outcome>();
        parked.MapDelete("/{id:guid}", DiscardAsync).WithName("DiscardParked").RequirePermission(Permissions.ManageParked).Produces(204);
    }

    private static async Task<IResult> ListAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken, string? cursor = null, int limit = 50)
    {
        if (!ListCursor.TryParse(cursor, out var from))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["cursor"] = ["invalid"] });
        }

        limit = Math.Clamp(limit, 1, 100);
        await using var command = dataSource.CreateCommand("""
            SELECT id, kind, at, account_id, lane, error, attempts, substring(raw for $4) FROM platform.parked WHERE (at, id) < ($1, $2) ORDER BY at DESC, id DESC LIMIT $3
            """).With(from.At, from.Id, limit + 1, RawShown);
        var items = await command.ReadAllAsync(
            reader => new Item(
                reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.IsDBNull(3) ? null : reader.GetGuid(3), reader.GetString(4), reader.GetString(5),
                reader.GetInt32(6), MaskedText.Of(Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(7))).Text!), cancellationToken);
        return TypedResults.Ok(new Page(items.Count > limit ? items[..limit] : items, items.Count > limit ? ListCursor.Format(items[limit - 1].At, items[limit - 1].Id) : null));
    }

    private static async Task<IResult> ReplayAsync(
        Guid id, CurrentAgent agent, NpgsqlDataSource dataSource, InboundWorker worker, ParkedFacts facts, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var find = dataSource.CreateCommand("SELECT kind, account_id, raw, key, handler, lane FROM platform.parked WHERE id = $1").With(id);
        var item = await find.ReadFirstAsync(
            reader => new { Kind = reader.GetString(0), Account = reader.IsDBNull(1) ? (Guid?)null : reader.GetGuid(1), Raw = reader.GetFieldValue<byte[]>(2), Key = reader.GetString(3), Handler = reader.IsDBNull(4) ? "" : reader.GetString(4), Lane = reader.GetString(5) },
            cancellationToken);
        if (item is null)
        {
            return Problem.NotFound();
        }

        var entry = new AuditEntry(agent.AsActor(), "parked.replayed") { TargetKind = "parked", TargetId = id, Data = new { item.Kind, item.Handler } };
        if (item.Kind == "job")
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var requeue = new NpgsqlCommand($"""
                WITH back AS (DELETE FROM platform.parked WHERE id = $1 RETURNING lane, key, raw)
                INSERT INTO platform.job (id, kind, key, data) SELECT $2, lane, substr(key, length(lane) + 2), convert_from(raw, 'UTF8')::jsonb FROM back {JobQueue.OnConflict}
                """, connection).With(id, NewId.Create(time));
            await requeue.ExecuteNonQueryAsync(cancellationToken);
            await SayAsync(connection, entry, cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return TypedResults.Ok(new Outcome(true, null));
        }

        // The work itself commits in transactions of its own, so the entry comes first: what was asked for is noted even if it fails half-way.
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await AuditLog.WriteAsync(connection, cancellationToken, entry);
        }

        if (item.Kind == "fact")
        {
            var failure = await facts.ReplayLaneAsync(item.Handler, item.Lane, cancellationToken);
            return TypedResults.Ok(new Outcome(failure is null, failure));
        }

        var error = await worker.ReplayAsync(new StoredDelivery(0, item.Account!.Value, item.Raw, time.GetTimestamp()), item.Key, cancellationToken);
        await using var settle = error is null
            ? dataSource.CreateCommand("DELETE FROM platform.parked WHERE id = $1").With(id)
            : dataSource.CreateCommand("UPDATE platform.parked SET attempts = attempts + 1, error = $2 WHERE id = $1").With(id, error);
        await settle.ExecuteNonQueryAsync(CancellationToken.None);
        await using var tell = dataSource.CreateBatch();
        Fact.AddInserts(tell, [ParkedItems.Changed]);
        await tell.ExecuteNonQueryAsync(CancellationToken.None);
        return TypedResults.Ok(new Outcome(error is null, error));
    }

    private static async Task<IResult> DiscardAsync(Guid id, CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("DELETE FROM platform.parked WHERE id = $1 RETURNING kind, at", connection).With(id);
        if (await command.ReadFirstAsync(reader => new { Kind = reader.GetString(0), At = reader.GetFieldValue<DateTimeOffset>(1) }, cancellationToken) is not { } gone)
        {
            return Problem.NotFound();
        }

        await SayAsync(connection, new AuditEntry(agent.AsActor(), "parked.discarded") { TargetKind = "parked", TargetId = id, Data = gone }, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return TypedResults.NoContent();
    }

    /// <summary>To the audit log and to the desks that show the list.</summary>
    private static async Task SayAsync(NpgsqlConnection connection, AuditEntry entry, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { AuditLog.Insert(entry) } };
        Fact.AddInserts(batch, [ParkedItems.Changed]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
