using System.Text.Json;
using Hub.Channels;
using Hub.Server.Conversations.Audit;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations;

/// <summary>One conversation with what the thread and the composer need.</summary>
internal static class GetConversation
{
    private static readonly TimeSpan HandleLifetime = TimeSpan.FromSeconds(45);

    /// <summary>The row with what only the open conversation needs.</summary>
    internal sealed record Detail : ConversationRow
    {
        public Detail(ConversationRow row)
            : base(row)
        {
        }

        /// <summary>Null when there is nobody to write to.</summary>
        public required ConversationIdentity? Identity { get; init; }
        public required ChannelCapabilities Capabilities { get; init; }
        public DateTimeOffset? FreeReplyUntil { get; init; }
        public bool CanReply { get; init; }

        /// <summary>The channel account is paused: what is written waits.</summary>
        public bool SendingPaused { get; init; }
        public string? CannotReplyReason { get; init; }
        public required IReadOnlyList<DraftView> Drafts { get; init; }

        /// <summary>Values of the firm's own fields, by key.</summary>
        public required JsonElement Fields { get; init; }

        /// <summary>The conversation this one goes on from: resolved too long before to be reopened.</summary>
        public LinkedConversation? Previous { get; init; }

        /// <summary>The conversation in which this one goes on.</summary>
        public LinkedConversation? MergedInto { get; init; }

        /// <summary>It was split off this one.</summary>
        public LinkedConversation? SplitFrom { get; init; }

        /// <summary>The customer's conversation about which somebody else is asked here; the customer sees nothing of it.</summary>
        public LinkedConversation? SideOf { get; init; }

        /// <summary>It may belong to this one; a person decides.</summary>
        public SuggestedConversation? Suggested { get; init; }

        /// <summary>The customer has other addresses, which may be written to from here: see <c>/ways</c>.</summary>
        public bool OtherWays { get; init; }

        /// <summary>What else is open with this customer, as far as the reader may see it.</summary>
        public required IReadOnlyList<ElsewhereConversation> Elsewhere { get; init; }

        /// <summary>Whom an answer goes to and under which subject, on channels that have them.</summary>
        public UsualLetter? Letter { get; init; }

        /// <summary>What the reader may do here; a role may count for one team or brand only.</summary>
        public required IReadOnlyList<string> Permissions { get; init; }
    }

    internal sealed record ConversationIdentity(Guid Id, string ExternalId, string? DisplayName, bool Reachable, string? ReachableCode);

    internal sealed record LinkedConversation(Guid Id, long Number);

    /// <param name="MayJoin">The two can be made one.</param>
    internal sealed record ElsewhereConversation(Guid Id, long Number, string Channel, string? AccountName, Guid? OwnerId, bool MayJoin);

    /// <param name="By">"number", "subject", "other_subject" or "references".</param>
    internal sealed record SuggestedConversation(Guid Id, long Number, string By);

    /// <param name="SignatureJa">Put below the text when its author wants; empty: there is none.</param>
    internal sealed record UsualLetter(string Subject, IReadOnlyList<Correspondent> To, IReadOnlyList<Correspondent> Cc, string SignatureJa, string SignatureEn);

    /// <param name="Letter">Recipients and subject that were changed by hand; null: none were.</param>
    internal sealed record DraftView(DraftKind Kind, string Text, DateTimeOffset UpdatedAt, DraftLetter? Letter = null, ChosenWay? Way = null);

    internal sealed record MessagePage(IReadOnlyList<MessageView> Items, bool HasMore);

    public static void Map(RouteGroupBuilder conversations)
    {
        conversations.MapGet("/{id:guid}", HandleAsync).WithName("GetConversation").RequireSignedIn().Produces<Detail>();
        conversations.MapGet("/{id:guid}/messages", MessagesAsync).WithName("ListMessages").RequireSignedIn().Produces<MessagePage>();
    }

    private static async Task<IResult> HandleAsync(Guid id, CurrentAgent agent, NpgsqlDataSource dataSource, ChannelAccounts accounts, Letters letters, AuditTrail audit, TimeProvider time, CancellationToken cancellationToken)
    {
        var row = await VisibleRowAsync(dataSource, agent, id, cancellationToken);
        if (row is null)
        {
            return await HiddenLook.AtConversationAsync(id, agent, dataSource, audit, cancellationToken);
        }

        await audit.SawAsync(Opened(agent, id, row.Customer.Id), cancellationToken);
        await using var command = dataSource.CreateCommand("""
            SELECT i.id, i.external_id, i.display_name, i.reachable, i.reachable_code, h.reply_handle IS NOT NULL, h.reply_handle_at, c.fields::text, p.id, p.number,
            EXISTS (SELECT 1 FROM customers.opt_out o WHERE o.channel = c.channel AND o.address = i.external_id),
                mi.id, mi.number, sf.id, sf.number, sg.id, sg.number, c.suggested_by, so.id, so.number,
                EXISTS (SELECT 1 FROM customers.identity x WHERE x.customer_id = c.customer_id AND x.id IS DISTINCT FROM c.identity_id)
                OR EXISTS (SELECT 1 FROM customers.address x WHERE x.customer_id = c.customer_id AND x.kind = 'phone')
            FROM conversations.conversation_head h LEFT JOIN customers.identity i ON i.id = h.identity_id JOIN conversations.conversation c ON c.id = h.conversation_id
            LEFT JOIN conversations.conversation p ON p.id = c.previous_id
            LEFT JOIN conversations.conversation mi ON mi.id = c.merged_into LEFT JOIN conversations.conversation sf ON sf.id = c.split_from
            LEFT JOIN conversations.conversation sg ON sg.id = c.suggested_id
            LEFT JOIN conversations.conversation so ON so.id = c.side_of WHERE h.conversation_id = $1
            """).With(id);
        DateTimeOffset? freeUntil = null;
        var (optedOut, otherWays) = (false, false);
        var fields = "{}";
        LinkedConversation? previous = null, mergedInto = null, splitFrom = null, sideOf = null;
        SuggestedConversation? suggested = null;
        var identity = (await command.ReadAllAsync(
            reader =>
            {
                freeUntil = reader.GetBoolean(5) ? reader.GetFieldValue<DateTimeOffset>(6) + HandleLifetime : null;
                fields = reader.GetString(7);
                optedOut = reader.GetBoolean(10);
                previous = reader.IsDBNull(8) ? null : new LinkedConversation(reader.GetGuid(8), reader.GetInt64(9));
                mergedInto = reader.IsDBNull(11) ? null : new LinkedConversation(reader.GetGuid(11), reader.GetInt64(12));
                splitFrom = reader.IsDBNull(13) ? null : new LinkedConversation(reader.GetGuid(13), reader.GetInt64(14));
                suggested = reader.IsDBNull(15) ? null : new SuggestedConversation(reader.GetGuid(15), reader.GetInt64(16), reader.GetString(17));
                sideOf = reader.IsDBNull(18) ? null : new LinkedConversation(reader.GetGuid(18), reader.GetInt64(19));
                otherWays = reader.GetBoolean(20);
                return reader.IsDBNull(0) ? null : new ConversationIdentity(reader.GetGuid(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetBoolean(3), reader.IsDBNull(4) ? null : reader.GetString(4));
            }, cancellationToken)).FirstOrDefault();
        await using var draftCommand = dataSource.CreateCommand("SELECT kind, text, updated_at, letter::text, via, usual FROM conversations.draft WHERE conversation_id = $1 AND agent_id = $2").With(id, agent.Id);
        var drafts = await draftCommand.ReadAllAsync(reader => new DraftView((DraftKind)reader.GetInt16(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), DraftLetter.Read(reader, 3), ChosenWay.Read(reader, 4)), cancellationToken);
        var account = row.AccountId is { } accountId ? await accounts.ByIdAsync(accountId, cancellationToken) : null;
        var capabilities = identity is null ? ChannelCapabilities.None
            : account is null ? accounts.Adapter(row.Channel).Capabilities : accounts.Adapter(row.Channel).CapabilitiesOf(account.Account, identity.ExternalId);
        var reason = !ConversationAccess.May(agent, Permissions.Reply, ConversationAccess.Of(row)) ? "forbidden" : identity is null ? "no_channel" : account is not { Active: true } ? "account_inactive"
            : account.ReceiveOnly ? "receive_only" : mergedInto is not null ? "merged"
            : !identity.Reachable ? identity.ReachableCode ?? "not_reachable" : optedOut ? ReceiptReceived.OptedOut : null;
        return TypedResults.Ok(new Detail(row)
        {
            Identity = identity,
            Capabilities = capabilities with { UndoSeconds = account is null ? 0 : UndoTime.SecondsOf(account, capabilities.UndoSeconds) },
            FreeReplyUntil = freeUntil > time.GetUtcNow() ? freeUntil : null,
            CanReply = reason is null,
            SendingPaused = account?.PausedAt is not null,
            CannotReplyReason = reason,
            Drafts = drafts,
            Fields = JsonSerializer.Deserialize<JsonElement>(fields, HubJson.Options),
            Previous = previous,
            MergedInto = mergedInto,
            SplitFrom = splitFrom,
            Suggested = suggested is not null && await VisibleRowAsync(dataSource, agent, suggested.Id, cancellationToken) is not null ? suggested : null,
            SideOf = sideOf,
            OtherWays = otherWays && sideOf is null && mergedInto is null,
            Elsewhere = sideOf is null ? await ElsewhereAsync(dataSource, agent, row, cancellationToken) : [],
            Letter = identity is not null && letters.AreWrittenOn(row.Channel) ? await LetterAsync(dataSource, letters, row, row.AccountId, null, cancellationToken) : null,
            Permissions = [.. Permissions.OfOneConversation.Where(permission => ConversationAccess.May(agent, permission, ConversationAccess.Of(row)))],
        });
    }

    private static async Task<List<ElsewhereConversation>> ElsewhereAsync(NpgsqlDataSource dataSource, CurrentAgent agent, ConversationRow row, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand().With(row.Customer.Id, row.Id, ConversationStatuses.Closed, row.BrandId);
        command.CommandText = $"""
            SELECT c.id, c.number, c.channel, a.name, h.owner_id, c.brand_id = $4 AND c.identity_id IS NOT NULL FROM conversations.conversation c JOIN conversations.conversation_head h ON h.conversation_id = c.id
            LEFT JOIN integrations.channel_account a ON a.id = c.account_id
            WHERE c.customer_id = $1 AND c.id <> $2 AND NOT h.status = ANY($3) AND c.side_of IS NULL AND {ConversationAccess.ForAgent(agent, command)} ORDER BY h.last_activity_at DESC LIMIT 5
            """;
        return await command.ReadAllAsync(
            reader => new ElsewhereConversation(reader.GetGuid(0), reader.GetInt64(1), reader.GetString(2), reader.TextOrNull(3), reader.IdOrNull(4), reader.GetBoolean(5)), cancellationToken);
    }

    internal static async Task<UsualLetter> LetterAsync(NpgsqlDataSource dataSource, Letters letters, ConversationRow row, Guid? accountId, Guid? via, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var usual = await letters.UsualAsync(connection, row.Id, row.Subject, cancellationToken, via);
        var (ja, en) = accountId is { } account ? await letters.SignaturesAsync(account, cancellationToken) : ("", "");
        return new UsualLetter(usual.Subject, usual.To, usual.Cc, ja, en);
    }

    private static async Task<IResult> MessagesAsync(
        Guid id, CurrentAgent agent, NpgsqlDataSource dataSource, MessageReader messages, AuditTrail audit, CancellationToken cancellationToken, int? after = null, int? before = null, int limit = 50)
    {
        if (await VisibleRowAsync(dataSource, agent, id, cancellationToken) is not { } row)
        {
            return await HiddenLook.AtConversationAsync(id, agent, dataSource, audit, cancellationToken);
        }

        await audit.SawAsync(Opened(agent, id, row.Customer.Id), cancellationToken);
        limit = Math.Clamp(limit, 1, 200);
        var items = await messages.PageAsync(id, after, before, limit + 1, cancellationToken);
        var more = items.Count > limit;
        if (more)
        {
            items.RemoveAt(after is null ? 0 : items.Count - 1);
        }

        return TypedResults.Ok(new MessagePage(items, more));
    }

    /// <summary>Somebody reads the messages of a customer.</summary>
    public static AuditEntry Opened(CurrentAgent agent, Guid conversationId, Guid customerId) =>
        new(agent.AsActor(), "conversation.opened") { ConversationId = conversationId, CustomerId = customerId };

    /// <summary>The row, if the agent may see it.</summary>
    public static async Task<ConversationRow?> VisibleRowAsync(NpgsqlDataSource dataSource, CurrentAgent agent, Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand();
        command.Parameters.Add(new() { Value = id });
        command.CommandText = $"{ConversationRow.Select} WHERE h.conversation_id = $1 AND {ConversationAccess.ForAgent(agent, command)}";
        return await command.ReadFirstAsync(ConversationRow.Read, cancellationToken);
    }
}
