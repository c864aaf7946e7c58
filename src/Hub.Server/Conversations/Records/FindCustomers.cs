using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Records;

/// <summary>Customers one may see, whoever was active last first; all of them, or those who match a name, a number or an address.</summary>
internal static class FindCustomers
{
    /// <param name="Address">A telephone number or e-mail address, to tell namesakes apart.</param>
    internal sealed record ListedCustomer(Guid Id, string? Name, string? Kana, string? Company, string? Address, string? PictureUrl, DateTimeOffset LastActivityAt)
    {
        public override string ToString() => $"customer {Id}";
    }

    internal sealed record CustomerPage(IReadOnlyList<ListedCustomer> Items, string? Next);

    public static void Map(RouteGroupBuilder customers) =>
        customers.MapGet("/", ListAsync).WithName("ListCustomers").RequireSignedIn().Produces<CustomerPage>();

    private static async Task<IResult> ListAsync(
        CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken, string? q = null, string? cursor = null, int limit = 50)
    {
        if (!ListCursor.TryParse(cursor, out var from))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["cursor"] = ["invalid"] });
        }

        limit = Math.Clamp(limit, 1, 100);
        await using var command = dataSource.CreateCommand().With(from.At, from.Id, limit + 1);
        var hits = CustomerSearch.Hits(q, command);
        var with = hits is null ? "" : $"WITH hits AS MATERIALIZED ({hits})";
        var (ofConversation, ofCustomer) = hits is null ? ("", "") : ("AND c.customer_id IN (SELECT * FROM hits)", "AND cu.id IN (SELECT * FROM hits)");
        var silent = CustomerAccess.MaySeeWithoutConversation(agent)
            ? $"UNION ALL SELECT cu.id, cu.created_at FROM customers.customer cu WHERE NOT EXISTS (SELECT 1 FROM conversations.conversation c WHERE c.customer_id = cu.id) {ofCustomer}"
            : "";
        command.CommandText = $"""
            {with}
            SELECT cu.id, COALESCE(cu.name, (SELECT i.display_name FROM customers.identity i WHERE i.customer_id = cu.id AND i.display_name IS NOT NULL ORDER BY i.created_at LIMIT 1)),
            cu.kana, cu.company, (SELECT a.shown FROM customers.address a WHERE a.customer_id = cu.id AND a.kind <> 'post' ORDER BY a.kind DESC, a.created_at LIMIT 1),
            (SELECT i.id FROM customers.identity i WHERE i.customer_id = cu.id AND i.picture_key IS NOT NULL ORDER BY i.created_at LIMIT 1), r.at
            FROM (SELECT c.customer_id AS id, max(h.last_activity_at) AS at FROM conversations.conversation c JOIN conversations.conversation_head h ON h.conversation_id = c.id
                WHERE {ConversationAccess.ForAgent(agent, command)} {ofConversation} GROUP BY c.customer_id {silent}) r
            JOIN customers.customer cu ON cu.id = r.id WHERE (r.at, r.id) < ($1, $2) ORDER BY r.at DESC, r.id DESC LIMIT $3
            """;
        var rows = await command.ReadAllAsync(
            reader => new ListedCustomer(
                reader.GetGuid(0), reader.TextOrNull(1), reader.TextOrNull(2), reader.TextOrNull(3), reader.TextOrNull(4), reader.IsDBNull(5) ? null : $"/api/pictures/{reader.GetGuid(5)}",
                reader.GetFieldValue<DateTimeOffset>(6)), cancellationToken);
        return TypedResults.Ok(new CustomerPage(
            rows.Count > limit ? rows[..limit] : rows, rows.Count > limit ? ListCursor.Format(rows[limit - 1].LastActivityAt, rows[limit - 1].Id) : null));
    }
}
