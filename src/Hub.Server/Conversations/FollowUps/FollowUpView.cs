using System.Text.Json.Serialization;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.FollowUps;

/// <summary>A promise to do something later, with what a list needs of its conversation.</summary>
/// <param name="OwnerId">Null: whoever of the team is first.</param>
/// <param name="RangAt">When it rang.</param>
/// <param name="ReturnedAt">When it came back to the team, because its owner was away.</param>
internal sealed record FollowUpView(
    Guid Id, Guid ConversationId, long ConversationNumber, Guid CustomerId, string? CustomerName, string Channel, string? AccountName, Guid? OwnerId, Guid? TeamId, DateTimeOffset DueAt, string Text,
    Guid? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? RangAt, DateTimeOffset? ReturnedAt, DateTimeOffset? DoneAt, Guid? DoneBy, int Version)
{
    /// <summary>Who the conversation belongs to, for the live view.</summary>
    [JsonIgnore]
    public Whose Whose { get; init; }

    private const string Select = """
        SELECT f.id, f.conversation_id, c.number, c.customer_id, COALESCE(cu.name, i.display_name), c.channel, a.name, f.owner_id, h.team_id, f.due_at, f.text, f.created_by, f.created_at, f.rang_at,
        f.returned_at, f.done_at, f.done_by, f.version, h.owner_id, c.brand_id
        FROM conversations.follow_up f JOIN conversations.conversation c ON c.id = f.conversation_id JOIN conversations.conversation_head h ON h.conversation_id = c.id
        JOIN customers.customer cu ON cu.id = c.customer_id LEFT JOIN customers.identity i ON i.id = c.identity_id LEFT JOIN integrations.channel_account a ON a.id = c.account_id
        """;

    public static async Task<List<FollowUpView>> ReadAsync(NpgsqlCommand command, string rest, CancellationToken cancellationToken)
    {
        command.CommandText = $"{Select} {rest}";
        return await command.ReadAllAsync(Read, cancellationToken);
    }

    public static async Task<FollowUpView?> OfAsync(NpgsqlDataSource dataSource, Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand().With(id);
        return (await ReadAsync(command, "WHERE f.id = $1", cancellationToken)).FirstOrDefault();
    }

    /// <summary>Ids only, never what was promised.</summary>
    public override string ToString() => $"follow-up {Id}";

    private static FollowUpView Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetGuid(1), reader.GetInt64(2), reader.GetGuid(3), reader.TextOrNull(4), reader.GetString(5), reader.TextOrNull(6), reader.IdOrNull(7), reader.IdOrNull(8),
        reader.GetFieldValue<DateTimeOffset>(9), reader.GetString(10), reader.IdOrNull(11), reader.GetFieldValue<DateTimeOffset>(12), reader.TimeOrNull(13), reader.TimeOrNull(14), reader.TimeOrNull(15), reader.IdOrNull(16),
        reader.GetInt32(17))
    { Whose = new Whose(reader.IdOrNull(18), reader.IdOrNull(8), reader.GetGuid(19)) };
}

internal static class FollowUpFacts
{
    /// <summary>Set, changed, done or undone. Data: <see cref="Data"/>; lane: the follow-up.</summary>
    public const string ChangedType = "follow_up.changed";

    /// <summary>Its time has come. Data: <see cref="Data"/>; lane: the follow-up.</summary>
    public const string DueType = "follow_up.due";

    /// <summary>It has come back to the team, because its owner was away. Data: <see cref="Data"/>; lane: the follow-up.</summary>
    public const string ReturnedType = "follow_up.returned";

    /// <param name="OwnerId">Whom it concerns now; null for the team.</param>
    public sealed record Data(Guid ConversationId, Guid? OwnerId, Guid? TeamId);

    public static Fact Of(string type, Guid id, ConversationState conversation, Guid? ownerId) => Fact.Create(id, type, new Data(conversation.Id, ownerId, conversation.TeamId));
}
