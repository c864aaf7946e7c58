using System.Net;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Spam;

/// <summary>The list of blocks: see, end, and block a range of network addresses. Senders are blocked from their conversation.</summary>
internal static class ManageBlocks
{
    internal sealed record BlockList(IReadOnlyList<BlockView> Items);

    internal sealed record RangeRequest(string? AddressRange, string? Reason, DateTimeOffset? Until);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var blocks = routes.MapGroup("/api/blocks").WithTags("Blocks");
        blocks.MapGet("/", ListAsync).WithName("ListBlocks").RequirePermission(Permissions.MarkSpam).Produces<BlockList>();
        blocks.MapPost("/", BlockRangeAsync).WithName("BlockRange").RequirePermission(Permissions.MarkSpam).Produces<BlockList>(201);
        blocks.MapDelete("/{id:guid}", EndAsync).WithName("EndBlock").RequirePermission(Permissions.MarkSpam).Produces(204);
    }

    private static async Task<IResult> ListAsync(Blocks blocks, CancellationToken cancellationToken) => TypedResults.Ok(new BlockList(await blocks.ListAsync(cancellationToken)));

    private static async Task<IResult> BlockRangeAsync(
        RangeRequest request, CurrentAgent agent, Blocks blocks, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Parse(request.AddressRange) is not { } range)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["addressRange"] = ["invalid"] });
        }

        if (MarkSpam.Check(request.Reason, request.Until, time.GetUtcNow()) is { } invalid)
        {
            return invalid;
        }

        var id = NewId.Create(time);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("""
            INSERT INTO conversations.block (id, address_range, reason, until, created_by, created_at) VALUES ($1, $2::cidr, $3, $4, $5, $6)
            ON CONFLICT (address_range) DO UPDATE SET reason = excluded.reason, until = excluded.until, created_by = excluded.created_by, created_at = excluded.created_at
            """, connection).With(id, range.ToString(), request.Reason!.Trim());
        command.Parameters.Add(new() { Value = (object?)request.Until?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.With(agent.Id, time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
        await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(agent.AsActor(), "range.blocked") { TargetKind = "block", TargetId = id });
        await transaction.CommitAsync(CancellationToken.None);
        blocks.Forget();
        return TypedResults.Created((string?)null, new BlockList(await blocks.ListAsync(cancellationToken)));
    }

    private static async Task<IResult> EndAsync(Guid id, CurrentAgent agent, Blocks blocks, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("DELETE FROM conversations.block WHERE id = $1 RETURNING identity_id", connection).With(id);
        var ended = await command.ReadFirstAsync(reader => new { Identity = reader.IsDBNull(0) ? (Guid?)null : reader.GetGuid(0) }, cancellationToken);
        if (ended is null)
        {
            return Problem.NotFound();
        }

        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { AuditLog.Insert(new AuditEntry(agent.AsActor(), "block.ended") { TargetKind = "block", TargetId = id }) } };
        if (ended.Identity is { } identity)
        {
            batch.BatchCommands.Add(IdentityWrites.Blocked(identity, null));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        blocks.Forget();
        return TypedResults.NoContent();
    }

    /// <summary>A network in CIDR notation, or one address. Wider than /8 (or /16 for IPv6) is taken for a slip.</summary>
    private static IPNetwork? Parse(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        if (!trimmed.Contains('/', StringComparison.Ordinal) && IPAddress.TryParse(trimmed, out var one))
        {
            return new IPNetwork(one, one.GetAddressBytes().Length * 8);
        }

        return IPNetwork.TryParse(trimmed, out var range) && range.PrefixLength >= (range.BaseAddress.GetAddressBytes().Length == 4 ? 8 : 16) ? range : null;
    }
}
