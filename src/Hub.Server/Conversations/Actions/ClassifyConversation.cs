using Hub.Server.Conversations.Vocabulary;
using Hub.Server.Identity;

namespace Hub.Server.Conversations.Actions;

/// <summary>Why the customer wrote, how it ended, and the firm's own fields.</summary>
internal static class ClassifyConversation
{
    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPut("/{id:guid}/classification", HandleAsync).WithName("ClassifyConversation").RequirePermission(Permissions.Note).Produces<ConversationRow>();

    private static Task<IResult> HandleAsync(Guid id, ClassificationInput request, CurrentAgent agent, ConversationAction action, CancellationToken cancellationToken) => action.RunQueryingAsync(
        id, agent, async (conversation, batch) =>
            await (await Classification.LoadAsync(batch.Connection, id, cancellationToken)).ChangeAsync(conversation, batch, request, agent.Id, cancellationToken),
        cancellationToken);
}
