using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Audit;

/// <summary>Who did it. Without a name when it was the hub, or somebody not known.</summary>
internal sealed record AuditActorView(AuditActorKind Kind, Guid? Id, string? Name, bool ByToken);

/// <param name="Seq">The place in the chain; null for a second or so after it happened.</param>
/// <param name="TargetName">The name it has now; null when it is gone or has none.</param>
internal sealed record AuditView(
    Guid Id, long? Seq, DateTimeOffset At, AuditActorView Actor, string? Address, string Action, string? TargetKind, Guid? TargetId, string? TargetName,
    Guid? CustomerId, string? CustomerName, Guid? ConversationId, long? ConversationNumber, JsonElement Data);

/// <summary>What to look for in the audit log. The names of customers come only to those who see every conversation.</summary>
/// <param name="Action">A whole key, or the part before its dot.</param>
internal sealed record AuditQuery(Guid? Actor, string? Action, Guid? Customer, Guid? Conversation, DateTimeOffset? From, DateTimeOffset? To)
{
    public NpgsqlCommand Command(NpgsqlDataSource dataSource, CurrentAgent agent, (DateTimeOffset At, Guid Id) before, int limit)
    {
        var command = dataSource.CreateCommand();
        command.Parameters.Add(new() { Value = before.At });
        command.Parameters.Add(new() { Value = before.Id });
        var conditions = new List<string> { "(e.at, e.id) < ($1, $2)" };
        Add(command, conditions, "e.actor_id = $?", Actor, NpgsqlDbType.Uuid);
        Add(command, conditions, Action?.Contains('.', StringComparison.Ordinal) == false ? "starts_with(e.action, $? || '.')" : "e.action = $?", Action, NpgsqlDbType.Text);
        Add(command, conditions, "e.customer_id = $?", Customer, NpgsqlDbType.Uuid);
        Add(command, conditions, "e.conversation_id = $?", Conversation, NpgsqlDbType.Uuid);
        Add(command, conditions, "e.at >= $?", From?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Add(command, conditions, "e.at < $?", To?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        command.CommandText = $"""
            SELECT e.id, e.seq, e.at, e.actor_kind, e.actor_id, e.token_id IS NOT NULL, e.address, e.action, e.target_kind, e.target_id, a.name, e.customer_id,
            {(agent.Can(Permissions.SeeAllConversations) ? "COALESCE(cu.name, (SELECT i.display_name FROM customers.identity i WHERE i.customer_id = cu.id ORDER BY i.id LIMIT 1))" : "NULL::text")},
            e.conversation_id, c.number, e.data::text
            FROM platform.audit e LEFT JOIN customers.customer cu ON cu.id = e.customer_id LEFT JOIN conversations.conversation c ON c.id = e.conversation_id
            LEFT JOIN integrations.channel_account a ON e.target_kind = 'channel_account' AND a.id = e.target_id
            WHERE {string.Join(" AND ", conditions)} ORDER BY e.at DESC, e.id DESC LIMIT {limit}
            """;
        return command;
    }

    /// <summary>Without the names of people, which <see cref="NamedAsync"/> adds.</summary>
    public static AuditView Read(NpgsqlDataReader reader)
    {
        T? Nullable<T>(int column) where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);
        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        return new AuditView(
            reader.GetGuid(0), Nullable<long>(1), reader.GetFieldValue<DateTimeOffset>(2), new AuditActorView((AuditActorKind)reader.GetInt16(3), Nullable<Guid>(4), null, reader.GetBoolean(5)),
            Text(6), reader.GetString(7), Text(8), Nullable<Guid>(9), Text(10), Nullable<Guid>(11), Text(12), Nullable<Guid>(13), Nullable<long>(14), JsonSerializer.Deserialize<JsonElement>(reader.GetString(15)));
    }

    public static async Task<List<AuditView>> NamedAsync(List<AuditView> entries, Agents agents, CancellationToken cancellationToken)
    {
        var people = entries.Select(entry => entry.Actor.Id).Concat(entries.Where(entry => entry.TargetKind == "person").Select(entry => entry.TargetId)).OfType<Guid>();
        var names = await agents.NamesAsync(people, cancellationToken);
        return entries.ConvertAll(entry => entry with
        {
            Actor = entry.Actor with { Name = names.GetValueOrDefault(entry.Actor.Id ?? Guid.Empty) },
            TargetName = entry.TargetKind == "person" ? names.GetValueOrDefault(entry.TargetId ?? Guid.Empty) : entry.TargetName,
        });
    }

    private static void Add(NpgsqlCommand command, List<string> conditions, string condition, object? value, NpgsqlDbType type)
    {
        if (value is not null)
        {
            command.Parameters.Add(new() { Value = value, NpgsqlDbType = type });
            conditions.Add(condition.Replace("$?", $"${command.Parameters.Count}", StringComparison.Ordinal));
        }
    }
}
