using Hub.Channels;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Members;

/// <summary>A message that led a customer to the member page.</summary>
internal sealed record MemberInvitation(Guid ConversationId, int Number, Guid IdentityId);

/// <summary>Which messages led to the member page, with the hash of the token they carried. Their content says how far it has come: sent until when, linked, failed.</summary>
internal static class MemberInvitations
{
    /// <summary>A token lives ten minutes, and the firm's page may take its time after that.</summary>
    private static readonly TimeSpan Relevant = TimeSpan.FromHours(1);

    public static void Sent(ConversationBatch batch, Guid conversationId, int number, Guid identityId, IssuedLink link)
    {
        batch.Also(new NpgsqlBatchCommand("""
            INSERT INTO conversations.member_invitation (conversation_id, number, identity_id, link_hash, sent_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (conversation_id, number) DO UPDATE SET link_hash = excluded.link_hash, sent_at = excluded.sent_at
            """)
        {
            Parameters =
            {
                new() { Value = conversationId }, new() { Value = number }, new() { Value = identityId },
                new() { Value = link.Token is { } token ? PrepareMemberLink.Hash(token) : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea }, new() { Value = batch.Now },
            },
        });
        batch.Also(Mark(conversationId, number, "expiresAt", link.ExpiresAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>The one a sign-in came from: by its token, or else the newest that was sent to the address lately.</summary>
    public static async Task<MemberInvitation?> FindAsync(NpgsqlConnection connection, Guid accountId, byte[]? linkHash, string sender, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT f.conversation_id, f.number, f.identity_id FROM (
                SELECT v.* FROM conversations.member_invitation v JOIN customers.identity i ON i.id = v.identity_id WHERE v.link_hash = $2 AND i.account_id = $1
                UNION SELECT v.* FROM customers.identity i JOIN conversations.member_invitation v ON v.identity_id = i.id WHERE i.account_id = $1 AND i.external_id = $3 AND ($2 IS NULL OR v.link_hash IS NULL)
            ) f WHERE f.sent_at > $4 ORDER BY f.link_hash IS NULL, f.sent_at DESC LIMIT 1
            """, connection);
        command.Parameters.Add(new() { Value = accountId });
        command.Parameters.Add(new() { Value = (object?)linkHash ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        command.Parameters.Add(new() { Value = sender });
        command.Parameters.Add(new() { Value = now - Relevant });
        return await command.ReadFirstAsync(reader => new MemberInvitation(reader.GetGuid(0), reader.GetInt32(1), reader.GetGuid(2)), cancellationToken);
    }

    /// <summary>What came of it stands in the message.</summary>
    public static void Settle(ConversationBatch batch, ConversationState conversation, int number, string result)
    {
        batch.Also(Mark(conversation.Id, number, "result", result));
        conversation.MessageChanged(number);
    }

    private static NpgsqlBatchCommand Mark(Guid conversationId, int number, string name, string value) => new("""
        UPDATE conversations.message SET content = content || jsonb_build_object($3::text, $4::text), version = version + 1
        WHERE conversation_id = $1 AND number = $2 AND content->>'type' = 'memberLink' AND NOT unsent AND content->>'result' IS DISTINCT FROM 'linked'
        """)
    {
        Parameters = { new() { Value = conversationId }, new() { Value = number }, new() { Value = name }, new() { Value = value } },
    };
}
