using System.Globalization;
using Hub.Server.Platform.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary>
/// Asks for the password again before something that would make a borrowed browser permanent, throttled like signing in; and
/// <c>PUT /api/session/password</c>, which changes it and ends the other sessions.
/// </summary>
internal sealed partial class OwnPassword(HubDbContext db, Passwords passwords, SignInThrottle throttle, AccessChanges changes, ILogger<OwnPassword> logger)
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPut("/session/password", (Request request, CurrentAgent agent, OwnPassword own, HttpContext context, CancellationToken cancellationToken) => own.ChangeAsync(request, agent, context, cancellationToken))
            .RequireSession().WithName("ChangeOwnPassword");

    /// <summary>Null: it was right.</summary>
    public async Task<ProblemHttpResult?> RefusalAsync(CurrentAgent agent, string? password, HttpContext context, CancellationToken cancellationToken, string field = "password")
    {
        var attempt = await throttle.BeginAsync(Agent.KeyOf(agent.Email), context.Connection.RemoteIpAddress, cancellationToken);
        if (attempt.Wait > TimeSpan.Zero)
        {
            return await BusyAsync(attempt, attempt.Wait, context, cancellationToken);
        }

        var hash = await db.Set<Agent>().Where(row => row.Id == agent.Id).Select(row => row.PasswordHash).SingleAsync(cancellationToken);
        var check = await passwords.CheckAsync(hash, password is { Length: <= Passwords.MaxLength } ? password : "", cancellationToken);
        if (check == PasswordCheck.Busy)
        {
            return await BusyAsync(attempt, TimeSpan.FromSeconds(10), context, cancellationToken);
        }

        if (check == PasswordCheck.Wrong)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { [field] = ["wrong"] }, code: "wrong_password");
        }

        await throttle.SucceededAsync(attempt, cancellationToken);
        return null;
    }

    private async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(Request request, CurrentAgent agent, HttpContext context, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var password = errors.Password("password", request.Password);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (await RefusalAsync(agent, request.Current, context, cancellationToken, "current") is { } refusal)
        {
            return refusal;
        }

        var hash = passwords.Hash(password);
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await db.Set<Agent>().Where(row => row.Id == agent.Id).ExecuteUpdateAsync(update => update.SetProperty(row => row.PasswordHash, hash), cancellationToken);
            await db.Set<Session>().Where(session => session.AgentId == agent.Id && session.Id != agent.SessionId).ExecuteDeleteAsync(cancellationToken);
            await db.Set<AccessLink>().Where(link => link.AgentId == agent.Id && link.UsedAt == null).ExecuteDeleteAsync(cancellationToken);
            await AccessChanges.BumpAsync(db, agent.Id, cancellationToken);
            await AuditLog.WriteAsync(db, cancellationToken, new AuditEntry(agent.AsActor(), "person.password_set") { TargetKind = "person", TargetId = agent.Id });
            await transaction.CommitAsync(cancellationToken);
        }

        changes.Announce(agent.Id);
        Log.Changed(logger, agent.Id);
        return TypedResults.NoContent();
    }

    private async Task<ProblemHttpResult> BusyAsync(SignInAttempt attempt, TimeSpan wait, HttpContext context, CancellationToken cancellationToken)
    {
        await throttle.RefusedAsync(attempt, cancellationToken);
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Problem.Of(StatusCodes.Status429TooManyRequests, "too_many_attempts");
    }

    internal sealed record Request(string? Current, string? Password)
    {
        public override string ToString() => "two passwords";
    }

    private static partial class Log
    {
        [LoggerMessage(2023, LogLevel.Information, "Agent {AgentId} changed their password")]
        public static partial void Changed(ILogger logger, Guid agentId);
    }
}
