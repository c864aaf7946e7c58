using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Notifications;

/// <summary>One's own notifications: list, mark as read. Those of conversations that one may no longer see are left out.</summary>
internal static class ListNotifications
{
    private const int CountLimit = 100;
    private const int ExcerptLength = 140;

    /// <param name="Excerpt">Of the message it is about.</param>
    /// <param name="AccountName">Of the channel account it is about.</param>
    /// <param name="Code">What of the account: "sending", "mailbox", "renumbered", "silent", "heard_again". Null for those of before.</param>
    /// <param name="Count">So many conversations at once, in place of one.</param>
    /// <param name="BrandName">Of the brand it is about.</param>
    internal sealed record View(
        Guid Id, string Kind, DateTimeOffset At, DateTimeOffset? ReadAt, Guid? ById, string? ByName, Guid? ConversationId, long? ConversationNumber, string? CustomerName, int? Number, string? Excerpt,
        Guid? AccountId = null, string? AccountName = null, string? Code = null, int? Count = null, Guid? BrandId = null, string? BrandName = null);

    /// <param name="Unread">At most 100.</param>
    internal sealed record Page(IReadOnlyList<View> Items, string? Next, int Unread);

    internal sealed record ReadRequest(bool Read);

    /// <param name="ConversationId">Only those about this conversation.</param>
    /// <param name="UpTo">Only those that had come by then.</param>
    internal sealed record ReadManyRequest(Guid? ConversationId, DateTimeOffset? UpTo);

    public static void Map(RouteGroupBuilder notifications)
    {
        notifications.MapGet("/", ListAsync).WithName("ListNotifications").RequireSignedIn().Produces<Page>();
        notifications.MapPut("/{id:guid}/read", ReadAsync).WithName("MarkNotificationRead").RequireSignedIn().Produces(204);
        notifications.MapPut("/read", ReadManyAsync).WithName("MarkNotificationsRead").RequireSignedIn().Produces(204);
    }

    private static async Task<IResult> ListAsync(
        CurrentAgent agent, Agents agents, ChannelAccounts accounts, NpgsqlDataSource dataSource, CancellationToken cancellationToken, bool unread = false, string? cursor = null, int limit = 30)
    {
        if (!ListCursor.TryParse(cursor, out var before))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["cursor"] = ["invalid"] });
        }

        limit = Math.Clamp(limit, 1, 100);
        await using var command = dataSource.CreateCommand().With(agent.Id, before.At, before.Id);
        command.CommandText = $"""
            SELECT n.id, n.kind, n.at, n.read_at, n.by_id, n.conversation_id, c.number, COALESCE(cu.name, i.display_name), n.number, left(COALESCE(m.content->>'body', m.content->>'caption'), {ExcerptLength}), n.account_id, n.code,
            n.count, n.brand_id, b.name
            FROM conversations.notification n LEFT JOIN conversations.conversation_head h ON h.conversation_id = n.conversation_id LEFT JOIN conversations.conversation c ON c.id = n.conversation_id
            LEFT JOIN customers.customer cu ON cu.id = c.customer_id LEFT JOIN customers.identity i ON i.id = c.identity_id
            LEFT JOIN conversations.message m ON m.conversation_id = n.conversation_id AND m.number = n.number LEFT JOIN integrations.brand b ON b.id = n.brand_id
            WHERE n.agent_id = $1 AND (n.at, n.id) < ($2, $3) {(unread ? "AND n.read_at IS NULL" : "")} AND {Visible(agent, command)} ORDER BY n.at DESC, n.id DESC LIMIT {limit + 1}
            """;
        var rows = await command.ReadAllAsync(Read, cancellationToken);
        var next = rows.Count > limit ? ListCursor.Format(rows[limit - 1].At, rows[limit - 1].Id) : null;
        var names = await agents.NamesAsync(rows.Select(row => row.ById).OfType<Guid>(), cancellationToken);
        var known = (await accounts.AllAsync(cancellationToken)).ToDictionary(account => account.Account.Id, account => account.Name);
        return TypedResults.Ok(new Page(
            [.. rows.Take(limit).Select(row => row with { ByName = names.GetValueOrDefault(row.ById ?? Guid.Empty), AccountName = known.GetValueOrDefault(row.AccountId ?? Guid.Empty) })], next, await UnreadAsync(agent, dataSource, cancellationToken)));
    }

    private static async Task<int> UnreadAsync(CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand().With(agent.Id);
        command.CommandText = $"""
            SELECT count(*) FROM (SELECT 1 FROM conversations.notification n LEFT JOIN conversations.conversation_head h ON h.conversation_id = n.conversation_id
            WHERE n.agent_id = $1 AND n.read_at IS NULL AND {Visible(agent, command)} LIMIT {CountLimit}) counted
            """;
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<IResult> ReadAsync(Guid id, ReadRequest request, CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("UPDATE conversations.notification SET read_at = CASE WHEN $3 THEN COALESCE(read_at, clock_timestamp()) END WHERE id = $1 AND agent_id = $2")
            .With(id, agent.Id, request.Read);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 0 ? Problem.NotFound() : TypedResults.NoContent();
    }

    private static async Task<IResult> ReadManyAsync(ReadManyRequest request, CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            UPDATE conversations.notification SET read_at = clock_timestamp() WHERE agent_id = $1 AND read_at IS NULL AND ($2::uuid IS NULL OR conversation_id = $2) AND ($3::timestamptz IS NULL OR at <= $3)
            """).With(agent.Id);
        command.Parameters.Add(new() { Value = (object?)request.ConversationId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = (object?)request.UpTo?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static string Visible(CurrentAgent agent, NpgsqlCommand command) => $"(n.conversation_id IS NULL OR (h.conversation_id IS NOT NULL AND {ConversationAccess.ForAgent(agent, command)}))";

    private static View Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3),
        reader.IsDBNull(4) ? null : reader.GetGuid(4), null, reader.IsDBNull(5) ? null : reader.GetGuid(5), reader.IsDBNull(6) ? null : reader.GetInt64(6),
        reader.IsDBNull(7) ? null : reader.GetString(7), reader.IsDBNull(8) ? null : reader.GetInt32(8), reader.IsDBNull(9) ? null : reader.GetString(9), reader.IdOrNull(10), Code: reader.TextOrNull(11),
        Count: reader.IsDBNull(12) ? null : reader.GetInt32(12), BrandId: reader.IdOrNull(13), BrandName: reader.TextOrNull(14));
}
