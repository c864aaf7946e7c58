using System.Globalization;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations;

/// <summary>The inbox: one page of a view, newest activity first, by keyset; and how many each view holds.</summary>
internal static class ListConversations
{
    private const int MaxLimit = 100;
    private const int CountLimit = 1000;

    internal sealed record Page(IReadOnlyList<ConversationRow> Items, string? Next);

    /// <param name="Resolved">Counted up to a thousand, as spam is.</param>
    internal sealed record Counts(int Mine, int Unassigned, int Open, int Snoozed, int Resolved, int Attention, int Waiting, int Spam);

    public static void Map(RouteGroupBuilder conversations)
    {
        conversations.MapGet("/", PageAsync).WithName("ListConversations").RequireSignedIn().Produces<Page>();
        conversations.MapGet("/counts", CountsAsync).WithName("CountConversations").RequireSignedIn().Produces<Counts>();
    }

    private static async Task<IResult> PageAsync(CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken, string view = "open", int limit = 50, string? cursor = null)
    {
        if (Condition(view) is not { } condition)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["view"] = ["unknown"] });
        }

        if (!ListCursor.TryParse(cursor, out var from))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["cursor"] = ["invalid"] });
        }

        limit = Math.Clamp(limit, 1, MaxLimit);
        await using var command = dataSource.CreateCommand();
        command.Parameters.Add(new() { Value = from.At });
        command.Parameters.Add(new() { Value = from.Id });
        if (view == "mine")
        {
            command.Parameters.Add(new() { Value = agent.Id });
        }

        // The limit is part of the text: as a parameter its size is unknown to a kept plan, and PostgreSQL plans this join anew for each page (2 ms, against 0.6 ms to run it).
        command.CommandText = $"""
            {ConversationRow.Select} WHERE {condition} AND {ConversationAccess.ForAgent(agent, command)} AND (h.last_activity_at, h.conversation_id) < ($1, $2)
            ORDER BY h.last_activity_at DESC, h.conversation_id DESC LIMIT {limit + 1}
            """;
        var rows = await command.ReadAllAsync(ConversationRow.Read, cancellationToken);
        var next = rows.Count > limit ? ListCursor.Format(rows[limit - 1].LastActivityAt, rows[limit - 1].Id) : null;
        return TypedResults.Ok(new Page(rows.Count > limit ? rows[..limit] : rows, next));
    }

    private static string? Condition(string view) => view switch
    {
        "mine" => "h.status = 0 AND h.owner_id = $3",
        "unassigned" => "h.status = 0 AND h.owner_id IS NULL",
        "open" => "h.status = 0",
        "waiting" => "h.status IN (3, 4)",
        "snoozed" => "h.status = 1",
        "spam" => "h.status = 5",
        "resolved" => "h.status = 2",
        "attention" => "h.attention > 0",
        "help" => "h.help_at IS NOT NULL",
        _ => null,
    };

    private static async Task<IResult> CountsAsync(CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand();
        command.Parameters.Add(new() { Value = agent.Id });
        var rule = ConversationAccess.ForAgent(agent, command);
        command.CommandText = $"""
            SELECT count(*) FILTER (WHERE h.owner_id = $1 AND h.status = 0), count(*) FILTER (WHERE h.owner_id IS NULL AND h.status = 0), count(*) FILTER (WHERE h.status = 0),
            count(*) FILTER (WHERE h.status = 1),
            (SELECT count(*) FROM (SELECT 1 FROM conversations.conversation_head h WHERE h.status = 2 AND {rule} LIMIT {CountLimit}) counted),
            (SELECT count(*) FROM conversations.conversation_head h WHERE h.attention > 0 AND {rule}),
            count(*) FILTER (WHERE h.status IN (3, 4)),
            (SELECT count(*) FROM (SELECT 1 FROM conversations.conversation_head h WHERE h.status = 5 AND {rule} LIMIT {CountLimit}) counted)
            FROM conversations.conversation_head h WHERE h.status IN (0, 1, 3, 4) AND {rule}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        int Count(int column) => (int)reader.GetInt64(column);
        return TypedResults.Ok(new Counts(Count(0), Count(1), Count(2), Count(3), Count(4), Count(5), Count(6), Count(7)));
    }
}

/// <summary>A place in a list sorted by time and id, opaque to clients.</summary>
internal static class ListCursor
{
    public static string Format(DateTimeOffset at, Guid id) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks / 10:x}-{id:N}");

    public static bool TryParse(string? cursor, out (DateTimeOffset At, Guid Id) place)
    {
        place = (new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet);
        if (string.IsNullOrEmpty(cursor))
        {
            return true;
        }

        var parts = cursor.Split('-');
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var micros) || !Guid.TryParseExact(parts[1], "N", out var id)
            || micros < 0 || micros > DateTimeOffset.MaxValue.UtcTicks / 10)
        {
            return false;
        }

        place = (new DateTimeOffset(micros * 10, TimeSpan.Zero), id);
        return true;
    }
}
