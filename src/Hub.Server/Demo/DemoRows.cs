using Hub.Server.Conversations;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Demo;

/// <summary>Copies the history into the tables of customers and conversations. No facts are raised: nobody watched it happen.</summary>
internal static class DemoRows
{
    public const NpgsqlDbType Uuid = NpgsqlDbType.Uuid, Text = NpgsqlDbType.Text, Time = NpgsqlDbType.TimestampTz, Int = NpgsqlDbType.Integer, Small = NpgsqlDbType.Smallint, Bool = NpgsqlDbType.Boolean;
    private const NpgsqlDbType Texts = NpgsqlDbType.Array | NpgsqlDbType.Text, Json = NpgsqlDbType.Jsonb;

    public static async Task CopyAsync(NpgsqlConnection connection, DemoHistory history, CancellationToken cancellationToken)
    {
        var known = history.Conversations.GroupBy(played => played.State.CustomerId).ToDictionary(group => group.Key, group => group.Min(played => played.CreatedAt));
        await CopyAsync(
            connection, "customers.customer (id, name, kana, company, notes, tags, language, name_edited, created_at)", [Uuid, Text, Text, Text, Text, Texts, Text, Bool, Time],
            history.Customers.Select(customer => (object?[])
            [
                customer.Id, customer.Regular.Name, customer.Regular.Kana, customer.Regular.Company, customer.Regular.Notes, customer.Regular.Tags, customer.Regular.Language,
                customer.Identities.All(identity => identity.DisplayName != customer.Regular.Name), known[customer.Id].AddMinutes(-1),
            ]), cancellationToken);
        await CopyAsync(
            connection, "customers.identity (id, customer_id, account_id, external_id, display_name, verified, reachable, reachable_code, created_at)",
            [Uuid, Uuid, Uuid, Text, Text, Bool, Bool, Text, Time],
            history.Customers.SelectMany(customer => customer.Identities, (customer, identity) => (object?[])
            [
                identity.Id, customer.Id, identity.Account.Id, identity.ExternalId, identity.DisplayName, identity.Verified, identity.Reachable,
                identity.Reachable ? null : "unfollowed", known[customer.Id].AddMinutes(-1),
            ]), cancellationToken);

        // People's numbers of conversations grow with time; the sequence numbers the rows in this order.
        var conversations = history.Conversations.OrderBy(played => played.CreatedAt).ToList();
        await CopyAsync(
            connection, "conversations.conversation (id, account_id, channel, brand_id, identity_id, customer_id, previous_id, reason_id, result_id, fields, created_at)",
            [Uuid, Uuid, Text, Uuid, Uuid, Uuid, Uuid, Uuid, Uuid, Json, Time],
            conversations.Select(played => (object?[])
            [
                played.State.Id, played.State.AccountId, played.State.Channel, played.State.BrandId, played.State.IdentityId, played.State.CustomerId, played.PreviousId,
                played.ReasonId, played.ResultId, played.Fields, played.CreatedAt,
            ]), cancellationToken);
        await CopyAsync(
            connection, """
            conversations.conversation_head (conversation_id, identity_id, status, owner_id, team_id, version, last_number, last_activity_at, waiting_since, unread, attention,
            state_id, due_at, resolved_at, resolved_state_id, reopened_at, reopens, tags, preview_number, preview_kind, preview_sender, preview_type, preview, preview_at)
            """, [Uuid, Uuid, Small, Uuid, Uuid, Int, Int, Time, Time, Int, Int, Uuid, Time, Time, Uuid, Time, Int, Texts, Int, Small, Small, Text, Text, Time],
            conversations.Select(played => Head(played.State)), cancellationToken);
        await CopyAsync(
            connection, "conversations.message (conversation_id, number, id, kind, sender_type, sender_id, at, provider_at, content, state, state_code, state_at, version)",
            [Uuid, Int, Uuid, Small, Small, Uuid, Time, Time, Json, Small, Text, Time, Int],
            conversations.SelectMany(played => played.Messages, (played, message) => Message(played.State.Id, message)), cancellationToken);
        await CopyAsync(
            connection, "conversations.message_key (account_id, provider_id, conversation_id, number)", [Uuid, Text, Uuid, Int],
            conversations.SelectMany(played => played.Messages.Where(message => message.ProviderId is not null), (played, message) => (object?[])
            [
                played.State.AccountId, message.ProviderId, played.State.Id, message.Message.Number,
            ]), cancellationToken);
    }

    private static object?[] Head(ConversationState state) =>
    [
        state.Id, state.IdentityId, (short)state.Status, state.OwnerId, state.TeamId, state.Version, state.LastNumber, state.LastActivityAt, state.WaitingSince, state.Unread,
        state.Attention, state.StateId, state.DueAt, state.ResolvedAt, state.ResolvedStateId, state.ReopenedAt, state.Reopens, state.Tags, state.Preview?.Number, (short?)state.Preview?.Kind, (short?)state.Preview?.Sender, state.Preview?.ContentType,
        state.Preview?.Text, state.Preview?.At,
    ];

    private static object?[] Message(Guid conversationId, PlayedMessage played)
    {
        var message = played.Message;
        return
        [
            conversationId, message.Number, message.Id, (short)message.Kind, (short)message.Sender.Type, message.Sender.Id, message.At, message.ProviderAt, message.Content.GetRawText(),
            (short?)played.State, played.Code, played.State is null ? null : message.At.AddSeconds(1), played.State is null ? 1 : 3,
        ];
    }

    public static async Task CopyAsync(NpgsqlConnection connection, string table, NpgsqlDbType[] types, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellationToken);
            foreach (var (value, type) in row.Zip(types))
            {
                await (value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, type, cancellationToken));
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }
}
