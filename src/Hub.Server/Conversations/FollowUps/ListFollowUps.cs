using Hub.Server.Identity;
using Npgsql;

namespace Hub.Server.Conversations.FollowUps;

/// <summary>What is promised: one's own, the team's that nobody has, all one may see, or those of one conversation. The earliest first.</summary>
internal static class ListFollowUps
{
    private const int MaxLimit = 100;

    internal sealed record Page(IReadOnlyList<FollowUpView> Items, string? Next);

    public static void Map(RouteGroupBuilder followUps) => followUps.MapGet("/", HandleAsync).WithName("ListFollowUps").RequireSignedIn().Produces<Page>();

    private static async Task<IResult> HandleAsync(
        CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken, string view = "mine", bool done = false, Guid? conversationId = null, int limit = 50, string? cursor = null)
    {
        if (!ListCursor.TryParse(cursor, out var from))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["cursor"] = ["invalid"] });
        }

        var start = string.IsNullOrEmpty(cursor) ? (At: DateTimeOffset.UnixEpoch, Id: Guid.Empty) : from;
        limit = Math.Clamp(limit, 1, MaxLimit);
        await using var command = dataSource.CreateCommand();
        command.Parameters.Add(new() { Value = start.At });
        command.Parameters.Add(new() { Value = start.Id });
        if (Condition(view, agent, command) is not { } condition)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["view"] = ["unknown"] });
        }

        var one = "";
        if (conversationId is { } conversation)
        {
            command.Parameters.Add(new() { Value = conversation });
            one = $"AND f.conversation_id = ${command.Parameters.Count}";
        }

        var found = await FollowUpView.ReadAsync(
            command,
            $"WHERE {condition} AND f.done_at IS {(done ? "NOT " : "")}NULL {one} AND {ConversationAccess.ForAgent(agent, command)} AND (f.due_at, f.id) > ($1, $2) ORDER BY f.due_at, f.id LIMIT {limit + 1}",
            cancellationToken);
        return TypedResults.Ok(new Page(found.Count > limit ? found[..limit] : found, found.Count > limit ? ListCursor.Format(found[limit - 1].DueAt, found[limit - 1].Id) : null));
    }

    private static string? Condition(string view, CurrentAgent agent, NpgsqlCommand command)
    {
        switch (view)
        {
            case "mine":
                command.Parameters.Add(new() { Value = agent.Id });
                return $"f.owner_id = ${command.Parameters.Count}";
            case "team":
                return "f.owner_id IS NULL";
            case "all":
                return "TRUE";
            default:
                return null;
        }
    }
}
