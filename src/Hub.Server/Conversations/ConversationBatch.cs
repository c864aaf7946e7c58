using System.Text.Json;
using Hub.Channels;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.Notifications;
using Hub.Server.Platform;
using Hub.Server.Platform.Jobs;
using Hub.Server.Platform.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations;

/// <summary>
/// One transaction over any number of conversations: locks their heads in id order, lets the caller change the states, and writes everything
/// that changed with one pipelined batch. Agents' actions use it with one conversation, inbound with many.
/// </summary>
internal sealed class ConversationBatch : IAsyncDisposable
{
    private const string StateColumns = """
        c.id, c.account_id, c.channel, c.brand_id, c.identity_id, c.customer_id,
        h.status, h.owner_id, h.team_id, h.version, h.last_number, h.last_activity_at, h.waiting_since, h.unread, h.attention, h.due_at, h.tags,
        h.preview_number, h.preview_kind, h.preview_sender, h.preview_type, h.preview, h.preview_at, h.reply_handle, h.reply_handle_at,
        h.state_id, h.resolved_at, h.resolved_state_id, h.reopened_at, h.reopens, h.scheduled, h.threaded, c.merged_into, c.side_of, h.help_by, h.help_at,
        CASE WHEN h.crossed OR c.crossed THEN conversations.joined_now(h.conversation_id) END
        """;

    private readonly NpgsqlTransaction transaction;
    private readonly TimeProvider time;
    private readonly List<NpgsqlBatchCommand> extra = [];
    private readonly List<Fact> facts = [];
    private readonly List<NewJob> jobs = [];
    private bool committed;

    private ConversationBatch(NpgsqlConnection connection, NpgsqlTransaction transaction, TimeProvider time, DateTimeOffset now)
    {
        Connection = connection;
        this.transaction = transaction;
        this.time = time;
        Now = now;
    }

    public NpgsqlConnection Connection { get; }

    /// <summary>One clock reading for the whole transaction.</summary>
    public DateTimeOffset Now { get; }

    public Dictionary<Guid, ConversationState> Conversations { get; } = [];

    public static async Task<ConversationBatch> BeginAsync(NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return new ConversationBatch(connection, await connection.BeginTransactionAsync(cancellationToken), time, time.GetUtcNow());
    }

    /// <summary>Begins with one conversation locked; <see cref="Conversations"/> is empty when it does not exist.</summary>
    public static async Task<ConversationBatch> BeginAsync(NpgsqlDataSource dataSource, TimeProvider time, Guid conversationId, CancellationToken cancellationToken)
    {
        var batch = await BeginAsync(dataSource, time, cancellationToken);
        try
        {
            await using var reader = await batch.ReadAsync(LockById(conversationId), cancellationToken);
            await batch.LoadAsync(reader, cancellationToken);
            return batch;
        }
        catch
        {
            await batch.DisposeAsync();
            throw;
        }
    }

    public static NpgsqlBatchCommand LockById(params Guid[] ids) => new(
        $"SELECT {StateColumns} FROM conversations.conversation_head h JOIN conversations.conversation c ON c.id = h.conversation_id " +
        "WHERE h.conversation_id = ANY($1) ORDER BY h.conversation_id FOR UPDATE OF h")
    {
        Parameters = { new() { Value = ids } },
    };

    /// <summary>For each (account, sender): the open conversation, or else the newest one, but none that is one of several; the one the address has joined; and these.</summary>
    public static NpgsqlBatchCommand LockLatest(Guid[] accounts, string[] senders, params Guid[] these) => new(
        $"""
        SELECT {StateColumns} FROM conversations.conversation_head h JOIN conversations.conversation c ON c.id = h.conversation_id
        WHERE h.conversation_id IN (
            SELECT latest.conversation_id FROM unnest($1::uuid[], $2::text[]) AS lane(account_id, sender)
            JOIN customers.identity i ON i.account_id = lane.account_id AND i.external_id = lane.sender
            CROSS JOIN LATERAL ((SELECT x.conversation_id FROM conversations.conversation y JOIN conversations.conversation_head x ON x.conversation_id = y.id
                WHERE y.identity_id = i.id AND NOT x.threaded ORDER BY (x.status NOT IN (2, 5)) DESC, y.id DESC LIMIT 1)
                UNION ALL SELECT j.conversation_id FROM conversations.joined_identity j WHERE j.identity_id = i.id AND j.ended_at IS NULL AND NOT j.threaded) latest
            UNION ALL SELECT unnest($3::uuid[]))
        ORDER BY h.conversation_id FOR UPDATE OF h
        """)
    {
        Parameters = { new() { Value = accounts }, new() { Value = senders }, new() { Value = these } },
    };

    public async Task<NpgsqlDataReader> ReadAsync(NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(Connection, transaction) { BatchCommands = { command } };
        return await batch.ExecuteReaderAsync(cancellationToken);
    }

    public async Task LoadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            var state = Read(reader);
            state.Remember();
            Conversations[state.Id] = state;
        }
    }

    public ConversationState Create(Guid? accountId, string channel, Guid brandId, Guid? teamId, Guid? identityId, Guid customerId, Guid? previousId = null, Guid? id = null, bool threaded = false, Guid? sideOf = null)
    {
        var state = new ConversationState
        {
            Id = id ?? NewId.Create(time),
            AccountId = accountId,
            Channel = channel,
            BrandId = brandId,
            IdentityId = identityId,
            CustomerId = customerId,
            PreviousId = previousId,
            Threaded = threaded,
            SideOf = sideOf,
            IsNew = true,
            TeamId = teamId,
            LastActivityAt = Now,
        };
        state.Remember();
        Conversations[state.Id] = state;
        return state;
    }

    /// <summary>Runs with everything else, in order, before the facts.</summary>
    public void Also(NpgsqlBatchCommand command) => extra.Add(command);

    public void Enqueue(NewJob job) => jobs.Add(job);

    public void Raise(Fact fact) => facts.Add(fact);

    public Task CommitAsync(CancellationToken cancellationToken) => CommitAsync(handover: null, cancellationToken);

    /// <param name="handover">The short way to this node's live view; null leaves the facts to the table.</param>
    public async Task CommitAsync(FactHandover? handover, CancellationToken cancellationToken)
    {
        var touched = Conversations.Values.Where(conversation => conversation.Touched).OrderBy(conversation => conversation.Id).ToList();
        NotifyOwner.Add(this, touched);
        var batch = new NpgsqlBatch(Connection, transaction);
        ConversationWrites.Add(batch, touched, jobs, time);
        JoinedIdentities.Write(batch, touched, Now);
        foreach (var command in extra)
        {
            batch.BatchCommands.Add(command);
        }

        JobQueue.AddInserts(batch, jobs, time);
        facts.AddRange(touched.Select(ConversationFacts.Changed));
        Fact.AddInserts(batch, facts, handover?.Told);
        // Within the batch, since a round trip of its own would cost as much as all of it.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception exception) when (handover is not null && exception is not PostgresException { InvariantSeverity: "ERROR" })
        {
            // Nobody knows whether it was committed.
            handover.Doubt();
            throw;
        }

        handover?.Add(facts);
        committed = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!committed)
        {
            try
            {
                await transaction.RollbackAsync(CancellationToken.None);
            }
            catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException)
            {
                // The connection is gone, and the transaction with it; whoever called sees the first error.
            }
        }

        await transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    private static ConversationState Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        AccountId = reader.IsDBNull(1) ? null : reader.GetGuid(1),
        Channel = reader.GetString(2),
        BrandId = reader.GetGuid(3),
        IdentityId = reader.IsDBNull(4) ? null : reader.GetGuid(4),
        CustomerId = reader.GetGuid(5),
        Status = (ConversationStatus)reader.GetInt16(6),
        OwnerId = reader.IsDBNull(7) ? null : reader.GetGuid(7),
        TeamId = reader.IsDBNull(8) ? null : reader.GetGuid(8),
        Version = reader.GetInt32(9),
        LastNumber = reader.GetInt32(10),
        LastActivityAt = reader.GetFieldValue<DateTimeOffset>(11),
        WaitingSince = reader.IsDBNull(12) ? null : reader.GetFieldValue<DateTimeOffset>(12),
        Unread = reader.GetInt32(13),
        Attention = reader.GetInt32(14),
        DueAt = reader.IsDBNull(15) ? null : reader.GetFieldValue<DateTimeOffset>(15),
        Tags = reader.GetFieldValue<string[]>(16),
        Preview = reader.IsDBNull(17) ? null : new MessagePreview(
            reader.GetInt32(17), (MessageKind)reader.GetInt16(18), (SenderType)reader.GetInt16(19), reader.GetString(20),
            reader.IsDBNull(21) ? null : reader.GetString(21), reader.GetFieldValue<DateTimeOffset>(22)),
        ReplyHandle = reader.IsDBNull(23) ? null : reader.GetString(23),
        ReplyHandleAt = reader.IsDBNull(24) ? null : reader.GetFieldValue<DateTimeOffset>(24),
        StateId = reader.IsDBNull(25) ? null : reader.GetGuid(25),
        ResolvedAt = reader.IsDBNull(26) ? null : reader.GetFieldValue<DateTimeOffset>(26),
        ResolvedStateId = reader.IsDBNull(27) ? null : reader.GetGuid(27),
        ReopenedAt = reader.IsDBNull(28) ? null : reader.GetFieldValue<DateTimeOffset>(28),
        Reopens = reader.GetInt32(29),
        Scheduled = reader.GetInt32(30),
        Threaded = reader.GetBoolean(31),
        MergedInto = reader.IsDBNull(32) ? null : reader.GetGuid(32),
        SideOf = reader.IsDBNull(33) ? null : reader.GetGuid(33),
        HelpBy = reader.IsDBNull(34) ? null : reader.GetGuid(34),
        HelpAt = reader.IsDBNull(35) ? null : reader.GetFieldValue<DateTimeOffset>(35),
        Joined = reader.IsDBNull(36) ? [] : reader.GetFieldValue<Guid[]>(36),
    };
}
