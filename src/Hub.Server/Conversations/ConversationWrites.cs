using System.Text.Json;
using Hub.Server.Platform;
using Hub.Server.Platform.Jobs;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations;

/// <summary>The multi-row statements that write changed conversations: one each for conversations, heads, messages, attachments and sends.</summary>
internal static class ConversationWrites
{
    public static void Add(NpgsqlBatch batch, List<ConversationState> touched, List<NewJob> jobs, TimeProvider time)
    {
        var created = touched.Where(conversation => conversation.IsNew).ToList();
        if (created.Count > 0)
        {
            AddConversations(batch, created);
        }

        var grown = touched.Where(conversation => !conversation.IsNew && conversation.OnlyGrew).ToList();
        if (grown.Count > 0)
        {
            AddGrownHeads(batch, grown);
        }

        var changed = touched.Where(conversation => !conversation.IsNew && !conversation.OnlyGrew).ToList();
        if (changed.Count > 0)
        {
            AddHeads(batch, changed, UpdateHeads);
        }

        if (created.Count > 0)
        {
            AddHeads(batch, created, InsertHeads);
        }

        var messages = touched.SelectMany(conversation => conversation.NewMessages, (conversation, message) => (conversation, message)).ToList();
        if (messages.Count > 0)
        {
            AddMessages(batch, messages);
        }

        var attachments = messages.SelectMany(pair => pair.message.ToFetch.Select((file, position) => (pair.conversation, pair.message, file, position))).ToList();
        if (attachments.Count > 0)
        {
            AddAttachments(batch, attachments, jobs, time);
        }

        var sends = messages.Where(pair => pair.message.Kind == MessageKind.Outbound).ToList();
        if (sends.Count > 0)
        {
            AddSends(batch, sends);
        }
    }

    private const string HeadColumns = """
        conversation_id, identity_id, status, owner_id, team_id, version, last_number, last_activity_at, waiting_since, unread, attention, due_at,
        preview_number, preview_kind, preview_sender, preview_type, preview, preview_at, reply_handle, reply_handle_at, tags,
        state_id, resolved_at, resolved_state_id, reopened_at, reopens, scheduled, threaded, help_by, help_at
        """;

    // Arrays of arrays do not unnest row by row, so tags travel as JSON.
    private const string HeadRows = """
        SELECT r.conversation_id, r.identity_id, r.status, r.owner_id, r.team_id, r.version, r.last_number, r.last_activity_at, r.waiting_since, r.unread, r.attention, r.due_at,
        r.preview_number, r.preview_kind, r.preview_sender, r.preview_type, r.preview, r.preview_at, r.reply_handle, r.reply_handle_at,
        CASE WHEN r.tags IS NULL THEN '{}'::text[] ELSE ARRAY(SELECT jsonb_array_elements_text(r.tags)) END AS tags,
        r.state_id, r.resolved_at, r.resolved_state_id, r.reopened_at, r.reopens, r.scheduled, r.threaded, r.help_by, r.help_at
        FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::uuid[], $5::uuid[], $6::int[], $7::int[], $8::timestamptz[], $9::timestamptz[], $10::int[], $11::int[], $12::timestamptz[],
        $13::int[], $14::smallint[], $15::smallint[], $16::text[], $17::text[], $18::timestamptz[], $19::text[], $20::timestamptz[], $21::jsonb[],
        $22::uuid[], $23::timestamptz[], $24::uuid[], $25::timestamptz[], $26::int[], $27::int[], $28::boolean[], $29::uuid[], $30::timestamptz[])
        AS r(conversation_id, identity_id, status, owner_id, team_id, version, last_number, last_activity_at, waiting_since, unread, attention, due_at,
        preview_number, preview_kind, preview_sender, preview_type, preview, preview_at, reply_handle, reply_handle_at, tags,
        state_id, resolved_at, resolved_state_id, reopened_at, reopens, scheduled, threaded, help_by, help_at)
        """;

    private const string InsertHeads = $"INSERT INTO conversations.conversation_head ({HeadColumns}) {HeadRows}";

    private const string UpdateHeads = $"""
        UPDATE conversations.conversation_head h SET status = n.status, owner_id = n.owner_id, team_id = n.team_id, version = n.version, last_number = n.last_number,
        last_activity_at = n.last_activity_at, waiting_since = n.waiting_since, unread = n.unread, attention = n.attention, due_at = n.due_at,
        preview_number = n.preview_number, preview_kind = n.preview_kind, preview_sender = n.preview_sender, preview_type = n.preview_type, preview = n.preview,
        preview_at = n.preview_at, reply_handle = n.reply_handle, reply_handle_at = n.reply_handle_at, tags = n.tags,
        state_id = n.state_id, resolved_at = n.resolved_at, resolved_state_id = n.resolved_state_id, reopened_at = n.reopened_at, reopens = n.reopens, scheduled = n.scheduled,
        help_by = n.help_by, help_at = n.help_at
        FROM ({HeadRows}) n WHERE h.conversation_id = n.conversation_id
        """;

    private static void AddConversations(NpgsqlBatch batch, List<ConversationState> created)
    {
        var command = new NpgsqlBatchCommand("""
            INSERT INTO conversations.conversation (id, account_id, channel, brand_id, identity_id, customer_id, previous_id, subject, suggested_id, suggested_by, side_of)
            SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::uuid[], $10::text[], $11::uuid[])
            """);
        command.Parameters.Add(Array(created, c => c.Id, NpgsqlDbType.Uuid));
        command.Parameters.Add(Array(created, c => c.AccountId, NpgsqlDbType.Uuid));
        command.Parameters.Add(Array(created, c => c.Channel, NpgsqlDbType.Text));
        command.Parameters.Add(Array(created, c => c.BrandId, NpgsqlDbType.Uuid));
        command.Parameters.Add(Array(created, c => c.IdentityId, NpgsqlDbType.Uuid));
        command.Parameters.Add(Array(created, c => c.CustomerId, NpgsqlDbType.Uuid));
        command.Parameters.Add(Array(created, c => c.PreviousId, NpgsqlDbType.Uuid));
        command.Parameters.Add(Array(created, c => c.Subject, NpgsqlDbType.Text));
        command.Parameters.Add(Array(created, c => c.SuggestedId, NpgsqlDbType.Uuid));
        command.Parameters.Add(Array(created, c => c.SuggestedBy, NpgsqlDbType.Text));
        command.Parameters.Add(Array(created, c => c.SideOf, NpgsqlDbType.Uuid));
        batch.BatchCommands.Add(command);
    }

    /// <summary>What a message changes, which is nearly all there ever is to write: half the columns of <see cref="UpdateHeads"/>, and no tags to take apart.</summary>
    private static void AddGrownHeads(NpgsqlBatch batch, List<ConversationState> heads)
    {
        var command = new NpgsqlBatchCommand("""
            UPDATE conversations.conversation_head h SET version = n.version, last_number = n.last_number, last_activity_at = n.last_activity_at, waiting_since = n.waiting_since,
            unread = n.unread, preview_number = n.preview_number, preview_kind = n.preview_kind, preview_sender = n.preview_sender, preview_type = n.preview_type, preview = n.preview,
            preview_at = n.preview_at, reply_handle = n.reply_handle, reply_handle_at = n.reply_handle_at
            FROM unnest($1::uuid[], $2::int[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::int[], $7::int[], $8::smallint[], $9::smallint[], $10::text[], $11::text[],
            $12::timestamptz[], $13::text[], $14::timestamptz[]) AS n(conversation_id, version, last_number, last_activity_at, waiting_since, unread, preview_number, preview_kind,
            preview_sender, preview_type, preview, preview_at, reply_handle, reply_handle_at) WHERE h.conversation_id = n.conversation_id
            """);
        var parameters = command.Parameters;
        parameters.Add(Array(heads, c => c.Id, NpgsqlDbType.Uuid));
        parameters.Add(Array(heads, c => c.Version, NpgsqlDbType.Integer));
        parameters.Add(Array(heads, c => c.LastNumber, NpgsqlDbType.Integer));
        parameters.Add(Array(heads, c => c.LastActivityAt, NpgsqlDbType.TimestampTz));
        parameters.Add(Array(heads, c => c.WaitingSince, NpgsqlDbType.TimestampTz));
        parameters.Add(Array(heads, c => c.Unread, NpgsqlDbType.Integer));
        AddPreview(parameters, heads);
        batch.BatchCommands.Add(command);
    }

    private static void AddPreview(NpgsqlParameterCollection parameters, List<ConversationState> heads)
    {
        parameters.Add(Array(heads, c => c.Preview?.Number, NpgsqlDbType.Integer));
        parameters.Add(Array(heads, c => (short?)c.Preview?.Kind, NpgsqlDbType.Smallint));
        parameters.Add(Array(heads, c => (short?)c.Preview?.Sender, NpgsqlDbType.Smallint));
        parameters.Add(Array(heads, c => c.Preview?.ContentType, NpgsqlDbType.Text));
        parameters.Add(Array(heads, c => c.Preview?.Text, NpgsqlDbType.Text));
        parameters.Add(Array(heads, c => c.Preview?.At, NpgsqlDbType.TimestampTz));
        parameters.Add(Array(heads, c => c.ReplyHandle, NpgsqlDbType.Text));
        parameters.Add(Array(heads, c => c.ReplyHandleAt, NpgsqlDbType.TimestampTz));
    }

    private static void AddHeads(NpgsqlBatch batch, List<ConversationState> heads, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        var parameters = command.Parameters;
        parameters.Add(Array(heads, c => c.Id, NpgsqlDbType.Uuid));
        parameters.Add(Array(heads, c => c.IdentityId, NpgsqlDbType.Uuid));
        parameters.Add(Array(heads, c => (short)c.Status, NpgsqlDbType.Smallint));
        parameters.Add(Array(heads, c => c.OwnerId, NpgsqlDbType.Uuid));
        parameters.Add(Array(heads, c => c.TeamId, NpgsqlDbType.Uuid));
        parameters.Add(Array(heads, c => c.Version, NpgsqlDbType.Integer));
        parameters.Add(Array(heads, c => c.LastNumber, NpgsqlDbType.Integer));
        parameters.Add(Array(heads, c => c.LastActivityAt, NpgsqlDbType.TimestampTz));
        parameters.Add(Array(heads, c => c.WaitingSince, NpgsqlDbType.TimestampTz));
        parameters.Add(Array(heads, c => c.Unread, NpgsqlDbType.Integer));
        parameters.Add(Array(heads, c => c.Attention, NpgsqlDbType.Integer));
        parameters.Add(Array(heads, c => c.DueAt, NpgsqlDbType.TimestampTz));
        AddPreview(parameters, heads);
        parameters.Add(Array(heads, c => c.Tags.Length == 0 ? null : JsonSerializer.Serialize(c.Tags, HubJson.Options), NpgsqlDbType.Jsonb));
        parameters.Add(Array(heads, c => c.StateId, NpgsqlDbType.Uuid));
        parameters.Add(Array(heads, c => c.ResolvedAt, NpgsqlDbType.TimestampTz));
        parameters.Add(Array(heads, c => c.ResolvedStateId, NpgsqlDbType.Uuid));
        parameters.Add(Array(heads, c => c.ReopenedAt, NpgsqlDbType.TimestampTz));
        parameters.Add(Array(heads, c => c.Reopens, NpgsqlDbType.Integer));
        parameters.Add(Array(heads, c => c.Scheduled, NpgsqlDbType.Integer));
        parameters.Add(Array(heads, c => c.Threaded, NpgsqlDbType.Boolean));
        parameters.Add(Array(heads, c => c.HelpBy, NpgsqlDbType.Uuid));
        parameters.Add(Array(heads, c => c.HelpAt, NpgsqlDbType.TimestampTz));
        batch.BatchCommands.Add(command);
    }

    private static void AddMessages(NpgsqlBatch batch, List<(ConversationState Conversation, NewMessage Message)> messages)
    {
        var command = new NpgsqlBatchCommand("""
            INSERT INTO conversations.message (conversation_id, number, id, kind, sender_type, sender_id, at, provider_at, content, state, via, state_at)
            SELECT r.*, CASE WHEN r.state IS NOT NULL THEN r.at END FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::smallint[], $5::smallint[], $6::uuid[], $7::timestamptz[], $8::timestamptz[],
            $9::jsonb[], $10::smallint[], $11::uuid[]) AS r(conversation_id, number, id, kind, sender_type, sender_id, at, provider_at, content, state, via)
            """);
        var parameters = command.Parameters;
        parameters.Add(Array(messages, p => p.Conversation.Id, NpgsqlDbType.Uuid));
        parameters.Add(Array(messages, p => p.Message.Number, NpgsqlDbType.Integer));
        parameters.Add(Array(messages, p => p.Message.Id, NpgsqlDbType.Uuid));
        parameters.Add(Array(messages, p => (short)p.Message.Kind, NpgsqlDbType.Smallint));
        parameters.Add(Array(messages, p => (short)p.Message.Sender.Type, NpgsqlDbType.Smallint));
        parameters.Add(Array(messages, p => p.Message.Sender.Id, NpgsqlDbType.Uuid));
        parameters.Add(Array(messages, p => p.Message.At, NpgsqlDbType.TimestampTz));
        parameters.Add(Array(messages, p => p.Message.ProviderAt, NpgsqlDbType.TimestampTz));
        parameters.Add(Array(messages, p => p.Message.Content.GetRawText(), NpgsqlDbType.Jsonb));
        parameters.Add(Array(messages, p => (short?)p.Message.State, NpgsqlDbType.Smallint));
        parameters.Add(Array(messages, p => p.Message.Way?.Via, NpgsqlDbType.Uuid));
        batch.BatchCommands.Add(command);
    }

    private static void AddAttachments(
        NpgsqlBatch batch, List<(ConversationState Conversation, NewMessage Message, Hub.Channels.AttachmentReference File, int Position)> files, List<NewJob> jobs, TimeProvider time)
    {
        var rows = files.Select(file => (Id: NewId.Create(time), file)).ToList();
        var command = new NpgsqlBatchCommand("""
            INSERT INTO conversations.attachment (id, conversation_id, number, position, account_id, kind, file_name, content_type, size, reference, inline_id, state)
            SELECT r.*, 0 FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::text[], $11::text[]) AS r
            """);
        var parameters = command.Parameters;
        parameters.Add(Array(rows, r => r.Id, NpgsqlDbType.Uuid));
        parameters.Add(Array(rows, r => r.file.Conversation.Id, NpgsqlDbType.Uuid));
        parameters.Add(Array(rows, r => r.file.Message.Number, NpgsqlDbType.Integer));
        parameters.Add(Array(rows, r => r.file.Position, NpgsqlDbType.Integer));
        parameters.Add(Array(rows, r => r.file.Message.Way?.AccountId ?? r.file.Conversation.AccountId, NpgsqlDbType.Uuid));
        parameters.Add(Array(rows, r => r.file.File.Kind, NpgsqlDbType.Text));
        parameters.Add(Array(rows, r => r.file.File.FileName, NpgsqlDbType.Text));
        parameters.Add(Array(rows, r => r.file.File.ContentType, NpgsqlDbType.Text));
        parameters.Add(Array(rows, r => r.file.File.Size, NpgsqlDbType.Bigint));
        parameters.Add(Array(rows, r => r.file.File.Reference, NpgsqlDbType.Text));
        parameters.Add(Array(rows, r => r.file.File.InlineId, NpgsqlDbType.Text));
        batch.BatchCommands.Add(command);
        jobs.AddRange(rows.Select(row => new NewJob("fetch-attachment", row.Id.ToString("N"), new { attachmentId = row.Id })));
    }

    private static void AddSends(NpgsqlBatch batch, List<(ConversationState Conversation, NewMessage Message)> sends)
    {
        var command = new NpgsqlBatchCommand("""
            INSERT INTO conversations.send (conversation_id, number, account_id, retry_key, due_at, held)
            SELECT r.conversation_id, r.number, r.account_id, gen_random_uuid(), clock_timestamp() + r.hold, r.hold > interval '0'
            FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::interval[]) AS r(conversation_id, number, account_id, hold)
            """);
        command.Parameters.Add(Array(sends, p => p.Conversation.Id, NpgsqlDbType.Uuid));
        command.Parameters.Add(Array(sends, p => p.Message.Number, NpgsqlDbType.Integer));
        command.Parameters.Add(Array(sends, p => p.Message.Way?.AccountId ?? p.Conversation.AccountId, NpgsqlDbType.Uuid));
        command.Parameters.Add(Array(sends, p => p.Message.Hold, NpgsqlDbType.Interval));
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter Array<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value, NpgsqlDbType type) =>
        new() { Value = rows.ConvertAll(row => value(row)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
