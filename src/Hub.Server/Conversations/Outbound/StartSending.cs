using Hub.Server.Conversations.Attention;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Outbound;

/// <summary>
/// <c>POST /api/sending/start</c>: a person has seen that the hub is a restored one and lets it send. What had waited in the backup becomes "unknown"
/// first, and scheduled replies whose time has passed go back to their authors: the hub the backup was made of may have sent them since, and only people can tell.
/// </summary>
internal sealed partial class StartSending(NpgsqlDataSource dataSource, SendFailures failures, SendSignal sends, FactSignal facts, TimeProvider time, ILogger<StartSending> logger)
{
    private const string Code = "restored";

    public static void Map(WebApplication app) => app.MapPost("/api/sending/start", HandleAsync).WithTags("Sending").WithName("StartSending")
        .RequirePermission(Permissions.ManageBackups).Produces<GetSending.SendingView>();

    public async Task RunAsync(CurrentAgent agent, CancellationToken cancellationToken)
    {
        var settled = 0;
        while (await SettleAsync(cancellationToken) is { } count)
        {
            settled += count;
            facts.Raise();
        }

        await ReturnScheduledAsync(cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var confirm = new NpgsqlCommand("UPDATE platform.restore SET confirmed_at = $1, confirmed_by = $2 WHERE confirmed_at IS NULL", connection).With(time.GetUtcNow(), agent.Id);
        if (await confirm.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return;
        }

        await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(agent.AsActor(), "sending.started") { Data = new { settled } });
        await transaction.CommitAsync(CancellationToken.None);
        Log.Started(logger, agent.Id, settled);
        sends.Raise();
    }

    /// <summary>One conversation's messages; null when nothing is left.</summary>
    private async Task<int?> SettleAsync(CancellationToken cancellationToken)
    {
        await using var find = dataSource.CreateCommand("SELECT conversation_id FROM conversations.send WHERE restored LIMIT 1");
        if (await find.ExecuteScalarAsync(cancellationToken) is not Guid id)
        {
            return null;
        }

        try
        {
            return await SettleAsync(id, cancellationToken);
        }
        catch (PostgresException exception) when (JoinedIdentities.IsTaken(exception))
        {
            return 0; // The customer began another conversation just while this one was reopened; the next round sees it.
        }
    }

    private async Task<int> SettleAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, id, cancellationToken);
        await using var settle = new NpgsqlCommand("""
            WITH old AS (DELETE FROM conversations.send WHERE conversation_id = $1 AND restored RETURNING conversation_id, number)
            UPDATE conversations.message m SET state = 6, state_code = $2, state_at = $3, version = version + 1
            FROM old WHERE m.conversation_id = old.conversation_id AND m.number = old.number AND m.state IN (0, 1) RETURNING m.number
            """, batch.Connection).With(id, Code, batch.Now);
        var numbers = await settle.ReadAllAsync(row => row.GetInt32(0), cancellationToken);
        var conversation = batch.Conversations[id];
        foreach (var number in numbers.Order())
        {
            conversation.MessageChanged(number);
            await failures.RaiseAsync(batch, conversation, number, DeliveryState.Unknown, cancellationToken);
        }

        await batch.CommitAsync(cancellationToken);
        return numbers.Count;
    }

    /// <summary>Replies whose time came between the backup and now: as likely sent as not. Their words go back to their authors, who can look.</summary>
    private async Task ReturnScheduledAsync(CancellationToken cancellationToken)
    {
        const string which = "send_at <= $2 AND created_at <= (SELECT max(restored_at) FROM platform.restore WHERE confirmed_at IS NULL)";
        var now = time.GetUtcNow();
        await using var find = dataSource.CreateCommand($"SELECT conversation_id, count(*) FROM conversations.scheduled_reply WHERE conversation_id <> $1 AND {which} GROUP BY 1").With(Guid.Empty, now);
        foreach (var (id, count) in await find.ReadAllAsync(row => (row.GetGuid(0), (int)row.GetInt64(1)), cancellationToken))
        {
            await using var batch = await ConversationBatch.BeginAsync(dataSource, time, id, cancellationToken);
            var conversation = batch.Conversations[id];
            conversation.Scheduled = Math.Max(0, conversation.Scheduled - count);
            conversation.AppendActivity(Actor.System, "scheduleFailed", new { type = Code }, batch.Now);
            batch.Also(ScheduledReplies.ToDrafts($"conversation_id = $1 AND {which}", id, now));
            await batch.CommitAsync(cancellationToken);
            facts.Raise();
        }
    }

    private static async Task<IResult> HandleAsync(CurrentAgent agent, StartSending sending, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await sending.RunAsync(agent, cancellationToken);
        return TypedResults.Ok(await GetSending.ReadAsync(dataSource, cancellationToken));
    }

    private static partial class Log
    {
        [LoggerMessage(4221, LogLevel.Warning, "{AgentId} started sending after a restore; {Messages} messages that had waited in the backup are unknown now")]
        public static partial void Started(ILogger logger, Guid agentId, int messages);
    }
}
