using Hub.Server.Identity;

namespace Hub.Server.Conversations.Views;

/// <summary>The saved views a person has, and how many conversations are in each.</summary>
internal static class ListViews
{
    internal sealed record List(IReadOnlyList<SavedView> Items);

    internal sealed record CountedView(Guid Id, int? Count, bool More);

    internal sealed record Counts(IReadOnlyList<CountedView> Items);

    public static void Map(RouteGroupBuilder views)
    {
        views.MapGet("/", ListAsync).WithName("ListViews").RequireSignedIn().Produces<List>();
        views.MapGet("/counts", CountAsync).WithName("CountViews").RequireSignedIn().Produces<Counts>();
    }

    private static async Task<IResult> ListAsync(CurrentAgent agent, SavedViews views, CancellationToken cancellationToken) =>
        TypedResults.Ok(new List([.. (await views.ListAsync(agent, cancellationToken)).Select(stored => stored.View)]));

    private static async Task<IResult> CountAsync(CurrentAgent agent, SavedViews views, ViewCounts counts, CancellationToken cancellationToken)
    {
        var items = new List<CountedView>();
        // One after the other: a person's views do not take more than one connection.
        foreach (var stored in await views.ListAsync(agent, cancellationToken))
        {
            var (count, more) = await counts.OfAsync(stored, agent, cancellationToken);
            items.Add(new CountedView(stored.View.Id, count, more));
        }

        return TypedResults.Ok(new Counts(items));
    }
}
