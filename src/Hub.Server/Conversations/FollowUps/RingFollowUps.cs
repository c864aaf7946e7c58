using System.Collections.Concurrent;
using Hub.Server.Conversations.Notifications;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.FollowUps;

/// <summary>
/// Rings follow-ups when their time has come, and brings a snoozed conversation back with them. One whose owner is not at the desk comes back to the team:
/// at once when they cannot do it at all, else after a moment in which somebody who only reloads the page is back. Any node may; the lock on the
/// conversation decides who does.
/// </summary>
internal sealed partial class RingFollowUps(
    NpgsqlDataSource dataSource, Agents agents, AgentPresence presence, FactSignal facts, TimeProvider time, ILogger<RingFollowUps> logger) : BackgroundService
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, long> absentSince = new();

    private sealed record Due(Guid Id, Guid ConversationId);

    private sealed record Known(Guid? OwnerId, DateTimeOffset DueAt, bool Rang);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(Interval, RingAsync, "Follow-ups could not be rung", time, logger, stoppingToken);

    public async Task RingAsync(CancellationToken cancellationToken)
    {
        // Those that rang and still have an owner are looked at again, in case the owner has left.
        await using var command = dataSource.CreateCommand("""
            SELECT id, conversation_id FROM conversations.follow_up WHERE done_at IS NULL AND (rang_at IS NULL OR owner_id IS NOT NULL) AND due_at <= $1
            AND (rang_at IS NULL OR NOT owner_id = ANY($2)) ORDER BY due_at LIMIT 500
            """).With(time.GetUtcNow(), presence.Present.ToArray());
        foreach (var back in absentSince.Keys.Where(presence.IsPresent))
        {
            absentSince.TryRemove(back, out _);
        }

        foreach (var due in await command.ReadAllAsync(reader => new Due(reader.GetGuid(0), reader.GetGuid(1)), cancellationToken))
        {
            try
            {
                await RingAsync(due, cancellationToken);
            }
            catch (Exception exception) when (DatabaseErrors.IsOfOne(exception))
            {
                Log.NotRung(logger, due.Id, exception);
            }
        }
    }

    private async Task RingAsync(Due due, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, due.ConversationId, cancellationToken);
        if (batch.Conversations.TryGetValue(due.ConversationId, out var conversation) && await FindAsync(batch.Connection, due.Id, cancellationToken) is { } known && known.DueAt <= batch.Now
            && await RingAsync(batch, conversation, due.Id, known, cancellationToken))
        {
            await batch.CommitAsync(cancellationToken);
            facts.Raise();
        }
    }

    private async Task<bool> RingAsync(ConversationBatch batch, ConversationState conversation, Guid id, Known known, CancellationToken cancellationToken)
    {
        var owner = known.OwnerId is { } ownerId ? await agents.GetAsync(ownerId, cancellationToken) : null;
        var able = owner is not null && ConversationAccess.MaySee(owner, conversation);
        var returns = known.OwnerId is not null && (!able || IsAway(owner!.Id));
        if (known.Rang && !returns)
        {
            return false;
        }

        if (!known.Rang)
        {
            if (conversation.Status.IsDormant())
            {
                conversation.Reopen(Actor.System, batch.Now);
            }

            conversation.AppendActivity(Actor.System, "followUpDue", new { dueAt = known.DueAt, ownerId = known.OwnerId, ownerName = owner?.Name }, batch.Now);
        }

        if (returns)
        {
            conversation.AppendActivity(Actor.System, "followUpReturned", new { ownerName = owner?.Name }, batch.Now);
        }

        // That it rang is no new version: whoever takes it at that very moment has seen all there is.
        batch.Also(new NpgsqlBatchCommand("""
            UPDATE conversations.follow_up SET rang_at = COALESCE(rang_at, $2), owner_id = CASE WHEN $3 THEN NULL ELSE owner_id END,
            returned_at = CASE WHEN $3 THEN $2 ELSE returned_at END, version = version + CASE WHEN $3 THEN 1 ELSE 0 END WHERE id = $1
            """)
        {
            Parameters = { new() { Value = id }, new() { Value = batch.Now }, new() { Value = returns } },
        });
        var concerned = returns ? await TeamAsync(conversation, cancellationToken) : known.OwnerId is { } rings ? [rings] : [];
        Notify.Add(batch, [.. concerned.Select(person => new NewNotification(person, NotificationKinds.FollowUp, $"follow-up/{id:N}/{known.DueAt.UtcTicks}/{(returns ? "team" : "own")}") { ConversationId = conversation.Id })]);
        batch.Raise(FollowUpFacts.Of(returns ? FollowUpFacts.ReturnedType : FollowUpFacts.DueType, id, conversation, returns ? null : known.OwnerId));
        return true;
    }

    private async Task<List<Guid>> TeamAsync(ConversationState conversation, CancellationToken cancellationToken) =>
        conversation.TeamId is { } team ? [.. (await agents.ListAsync(cancellationToken)).Where(person => person.Active && person.TeamIds.Contains(team)).Select(person => person.Id)] : [];

    /// <summary>Not seen at the desk for longer than a reload takes, or than everybody needs to connect again after a start of the hub.</summary>
    private bool IsAway(Guid agentId) => !presence.IsPresent(agentId) && time.GetElapsedTime(absentSince.GetOrAdd(agentId, _ => time.GetTimestamp())) >= Patience;

    private static async Task<Known?> FindAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT owner_id, due_at, rang_at IS NOT NULL FROM conversations.follow_up WHERE id = $1 AND done_at IS NULL FOR UPDATE", connection).With(id);
        return await command.ReadFirstAsync(reader => new Known(reader.IsDBNull(0) ? null : reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetBoolean(2)), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(4422, LogLevel.Error, "Follow-up {FollowUpId} could not be rung; the others go on")]
        public static partial void NotRung(ILogger logger, Guid followUpId, Exception exception);
    }
}
