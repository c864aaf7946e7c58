using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Server.Identity;

/// <summary><c>POST /api/teams</c>.</summary>
internal static class CreateTeam
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/teams", HandleAsync).RequirePermission(Permissions.ManagePeople).WithName("CreateTeam");

    private static async Task<Results<Created<TeamView>, ProblemHttpResult>> HandleAsync(Request request, PeopleWriter people, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var name = errors.Text("name", request.Name, 100);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await people.AddTeamAsync(name, cancellationToken) is { } team
            ? TypedResults.Created($"/api/teams/{team.Id}", new TeamView(team.Id, team.Name))
            : Problem.Invalid(new Dictionary<string, string[]> { ["name"] = ["taken"] }, StatusCodes.Status409Conflict, "name_taken");
    }

    internal sealed record Request(string? Name);
}
