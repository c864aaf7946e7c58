using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary><c>POST /api/tokens</c>: the secret is in this answer and nowhere else.</summary>
internal static partial class CreateToken
{
    private const int MaxPerAgent = 50;
    private const int MaxDays = 3650;

    public static void Map(RouteGroupBuilder api) => api.MapPost("/tokens", HandleAsync).RequireSession().WithName("CreateToken");

    private static async Task<Results<Created<Response>, ProblemHttpResult>> HandleAsync(
        Request request, CurrentAgent agent, HubDbContext db, TimeProvider time, HttpResponse response, ILogger<ApiToken> logger, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var name = errors.Text("name", request.Name, 100);
        if (request.ExpiresInDays is < 1 or > MaxDays)
        {
            errors.Add("expiresInDays", "out_of_range");
        }

        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (await db.Set<ApiToken>().CountAsync(token => token.AgentId == agent.Id && token.RevokedAt == null, cancellationToken) >= MaxPerAgent)
        {
            return Problem.Of(StatusCodes.Status409Conflict, "too_many_tokens");
        }

        var secret = SecretToken.Create();
        var now = time.GetUtcNow();
        var token = new ApiToken
        {
            Id = NewId.Create(time),
            AgentId = agent.Id,
            Name = name,
            TokenHash = SecretToken.Hash(secret),
            CreatedAt = now,
            ExpiresAt = request.ExpiresInDays is { } days ? now.AddDays(days) : null,
        };
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            db.Add(token);
            await db.SaveChangesAsync(cancellationToken);
            await AuditLog.WriteAsync(db, cancellationToken, new AuditEntry(agent.AsActor(), "token.created") { TargetKind = "token", TargetId = token.Id, Data = new { token.ExpiresAt } });
            await transaction.CommitAsync(cancellationToken);
        }

        Log.Created(logger, agent.Id, token.Id);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/tokens/{token.Id}", new Response(token.Id, SecretToken.ApiPrefix + secret));
    }

    internal sealed record Request(string? Name, int? ExpiresInDays);

    internal sealed record Response(Guid Id, string Token)
    {
        public override string ToString() => $"token {Id}";
    }

    private static partial class Log
    {
        [LoggerMessage(2040, LogLevel.Information, "Agent {AgentId} created API token {TokenId}")]
        public static partial void Created(ILogger logger, Guid agentId, Guid tokenId);
    }
}
