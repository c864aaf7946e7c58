using Hub.Server.Conversations.Inbound;
using Hub.Server.Identity;

namespace Hub.Server.Conversations.Actions;

/// <summary>Somebody has looked at the thread up to a message: it is no longer unread for the team. Who only looks on leaves it unread.</summary>
internal static class MarkRead
{
    internal sealed record Request(int UpTo);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPut("/{id:guid}/read", HandleAsync).WithName("MarkRead").RequireSignedIn().Produces<ConversationRow>();

    private static Task<IResult> HandleAsync(Guid id, Request request, CurrentAgent agent, ConversationAction action, CancellationToken cancellationToken) => action.RunAsync(
        id, agent, (conversation, batch) =>
        {
            if (ConversationAccess.May(agent, Permissions.Note, ConversationAccess.Of(conversation)) && conversation.Unread > 0 && request.UpTo >= conversation.LastNumber)
            {
                conversation.Unread = 0;
                conversation.Touch();
                batch.Also(ShowRead.Enqueue(id));
            }

            return null;
        },
        cancellationToken);
}
