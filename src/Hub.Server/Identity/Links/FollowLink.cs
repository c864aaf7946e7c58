using System.Globalization;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary>
/// Where the page behind an invitation or reset link looks and sets the password. Unknown, expired, used and replaced links, and those of somebody who is
/// switched off, get one answer. Signing in afterwards is a step of its own, with the second step if there is one.
/// </summary>
internal sealed partial class FollowLink(HubDbContext db, Passwords passwords, SignInThrottle throttle, SecuritySettings security, AccessChanges changes, TimeProvider time, ILogger<FollowLink> logger)
{
    // One account for all guesses: tokens cannot be guessed, but asking costs the database.
    private const string ThrottleKey = "\u0001link";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/links/look", (LookRequest request, FollowLink follow, HttpContext context, CancellationToken cancellationToken) => follow.LookAsync(request, context, cancellationToken))
            .AuthenticatesItself("the single-use token of an invitation or reset link, throttled").WithName("LookAtLink");
        api.MapPost("/links/use", (UseRequest request, FollowLink follow, HttpContext context, CancellationToken cancellationToken) => follow.UseAsync(request, context, cancellationToken))
            .AuthenticatesItself("the single-use token of an invitation or reset link, throttled").WithName("UseLink");
    }

    private async Task<Results<Ok<LinkView>, ProblemHttpResult>> LookAsync(LookRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        var (link, _, problem) = await FindAsync(request.Token, context, cancellationToken);
        return problem is not null ? problem : TypedResults.Ok(new LinkView(link!.Kind, link.Agent.Name, link.Agent.Email, link.ExpiresAt));
    }

    private async Task<Results<NoContent, ProblemHttpResult>> UseAsync(UseRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        var (link, attempt, problem) = await FindAsync(request.Token, context, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var errors = new InputErrors();
        var password = errors.Password("password", request.Password);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var hash = passwords.Hash(password);
        var now = time.GetUtcNow();
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            // Taken first: of two who follow it at once, one sets the password.
            var taken = await db.Set<AccessLink>().Where(row => row.Id == link!.Id && row.UsedAt == null && row.ExpiresAt > now && row.Agent.Active)
                .ExecuteUpdateAsync(update => update.SetProperty(row => row.UsedAt, now), cancellationToken);
            if (taken == 0)
            {
                return Invalid();
            }

            await db.Set<Agent>().Where(agent => agent.Id == link!.AgentId).ExecuteUpdateAsync(update => update.SetProperty(agent => agent.PasswordHash, hash), cancellationToken);
            await db.Set<Session>().Where(session => session.AgentId == link!.AgentId).ExecuteDeleteAsync(cancellationToken);
            await AccessChanges.BumpAsync(db, link!.AgentId, cancellationToken);
            await AuditLog.WriteAsync(
                db, cancellationToken, new AuditEntry(AuditActor.Nobody(context.Connection.RemoteIpAddress), "link.used") { TargetKind = "person", TargetId = link.AgentId, Data = new { kind = link.Kind } });
            await transaction.CommitAsync(cancellationToken);
        }

        changes.Announce(link.AgentId);
        await throttle.SucceededAsync(attempt!, cancellationToken);
        Log.Used(logger, link.AgentId, link.Kind);
        return TypedResults.NoContent();
    }

    private async Task<(AccessLink? Link, SignInAttempt? Attempt, ProblemHttpResult? Problem)> FindAsync(string? token, HttpContext context, CancellationToken cancellationToken)
    {
        var remote = context.Connection.RemoteIpAddress;
        if (!(await security.GetAsync(cancellationToken)).Allows(remote))
        {
            return (null, null, Problem.Of(StatusCodes.Status403Forbidden, "address_not_allowed"));
        }

        var attempt = await throttle.BeginAsync(ThrottleKey, remote, cancellationToken);
        if (attempt.Wait > TimeSpan.Zero)
        {
            await throttle.RefusedAsync(attempt, cancellationToken);
            context.Response.Headers.RetryAfter = Math.Ceiling(attempt.Wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return (null, null, Problem.Of(StatusCodes.Status429TooManyRequests, "too_many_attempts"));
        }

        if (token is null || !SecretToken.LooksRight(token))
        {
            return (null, null, Invalid());
        }

        var hash = SecretToken.Hash(token);
        var now = time.GetUtcNow();
        var link = await db.Set<AccessLink>().AsNoTracking().Include(row => row.Agent)
            .SingleOrDefaultAsync(row => row.TokenHash == hash && row.UsedAt == null && row.ExpiresAt > now && row.Agent.Active, cancellationToken);
        if (link is null)
        {
            return (null, null, Invalid());
        }

        // Looking with the right token is no failure.
        await throttle.RefusedAsync(attempt, cancellationToken);
        return (link, attempt, null);
    }

    private static ProblemHttpResult Invalid() => Problem.Of(StatusCodes.Status404NotFound, "link_invalid");

    internal sealed record LookRequest(string? Token)
    {
        public override string ToString() => "a link";
    }

    internal sealed record UseRequest(string? Token, string? Password)
    {
        public override string ToString() => "a link and a password";
    }

    /// <param name="Kind"><c>invite</c> or <c>reset</c>.</param>
    internal sealed record LinkView(string Kind, string Name, string Email, DateTimeOffset ExpiresAt);

    private static partial class Log
    {
        [LoggerMessage(2071, LogLevel.Information, "Agent {AgentId} set a password by a link of kind {Kind}")]
        public static partial void Used(ILogger logger, Guid agentId, string kind);
    }
}
