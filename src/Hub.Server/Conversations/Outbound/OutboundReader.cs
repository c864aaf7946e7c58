using Hub.Channels;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Npgsql;

namespace Hub.Server.Conversations.Outbound;

/// <summary>Reads a queued message the way an adapter sends it: to whom, the words, and links to its files.</summary>
internal sealed class OutboundReader(NpgsqlDataSource dataSource, MaskedValues maskedValues, FileLinks links, HubOptions options)
{
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(30);

    public async Task<OutboundMessage> ReadAsync(Guid conversationId, int number, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT COALESCE(m.id, m.conversation_id), i.external_id, COALESCE(m.content->>'body', m.content->>'caption'), v.sealed FROM conversations.message m
            JOIN conversations.conversation c ON c.id = m.conversation_id JOIN customers.identity i ON i.id = c.identity_id
            LEFT JOIN conversations.masked_value v ON v.conversation_id = m.conversation_id AND v.number = m.number
            WHERE m.conversation_id = $1 AND m.number = $2
            """).With(conversationId, number);
        var message = await command.ReadFirstAsync(
            reader => new OutboundMessage(
                reader.GetGuid(0), reader.GetString(1),
                !reader.IsDBNull(3) ? maskedValues.Open(conversationId, number, reader.GetFieldValue<byte[]>(3)) : reader.IsDBNull(2) ? null : reader.GetString(2), []), cancellationToken)
            ?? throw new InvalidOperationException($"Message {number} of conversation {conversationId} is missing.");
        await using var files = dataSource.CreateCommand("""
            SELECT id, kind, file_name, content_type, size FROM conversations.attachment WHERE conversation_id = $1 AND number = $2 AND state = 1 ORDER BY position
            """).With(conversationId, number);
        var root = options.PublicUrl?.ToString().TrimEnd('/') ?? "";
        var attachments = await files.ReadAllAsync(reader => new OutboundAttachment(
            reader.GetString(1), reader.IsDBNull(2) ? "file" : reader.GetString(2), reader.IsDBNull(3) ? "application/octet-stream" : reader.GetString(3),
            reader.IsDBNull(4) ? 0 : reader.GetInt64(4), root + links.Path(reader.GetGuid(0), LinkLifetime), null), cancellationToken);
        return message with { Attachments = attachments, Reference = MessageReference.Of(conversationId, number), PublicUrl = root.Length > 0 ? root : null };
    }
}
