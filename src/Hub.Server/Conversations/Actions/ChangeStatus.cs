using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.Vocabulary;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Actions;

/// <summary>Open, waiting, snoozed, resolved, and the firm's own states inside them; and the undoing of a reopen that was only thanks.</summary>
internal static class ChangeStatus
{
    /// <param name="StateId">One of the firm's states inside the status.</param>
    /// <param name="DueAt">When it comes back by itself: wanted for snoozed, allowed for waiting.</param>
    /// <param name="Classification">Reason, result and fields, set in the same step.</param>
    internal sealed record StatusRequest(ConversationStatus Status, Guid? StateId = null, DateTimeOffset? DueAt = null, ClassificationInput? Classification = null);

    internal sealed record SnoozeRequest(DateTimeOffset Until);

    public static void Map(RouteGroupBuilder conversations)
    {
        conversations.MapPut("/{id:guid}/status", StatusAsync).WithName("ChangeStatus").RequirePermission(Permissions.Resolve).Produces<ConversationRow>();
        conversations.MapPut("/{id:guid}/snooze", SnoozeAsync).WithName("SnoozeConversation").RequirePermission(Permissions.Resolve).Produces<ConversationRow>();
        conversations.MapDelete("/{id:guid}/snooze", WakeAsync).WithName("WakeConversation").RequirePermission(Permissions.Resolve).Produces<ConversationRow>();
        conversations.MapPost("/{id:guid}/only-thanks", OnlyThanksAsync).WithName("UndoReopen").RequirePermission(Permissions.Resolve).Produces<ConversationRow>();
    }

    /// <summary>What is wrong with the status, its state or its date, whichever conversation it is meant for.</summary>
    public static async Task<IResult?> InvalidAsync(ConversationBatch batch, StatusRequest request, CancellationToken cancellationToken)
    {
        var dueAt = request.DueAt?.ToUniversalTime();
        if (request.Status == ConversationStatus.Spam)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["status"] = ["unknown"] });
        }

        if (dueAt is null ? request.Status == ConversationStatus.Snoozed : !request.Status.IsDormant() || dueAt <= batch.Now || dueAt > batch.Now.AddYears(1))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["dueAt"] = [dueAt is null ? "required" : "out_of_range"] });
        }

        if (request.StateId is { } stateId)
        {
            await using var known = new NpgsqlCommand("SELECT 1 FROM conversations.term WHERE id = $1 AND kind = 0 AND status = $2 AND active", batch.Connection).With(stateId, (short)request.Status);
            if (await known.ExecuteScalarAsync(cancellationToken) is null)
            {
                return Problem.Invalid(new Dictionary<string, string[]> { ["stateId"] = ["unknown"] });
            }
        }

        return null;
    }

    /// <summary>The one place that moves a conversation to a status on a person's word.</summary>
    /// <returns>Why not, or null when the change is in the batch.</returns>
    public static async Task<IResult?> ApplyAsync(
        ConversationState conversation, ConversationBatch batch, StatusRequest request, CurrentAgent agent, Brands brands, CancellationToken cancellationToken)
    {
        if (conversation.MergedInto is not null)
        {
            return Problem.Of(409, "merged");
        }

        if (await InvalidAsync(batch, request, cancellationToken) is { } invalid)
        {
            return invalid;
        }

        var resolves = request.Status == ConversationStatus.Resolved && conversation.Status != ConversationStatus.Resolved;
        if (resolves || request.Classification is not null)
        {
            var classification = await Classification.LoadAsync(batch.Connection, conversation.Id, cancellationToken);
            if (request.Classification is { } said && await classification.ChangeAsync(conversation, batch, said, agent.Id, cancellationToken) is { } problem)
            {
                return problem;
            }

            if (resolves && await brands.ByIdAsync(conversation.BrandId, cancellationToken) is { } brand && await classification.MissingAsync(batch.Connection, brand, cancellationToken) is { Count: > 0 } missing)
            {
                return Problem.Invalid(missing.ToDictionary(name => name, _ => new[] { "required" }), StatusCodes.Status422UnprocessableEntity, "required_before_resolve");
            }
        }

        conversation.ChangeStatus(Actor.Agent(agent.Id), request.Status, request.StateId, request.DueAt?.ToUniversalTime(), batch.Now);
        return null;
    }

    private static async Task<IResult> StatusAsync(Guid id, StatusRequest request, CurrentAgent agent, ConversationAction action, Brands brands, CancellationToken cancellationToken)
    {
        try
        {
            return await action.RunQueryingAsync(id, agent, (conversation, batch) => ApplyAsync(conversation, batch, request, agent, brands, cancellationToken), cancellationToken);
        }
        catch (PostgresException exception) when (JoinedIdentities.IsTaken(exception))
        {
            return Problem.Of(409, "another_open", "The customer has another open conversation on this channel.");
        }
    }

    private static async Task<IResult> SnoozeAsync(Guid id, SnoozeRequest request, CurrentAgent agent, ConversationAction action, Brands brands, CancellationToken cancellationToken) =>
        await action.RunQueryingAsync(
            id, agent, async (conversation, batch) => conversation.Status.IsClosed()
                ? Problem.Of(409, "resolved")
                : await ApplyAsync(conversation, batch, new StatusRequest(ConversationStatus.Snoozed, DueAt: request.Until), agent, brands, cancellationToken),
            cancellationToken);

    private static Task<IResult> WakeAsync(Guid id, CurrentAgent agent, ConversationAction action, CancellationToken cancellationToken) => action.RunAsync(
        id, agent, (conversation, batch) =>
        {
            if (conversation.Status == ConversationStatus.Snoozed)
            {
                conversation.Reopen(Actor.Agent(agent.Id), batch.Now);
            }

            return null;
        },
        cancellationToken);

    private static Task<IResult> OnlyThanksAsync(Guid id, CurrentAgent agent, ConversationAction action, CancellationToken cancellationToken) => action.RunAsync(
        id, agent, (conversation, batch) => conversation.UndoReopen(Actor.Agent(agent.Id), batch.Now) ? null : Problem.Of(409, "not_reopened"), cancellationToken);
}
