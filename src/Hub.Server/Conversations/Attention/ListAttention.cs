using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Attention;

/// <summary>What a person has to look at: every failed or uncertain send of the conversations they may see, and the counts for the rail.</summary>
internal static class ListAttention
{
    private const int CountLimit = 1000;

    internal sealed record Item(Guid Id, DateTimeOffset At, ConversationRow Conversation, MessageView Message);

    internal sealed record Page(IReadOnlyList<Item> Items, string? Next);

    /// <param name="Parked">Zero for those who may not manage what is parked.</param>
    internal sealed record Counts(int Sends, int Parked);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var attention = routes.MapGroup("/api/attention").WithTags("Attention");
        attention.MapGet("/", ListAsync).WithName("ListAttention").RequireSignedIn().Produces<Page>();
        attention.MapGet("/counts", CountsAsync).WithName("CountAttention").RequireSignedIn().Produces<Counts>();
    }

    private static async Task<IResult> ListAsync(
        CurrentAgent agent, NpgsqlDataSource dataSource, MessageReader messages, CancellationToken cancellationToken, string? cursor = null, int limit = 50)
    {
        if (!ListCursor.TryParse(cursor, out var before))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["cursor"] = ["invalid"] });
        }

        limit = Math.Clamp(limit, 1, 100);
        await using var command = dataSource.CreateCommand().With(before.At, before.Id);
        command.CommandText = $"""
            SELECT u.id, u.at, u.conversation_id, u.number FROM conversations.unsettled_send u JOIN conversations.conversation_head h ON h.conversation_id = u.conversation_id
            WHERE (u.at, u.id) < ($1, $2) AND {ConversationAccess.ForAgent(agent, command)} ORDER BY u.at DESC, u.id DESC LIMIT {limit + 1}
            """;
        var found = await command.ReadAllAsync(reader => (Id: reader.GetGuid(0), At: reader.GetFieldValue<DateTimeOffset>(1), Conversation: reader.GetGuid(2), Number: reader.GetInt32(3)), cancellationToken);
        var next = found.Count > limit ? ListCursor.Format(found[limit - 1].At, found[limit - 1].Id) : null;
        var page = next is null ? found : found[..limit];
        var rows = (await ConversationRow.ByIdsAsync(dataSource, [.. page.Select(item => item.Conversation).Distinct()], cancellationToken)).ToDictionary(row => row.Id);
        var views = (await messages.ByNumbersAsync([.. page.Select(item => (item.Conversation, item.Number))], cancellationToken)).ToDictionary(message => (message.ConversationId, message.Number));
        return TypedResults.Ok(new Page([.. page.Select(item => new Item(item.Id, item.At, rows[item.Conversation], views[(item.Conversation, item.Number)]))], next));
    }

    private static async Task<IResult> CountsAsync(CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand();
        command.CommandText = $"""
            SELECT (SELECT count(*) FROM (SELECT 1 FROM conversations.unsettled_send u JOIN conversations.conversation_head h ON h.conversation_id = u.conversation_id
                WHERE {ConversationAccess.ForAgent(agent, command)} LIMIT {CountLimit}) counted),
            {(agent.Can(Permissions.ManageParked) ? $"(SELECT count(*) FROM (SELECT 1 FROM platform.parked LIMIT {CountLimit}) counted)" : "0::bigint")}
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return TypedResults.Ok(new Counts((int)reader.GetInt64(0), (int)reader.GetInt64(1)));
    }
}
