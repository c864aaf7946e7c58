using System.Text.Json;
using Hub.Server.Conversations.Conditions;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Views;

/// <summary>Saves, changes, deletes and brings back a view, and keeps the order a person has put theirs in.</summary>
internal static class ManageViews
{
    private const int MaxName = 60;
    private const int MaxOwn = 100;
    private const int MaxShared = 200;
    private static readonly TimeSpan DeletedKept = TimeSpan.FromDays(30);

    /// <param name="TeamId">Of a view of a team.</param>
    /// <param name="Version">The one that was read; wanted to change a view.</param>
    internal sealed record Request(ViewScope Scope, Guid? TeamId, string? Name, JsonElement Conditions, ViewSort Sort, int? Version = null);

    internal sealed record OrderRequest(Guid[] Ids);

    public static void Map(RouteGroupBuilder views)
    {
        views.MapPost("/", CreateAsync).WithName("CreateView").RequireSignedIn().Produces<SavedView>(201);
        views.MapPut("/{id:guid}", ChangeAsync).WithName("ChangeView").RequireSignedIn().Produces<SavedView>();
        views.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteView").RequireSignedIn().Produces(204);
        views.MapPost("/{id:guid}/restore", RestoreAsync).WithName("RestoreView").RequireSignedIn().Produces<SavedView>();
        views.MapPut("/order", OrderAsync).WithName("OrderViews").RequireSignedIn().Produces(204);
    }

    private static async Task<IResult> CreateAsync(
        Request request, CurrentAgent agent, SavedViews views, ConversationFields fields, Agents directory, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(request, agent, fields, directory, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var id = NewId.Create(time);
        var own = request.Scope == ViewScope.Own;
        var done = await WriteAsync(
            dataSource, agent, "view.created", id, [request.Scope], request.TeamId,
            $"""
            INSERT INTO conversations.saved_view (id, scope, owner_id, team_id, name, conditions, sort, created_at, updated_at, updated_by)
            SELECT $1, $2, $7, $3, $4, $5, $6, $8, $8, $7 WHERE (SELECT count(*) FROM conversations.saved_view v WHERE v.deleted_at IS NULL AND {(own ? "v.scope = 0 AND v.owner_id = $7" : "v.scope > 0")}) < {(own ? MaxOwn : MaxShared)}
            """,
            Values(id, request, agent, time), cancellationToken);
        return done ? TypedResults.Created($"/api/views/{id}", (await views.FindAsync(agent, id, deleted: false, cancellationToken))?.View) : Problem.Of(409, "too_many_views");
    }

    private static async Task<IResult> ChangeAsync(
        Guid id, Request request, CurrentAgent agent, SavedViews views, ConversationFields fields, Agents directory, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await views.FindAsync(agent, id, deleted: false, cancellationToken) is not { View: var known })
        {
            return Problem.NotFound();
        }

        if (!known.Editable)
        {
            return Problem.Of(403, "forbidden");
        }

        if (await RefusalAsync(request, agent, fields, directory, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        // A shared view that becomes an own one becomes that of whoever does it.
        var done = await WriteAsync(
            dataSource, agent, "view.changed", id, [known.Scope, request.Scope], request.TeamId,
            """
            UPDATE conversations.saved_view SET scope = $2, team_id = $3, name = $4, conditions = $5, sort = $6, owner_id = CASE WHEN $2 = 0 THEN $7 ELSE owner_id END,
            updated_at = $8, updated_by = $7, version = version + 1 WHERE id = $1 AND version = $9 AND deleted_at IS NULL
            """,
            [.. Values(id, request, agent, time), new() { Value = request.Version ?? 0 }], cancellationToken);
        return done ? TypedResults.Ok((await views.FindAsync(agent, id, deleted: false, cancellationToken))?.View) : Problem.Of(409, "changed_meanwhile");
    }

    private static async Task<IResult> DeleteAsync(Guid id, CurrentAgent agent, SavedViews views, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await views.FindAsync(agent, id, deleted: false, cancellationToken) is not { View: var known })
        {
            return Problem.NotFound();
        }

        if (!known.Editable)
        {
            return Problem.Of(403, "forbidden");
        }

        var now = time.GetUtcNow();
        await WriteAsync(
            dataSource, agent, "view.deleted", id, [known.Scope], known.TeamId, "UPDATE conversations.saved_view SET deleted_at = $2, updated_by = $3 WHERE id = $1 AND deleted_at IS NULL",
            [new() { Value = id }, new() { Value = now }, new() { Value = agent.Id }], cancellationToken);
        await using var old = dataSource.CreateCommand("DELETE FROM conversations.saved_view WHERE deleted_at < $1").With(now - DeletedKept);
        await old.ExecuteNonQueryAsync(CancellationToken.None);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RestoreAsync(Guid id, CurrentAgent agent, SavedViews views, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (await views.FindAsync(agent, id, deleted: true, cancellationToken) is not { View: { Editable: true } known })
        {
            return Problem.NotFound();
        }

        await WriteAsync(
            dataSource, agent, "view.restored", id, [known.Scope], known.TeamId, "UPDATE conversations.saved_view SET deleted_at = NULL, updated_by = $2 WHERE id = $1",
            [new() { Value = id }, new() { Value = agent.Id }], cancellationToken);
        return TypedResults.Ok((await views.FindAsync(agent, id, deleted: false, cancellationToken))?.View);
    }

    private static async Task<IResult> OrderAsync(OrderRequest request, CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (request.Ids is null || request.Ids.Length > MaxOwn + MaxShared || request.Ids.Distinct().Count() != request.Ids.Length)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["ids"] = [request.Ids is null ? "required" : "invalid"] });
        }

        await using var command = dataSource.CreateCommand("""
            INSERT INTO conversations.view_order (agent_id, view_ids) VALUES ($1, $2) ON CONFLICT (agent_id) DO UPDATE SET view_ids = excluded.view_ids
            """).With(agent.Id, request.Ids);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult?> RefusalAsync(Request request, CurrentAgent agent, ConversationFields fields, Agents directory, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        errors.Text("name", request.Name, MaxName);
        (await fields.ForInputAsync(cancellationToken)).Read(request.Conditions, errors);
        if (request.Scope == ViewScope.Team && !(await directory.TeamsAsync(cancellationToken)).Any(team => team.Id == request.TeamId))
        {
            errors.Add("teamId", request.TeamId is null ? "required" : "unknown");
        }

        return !SavedViews.MayEdit(agent, request.Scope, agent.Id) ? Problem.Of(403, "forbidden") : errors.Any ? errors.ToProblem() : null;
    }

    private static NpgsqlParameter[] Values(Guid id, Request request, CurrentAgent agent, TimeProvider time) =>
    [
        new() { Value = id }, new() { Value = (short)request.Scope },
        new() { Value = request.Scope == ViewScope.Team ? request.TeamId!.Value : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }, new() { Value = request.Name!.Trim() },
        new() { Value = request.Conditions.GetRawText(), NpgsqlDbType = NpgsqlDbType.Jsonb }, new() { Value = (short)request.Sort }, new() { Value = agent.Id }, new() { Value = time.GetUtcNow() },
    ];

    /// <summary>False when no row was written. What is shared, or was, is audited; what somebody keeps for themselves is theirs.</summary>
    private static async Task<bool> WriteAsync(
        NpgsqlDataSource dataSource, CurrentAgent agent, string action, Guid id, ViewScope[] scopes, Guid? teamId, string sql, NpgsqlParameter[] values, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values);
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return false;
        }

        if (scopes.Any(scope => scope != ViewScope.Own))
        {
            await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(agent.AsActor(), action) { TargetKind = "view", TargetId = id, Data = new { scope = scopes[^1], teamId } });
        }

        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }
}
