using Hub.Server.Platform.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Hub.Server.Identity;

/// <summary>
/// <c>GET /api/agents/{id}/deactivation</c>: what somebody would leave behind. <c>POST</c>: switches them off at once, sessions, tokens and live connections
/// included, and hands their work over as told. The work follows as a job, so that it arrives also when the server stops in between.
/// </summary>
internal static class DeactivateAgent
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/agents/{id:guid}/deactivation", CountAsync).RequireSession().RequirePermission(Permissions.ManagePeople).WithName("GetDeactivation");
        api.MapPost("/agents/{id:guid}/deactivation", HandleAsync).RequireSession().RequirePermission(Permissions.ManagePeople).WithName("DeactivateAgent");
    }

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> CountAsync(Guid id, HubDbContext db, IEnumerable<IHandover> handovers, CancellationToken cancellationToken)
    {
        if (!await db.Set<Agent>().AnyAsync(agent => agent.Id == id, cancellationToken))
        {
            return Problem.NotFound();
        }

        var items = new List<Item>();
        foreach (var handover in handovers)
        {
            items.Add(new Item(handover.Kind, await handover.CountAsync(id, cancellationToken)));
        }

        return TypedResults.Ok(new Response(items));
    }

    private static async Task<Results<Ok<AgentView>, ProblemHttpResult>> HandleAsync(
        Guid id, Request request, CurrentAgent actor, HubDbContext db, UpdateAgent update, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        if (request.To is null)
        {
            errors.Add("to", "required");
        }

        if (request.KeepDrafts is null)
        {
            errors.Add("keepDrafts", "required");
        }

        if (request.To == HandoverTo.Person && (request.PersonId is not { } person || person == id || !await db.Set<Agent>().AnyAsync(agent => agent.Id == person && agent.Active, cancellationToken)))
        {
            errors.Add("personId", request.PersonId is null ? "required" : "unknown");
        }

        return errors.Any
            ? errors.ToProblem()
            : await update.DeactivateAsync(actor, new HandoverPlan(id, actor.Id, request.To!.Value, request.PersonId, request.KeepDrafts!.Value, actor.Language), cancellationToken);
    }

    /// <param name="PersonId">With <c>to: person</c>.</param>
    internal sealed record Request(HandoverTo? To, Guid? PersonId, bool? KeepDrafts);

    internal sealed record Item(string Kind, int Count);

    internal sealed record Response(IReadOnlyList<Item> Items);
}

/// <summary>Hands over, kind by kind, what somebody left behind.</summary>
internal sealed class HandOverWork(IEnumerable<IHandover> handovers, Agents agents) : IJobHandler
{
    public const string JobKind = "hand-over";

    public string Kind => JobKind;

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var plan = job.Read<HandoverPlan>();
        // Whoever is back keeps what is left; whoever was to take over may have gone in the meantime.
        if (await agents.GetAsync(plan.AgentId, cancellationToken) is not { Active: false })
        {
            return JobOutcome.Finished;
        }

        if (plan.PersonId is { } person && await agents.GetAsync(person, cancellationToken) is not { Active: true })
        {
            plan = plan with { To = HandoverTo.Team, PersonId = null };
        }

        foreach (var handover in handovers)
        {
            await handover.HandOverAsync(plan, cancellationToken);
        }

        return JobOutcome.Finished;
    }
}
