using Hub.Server.Platform.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Server.Identity;

/// <summary><c>POST /api/teams</c>.</summary>
internal static class CreateTeam
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/teams", HandleAsync).RequirePermission(Permissions.ManagePeople).WithName("CreateTeam");

    private static async Task<Results<Created<TeamView>, ProblemHttpResult>> HandleAsync(
        Request request, CurrentAgent actor, HubDbContext db, PeopleWriter people, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var name = errors.Text("name", request.Name, 100);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await people.AddTeamAsync(name, cancellationToken) is not { } team)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["name"] = ["taken"] }, StatusCodes.Status409Conflict, "name_taken");
        }

        await AuditLog.WriteAsync(db, cancellationToken, new AuditEntry(actor.AsActor(), "team.created") { TargetKind = "team", TargetId = team.Id });
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Created($"/api/teams/{team.Id}", new TeamView(team.Id, team.Name));
    }

    internal sealed record Request(string? Name);
}
