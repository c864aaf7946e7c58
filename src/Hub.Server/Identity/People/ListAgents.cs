using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary><c>GET /api/agents</c>: everybody may know their colleagues, to hand conversations over.</summary>
internal static class ListAgents
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/agents", HandleAsync).RequireSignedIn().WithName("ListAgents");

    private static async Task<Ok<Response>> HandleAsync(HubDbContext db, AgentPresence presence, CancellationToken cancellationToken)
    {
        var agents = await db.Set<Agent>().AsNoTracking().OrderBy(agent => agent.Name).ThenBy(agent => agent.Id)
            .Select(AgentView.Projection).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Response([.. agents.Select(agent => agent with { Present = presence.IsPresent(agent.Id) })]));
    }

    internal sealed record Response(IReadOnlyList<AgentView> Items);
}
