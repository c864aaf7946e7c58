using Hub.Server.Platform.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Notifications;

/// <summary>What people are told personally. The names are part of the API.</summary>
internal static class NotificationKinds
{
    /// <summary>A conversation is theirs now, by somebody else's hand.</summary>
    public const string Assignment = "assignment";

    /// <summary>A colleague has named them in a note.</summary>
    public const string Mention = "mention";

    /// <summary>A message of theirs, or in a conversation of theirs, failed or is uncertain.</summary>
    public const string FailedSend = "failed_send";

    /// <summary>Something they promised is due.</summary>
    public const string FollowUp = "follow_up";

    /// <summary>A colleague asks for help.</summary>
    public const string Help = "help";

    /// <summary>A channel account no longer works by itself. For those who manage accounts.</summary>
    public const string AccountTrouble = "account_trouble";

    /// <summary>Somebody who was asked beside a conversation of theirs has answered.</summary>
    public const string SideAnswer = "side_answer";

    /// <summary>From November on: a brand has no closures for the next year yet. For those who manage settings.</summary>
    public const string EmptyYear = "empty_year";

    public static IReadOnlyList<string> All { get; } = [Assignment, Mention, FailedSend, FollowUp, Help, AccountTrouble, SideAnswer, EmptyYear];
}

/// <param name="Key">Names what happened: the same person is told of it once, however often it is raised.</param>
internal sealed record NewNotification(Guid AgentId, string Kind, string Key)
{
    public Guid? ConversationId { get; init; }

    /// <summary>The message it is about.</summary>
    public int? Number { get; init; }

    /// <summary>The colleague who did it; null for the hub and customers.</summary>
    public Guid? ById { get; init; }

    /// <summary>The channel account it is about.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>What of it: a short stable word.</summary>
    public string? Code { get; init; }

    /// <summary>So many conversations at once, in place of one.</summary>
    public int? Count { get; init; }

    /// <summary>The brand it is about.</summary>
    public Guid? BrandId { get; init; }
}

/// <summary>
/// Tells people: in the transaction of what happened, so that it is told exactly when it is so. Whoever has switched the kind off is not told. Reading goes through the
/// gate again, so a notification about a conversation that somebody may not see shows them nothing.
/// </summary>
internal static class Notify
{
    /// <summary>Data: <see cref="AddedData"/>; lane: the person.</summary>
    public const string AddedType = "notification.added";

    public sealed record AddedData(Guid AgentId);

    public static void Add(ConversationBatch batch, params IReadOnlyList<NewNotification> notifications)
    {
        if (notifications.Count > 0)
        {
            batch.Also(Insert(notifications));
            foreach (var fact in Facts(notifications))
            {
                batch.Raise(fact);
            }
        }
    }

    /// <summary>For a transaction of another kind, together with <see cref="Facts"/>.</summary>
    public static NpgsqlBatchCommand Insert(params IReadOnlyList<NewNotification> notifications) => new("""
        INSERT INTO conversations.notification (agent_id, kind, key, conversation_id, number, by_id, account_id, code, count, brand_id)
        SELECT n.agent_id, n.kind, n.key, n.conversation_id, n.number, n.by_id, n.account_id, n.code, n.count, n.brand_id
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::int[], $6::uuid[], $7::uuid[], $8::text[], $9::int[], $10::uuid[])
            AS n(agent_id, kind, key, conversation_id, number, by_id, account_id, code, count, brand_id)
        WHERE NOT EXISTS (SELECT FROM conversations.notification_settings s WHERE s.agent_id = n.agent_id AND n.kind = ANY(s.switched_off))
        ON CONFLICT (agent_id, key) DO NOTHING
        """)
    {
        Parameters =
        {
            Column(notifications, each => each.AgentId, NpgsqlDbType.Uuid), Column(notifications, each => each.Kind, NpgsqlDbType.Text), Column(notifications, each => each.Key, NpgsqlDbType.Text),
            Column(notifications, each => each.ConversationId, NpgsqlDbType.Uuid), Column(notifications, each => each.Number, NpgsqlDbType.Integer), Column(notifications, each => each.ById, NpgsqlDbType.Uuid),
            Column(notifications, each => each.AccountId, NpgsqlDbType.Uuid), Column(notifications, each => each.Code, NpgsqlDbType.Text), Column(notifications, each => each.Count, NpgsqlDbType.Integer),
            Column(notifications, each => each.BrandId, NpgsqlDbType.Uuid),
        },
    };

    public static IEnumerable<Fact> Facts(IReadOnlyList<NewNotification> notifications) =>
        notifications.Select(each => each.AgentId).Distinct().Select(agentId => Fact.Create(agentId, AddedType, new AddedData(agentId)));

    private static NpgsqlParameter Column<T>(IReadOnlyList<NewNotification> notifications, Func<NewNotification, T> value, NpgsqlDbType type) =>
        new() { Value = notifications.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
