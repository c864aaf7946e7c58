using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Knowledge;

/// <summary>Deletes a canned reply, and brings it back.</summary>
internal static class DeleteCannedReply
{
    public static void Map(RouteGroupBuilder replies)
    {
        replies.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteCannedReply").RequirePermission(Permissions.Reply).Produces(204);
        replies.MapPost("/{id:guid}/restore", RestoreAsync).WithName("RestoreCannedReply").RequirePermission(Permissions.Reply).Produces<CannedReply>();
    }

    private static async Task<IResult> DeleteAsync(Guid id, CurrentAgent agent, CannedReplies replies, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await replies.FindAsync(agent, id, null, deleted: false, cancellationToken) is not { } known)
        {
            return Problem.NotFound();
        }

        if (!known.Editable)
        {
            return Problem.Of(403, "forbidden");
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("UPDATE knowledge.canned_reply SET deleted_at = $2, updated_by = $3 WHERE id = $1 AND deleted_at IS NULL", connection).With(id, time.GetUtcNow(), agent.Id);
        if (await command.ExecuteNonQueryAsync(cancellationToken) > 0)
        {
            await AuditLog.WriteAsync(connection, cancellationToken, SaveCannedReply.Entry(agent, id, "canned_reply.deleted", known.Scope, known.OwnerId));
        }

        await transaction.CommitAsync(CancellationToken.None);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RestoreAsync(Guid id, CurrentAgent agent, CannedReplies replies, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (await replies.FindAsync(agent, id, null, deleted: true, cancellationToken) is not { Editable: true } known)
        {
            return Problem.NotFound();
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("UPDATE knowledge.canned_reply SET deleted_at = NULL, updated_by = $2 WHERE id = $1", connection).With(id, agent.Id);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
            await AuditLog.WriteAsync(connection, cancellationToken, SaveCannedReply.Entry(agent, id, "canned_reply.restored", known.Scope, known.OwnerId));
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["shortcut"] = ["taken"] });
        }

        return TypedResults.Ok(await replies.FindAsync(agent, id, null, deleted: false, cancellationToken));
    }
}
