using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Sides;

/// <summary>What was asked of others about a conversation, and from which accounts one can ask.</summary>
internal static class ListSides
{
    /// <param name="Answered">They have written back.</param>
    internal sealed record SideView(Guid Id, long Number, string? Subject, string? Name, ConversationStatus Status, bool Answered, DateTimeOffset LastActivityAt);

    internal sealed record SideAccount(Guid Id, string Name);

    internal sealed record Sides(IReadOnlyList<SideView> Items, IReadOnlyList<SideAccount> Accounts);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapGet("/{id:guid}/sides", HandleAsync).WithName("ListSides").RequireSignedIn().Produces<Sides>();

    private static async Task<IResult> HandleAsync(Guid id, CurrentAgent agent, NpgsqlDataSource dataSource, ChannelAccounts accounts, CancellationToken cancellationToken)
    {
        if (await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is not { } row)
        {
            return Problem.NotFound();
        }

        await using var command = dataSource.CreateCommand().With(id);
        command.CommandText = $"""
            SELECT c.id, c.number, c.subject, COALESCE(cu.name, i.display_name, i.external_id), h.status, h.preview_kind = 0, h.last_activity_at
            FROM conversations.conversation c JOIN conversations.conversation_head h ON h.conversation_id = c.id JOIN customers.customer cu ON cu.id = c.customer_id
            LEFT JOIN customers.identity i ON i.id = c.identity_id WHERE c.side_of = $1 AND {ConversationAccess.ForAgent(agent, command)} ORDER BY c.number LIMIT 100
            """;
        var sides = await command.ReadAllAsync(
            reader => new SideView(
                reader.GetGuid(0), reader.GetInt64(1), reader.TextOrNull(2), reader.TextOrNull(3), (ConversationStatus)reader.GetInt16(4), !reader.IsDBNull(5) && reader.GetBoolean(5), reader.GetFieldValue<DateTimeOffset>(6)),
            cancellationToken);
        var from = (await accounts.AllAsync(cancellationToken))
            .Where(account => account is { Active: true, ReceiveOnly: false } && account.BrandId == row.BrandId && accounts.Adapter(account.Account.Channel).Capabilities.Recipients)
            .Select(account => new SideAccount(account.Account.Id, account.Name));
        return TypedResults.Ok(new Sides(sides, [.. from]));
    }
}
