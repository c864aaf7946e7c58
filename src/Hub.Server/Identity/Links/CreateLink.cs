using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary>
/// <c>POST /api/agents/{id}/link</c>: an invitation for somebody who never had a password, else a reset. The link is in this answer and nowhere else, names
/// the configured address, and makes every earlier one void. Where an account for system mail is set it can be mailed besides: once, at once, kept in no queue.
/// </summary>
internal static partial class CreateLink
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/agents/{id:guid}/link", HandleAsync)
        .RequireSession().RequirePermission(Permissions.ManagePeople).WithName("CreateLink");

    private static async Task<Results<Created<Response>, ProblemHttpResult>> HandleAsync(
        Guid id, Request? request, CurrentAgent actor, HubDbContext db, IdentitySettings settings, ISystemMail mail, TimeProvider time, HttpResponse response, ILogger<AccessLink> logger, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Locked against a promotion that is just being written, and against a second link at once.
        var agent = await db.Set<Agent>().FromSql($"SELECT * FROM identity.agent WHERE id = {id} FOR NO KEY UPDATE").Include(row => row.Role)
            .Include(row => row.Grants).ThenInclude(grant => grant.Role).SingleOrDefaultAsync(cancellationToken);
        if (agent is null)
        {
            return Problem.NotFound();
        }

        if (agent.AllPermissions.Any(permission => !actor.Can(permission)))
        {
            return Problem.Of(StatusCodes.Status403Forbidden, "above_own_rank");
        }

        if (!agent.Active)
        {
            return Problem.Of(StatusCodes.Status409Conflict, "inactive");
        }

        var token = SecretToken.Create();
        var now = time.GetUtcNow();
        var kind = agent.PasswordHash is null ? AccessLink.Invite : AccessLink.Reset;
        var link = new AccessLink
        {
            Id = NewId.Create(time),
            AgentId = id,
            Kind = kind,
            TokenHash = SecretToken.Hash(token),
            CreatedAt = now,
            ExpiresAt = now + AccessLink.Lifetime(kind),
        };
        await db.Set<AccessLink>().Where(earlier => earlier.AgentId == id && earlier.UsedAt == null).ExecuteDeleteAsync(cancellationToken);
        db.Add(link);
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, cancellationToken, new AuditEntry(actor.AsActor(), "link.created") { TargetKind = "person", TargetId = id, Data = new { kind, mail = request?.Mail ?? false } });
        await transaction.CommitAsync(cancellationToken);
        Log.Created(logger, actor.Id, kind, id);
        response.Headers.CacheControl = "no-store";
        // The token is behind the hash sign: browsers keep that out of requests, logs and referrers.
        var url = new Uri(settings.PublicUrl!, $"/{kind}#{token}").ToString();
        var canMail = await mail.IsSetAsync(cancellationToken);
        string? mailed = null;
        if (canMail && request is { Mail: true })
        {
            var (subject, text) = LinkMail.Write(kind, agent.Language, agent.Name, url, link.ExpiresAt);
            mailed = await mail.SendAsync(agent.Email, subject, text, CancellationToken.None) ?? "sent";
        }

        return TypedResults.Created((string?)null, new Response(kind, url, link.ExpiresAt, canMail, mailed));
    }

    /// <param name="Mail">Also send it to the person's address.</param>
    internal sealed record Request(bool Mail);

    /// <param name="CanMail">An account for system mail is set.</param>
    /// <param name="Mailed">"sent", or why it could not be; null when nobody asked for it.</param>
    internal sealed record Response(string Kind, string Url, DateTimeOffset ExpiresAt, bool CanMail, string? Mailed)
    {
        public override string ToString() => $"{Kind} link";
    }

    private static partial class Log
    {
        [LoggerMessage(2070, LogLevel.Information, "Agent {ActorId} made a link of kind {Kind} for agent {AgentId}")]
        public static partial void Created(ILogger logger, Guid actorId, string kind, Guid agentId);
    }
}
