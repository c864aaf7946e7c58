using System.Text.Json;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Outbound;

/// <summary>
/// Makes messages of scheduled replies when their time has come. Any node may; the lock on the conversation decides who does. One that can no longer be sent
/// goes back to its author's draft, with the reason in the thread. None while a restored hub waits to be confirmed.
/// </summary>
internal sealed partial class SendScheduled(
    NpgsqlDataSource dataSource, AppendReply append, ReplyRefusal refusals, ChooseWay ways, Agents agents, FactSignal facts, SendSignal sends, TimeProvider time, ILogger<SendScheduled> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(TimeSpan.FromSeconds(5), SendDueAsync, "Scheduled replies could not be sent", time, logger, stoppingToken);

    public async Task SendDueAsync(CancellationToken cancellationToken)
    {
        await using var due = dataSource.CreateCommand("""
            SELECT id, conversation_id FROM conversations.scheduled_reply WHERE send_at <= $1
            AND NOT EXISTS (SELECT 1 FROM platform.restore r WHERE r.confirmed_at IS NULL) ORDER BY send_at LIMIT 200
            """).With(time.GetUtcNow());
        foreach (var (id, conversationId) in await due.ReadAllAsync(reader => (reader.GetGuid(0), reader.GetGuid(1)), cancellationToken))
        {
            try
            {
                await SendAsync(id, conversationId, cancellationToken);
            }
            catch (Exception exception) when (DatabaseErrors.IsOfOne(exception))
            {
                Log.NotSent(logger, id, conversationId, exception);
            }
        }
    }

    /// <summary>Sends one now, whenever it was planned for. False when it has gone meanwhile.</summary>
    public async Task<bool> SendAsync(Guid id, Guid conversationId, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, conversationId, cancellationToken);
        await using var find = new NpgsqlCommand("SELECT author_id, text, attachment_ids, letter::text, via FROM conversations.scheduled_reply WHERE id = $1 AND conversation_id = $2", batch.Connection).With(id, conversationId);
        var reply = await find.ReadFirstAsync(reader => new { AuthorId = reader.GetGuid(0), Text = reader.IsDBNull(1) ? null : reader.GetString(1), Files = reader.GetFieldValue<Guid[]>(2), Letter = reader.IsDBNull(3) ? null : JsonSerializer.Deserialize<Letter>(reader.GetString(3), HubJson.Options), Via = reader.IdOrNull(4) }, cancellationToken);
        if (reply is null)
        {
            return false;
        }

        var conversation = batch.Conversations[conversationId];
        conversation.Scheduled = Math.Max(0, conversation.Scheduled - 1);
        var author = await agents.GetAsync(reply.AuthorId, cancellationToken);
        // Whoever planned it may have lost the right to say it since.
        var (way, noWay) = await ways.OfAsync(batch.Connection, conversation, reply.Via, author is null ? null : ChooseWay.For(author), cancellationToken);
        var refusal = author is not { Active: true } ? "author_inactive" : !ConversationAccess.May(author, Permissions.Reply, conversation) ? "forbidden"
            : noWay ?? await refusals.OfAsync(batch.Connection, conversation, reply.Text, reply.Files, reply.AuthorId, cancellationToken, reply.Letter, way: way);
        if (refusal is null)
        {
            ways.Take(conversation, way);
            append.Append(batch, conversation, id, reply.AuthorId, author!.Name, MaskedText.Of(reply.Text), reply.Files, TimeSpan.Zero, reply.Letter, way: way);
            batch.Also(new NpgsqlBatchCommand("DELETE FROM conversations.scheduled_reply WHERE id = $1") { Parameters = { new() { Value = id } } });
        }
        else
        {
            conversation.AppendActivity(Actor.System, "scheduleFailed", new { type = refusal }, batch.Now);
            batch.Also(ScheduledReplies.ToDrafts("id = $1", id));
        }

        try
        {
            await batch.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (JoinedIdentities.IsTaken(exception))
        {
            return true; // Its address has just begun a conversation of its own; the next look says so to the author.
        }

        facts.Raise();
        sends.Raise();
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(4212, LogLevel.Error, "The scheduled reply {ReplyId} of conversation {ConversationId} cannot be sent; the others go on")]
        public static partial void NotSent(ILogger logger, Guid replyId, Guid conversationId, Exception exception);
    }
}
