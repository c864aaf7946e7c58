using Hub.Server.Conversations.Audit;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>What a message said before its writer changed it: an answer may have been to those words. Seen by whoever sees the message; gone for good with its words.</summary>
internal static class EarlierWordings
{
    /// <summary>Of somebody who changes a message without end the first and the newest are kept.</summary>
    private const int Most = 50;

    /// <param name="At">Since when it said so.</param>
    internal sealed record Wording(DateTimeOffset At, string Text);

    internal sealed record Wordings(IReadOnlyList<Wording> Items);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapGet("/{id:guid}/messages/{number:int}/earlier", HandleAsync).WithName("ListEarlierWordings").RequireSignedIn().Produces<Wordings>();

    public static void Keep(ConversationBatch batch, Guid conversationId, int number, DateTimeOffset at, string text)
    {
        batch.Also(new NpgsqlBatchCommand("""
            INSERT INTO conversations.earlier_wording (conversation_id, number, place, at, text)
            SELECT $1, $2, COALESCE(max(place), 0) + 1, $3, $4 FROM conversations.earlier_wording WHERE conversation_id = $1 AND number = $2
            """)
        {
            Parameters = { new() { Value = conversationId }, new() { Value = number }, new() { Value = at }, new() { Value = text } },
        });
        batch.Also(new NpgsqlBatchCommand("""
            DELETE FROM conversations.earlier_wording WHERE conversation_id = $1 AND number = $2 AND place > 1
            AND place <= (SELECT max(place) FROM conversations.earlier_wording WHERE conversation_id = $1 AND number = $2) - $3
            """)
        {
            Parameters = { new() { Value = conversationId }, new() { Value = number }, new() { Value = Most - 1 } },
        });
    }

    public static NpgsqlBatchCommand Forget(Guid conversationId, int number) => new("DELETE FROM conversations.earlier_wording WHERE conversation_id = $1 AND number = $2")
    {
        Parameters = { new() { Value = conversationId }, new() { Value = number } },
    };

    private static async Task<IResult> HandleAsync(Guid id, int number, CurrentAgent agent, NpgsqlDataSource dataSource, AuditTrail audit, CancellationToken cancellationToken)
    {
        if (await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is not { } row)
        {
            return await HiddenLook.AtConversationAsync(id, agent, dataSource, audit, cancellationToken);
        }

        await audit.SawAsync(GetConversation.Opened(agent, id, row.Customer.Id), cancellationToken);
        await using var command = dataSource.CreateCommand("SELECT at, text FROM conversations.earlier_wording WHERE conversation_id = $1 AND number = $2 ORDER BY place").With(id, number);
        return TypedResults.Ok(new Wordings(await command.ReadAllAsync(reader => new Wording(reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1)), cancellationToken)));
    }
}
