using System.Text.Json;
using Hub.Channels;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Npgsql;

namespace Hub.Server.Conversations.Outbound;

/// <summary>Reads a queued message the way an adapter sends it: to whom, the words, what it answers, and its files.</summary>
internal sealed class OutboundReader(NpgsqlDataSource dataSource, MaskedValues maskedValues, FileLinks links, FileStore store, Agents agents, HubOptions options)
{
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(30);

    public async Task<OutboundMessage> ReadAsync(Guid conversationId, int number, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT COALESCE(m.id, m.conversation_id), i.external_id, COALESCE(m.content->>'body', m.content->>'caption'), v.sealed, CASE WHEN m.content->>'type' IN ('email', 'sticker', 'location', 'rich', 'memberLink') OR m.content->'quickReplies' IS NOT NULL THEN m.content::text END,
            m.sender_type = 3, m.at, (m.content->'quote'->>'number')::int, CASE WHEN m.sender_type = 1 AND a.settings->>'senderNames' = 'on' THEN m.sender_id END, b.work_names FROM conversations.message m
            JOIN conversations.conversation c ON c.id = m.conversation_id JOIN customers.identity i ON i.id = COALESCE(m.via, c.identity_id)
            JOIN integrations.brand b ON b.id = c.brand_id JOIN integrations.channel_account a ON a.id = i.account_id
            LEFT JOIN conversations.masked_value v ON v.conversation_id = m.conversation_id AND v.number = m.number
            WHERE m.conversation_id = $1 AND m.number = $2
            """).With(conversationId, number);
        MessageContent? content = null;
        int? quotes = null;
        (Guid Id, bool WorkNames)? writer = null;
        var message = await command.ReadFirstAsync(
            reader =>
            {
                writer = reader.IsDBNull(8) ? null : (reader.GetGuid(8), reader.GetBoolean(9));
                quotes = reader.IsDBNull(7) ? null : reader.GetInt32(7);
                content = reader.IsDBNull(4) ? null : JsonSerializer.Deserialize<MessageContent>(reader.GetString(4), HubJson.Options);
                return new OutboundMessage(
                    reader.GetGuid(0), reader.GetString(1),
                    !reader.IsDBNull(3) ? maskedValues.Open(conversationId, number, reader.GetFieldValue<byte[]>(3)) : reader.IsDBNull(2) ? null : reader.GetString(2), [])
                {
                    ConversationId = conversationId,
                    Automatic = reader.GetBoolean(5),
                    WrittenAt = reader.GetFieldValue<DateTimeOffset>(6),
                };
            }, cancellationToken)
            ?? throw new InvalidOperationException($"Message {number} of conversation {conversationId} is missing.");
        await using var files = dataSource.CreateCommand("""
            SELECT id, kind, file_name, content_type, size, storage_key FROM conversations.attachment WHERE conversation_id = $1 AND number = $2 AND state = 1 ORDER BY position
            """).With(conversationId, number);
        var root = options.PublicUrl?.ToString().TrimEnd('/') ?? "";
        var attachments = await files.ReadAllAsync(
            reader =>
            {
                var key = reader.IsDBNull(5) ? null : reader.GetString(5);
                var (contentType, size) = (reader.IsDBNull(3) ? "application/octet-stream" : reader.GetString(3), reader.IsDBNull(4) ? 0 : reader.GetInt64(4));
                return new OutboundAttachment(
                    reader.GetString(1), reader.IsDBNull(2) ? "file" : reader.GetString(2), contentType, size, root + links.Path(reader.GetGuid(0), LinkLifetime),
                    ImagePreviews.Helps(contentType, size) || ImagePreviews.HasStill(contentType) ? root + links.PreviewPath(reader.GetGuid(0), LinkLifetime) : null)
                {
                    OpenAsync = key is null ? null : token => store.OpenAsync(key, token),
                    LengthAsync = key is null || !MediaLength.Applies(contentType) ? null : token => MediaLength.OfAsync(contentType, open => store.OpenAsync(key, open), token),
                };
            }, cancellationToken);
        var person = writer is { } known ? (await agents.AllNamesAsync([known.Id], cancellationToken)).GetValueOrDefault(known.Id) : null;
        var name = person?.TowardsCustomers(writer?.WorkNames == true);
        return message with
        {
            SenderName = name,
            SenderIconUrl = name is not null && person?.PicturePath is { } face && root.Length > 0 ? root + face : null,
            Attachments = attachments,
            Envelope = content is EmailContent letter ? await EnvelopeAsync(conversationId, number, letter, cancellationToken) : null,
            Composed = content is StickerContent or LocationContent or RichContent or MemberLinkContent ? content : null,
            QuickReplies = content?.QuickReplies,
            Quotes = quotes is { } quoted ? await Quoting.HandleAsync(dataSource, conversationId, quoted, number, cancellationToken) : null,
            Reference = MessageReference.Of(conversationId, number),
            PublicUrl = root.Length > 0 ? root : null,
        };
    }

    private async Task<OutboundEnvelope> EnvelopeAsync(Guid conversationId, int number, EmailContent letter, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT CASE WHEN m.kind = 0 THEN m.content::text END, m.id, m.at FROM conversations.message m
            WHERE m.conversation_id = $1 AND m.number < $2 AND m.content->>'type' = 'email' AND m.content->>'automatic' IS NULL AND NOT m.unsent
            AND (m.kind = 0 OR m.kind = 1 AND m.state IN (2, 3, 4, 6))
            AND m.via IS NOT DISTINCT FROM (SELECT own.via FROM conversations.message own WHERE own.conversation_id = $1 AND own.number = $2) ORDER BY m.number DESC LIMIT 1
            """).With(conversationId, number);
        var before = await command.ReadFirstAsync(
            reader => new
            {
                Letter = reader.IsDBNull(0) ? null : (EmailContent)JsonSerializer.Deserialize<MessageContent>(reader.GetString(0), HubJson.Options)!,
                Id = reader.IsDBNull(1) ? (Guid?)null : reader.GetGuid(1),
                At = reader.GetFieldValue<DateTimeOffset>(2),
            }, cancellationToken);
        var answered = before?.Letter;
        return new OutboundEnvelope(
            letter.Subject, letter.To, letter.Cc, letter.Bcc ?? [], answered?.MessageId, [.. answered?.References ?? [], .. answered?.MessageId is { } id ? [id] : Array.Empty<string>()],
            answered is not null && KnowIt(letter, answered) ? answered.Body : null)
        {
            QuotedFrom = answered?.From,
            QuotedAt = before?.At,
            AfterOwn = answered is null ? before?.Id : null,
        };
    }

    /// <summary>A letter is quoted only to people who have it already: whoever is new learns nothing by it.</summary>
    private static bool KnowIt(EmailContent letter, EmailContent answered)
    {
        var had = answered.To.Concat(answered.Cc).Concat(answered.ReplyTo ?? []).Select(person => person.Address).Append(answered.From?.Address).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return letter.To.Concat(letter.Cc).Concat(letter.Bcc ?? []).All(person => had.Contains(person.Address));
    }
}
