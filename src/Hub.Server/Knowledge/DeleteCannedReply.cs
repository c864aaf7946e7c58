using Hub.Server.Identity;
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

        await using var command = dataSource.CreateCommand("UPDATE knowledge.canned_reply SET deleted_at = $2, updated_by = $3 WHERE id = $1 AND deleted_at IS NULL").With(id, time.GetUtcNow(), agent.Id);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RestoreAsync(Guid id, CurrentAgent agent, CannedReplies replies, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (await replies.FindAsync(agent, id, null, deleted: true, cancellationToken) is not { Editable: true })
        {
            return Problem.NotFound();
        }

        await using var command = dataSource.CreateCommand("UPDATE knowledge.canned_reply SET deleted_at = NULL, updated_by = $2 WHERE id = $1").With(id, agent.Id);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["shortcut"] = ["taken"] });
        }

        return TypedResults.Ok(await replies.FindAsync(agent, id, null, deleted: false, cancellationToken));
    }
}
