using Hub.Server.Platform.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary><c>GET /api/session/sign-ins</c>: where one is signed in; <c>DELETE …/{id}</c> ends one, its live connections too.</summary>
internal static class OwnSignIns
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/session/sign-ins", ListAsync).RequireSession().WithName("ListSignIns");
        api.MapDelete("/session/sign-ins/{id:guid}", EndAsync).RequireSession().WithName("EndSignIn");
    }

    private static async Task<Ok<Response>> ListAsync(CurrentAgent agent, HubDbContext db, SecuritySettings security, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var idleSince = now - (await security.GetAsync(cancellationToken)).IdleLimit;
        return TypedResults.Ok(new Response(await db.Set<Session>().AsNoTracking()
            .Where(session => session.AgentId == agent.Id && session.ExpiresAt > now && session.LastSeenAt > idleSince)
            .OrderByDescending(session => session.Id == agent.SessionId).ThenByDescending(session => session.LastSeenAt).Take(100)
            .Select(session => new Item(session.Id, session.Id == agent.SessionId, session.CreatedAt, session.LastSeenAt, session.Address, session.Browser))
            .ToListAsync(cancellationToken)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(Guid id, CurrentAgent agent, HubDbContext db, AccessChanges changes, CancellationToken cancellationToken)
    {
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            if (await db.Set<Session>().Where(session => session.Id == id && session.AgentId == agent.Id).ExecuteDeleteAsync(cancellationToken) == 0)
            {
                return Problem.NotFound();
            }

            await AccessChanges.BumpAsync(db, agent.Id, cancellationToken);
            await AuditLog.WriteAsync(db, cancellationToken, new AuditEntry(agent.AsActor(), "session.ended") { TargetKind = "person", TargetId = agent.Id });
            await transaction.CommitAsync(cancellationToken);
        }

        changes.Announce(agent.Id);
        return TypedResults.NoContent();
    }

    /// <param name="Browser">What the browser said of itself when it signed in.</param>
    internal sealed record Item(Guid Id, bool Current, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, string? Address, string? Browser);

    internal sealed record Response(IReadOnlyList<Item> Items);
}
