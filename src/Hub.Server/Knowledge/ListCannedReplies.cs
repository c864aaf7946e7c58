using Hub.Server.Conversations;
using Hub.Server.Identity;

namespace Hub.Server.Knowledge;

/// <summary>The canned replies a person may use, in a conversation or altogether. Few enough to be searched where they are typed for.</summary>
internal static class ListCannedReplies
{
    private const int MostPerPage = 500;

    internal sealed record Page(IReadOnlyList<CannedReply> Items, Guid? Next);

    public static void Map(RouteGroupBuilder replies) =>
        replies.MapGet("/", HandleAsync).WithName("ListCannedReplies").RequirePermission(Permissions.Reply).Produces<Page>();

    private static async Task<IResult> HandleAsync(
        Guid? conversationId, Guid? cursor, int? limit, CurrentAgent agent, CannedReplies replies, ReplyContexts contexts, CancellationToken cancellationToken)
    {
        Guid? brand = null;
        if (conversationId is { } id)
        {
            if (await contexts.ForAgentAsync(agent, id, cancellationToken) is not { } context)
            {
                return Problem.NotFound();
            }

            brand = context.BrandId;
        }

        var size = Math.Clamp(limit ?? 200, 1, MostPerPage);
        var found = await replies.ListAsync(agent, brand, cursor, size, cancellationToken);
        return TypedResults.Ok(new Page(found, found.Count == size ? found[^1].Id : null));
    }
}
