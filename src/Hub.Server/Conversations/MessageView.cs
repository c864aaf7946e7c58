using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Npgsql;

namespace Hub.Server.Conversations;

/// <summary>A message as the desk shows it.</summary>
internal sealed record MessageView(
    Guid ConversationId, int Number, Guid? Id, MessageKind Kind, MessageSender Sender, DateTimeOffset At, DateTimeOffset? ProviderAt, JsonElement Content,
    IReadOnlyList<AttachmentView> Attachments, MessageDelivery? Delivery, bool Unsent, int Version)
{
    /// <summary>The customer's other address it went to or came from; null: the one the conversation began with.</summary>
    public MessageVia? Via { get; init; }

    /// <summary>What it answers, where it quotes a message.</summary>
    public QuotedMessage? Quote { get; init; }

    /// <summary>The number of the conversation; visitors see all their conversations as one.</summary>
    [JsonIgnore]
    public long ConversationNumber { get; init; }

    /// <summary>The brand wants work names towards customers.</summary>
    [JsonIgnore]
    public bool WorkNames { get; init; }
}

/// <param name="Address">Where people know it by its address: a telephone number, an e-mail address; else their name there.</param>
internal sealed record MessageVia(Guid IdentityId, string Channel, Guid AccountId, string AccountName, string? Address);

/// <param name="Number">Null: it stands in an earlier conversation.</param>
/// <param name="Name">Of a customer or somebody in a group.</param>
/// <param name="Text">The beginning of its words; null where it has none, or none any more.</param>
internal sealed record QuotedMessage(int? Number, SenderType? Sender, string? Name, string? Text, string? ContentType);

/// <param name="ShownAs">The work name that the customer reads instead.</param>
internal sealed record MessageSender(SenderType Type, Guid? Id, string? Name, string? ShownAs = null)
{
    /// <summary>Of somebody in a group.</summary>
    public string? PictureUrl { get; init; }

    /// <summary>All a customer may know of whoever wrote.</summary>
    [JsonIgnore]
    public string? TowardsCustomers { get; init; }

    /// <summary>Their picture, where they have set one for customers.</summary>
    [JsonIgnore]
    public string? FaceTowardsCustomers { get; init; }
}

/// <param name="Settled">Of a failed or uncertain one: a person has said that nothing more is to be done.</param>
internal sealed record MessageDelivery(DeliveryState State, string? Code, DateTimeOffset At, bool Settled);

internal sealed record AttachmentView(Guid Id, string Kind, string? FileName, string? ContentType, long? Size, AttachmentState State, string? Url)
{
    /// <summary>The message shows it in its formatted form; null: it stands beside the message.</summary>
    public string? InlineId { get; init; }

    /// <summary>A small picture of it; null where it is no picture or small enough itself.</summary>
    public string? PreviewUrl => Url is not null && ImagePreviews.Helps(ContentType, Size) ? Url + "/preview" : null;
}

/// <summary>Reads messages with their attachments and the names of their senders: two queries whatever the number.</summary>
internal sealed class MessageReader(NpgsqlDataSource dataSource, Agents agents)
{
    private const string Columns = """
        m.conversation_id, m.number, m.id, m.kind, m.sender_type, m.sender_id, m.at, m.provider_at, m.content::text, m.state, m.state_code, m.state_at, m.unsent, m.version,
        CASE WHEN m.sender_type = 0 AND m.sender_id IS DISTINCT FROM c.customer_id AND m.content->>'type' = 'email' THEN COALESCE(m.content->'from'->>'name', m.content->'from'->>'address')
            WHEN m.content ? 'author' THEN COALESCE(au.name, m.content->'author'->>'name') WHEN m.sender_type = 0 THEN COALESCE(cu.name, i.display_name) END, c.number,
        m.state IN (5, 6) AND NOT EXISTS (SELECT FROM conversations.unsettled_send u WHERE u.conversation_id = m.conversation_id AND u.number = m.number), b.work_names, m.via, CASE WHEN au.picture_key IS NOT NULL THEN au.id END, m.content ? 'quote', q.number, q.sender_type,
        CASE WHEN q.content ? 'author' THEN q.content->'author'->>'name' WHEN q.sender_type = 0 THEN COALESCE(cu.name, i.display_name) END,
        CASE WHEN NOT q.unsent THEN left(COALESCE(q.content->>'body', q.content->>'caption', q.content->>'altText'), 200) END, q.content->>'type'
        """;
    private const string Joins = """
        JOIN conversations.conversation c ON c.id = m.conversation_id JOIN integrations.brand b ON b.id = c.brand_id JOIN customers.customer cu ON cu.id = c.customer_id LEFT JOIN customers.identity i ON i.id = c.identity_id
        LEFT JOIN conversations.author au ON au.account_id = c.account_id AND au.external_id = m.content->'author'->>'id'
        LEFT JOIN conversations.message q ON q.conversation_id = m.conversation_id AND q.number = (m.content->'quote'->>'number')::int
        """;

    public async Task<List<MessageView>> PageAsync(Guid conversationId, int? after, int? before, int limit, CancellationToken cancellationToken)
    {
        var newestFirst = after is null;
        await using var command = dataSource.CreateCommand($"""
            SELECT {Columns} FROM conversations.message m {Joins} WHERE m.conversation_id = $1 AND m.number > $2 AND m.number < $3
            ORDER BY m.number {(newestFirst ? "DESC" : "ASC")} LIMIT $4
            """).With(conversationId, after ?? -1, before ?? int.MaxValue, limit);
        var rows = await command.ReadAllAsync(Read, cancellationToken);
        if (newestFirst)
        {
            rows.Reverse();
        }

        return await CompleteAsync(rows, cancellationToken);
    }

    public async Task<List<MessageView>> ByNumbersAsync(IReadOnlyCollection<(Guid Conversation, int Number)> wanted, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"""
            SELECT {Columns} FROM unnest($1::uuid[], $2::int[]) AS w(conversation_id, number)
            JOIN conversations.message m ON m.conversation_id = w.conversation_id AND m.number = w.number {Joins} ORDER BY c.number, m.number
            """).With(wanted.Select(w => w.Conversation).ToArray(), wanted.Select(w => w.Number).ToArray());
        return await CompleteAsync(await command.ReadAllAsync(Read, cancellationToken), cancellationToken);
    }

    private async Task<List<MessageView>> CompleteAsync(List<MessageView> rows, CancellationToken cancellationToken)
    {
        var candidates = rows.Where(row => row.Content.GetProperty("type").GetString() is "file" or "email" || row.Kind == MessageKind.Outbound || row.Unsent).ToList();
        var attachments = await AttachmentsAsync(candidates, cancellationToken);
        await CrossedAsync(rows, cancellationToken);
        var names = await agents.AllNamesAsync(rows.Where(row => row.Sender.Type == SenderType.Agent).Select(row => row.Sender.Id).OfType<Guid>(), cancellationToken);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (row.Sender is { Type: SenderType.Agent, Id: { } agentId } && names.GetValueOrDefault(agentId) is { } person)
            {
                var outside = person.TowardsCustomers(row.WorkNames);
                row = row with { Sender = row.Sender with { Name = person.Name, ShownAs = outside == person.Name ? null : outside, TowardsCustomers = outside, FaceTowardsCustomers = outside is null ? null : person.PicturePath } };
            }

            rows[i] = row with { Attachments = [.. attachments[(row.ConversationId, row.Number)]] };
        }

        return rows;
    }

    /// <summary>Costs a query only where there are any.</summary>
    private async Task CrossedAsync(List<MessageView> rows, CancellationToken cancellationToken)
    {
        var crossed = rows.FindAll(row => row.Via is not null);
        if (crossed.Count == 0)
        {
            return;
        }

        await using var command = dataSource.CreateCommand("""
            SELECT w.conversation_id, i.id, a.channel, a.id, a.name, CASE WHEN i.external_id ~ '^[+]|@' THEN i.external_id ELSE i.display_name END, j.place
            FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[]) AS w(conversation_id, identity_id)) w
            JOIN customers.identity i ON i.id = w.identity_id JOIN integrations.channel_account a ON a.id = i.account_id
            LEFT JOIN conversations.joined_identity j ON j.conversation_id = w.conversation_id AND j.identity_id = w.identity_id
            """).With(crossed.ConvertAll(row => row.ConversationId).ToArray(), crossed.ConvertAll(row => row.Via!.IdentityId).ToArray());
        var ways = (await command.ReadAllAsync(
            reader => (Key: (reader.GetGuid(0), reader.GetGuid(1)), Via: new MessageVia(reader.GetGuid(1), reader.GetString(2), reader.GetGuid(3), reader.GetString(4), reader.TextOrNull(5)), Place: reader.IsDBNull(6) ? (long?)null : reader.GetInt64(6)), cancellationToken))
            .ToDictionary(way => way.Key);
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Via is { } via && ways.TryGetValue((rows[i].ConversationId, via.IdentityId), out var way))
            {
                rows[i] = rows[i] with { Via = way.Via, ConversationNumber = way.Place ?? rows[i].ConversationNumber };
            }
        }
    }

    private async Task<ILookup<(Guid, int), AttachmentView>> AttachmentsAsync(List<MessageView> rows, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT a.conversation_id, a.number, a.id, a.kind, a.file_name, a.content_type, a.size, a.state, a.inline_id FROM unnest($1::uuid[], $2::int[]) AS w(conversation_id, number)
            JOIN conversations.attachment a ON a.conversation_id = w.conversation_id AND a.number = w.number ORDER BY a.conversation_id, a.number, a.position
            """).With(rows.ConvertAll(row => row.ConversationId).ToArray(), rows.ConvertAll(row => row.Number).ToArray());
        var read = rows.Count == 0 ? [] : await command.ReadAllAsync(reader => (Key: (reader.GetGuid(0), reader.GetInt32(1)), View: ReadAttachment(reader, 2) with { InlineId = reader.IsDBNull(8) ? null : reader.GetString(8) }), cancellationToken);
        return read.ToLookup(pair => pair.Key, pair => pair.View);
    }

    public static AttachmentView ReadAttachment(NpgsqlDataReader reader, int first)
    {
        var (id, state) = (reader.GetGuid(first), (AttachmentState)reader.GetInt16(first + 5));
        return new AttachmentView(
            id, reader.GetString(first + 1), reader.IsDBNull(first + 2) ? null : reader.GetString(first + 2), reader.IsDBNull(first + 3) ? null : reader.GetString(first + 3),
            reader.IsDBNull(first + 4) ? null : reader.GetInt64(first + 4), state, state == AttachmentState.Stored ? $"/api/attachments/{id}" : null);
    }

    private static MessageView Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), (MessageKind)reader.GetInt16(3),
        new MessageSender((SenderType)reader.GetInt16(4), reader.IsDBNull(5) ? null : reader.GetGuid(5), reader.IsDBNull(14) ? null : reader.GetString(14))
        { PictureUrl = reader.IsDBNull(19) ? null : $"/api/conversations/{reader.GetGuid(0)}/authors/{reader.GetGuid(19)}/picture" },
        reader.GetFieldValue<DateTimeOffset>(6), reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7), JsonSerializer.Deserialize<JsonElement>(reader.GetString(8)),
        [], reader.IsDBNull(9) ? null : new MessageDelivery(
            (DeliveryState)reader.GetInt16(9), reader.IsDBNull(10) ? null : reader.GetString(10), reader.GetFieldValue<DateTimeOffset>(11), reader.GetBoolean(16)),
        reader.GetBoolean(12), reader.GetInt32(13))
    {
        ConversationNumber = reader.GetInt64(15),
        WorkNames = reader.GetBoolean(17),
        Via = reader.IsDBNull(18) ? null : new MessageVia(reader.GetGuid(18), "", Guid.Empty, "", null),
        Quote = !reader.GetBoolean(20) ? null : new QuotedMessage(
            reader.IsDBNull(21) ? null : reader.GetInt32(21), reader.IsDBNull(22) ? null : (SenderType)reader.GetInt16(22), reader.TextOrNull(23), reader.TextOrNull(24), reader.TextOrNull(25)),
    };
}
