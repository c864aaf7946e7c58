using Hub.Server.Conversations.Attention;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Joining;

/// <summary>Moves messages with everything that belongs to them between two conversations whose heads are locked, and leaves a word where they stood.</summary>
internal sealed class MovedMessages(ConversationBatch batch, MaskedValues maskedValues)
{
    private const string Columns = "id, kind, sender_type, sender_id, at, provider_at, content, state, state_code, state_at, unsent, via";

    /// <summary>What speaks of a message by its conversation and number, and moves with it.</summary>
    private static readonly string[] Tables = ["attachment", "message_key", "raw_body", "member_invitation", "earlier_wording"];

    public async Task<string?> RefusalAsync(Guid from, int[] numbers, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT (SELECT count(*) FROM conversations.message WHERE conversation_id = $1 AND number = ANY($2) AND kind IN (0, 1, 2) AND content->>'type' <> 'moved'),
            EXISTS (SELECT 1 FROM conversations.send WHERE conversation_id = $1 AND number = ANY($2)),
            EXISTS (SELECT 1 FROM conversations.message WHERE conversation_id = $1 AND NOT number = ANY($2) AND kind IN (0, 1) AND content->>'type' <> 'moved')
            """, batch.Connection).With(from, numbers);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt64(0) != numbers.Length ? "unknown_message" : reader.GetBoolean(1) ? "sending" : !reader.GetBoolean(2) ? "nothing_left" : null;
    }

    /// <summary>The person behind the first letter that moves, and what it is about.</summary>
    public async Task<(Guid? IdentityId, Guid CustomerId, string? Subject)> WhoseAsync(ConversationState from, int[] numbers, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT i.id, i.customer_id, m.content->>'subject' FROM conversations.message m JOIN customers.identity i ON i.account_id = $3 AND i.external_id = m.content->'from'->>'address'
            WHERE m.conversation_id = $1 AND m.number = ANY($2) AND m.kind = 0 ORDER BY m.number LIMIT 1
            """, batch.Connection).With(from.Id, numbers, from.AccountId);
        return await command.ReadFirstAsync(reader => new { Identity = reader.GetGuid(0), Customer = reader.GetGuid(1), Subject = reader.TextOrNull(2) }, cancellationToken) is { } found
            ? (found.Identity, found.Customer, found.Subject)
            : (from.IdentityId, from.CustomerId, from.Subject);
    }

    public async Task MoveAsync(ConversationState from, ConversationState into, int[] numbers, CancellationToken cancellationToken)
    {
        var places = numbers.Select((number, place) => (From: number, To: place + 1)).ToList();
        await RunAsync($"""
            INSERT INTO conversations.message (conversation_id, number, {Columns})
            SELECT $2, p.new, {Columns.Replace("id, kind", "m.id, m.kind")} FROM conversations.message m JOIN unnest($3::int[], $4::int[]) AS p(old, new) ON p.old = m.number WHERE m.conversation_id = $1
            """, from.Id, into.Id, places, cancellationToken);
        await FollowAsync(from, into, places, cancellationToken);
        await RunAsync("""
            UPDATE conversations.message m SET content = COALESCE((SELECT jsonb_set(m.content, '{quote,number}', to_jsonb(p.new)) FROM unnest($3::int[], $4::int[]) AS p(old, new)
                WHERE p.old = (m.content->'quote'->>'number')::int), m.content - 'quote') WHERE m.conversation_id = $2 AND m.content ? 'quote' AND $1::uuid IS NOT NULL
            """, from.Id, into.Id, places, cancellationToken);
        await RunAsync("""
            UPDATE conversations.message m SET content = jsonb_build_object('type', 'moved', 'conversationId', $2, 'number', p.new)
                || CASE WHEN m.content ? 'quote' THEN jsonb_build_object('quoted', m.content->'quote') ELSE '{}' END, id = NULL, state = NULL, state_code = NULL, state_at = NULL, version = m.version + 1
            FROM unnest($3::int[], $4::int[]) AS p(old, new) WHERE m.conversation_id = $1 AND m.number = p.old
            """, from.Id, into.Id, places, cancellationToken);
        into.LastNumber = numbers.Length;
        into.Touch();
        Changed(from, into, places);
        await LookAgainAsync(into, cancellationToken);
        await LookAgainAsync(from, cancellationToken);
    }

    /// <summary>Something was written there after it was split off.</summary>
    public async Task<bool> HasMoreAsync(Guid split, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT EXISTS (SELECT 1 FROM conversations.message m WHERE m.conversation_id = $1 AND m.kind <> 3
                AND NOT EXISTS (SELECT 1 FROM conversations.message o WHERE o.content->>'type' = 'moved' AND o.conversation_id = (SELECT split_from FROM conversations.conversation WHERE id = $1)
                    AND o.content->>'conversationId' = $1::text AND (o.content->>'number')::int = m.number))
            """, batch.Connection).With(split);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async Task MoveBackAsync(ConversationState split, ConversationState back, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand("""
            SELECT (content->>'number')::int, number, content->'quoted' FROM conversations.message WHERE conversation_id = $1 AND content->>'type' = 'moved' AND content->>'conversationId' = $2::text
            """, batch.Connection).With(back.Id, split.Id.ToString());
        var found = await find.ReadAllAsync(reader => (From: reader.GetInt32(0), To: reader.GetInt32(1), Quoted: reader.TextOrNull(2)), cancellationToken);
        var places = found.ConvertAll(place => (place.From, place.To));
        await RunAsync($"""
            WITH moved AS (DELETE FROM conversations.message m USING unnest($3::int[], $4::int[]) AS p(old, new) WHERE m.conversation_id = $1 AND m.number = p.old RETURNING m.*, p.new)
            UPDATE conversations.message o SET ({Columns}) = (SELECT {Columns.Replace("id, kind", "m.id, m.kind")} FROM moved m WHERE m.new = o.number), version = o.version + 1
            WHERE o.conversation_id = $2 AND o.number IN (SELECT new FROM moved)
            """, split.Id, back.Id, places, cancellationToken);
        await FollowAsync(split, back, places, cancellationToken);
        await RunAsync("""
            UPDATE conversations.message m SET content = jsonb_set(m.content, '{quote,number}', to_jsonb(p.new)) FROM unnest($3::int[], $4::int[]) AS p(old, new)
            WHERE m.conversation_id = $2 AND m.number = ANY($4) AND (m.content->'quote'->>'number')::int = p.old AND $1::uuid IS NOT NULL
            """, split.Id, back.Id, places, cancellationToken);
        await QuoteAgainAsync(back.Id, found.FindAll(place => place.Quoted is not null).ConvertAll(place => (place.To, place.Quoted!)), cancellationToken);
        await RunAsync("""
            INSERT INTO conversations.message (conversation_id, number, kind, sender_type, at, content)
            SELECT $1, p.old, 3, 3, clock_timestamp(), jsonb_build_object('type', 'moved', 'conversationId', $2, 'number', p.new) FROM unnest($3::int[], $4::int[]) AS p(old, new)
            """, split.Id, back.Id, places, cancellationToken);
        Changed(split, back, places);
        await LookAgainAsync(back, cancellationToken);
        split.Preview = null;
    }

    /// <summary>What a message quoted before it was moved away is beside it again. What was taken back over there quotes nothing.</summary>
    private async Task QuoteAgainAsync(Guid conversationId, List<(int Number, string Quote)> quotes, CancellationToken cancellationToken)
    {
        if (quotes.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand("""
            UPDATE conversations.message m SET content = jsonb_set(m.content, '{quote}', q.quote::jsonb) FROM unnest($2::int[], $3::text[]) AS q(number, quote)
            WHERE m.conversation_id = $1 AND m.number = q.number AND NOT m.unsent
            """, batch.Connection).With(conversationId, quotes.ConvertAll(quote => quote.Number).ToArray(), quotes.ConvertAll(quote => quote.Quote).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Changed(ConversationState from, ConversationState into, List<(int From, int To)> places)
    {
        foreach (var (old, next) in places)
        {
            from.MessageChanged(old);
            into.MessageChanged(next);
        }
    }

    private async Task FollowAsync(ConversationState origin, ConversationState target, List<(int From, int To)> places, CancellationToken cancellationToken)
    {
        var (from, into) = (origin.Id, target.Id);
        await UnsettledSends.MoveAsync(batch, origin, target, places, cancellationToken);
        foreach (var table in Tables)
        {
            await RunAsync($"UPDATE conversations.{table} t SET conversation_id = $2, number = p.new FROM unnest($3::int[], $4::int[]) AS p(old, new) WHERE t.conversation_id = $1 AND t.number = p.old", from, into, places, cancellationToken);
        }

        // A sealed value opens only in its own place.
        await using var masked = new NpgsqlCommand("DELETE FROM conversations.masked_value WHERE conversation_id = $1 AND number = ANY($2) RETURNING number, kinds, sealed", batch.Connection).With(from, places.ConvertAll(place => place.From).ToArray());
        foreach (var (number, kinds, value) in await masked.ReadAllAsync(reader => (reader.GetInt32(0), reader.GetFieldValue<string[]>(1), reader.GetFieldValue<byte[]>(2)), cancellationToken))
        {
            batch.Also(maskedValues.Insert(into, places.Find(place => place.From == number).To, new MaskedText(null, maskedValues.Open(from, number, value), kinds, [])));
        }

        await RunAsync("""
            INSERT INTO conversations.participant (conversation_id, address, name, first_number) SELECT $2, address, name, 1 FROM conversations.participant WHERE conversation_id = $1
            AND cardinality($3::int[]) = cardinality($4::int[]) ON CONFLICT DO NOTHING
            """, from, into, places, cancellationToken);
    }

    /// <summary>What the list shows, who waits and what is unread, as if the messages had always been where they are.</summary>
    private async Task LookAgainAsync(ConversationState conversation, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            WITH said AS (SELECT * FROM conversations.message WHERE conversation_id = $1 AND kind <> 3 AND content->>'type' <> 'moved' AND state IS DISTINCT FROM 7 AND NOT (kind = 1 AND sender_type = 3))
            SELECT p.number, p.kind, p.sender_type, p.content->>'type', COALESCE(p.content->>'body', p.content->>'caption'), p.at,
                (SELECT min(w.at) FROM said w WHERE w.kind = 0 AND w.content->>'automatic' IS NULL AND w.number > COALESCE((SELECT max(o.number) FROM said o WHERE o.kind = 1), 0))
            FROM (SELECT * FROM said ORDER BY number DESC LIMIT 1) p
            """, batch.Connection).With(conversation.Id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            (conversation.Preview, conversation.WaitingSince, conversation.Unread) = (null, null, 0);
            return;
        }

        conversation.Preview = MessagePreview.Of(reader.GetInt32(0), (MessageKind)reader.GetInt16(1), (SenderType)reader.GetInt16(2), reader.GetString(3), reader.TextOrNull(4), reader.GetFieldValue<DateTimeOffset>(5));
        conversation.LastActivityAt = conversation.Preview.At;
        conversation.WaitingSince = conversation.Status.IsClosed() ? null : reader.TimeOrNull(6);
        conversation.Unread = conversation.WaitingSince is null ? 0 : Math.Max(1, conversation.Unread);
    }

    private async Task RunAsync(string sql, Guid from, Guid into, List<(int From, int To)> places, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, batch.Connection).With(from, into, places.ConvertAll(place => place.From).ToArray(), places.ConvertAll(place => place.To).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
