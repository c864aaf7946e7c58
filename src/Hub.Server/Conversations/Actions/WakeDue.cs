using Hub.Server.Conversations.Spam;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Actions;

/// <summary>Brings conversations back when their time has come, snoozed or waiting until a date; and deletes spam when its time is over. Any node may; the lock on the conversation decides who does.</summary>
internal sealed partial class WakeDue(NpgsqlDataSource dataSource, FactSignal facts, TimeProvider time, ILogger<WakeDue> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(TimeSpan.FromSeconds(5), WakeAsync, "Conversations that are due could not be brought back", time, logger, stoppingToken);

    public async Task WakeAsync(CancellationToken cancellationToken)
    {
        await using var due = dataSource.CreateCommand(
            "SELECT conversation_id FROM conversations.conversation_head WHERE due_at <= $1 ORDER BY due_at LIMIT 500").With(time.GetUtcNow());
        foreach (var id in await due.ReadAllAsync(reader => reader.GetGuid(0), cancellationToken))
        {
            try
            {
                await WakeAsync(id, cancellationToken);
            }
            catch (Exception exception) when (DatabaseErrors.IsOfOne(exception))
            {
                Log.NotWoken(logger, id, exception);
            }
        }
    }

    private async Task WakeAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, id, cancellationToken);
        if (batch.Conversations.TryGetValue(id, out var conversation) && conversation.Status.IsDormant() && conversation.DueAt <= batch.Now)
        {
            conversation.Reopen(Actor.System, batch.Now);
        }
        else if (conversation is { Status: ConversationStatus.Spam } && conversation.DueAt <= batch.Now)
        {
            await PurgeSpam.DeleteAsync(conversation, batch, cancellationToken);
        }
        else
        {
            return;
        }

        await batch.CommitAsync(cancellationToken);
        facts.Raise();
    }

    private static partial class Log
    {
        [LoggerMessage(4402, LogLevel.Error, "Conversation {ConversationId} is due and could not be brought back or deleted; the others go on")]
        public static partial void NotWoken(ILogger logger, Guid conversationId, Exception exception);
    }
}
