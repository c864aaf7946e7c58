using System.Text.Json;
using Hub.Server.Conversations.Conditions;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Views;

/// <summary>What is in a saved view: a page of it, and which of a few conversations are in it, so that an open list stays live at the price of what was touched.</summary>
internal static class ReadView
{
    private const int MaxLimit = 100;
    private const int MaxIds = 100;

    internal sealed record MatchRequest(Guid[] Ids);

    internal sealed record Matches(IReadOnlyList<ConversationRow> Items);

    internal sealed record PreviewRequest(JsonElement Conditions);

    public static void Map(RouteGroupBuilder views)
    {
        views.MapGet("/{id:guid}/conversations", PageAsync).WithName("ListViewConversations").RequireSignedIn().Produces<ListConversations.Page>();
        views.MapPost("/{id:guid}/matches", MatchesAsync).WithName("MatchView").RequireSignedIn().Produces<Matches>();
        views.MapPost("/preview", PreviewAsync).WithName("PreviewView").RequireSignedIn().Produces<ViewCount>();
    }

    private static async Task<IResult> PageAsync(
        Guid id, CurrentAgent agent, SavedViews views, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken, int limit = 50, string? cursor = null)
    {
        if (await views.FindAsync(agent, id, deleted: false, cancellationToken) is not { } stored)
        {
            return Problem.NotFound();
        }

        var sort = stored.View.Sort;
        if (!ListCursor.TryParse(cursor, out var from))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["cursor"] = ["invalid"] });
        }

        from = string.IsNullOrEmpty(cursor) ? ViewOrder.Start(sort) : from;
        limit = Math.Clamp(limit, 1, MaxLimit);
        await using var command = dataSource.CreateCommand().With(from.At, from.Id);
        command.CommandText = $"""
            {ConversationRow.Select} WHERE {ConditionSql.Gated(stored.Condition, command, agent, time.GetUtcNow())} AND {ViewOrder.After(sort, "$1", "$2")}
            ORDER BY {ViewOrder.By(sort)} LIMIT {limit + 1}
            """;
        return await ViewCounts.InTimeAsync(command, async () =>
        {
            var rows = await command.ReadAllAsync(ConversationRow.Read, cancellationToken);
            var next = rows.Count > limit ? ListCursor.Format(ViewOrder.PlaceOf(sort, rows[limit - 1]), rows[limit - 1].Id) : null;
            return TypedResults.Ok(new ListConversations.Page(rows.Count > limit ? rows[..limit] : rows, next));
        }) ?? (IResult)Problem.Of(StatusCodes.Status503ServiceUnavailable, "view_too_slow");
    }

    private static async Task<IResult> MatchesAsync(Guid id, MatchRequest request, CurrentAgent agent, SavedViews views, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.Ids is not { Length: > 0 and <= MaxIds })
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["ids"] = [request.Ids is { Length: > MaxIds } ? "too_many" : "required"] });
        }

        if (await views.FindAsync(agent, id, deleted: false, cancellationToken) is not { } stored)
        {
            return Problem.NotFound();
        }

        await using var command = dataSource.CreateCommand().With(request.Ids);
        command.CommandText = $"{ConversationRow.Select} WHERE h.conversation_id = ANY($1) AND {ConditionSql.Gated(stored.Condition, command, agent, time.GetUtcNow())}";
        return TypedResults.Ok(new Matches(await command.ReadAllAsync(ConversationRow.Read, cancellationToken)));
    }

    /// <summary>How many conversations a condition would find, while somebody is still writing it.</summary>
    private static async Task<IResult> PreviewAsync(PreviewRequest request, CurrentAgent agent, ConversationFields fields, ViewCounts counts, CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        return (await fields.ForInputAsync(cancellationToken)).Read(request.Conditions, errors) is { } condition && !errors.Any
            ? TypedResults.Ok(await counts.OnceAsync(condition, agent, cancellationToken))
            : errors.ToProblem();
    }
}
