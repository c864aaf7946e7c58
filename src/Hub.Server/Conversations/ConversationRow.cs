using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations;

/// <summary>A conversation as a list shows it; also what the live view carries.</summary>
/// <param name="DueAt">When it comes back by itself: snoozed, or waiting with a date.</param>
/// <param name="Subject">What it is about, on channels with subjects, without "Re:" and the like.</param>
/// <param name="MayBeOnlyThanks">The customer reopened it and nobody has acted since: it can go back to resolved without being counted.</param>
/// <param name="OtherChannels">Channels it has crossed over to.</param>
/// <param name="Help">A colleague asks for help, and nobody has come yet.</param>
internal record ConversationRow(
    Guid Id, long Number, int Version, string Channel, Guid? AccountId, string? AccountName, Guid BrandId, string BrandName, ConversationStatus Status,
    Guid? OwnerId, Guid? TeamId, string[] Tags, RowCustomer Customer, RowMessage? LastMessage, int LastNumber, DateTimeOffset LastActivityAt,
    DateTimeOffset? WaitingSince, int Unread, DateTimeOffset? DueAt, DateTimeOffset CreatedAt, bool Attention,
    Guid? StateId, bool MayBeOnlyThanks, Guid? ReasonId, Guid? ResultId, int Scheduled, string? Subject, RowHelp? Help, string[] OtherChannels)
{
    public const string Select = """
        SELECT c.id, c.number, h.version, c.channel, c.account_id, a.name, c.brand_id, b.name, h.status, h.owner_id, h.team_id, h.tags,
        c.customer_id, COALESCE(cu.name, i.display_name), i.id, i.picture_key IS NOT NULL, h.preview_number, h.preview_kind, h.preview_sender, h.preview, h.preview_type, h.preview_at,
        h.last_number, h.last_activity_at, h.waiting_since, h.unread, h.due_at, c.created_at, h.attention > 0,
        h.state_id, h.reopened_at IS NOT NULL, c.reason_id, c.result_id, h.scheduled, c.subject, h.help_by, h.help_at,
        CASE WHEN c.crossed THEN ARRAY(SELECT DISTINCT ja.channel FROM conversations.joined_identity j JOIN customers.identity ji ON ji.id = j.identity_id
            JOIN integrations.channel_account ja ON ja.id = ji.account_id WHERE j.conversation_id = c.id AND ja.channel <> c.channel ORDER BY 1) END
        FROM conversations.conversation_head h JOIN conversations.conversation c ON c.id = h.conversation_id
        JOIN integrations.brand b ON b.id = c.brand_id JOIN customers.customer cu ON cu.id = c.customer_id
        LEFT JOIN integrations.channel_account a ON a.id = c.account_id LEFT JOIN customers.identity i ON i.id = c.identity_id
        """;

    public static ConversationRow Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetInt64(1), reader.GetInt32(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetGuid(4), reader.IsDBNull(5) ? null : reader.GetString(5), reader.GetGuid(6), reader.GetString(7),
        (ConversationStatus)reader.GetInt16(8), reader.IsDBNull(9) ? null : reader.GetGuid(9), reader.IsDBNull(10) ? null : reader.GetGuid(10),
        reader.GetFieldValue<string[]>(11),
        new RowCustomer(reader.GetGuid(12), reader.IsDBNull(13) ? null : reader.GetString(13), reader.GetBoolean(15) ? $"/api/pictures/{reader.GetGuid(14)}" : null),
        reader.IsDBNull(16) ? null : new RowMessage(
            reader.GetInt32(16), (MessageKind)reader.GetInt16(17), (SenderType)reader.GetInt16(18), reader.IsDBNull(19) ? null : reader.GetString(19),
            reader.GetString(20), reader.GetFieldValue<DateTimeOffset>(21)),
        reader.GetInt32(22), reader.GetFieldValue<DateTimeOffset>(23), reader.IsDBNull(24) ? null : reader.GetFieldValue<DateTimeOffset>(24), reader.GetInt32(25),
        reader.IsDBNull(26) ? null : reader.GetFieldValue<DateTimeOffset>(26), reader.GetFieldValue<DateTimeOffset>(27), reader.GetBoolean(28),
        reader.IsDBNull(29) ? null : reader.GetGuid(29), reader.GetBoolean(30), reader.IsDBNull(31) ? null : reader.GetGuid(31), reader.IsDBNull(32) ? null : reader.GetGuid(32), reader.GetInt32(33), reader.IsDBNull(34) ? null : reader.GetString(34),
        reader.IsDBNull(35) ? null : new RowHelp(reader.GetGuid(35), reader.GetFieldValue<DateTimeOffset>(36)),
        reader.IsDBNull(37) ? [] : reader.GetFieldValue<string[]>(37));

    public static async Task<List<ConversationRow>> ByIdsAsync(NpgsqlDataSource dataSource, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"{Select} WHERE h.conversation_id = ANY($1)");
        command.Parameters.Add(new() { Value = ids });
        return await command.ReadAllAsync(Read, cancellationToken);
    }
}

/// <param name="Name">Null until a profile or a person has given one; the desk shows "LINE customer" or the like.</param>
internal sealed record RowCustomer(Guid Id, string? Name, string? PictureUrl);

/// <param name="At">Since when.</param>
internal sealed record RowHelp(Guid ById, DateTimeOffset At);

internal sealed record RowMessage(int Number, MessageKind Kind, SenderType Sender, string? Preview, string ContentType, DateTimeOffset At);
