using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Actions;

/// <summary>Sets a conversation's tags, and lists the tags in use.</summary>
internal static class TagConversation
{
    private const int MaxTags = 50;
    private const int MaxLength = 50;

    /// <param name="From">Those its author saw. Given: what they added and removed is done to those there are now, so that nobody's go with an old list.</param>
    internal sealed record Request(string[] Tags, string[]? From = null);

    internal sealed record TagList(IReadOnlyList<string> Items);

    public static void Map(RouteGroupBuilder conversations, IEndpointRouteBuilder routes)
    {
        conversations.MapPut("/{id:guid}/tags", HandleAsync).WithName("TagConversation").RequirePermission(Permissions.Note).Produces<ConversationRow>();
        routes.MapGet("/api/tags", ListAsync).WithName("ListTags").RequireSignedIn().Produces<TagList>();
    }

    private static async Task<IResult> HandleAsync(Guid id, Request request, CurrentAgent agent, ConversationAction action, CancellationToken cancellationToken)
    {
        return Clean(request.Tags) is not { } wanted
            ? TooMany()
            : await action.RunAsync(
                id, agent, (conversation, batch) =>
                {
                    var tags = request.From is { } seen ? conversation.Tags.Except(seen.Except(wanted)).Union(wanted.Except(seen)).ToArray() : wanted;
                    if (tags.Length > MaxTags)
                    {
                        return TooMany();
                    }

                    conversation.Tag(Actor.Agent(agent.Id), tags, batch.Now);
                    return null;
                },
                cancellationToken);

        static IResult TooMany() => Problem.Invalid(new Dictionary<string, string[]> { ["tags"] = ["too_long"] });
    }

    /// <summary>Trimmed, without empties and repetitions; null when there are too many or one is too long.</summary>
    public static string[]? Clean(string[]? tags)
    {
        var clean = (tags ?? []).Select(tag => tag.Normalize().Trim()).Where(tag => tag.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        return clean.Length > MaxTags || clean.Any(tag => tag.Length > MaxLength) ? null : clean;
    }

    private static async Task<IResult> ListAsync(CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand();
        command.CommandText = $"""
            SELECT tag FROM (SELECT h.tags FROM conversations.conversation_head h WHERE cardinality(h.tags) > 0 AND {ConversationAccess.ForAgent(agent, command)}
                ORDER BY h.last_activity_at DESC LIMIT 5000) recent, unnest(recent.tags) tag GROUP BY tag ORDER BY count(*) DESC, tag LIMIT 200
            """;
        return TypedResults.Ok(new TagList(await command.ReadAllAsync(reader => reader.GetString(0), cancellationToken)));
    }
}
