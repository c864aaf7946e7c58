using Hub.Server.Conversations.Actions;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Npgsql;

namespace Hub.Server.Conversations.Joining;

/// <summary>A conversation that may belong to another says so until a person has merged them or said no.</summary>
internal static class Suggestions
{
    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapDelete("/{id:guid}/suggestion", DismissAsync).WithName("DismissSuggestion").RequirePermission(Permissions.Assign).Produces<ConversationRow>();

    private static Task<IResult> DismissAsync(Guid id, CurrentAgent agent, ConversationAction action, CancellationToken cancellationToken) => action.RunAsync(
        id, agent, (conversation, batch) =>
        {
            batch.Also(new NpgsqlBatchCommand("UPDATE conversations.conversation SET suggested_id = NULL, suggested_by = NULL WHERE id = $1") { Parameters = { new() { Value = id } } });
            batch.Also(AuditLog.Insert(new AuditEntry(agent.AsActor(), "conversation.suggestion_dismissed") { CustomerId = conversation.CustomerId, ConversationId = id }));
            conversation.Touch();
            return null;
        },
        cancellationToken);
}
