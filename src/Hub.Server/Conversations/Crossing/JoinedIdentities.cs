using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Crossing;

/// <summary>
/// Writes which addresses take part in which conversation, with the batch that changes the conversations. An address has at most one open conversation,
/// whether it is its home or has joined: whoever opens a second is stopped by the index.
/// </summary>
internal static class JoinedIdentities
{
    /// <summary>Another conversation is open with this address.</summary>
    public static bool IsTaken(PostgresException exception) =>
        exception is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "head_one_open" or "open_identity_once" or "joined_once" };

    /// <summary>A conversation that only grew costs nothing here.</summary>
    public static void Write(NpgsqlBatch batch, List<ConversationState> touched, DateTimeOffset now)
    {
        var opened = touched.FindAll(conversation => !conversation.Status.IsClosed() && (conversation.IsNew || conversation.Before.Status.IsClosed()));
        var closed = touched.FindAll(conversation => !conversation.IsNew && conversation.Status.IsClosed() && !conversation.Before.Status.IsClosed());
        var left = touched.SelectMany(conversation => conversation.Left, (conversation, identity) => (conversation.Id, Identity: identity)).ToList();
        if (closed.Count > 0 || left.Count > 0)
        {
            batch.BatchCommands.Add(Command("""
                DELETE FROM conversations.open_identity o WHERE o.conversation_id = ANY($1) OR (o.conversation_id, o.identity_id) IN (SELECT * FROM unnest($2::uuid[], $3::uuid[]))
                """, Ids(closed), left.ConvertAll(pair => pair.Id).ToArray(), left.ConvertAll(pair => pair.Identity).ToArray()));
        }

        if (left.Count > 0)
        {
            batch.BatchCommands.Add(Command("""
                UPDATE conversations.joined_identity j SET ended_at = $3, reply_handle = NULL FROM unnest($1::uuid[], $2::uuid[]) AS l(conversation_id, identity_id)
                WHERE j.conversation_id = l.conversation_id AND j.identity_id = l.identity_id
                """, left.ConvertAll(pair => pair.Id).ToArray(), left.ConvertAll(pair => pair.Identity).ToArray(), now));
        }

        if (opened.FindAll(conversation => conversation is { Threaded: false, IdentityId: not null }) is { Count: > 0 } homes)
        {
            Clean(batch, homes.ConvertAll(conversation => conversation.IdentityId!.Value), homes.ConvertAll(conversation => conversation.Id));
            // Whoever begins anew on their own address has left where they had joined.
            batch.BatchCommands.Add(Command("""
                WITH taken AS (INSERT INTO conversations.open_identity (identity_id, conversation_id) SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS h(identity_id, conversation_id) ORDER BY 1 RETURNING identity_id)
                UPDATE conversations.joined_identity j SET ended_at = $3 FROM taken WHERE j.identity_id = taken.identity_id AND j.ended_at IS NULL AND NOT j.threaded
                """, homes.ConvertAll(conversation => conversation.IdentityId!.Value).ToArray(), Ids(homes), now));
        }

        if (opened.FindAll(conversation => !conversation.IsNew && conversation.Joined.Length > 0) is { Count: > 0 } crossed)
        {
            batch.BatchCommands.Add(Command("""
                INSERT INTO conversations.open_identity (identity_id, conversation_id)
                SELECT identity_id, conversation_id FROM conversations.joined_identity WHERE conversation_id = ANY($1) AND ended_at IS NULL AND NOT threaded ORDER BY 1 ON CONFLICT DO NOTHING
                """, Ids(crossed)));
        }

        if (touched.SelectMany(conversation => conversation.NewlyJoined, (conversation, joined) => (conversation, joined.IdentityId, joined.Threaded)).ToList() is { Count: > 0 } joins)
        {
            Join(batch, joins, now);
        }
    }

    private static void Join(NpgsqlBatch batch, List<(ConversationState Conversation, Guid IdentityId, bool Threaded)> joins, DateTimeOffset now)
    {
        var (conversations, identities) = (joins.ConvertAll(join => join.Conversation.Id).ToArray(), joins.ConvertAll(join => join.IdentityId).ToArray());
        batch.BatchCommands.Add(Command(
            "UPDATE conversations.joined_identity SET ended_at = $2 WHERE identity_id = ANY($1) AND ended_at IS NULL AND NOT threaded",
            joins.FindAll(join => !join.Threaded).ConvertAll(join => join.IdentityId).ToArray(), now));
        batch.BatchCommands.Add(Command("""
            INSERT INTO conversations.joined_identity (conversation_id, identity_id, threaded, joined_at) SELECT j.*, $4 FROM unnest($1::uuid[], $2::uuid[], $3::boolean[]) AS j
            ON CONFLICT (conversation_id, identity_id) DO UPDATE SET ended_at = NULL, joined_at = excluded.joined_at, place = nextval('conversations.conversation_number')
            """, conversations, identities, joins.ConvertAll(join => join.Threaded).ToArray(), now));
        batch.BatchCommands.Add(Command("UPDATE conversations.conversation SET crossed = true WHERE id = ANY($1) AND NOT crossed", [conversations]));
        batch.BatchCommands.Add(Command("UPDATE conversations.conversation_head SET crossed = true WHERE conversation_id = ANY($1) AND NOT crossed", [conversations]));
        if (joins.FindAll(join => !join.Threaded && !join.Conversation.Status.IsClosed()) is { Count: > 0 } open)
        {
            // Its own row too: another may have joined the same address to it while this one waited for the lock.
            Clean(batch, open.ConvertAll(join => join.IdentityId), open.ConvertAll(join => join.Conversation.Id));
            batch.BatchCommands.Add(Command(
                "INSERT INTO conversations.open_identity (identity_id, conversation_id) SELECT * FROM unnest($1::uuid[], $2::uuid[]) ORDER BY 1",
                open.ConvertAll(join => join.IdentityId).ToArray(), open.ConvertAll(join => join.Conversation.Id).ToArray()));
        }
    }

    /// <summary>Rows of conversations that were closed by somebody who does not know of them: a node of an earlier version, a hand in the database. They would keep an address shut for good.</summary>
    private static void Clean(NpgsqlBatch batch, List<Guid> identities, List<Guid> opening) => batch.BatchCommands.Add(Command("""
        DELETE FROM conversations.open_identity o WHERE o.identity_id = ANY($1) AND (o.conversation_id = ANY($2)
            OR NOT EXISTS (SELECT 1 FROM conversations.conversation_head h WHERE h.conversation_id = o.conversation_id AND NOT h.status = ANY($3)))
        """, identities.ToArray(), opening.ToArray(), ConversationStatuses.Closed));

    /// <summary>The way to answer for nothing that came with a message of an address that has joined.</summary>
    public static NpgsqlBatchCommand KeepHandle(Guid conversationId, Guid identityId, string? handle, DateTimeOffset at) => new(
        "UPDATE conversations.joined_identity SET reply_handle = $3, reply_handle_at = $4 WHERE conversation_id = $1 AND identity_id = $2")
    {
        Parameters =
        {
            new() { Value = conversationId }, new() { Value = identityId }, new() { Value = (object?)handle ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = at },
        },
    };

    private static Guid[] Ids(List<ConversationState> conversations) => conversations.ConvertAll(conversation => conversation.Id).ToArray();

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
