using Hub.Server.Identity;
using Npgsql;

namespace Hub.Server.Conversations.Actions;

/// <summary>Resolve, reopen, snooze, wake.</summary>
internal static class ChangeStatus
{
    internal sealed record StatusRequest(ConversationStatus Status);

    internal sealed record SnoozeRequest(DateTimeOffset Until);

    public static void Map(RouteGroupBuilder conversations)
    {
        conversations.MapPut("/{id:guid}/status", StatusAsync).WithName("ChangeStatus").RequirePermission(Permissions.Resolve).Produces<ConversationRow>();
        conversations.MapPut("/{id:guid}/snooze", SnoozeAsync).WithName("SnoozeConversation").RequirePermission(Permissions.Resolve).Produces<ConversationRow>();
        conversations.MapDelete("/{id:guid}/snooze", WakeAsync).WithName("WakeConversation").RequirePermission(Permissions.Resolve).Produces<ConversationRow>();
    }

    private static async Task<IResult> StatusAsync(Guid id, StatusRequest request, CurrentAgent agent, ConversationAction action, CancellationToken cancellationToken)
    {
        if (request.Status is not (ConversationStatus.Open or ConversationStatus.Resolved))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["status"] = ["unknown"] });
        }

        try
        {
            return await action.RunAsync(
                id, agent, (conversation, batch) =>
                {
                    _ = request.Status == ConversationStatus.Resolved ? conversation.Resolve(Actor.Agent(agent.Id), batch.Now) : conversation.Reopen(Actor.Agent(agent.Id), batch.Now);
                    return null;
                },
                cancellationToken);
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "head_one_open" })
        {
            return Problem.Of(409, "another_open", "The customer has another open conversation on this channel.");
        }
    }

    private static async Task<IResult> SnoozeAsync(Guid id, SnoozeRequest request, CurrentAgent agent, ConversationAction action, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.Until <= time.GetUtcNow() || request.Until > time.GetUtcNow().AddYears(1))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["until"] = ["out_of_range"] });
        }

        return await action.RunAsync(
            id, agent, (conversation, batch) =>
            {
                if (conversation.Status == ConversationStatus.Resolved)
                {
                    return Problem.Of(409, "resolved");
                }

                conversation.Snooze(Actor.Agent(agent.Id), request.Until.ToUniversalTime(), batch.Now);
                return null;
            },
            cancellationToken);
    }

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
}
