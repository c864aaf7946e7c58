using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary><c>PUT /api/session/preferences</c>: what people choose for themselves.</summary>
internal static class ChangePreferences
{
    public static void Map(RouteGroupBuilder api) => api.MapPut("/session/preferences", HandleAsync).RequireSession().OpenBeforeSecondStep().WithName("ChangePreferences");

    private static async Task<Results<Ok<Me>, ProblemHttpResult>> HandleAsync(
        Request request, CurrentAgent agent, HubDbContext db, SignedInAgents signedIn, MeReader me, CancellationToken cancellationToken)
    {
        if (request.Language is not { } language || !Agent.Languages.Contains(language))
        {
            var errors = new InputErrors();
            errors.Add("language", request.Language is null ? "required" : "unknown");
            return errors.ToProblem();
        }

        await db.Set<Agent>().Where(row => row.Id == agent.Id)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.Language, language), cancellationToken);
        signedIn.Forget(agent.Id);
        return TypedResults.Ok(await me.ReadAsync(agent.Id, cancellationToken));
    }

    internal sealed record Request(string? Language);
}
