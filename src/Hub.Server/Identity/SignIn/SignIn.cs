using System.Globalization;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary><c>POST /api/session</c>. Unknown, switched off and wrong all get the same answer after the same work.</summary>
internal sealed partial class SignIn(
    HubDbContext db, Passwords passwords, SecondStep secondStep, SignInThrottle throttle, AccessChanges changes, SignInAudit audit, TimeProvider time, ILogger<SignIn> logger)
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/session", HandleAsync)
        .AuthenticatesItself("e-mail address and password, throttled")
        .WithName("SignIn");

    private static async Task<Results<Ok<Me>, ProblemHttpResult>> HandleAsync(
        Request request, SignIn signIn, RequestOrigin origin, SecuritySettings security, SessionCookie cookie, MeReader me, HttpContext context, CancellationToken cancellationToken)
    {
        // Also without a cookie: another site must not sign somebody's browser in as somebody else.
        if (origin.Judge(context.Request) == RequestSource.OtherSite)
        {
            return Problem.Of(StatusCodes.Status403Forbidden, "cross_origin");
        }

        if (!(await security.GetAsync(cancellationToken)).Allows(context.Connection.RemoteIpAddress))
        {
            return Problem.Of(StatusCodes.Status403Forbidden, "address_not_allowed");
        }

        var outcome = await signIn.RunAsync(request, cookie.Read(context.Request), context.Connection.RemoteIpAddress, context.Request.Headers.UserAgent.ToString(), cancellationToken);
        if (outcome.RetryAfter is { } retryAfter)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Problem.Of(StatusCodes.Status429TooManyRequests, "too_many_attempts");
        }

        if (outcome.Session is not var (agentId, token))
        {
            return Problem.Of(StatusCodes.Status401Unauthorized, outcome.Code);
        }

        cookie.Write(context.Response, token);
        return TypedResults.Ok(await me.ReadAsync(agentId, cancellationToken));
    }

    private async Task<Outcome> RunAsync(Request request, string? oldToken, System.Net.IPAddress? remote, string browser, CancellationToken cancellationToken)
    {
        // What no account can have counts as an empty address or password, and goes the same way as any other.
        var emailKey = request.Email is { Length: <= 254 } email && !email.Any(char.IsControl) ? Agent.KeyOf(email) : "";
        var password = request.Password is { Length: <= Passwords.MaxLength } given ? given : "";

        // 1. May this be tried at all?
        var attempt = await throttle.BeginAsync(emailKey, remote, cancellationToken);
        if (attempt.Wait > TimeSpan.Zero)
        {
            await throttle.RefusedAsync(attempt, cancellationToken);
            return new Outcome(null, attempt.Wait);
        }

        await Task.Delay(SignInThrottle.Delay(attempt.FailuresOnAccount), time, cancellationToken);

        // 2. Is it them? The password is checked for nobody as well.
        var agent = await db.Set<Agent>().SingleOrDefaultAsync(agent => agent.EmailKey == emailKey, cancellationToken);
        if (attempt.FailuresOnAccount == SignInThrottle.FreePerAccount && agent is not null)
        {
            Log.UnderAttack(logger, agent.Id, attempt.FailuresOnAccount);
        }

        var check = await passwords.CheckAsync(agent?.PasswordHash, password, cancellationToken);
        if (check == PasswordCheck.Busy)
        {
            await throttle.RefusedAsync(attempt, cancellationToken);
            return new Outcome(null, TimeSpan.FromSeconds(10));
        }

        if (check == PasswordCheck.Wrong || agent is not { Active: true })
        {
            Log.Failed(logger);
            await audit.RefusedAsync(emailKey, agent?.Id, remote, check == PasswordCheck.Wrong ? "invalid_credentials" : "inactive", cancellationToken);
            return new Outcome(null, null);
        }

        // 3. The second step, for who has one. The password alone is neither a success nor a failure.
        if (agent.TotpSecret is not null)
        {
            if (string.IsNullOrWhiteSpace(request.Code))
            {
                await throttle.RefusedAsync(attempt, cancellationToken);
                return new Outcome(null, null, "code_required");
            }

            switch (await secondStep.CheckAsync(agent.Id, request.Code.Length <= 32 ? request.Code : "", cancellationToken))
            {
                case CodeCheck.Right:
                    break;
                case CodeCheck.TooMany:
                    Log.CodesRefused(logger, agent.Id);
                    await audit.RefusedAsync(emailKey, agent.Id, remote, "too_many_codes", cancellationToken);
                    return new Outcome(null, TimeSpan.FromMinutes(15));
                default:
                    Log.Failed(logger);
                    await audit.RefusedAsync(emailKey, agent.Id, remote, "invalid_code", cancellationToken);
                    return new Outcome(null, null, "invalid_code");
            }
        }

        // 4. A new session with a new token, unless the account changed while the password was being checked.
        var token = SecretToken.Create();
        var session = NewSession(agent.Id, token, remote, browser);
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            var unchanged = await db.Database
                .SqlQuery<Guid>($"SELECT id AS \"Value\" FROM identity.agent WHERE id = {agent.Id} AND active AND password_hash = {agent.PasswordHash} FOR NO KEY UPDATE")
                .ToListAsync(cancellationToken);
            if (unchanged.Count == 0)
            {
                return new Outcome(null, null);
            }

            if (check == PasswordCheck.RightButOld)
            {
                agent.PasswordHash = passwords.Hash(password);
            }

            db.Add(session);
            await db.SaveChangesAsync(cancellationToken);
            await AuditLog.WriteAsync(db, cancellationToken, SignInAudit.Opened(agent.Id, session.Id, remote));
            await transaction.CommitAsync(cancellationToken);
        }

        // 5. The session that this browser had is over.
        if (oldToken is not null)
        {
            var oldHash = SecretToken.Hash(oldToken);
            var old = await db.Set<Session>().SingleOrDefaultAsync(row => row.TokenHash == oldHash, cancellationToken);
            if (old is not null)
            {
                await db.Set<Session>().Where(row => row.Id == old.Id).ExecuteDeleteAsync(cancellationToken);
                changes.Announce(old.AgentId);
            }
        }

        await throttle.SucceededAsync(attempt, cancellationToken);
        Log.SignedIn(logger, agent.Id, session.Id);
        return new Outcome((agent.Id, token), null);
    }

    private Session NewSession(Guid agentId, string token, System.Net.IPAddress? remote, string browser)
    {
        var now = time.GetUtcNow();
        return new Session
        {
            Id = NewId.Create(time),
            TokenHash = SecretToken.Hash(token),
            AgentId = agentId,
            CreatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now + SignedInAgents.AbsoluteLimit,
            Address = (remote is { IsIPv4MappedToIPv6: true } ? remote.MapToIPv4() : remote)?.ToString(),
            Browser = browser.Length == 0 ? null : new string([.. browser.Where(character => !char.IsControl(character)).Take(300)]),
        };
    }

    /// <param name="Code">The second step: asked for with <c>code_required</c> when the password was right.</param>
    internal sealed record Request(string? Email, string? Password, string? Code)
    {
        public override string ToString() => "a sign-in";
    }

    private sealed record Outcome((Guid AgentId, string Token)? Session, TimeSpan? RetryAfter, string Code = "invalid_credentials");

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "Agent {AgentId} signed in, session {SessionId}")]
        public static partial void SignedIn(ILogger logger, Guid agentId, Guid sessionId);

        [LoggerMessage(2002, LogLevel.Information, "A sign-in failed")]
        public static partial void Failed(ILogger logger);

        [LoggerMessage(2004, LogLevel.Warning, "Somebody who knows the password of agent {AgentId} has typed ten wrong codes; none is looked at for 15 minutes")]
        public static partial void CodesRefused(ILogger logger, Guid agentId);

        [LoggerMessage(2003, LogLevel.Warning, "The account of agent {AgentId} had {Failures} failed sign-ins in 15 minutes; further ones are slowed down")]
        public static partial void UnderAttack(ILogger logger, Guid agentId, long failures);
    }
}
