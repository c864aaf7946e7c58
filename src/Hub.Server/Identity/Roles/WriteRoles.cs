using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Hub.Server.Identity;

/// <summary>
/// Roles of one's own: <c>POST /api/roles</c>, <c>PUT</c> and <c>DELETE /api/roles/{key}</c>. Nobody puts into a role, or takes out of one, what they do
/// not have; nobody changes a role they hold. Whoever holds a changed role has it the next second, on every node.
/// </summary>
internal sealed partial class WriteRoles(HubDbContext db, AccessChanges changes, TimeProvider time, ILogger<WriteRoles> logger)
{
    private const int MaxRoles = 100;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/roles", (Request request, CurrentAgent actor, WriteRoles roles, CancellationToken cancellationToken) => roles.CreateAsync(request, actor, cancellationToken))
            .RequireSession().RequirePermission(Permissions.ManagePeople).WithName("CreateRole");
        api.MapPut("/roles/{key}", (string key, Request request, CurrentAgent actor, WriteRoles roles, CancellationToken cancellationToken) => roles.UpdateAsync(key, request, actor, cancellationToken))
            .RequireSession().RequirePermission(Permissions.ManagePeople).WithName("UpdateRole");
        api.MapDelete("/roles/{key}", (string key, CurrentAgent actor, WriteRoles roles, CancellationToken cancellationToken) => roles.DeleteAsync(key, actor, cancellationToken))
            .RequireSession().RequirePermission(Permissions.ManagePeople).WithName("DeleteRole");
    }

    private async Task<Results<Created<RoleView>, ProblemHttpResult>> CreateAsync(Request request, CurrentAgent actor, CancellationToken cancellationToken)
    {
        var (name, permissions, problem) = Read(request, actor);
        if (problem is not null)
        {
            return problem;
        }

        if (await db.Set<Role>().CountAsync(cancellationToken) >= MaxRoles)
        {
            return Problem.Of(StatusCodes.Status409Conflict, "too_many_roles");
        }

        var id = NewId.Create(time);
        var role = new Role { Id = id, Key = id.ToString("N"), Name = name, Permissions = permissions };
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Add(role);
        if (!await SaveAsync(cancellationToken))
        {
            return NameTaken();
        }

        await AuditLog.WriteAsync(db, cancellationToken, new AuditEntry(actor.AsActor(), "role.created") { TargetKind = "role", TargetId = id, Data = new { permissions } });
        await transaction.CommitAsync(cancellationToken);

        Log.Written(logger, actor.Id, role.Key);
        return TypedResults.Created($"/api/roles/{role.Key}", new RoleView(role.Key, name, false, permissions, false, 0));
    }

    private async Task<Results<Ok<RoleView>, ProblemHttpResult>> UpdateAsync(string key, Request request, CurrentAgent actor, CancellationToken cancellationToken)
    {
        var (name, permissions, problem) = Read(request, actor);
        if (problem is not null)
        {
            return problem;
        }

        Guid[] holders;
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            var (role, refused) = await FindAsync(key, actor, cancellationToken);
            if (role is null)
            {
                return refused!;
            }

            holders = await HoldersAsync(db, role.Id, cancellationToken);
            if (holders.Contains(actor.Id))
            {
                return Problem.Of(StatusCodes.Status403Forbidden, "own_access");
            }

            var entry = new AuditEntry(actor.AsActor(), "role.changed")
            {
                TargetKind = "role",
                TargetId = role.Id,
                Data = new { renamed = role.Name != name, added = permissions.Except(role.Permissions), removed = role.Permissions.Except(permissions) },
            };
            role.Name = name;
            role.Permissions = permissions;
            if (!await SaveAsync(cancellationToken))
            {
                return NameTaken();
            }

            foreach (var holder in holders)
            {
                await AccessChanges.BumpAsync(db, holder, cancellationToken);
            }

            await AuditLog.WriteAsync(db, cancellationToken, entry);
            await transaction.CommitAsync(cancellationToken);
        }

        foreach (var holder in holders)
        {
            changes.Announce(holder);
        }

        Log.Written(logger, actor.Id, key);
        return TypedResults.Ok(await ListRoles.ViewsOf(db, db.Set<Role>().Where(row => row.Key == key)).SingleAsync(cancellationToken));
    }

    private async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string key, CurrentAgent actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var (role, refused) = await FindAsync(key, actor, cancellationToken);
        if (role is null)
        {
            return refused!;
        }

        try
        {
            await AuditLog.WriteAsync(db, cancellationToken, new AuditEntry(actor.AsActor(), "role.deleted") { TargetKind = "role", TargetId = role.Id });
            await db.Set<Role>().Where(row => row.Id == role.Id).ExecuteDeleteAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return Problem.Of(StatusCodes.Status409Conflict, "role_in_use");
        }

        Log.Deleted(logger, actor.Id, key);
        return TypedResults.NoContent();
    }

    private async Task<(Role? Role, ProblemHttpResult? Refused)> FindAsync(string key, CurrentAgent actor, CancellationToken cancellationToken)
    {
        var safe = key.Replace("\0", "", StringComparison.Ordinal);
        var role = await db.Set<Role>().FromSql($"SELECT * FROM identity.role WHERE key = {safe} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancellationToken);
        return role switch
        {
            null => (null, Problem.NotFound()),
            { Preset: true } => (null, Problem.Of(StatusCodes.Status409Conflict, "preset_role")),
            _ when role.Permissions.Any(permission => !actor.Can(permission)) => (null, Problem.Of(StatusCodes.Status403Forbidden, "above_own_rank")),
            _ => (role, null),
        };
    }

    // In the order of ids, so that two changes at once cannot wait for each other.
    internal static Task<Guid[]> HoldersAsync(HubDbContext db, Guid roleId, CancellationToken cancellationToken) =>
        db.Set<Agent>().Where(agent => agent.RoleId == roleId || agent.Grants.Any(grant => grant.RoleId == roleId)).OrderBy(agent => agent.Id).Select(agent => agent.Id).ToArrayAsync(cancellationToken);

    private static (string Name, string[] Permissions, ProblemHttpResult? Problem) Read(Request request, CurrentAgent actor)
    {
        var errors = new InputErrors();
        var name = errors.Text("name", request.Name, 60);
        var wanted = (request.Permissions ?? []).ToHashSet(StringComparer.Ordinal);
        if (wanted.Count == 0)
        {
            errors.Add("permissions", "required");
        }

        if (!wanted.IsSubsetOf(Permissions.All))
        {
            errors.Add("permissions", "unknown");
        }

        var problem = errors.Any ? errors.ToProblem() : wanted.Any(permission => !actor.Can(permission)) ? Problem.Of(StatusCodes.Status403Forbidden, "above_own_rank") : null;
        return (name, [.. Permissions.All.Where(wanted.Contains)], problem);
    }

    private async Task<bool> SaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "role_name" })
        {
            return false;
        }
    }

    private static ProblemHttpResult NameTaken() =>
        Problem.Invalid(new Dictionary<string, string[]> { ["name"] = ["taken"] }, StatusCodes.Status409Conflict, "name_taken");

    internal sealed record Request(string? Name, string[]? Permissions);

    private static partial class Log
    {
        [LoggerMessage(2050, LogLevel.Information, "Agent {ActorId} wrote role {Role}")]
        public static partial void Written(ILogger logger, Guid actorId, string role);

        [LoggerMessage(2051, LogLevel.Information, "Agent {ActorId} deleted role {Role}")]
        public static partial void Deleted(ILogger logger, Guid actorId, string role);
    }
}
