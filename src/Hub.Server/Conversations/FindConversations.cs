using System.Globalization;
using System.Text;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations;

/// <summary>The conversation of a number, and the newest ones of customers a name, a telephone number or an address finds. What was said in them is not searched.</summary>
internal static class FindConversations
{
    private const int MaxLimit = 20;
    private const int MaxDigits = 18;

    internal sealed record Found(IReadOnlyList<ConversationRow> Items);

    public static void Map(RouteGroupBuilder conversations) => conversations.MapGet("/find", FindAsync).WithName("FindConversations").RequireSignedIn().Produces<Found>();

    private static async Task<IResult> FindAsync(CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken, string? q = null, int limit = 8)
    {
        limit = Math.Clamp(limit, 1, MaxLimit);
        await using var command = dataSource.CreateCommand();
        if (CustomerSearch.Hits(q, command) is not { } hits)
        {
            return TypedResults.Ok(new Found([]));
        }

        // The number goes first: whoever types one means it.
        command.With(NumberIn(q!) ?? -1);
        var number = $"${command.Parameters.Count}";
        command.CommandText = $"""
            WITH hits AS MATERIALIZED ({hits}) {ConversationRow.Select}
            WHERE (c.number = {number} OR c.customer_id IN (SELECT * FROM hits)) AND {ConversationAccess.ForAgent(agent, command)}
            ORDER BY c.number = {number} DESC, h.last_activity_at DESC, h.conversation_id DESC LIMIT {limit}
            """;
        return TypedResults.Ok(new Found(await command.ReadAllAsync(ConversationRow.Read, cancellationToken)));
    }

    private static long? NumberIn(string text)
    {
        var digits = text.Normalize(NormalizationForm.FormKC).Trim().TrimStart('#');
        return digits.Length <= MaxDigits && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
