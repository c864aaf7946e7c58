using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary><c>GET /api/tokens</c>: one's own, never the secret.</summary>
internal static class ListTokens
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/tokens", HandleAsync).RequireSignedIn().WithName("ListTokens");

    private static async Task<Ok<Response>> HandleAsync(CurrentAgent agent, HubDbContext db, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Response(await db.Set<ApiToken>().AsNoTracking()
            .Where(token => token.AgentId == agent.Id && token.RevokedAt == null)
            .OrderBy(token => token.CreatedAt).ThenBy(token => token.Id)
            .Select(token => new Item(token.Id, token.Name, token.CreatedAt, token.LastUsedAt, token.ExpiresAt))
            .ToListAsync(cancellationToken)));

    internal sealed record Item(Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? ExpiresAt);

    internal sealed record Response(IReadOnlyList<Item> Items);
}
