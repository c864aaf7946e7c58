using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Server.Identity;

/// <summary><c>GET /api/teams</c>.</summary>
internal static class ListTeams
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/teams", HandleAsync).RequireSignedIn().WithName("ListTeams");

    private static async Task<Ok<Response>> HandleAsync(Agents agents, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Response(await agents.TeamsAsync(cancellationToken)));

    internal sealed record Response(IReadOnlyList<TeamView> Items);
}
