using Hub.Server.Conversations.WebChat;
using Hub.Server.Customers;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Live;
using Hub.Server.Platform.Outbox;
using Hub.Server.Platform.Telemetry;
using Npgsql;

namespace Hub.Server.Conversations.Live;

/// <summary>
/// Turns committed facts into the frames of this node's live view: those of its own inbound work from memory, all others from the table in commit order.
/// Two look-ups per batch whatever its size. It keeps no place of its own: a node that starts begins now, and its clients fetch.
/// </summary>
internal sealed partial class BroadcastConversation(
    FactTail tail, FactSignal signal, FactHandover handover, LiveGroups groups, LiveConnections connections, Presence presence, MessageReader messages, VisitorBroadcast visitors, VisitorMessages history,
    CustomerReader customers, BroadcastHints hints, BroadcastRings rings, HubDatabase database, TimeProvider time, HubTelemetry telemetry, ILogger<BroadcastConversation> logger) : BackgroundService
{
    private const int BatchSize = 500;
    private static readonly TimeSpan LookAnyway = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan HeldBackTooLong = TimeSpan.FromSeconds(5);

    private long? heldBackSince;
    private bool warned;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        (ulong Tx, long Id)? place = null;
        var (untold, lookedAt, look) = (signal.NextUntold, time.GetTimestamp(), true);
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = handover.Next;
            try
            {
                if (handover.TakeDoubt() || place is null)
                {
                    place = await tail.NowAsync(stoppingToken);
                    BeginAnew();
                }

                var handed = handover.Take(BatchSize);
                await BroadcastAsync(handed, stoppingToken);
                if (look || untold.IsCompleted || time.GetElapsedTime(lookedAt) > LookAnyway)
                {
                    (untold, lookedAt) = (signal.NextUntold, time.GetTimestamp());
                    (var facts, place, look) = await tail.ReadUntoldAsync(place.Value, handover.Told, BatchSize, stoppingToken);
                    HeldBack(look && facts.Count == 0);
                    await BroadcastAsync(facts, stoppingToken);
                }

                if (handed.Count == 0)
                {
                    // A transaction that began earlier is still running: its end raises the signal only if it was ours, so look again very soon.
                    await Task.WhenAny(next, untold, Task.Delay(look ? TimeSpan.FromMilliseconds(1) : LookAnyway, time, stoppingToken));
                    look |= !next.IsCompleted;
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it was (a database that came back with an older state, a fact nobody can read): nothing is told twice and nothing is left
                // out if everybody fetches afresh from a new beginning.
                Log.Failed(logger, exception);
                (place, look) = (null, true);
                await Task.Delay(LookAnyway, time, stoppingToken);
            }
        }
    }

    /// <summary>Clients that connected before the place was taken may have missed what lies between, so they fetch again.</summary>
    private void BeginAnew()
    {
        groups.BeginAnew();
        foreach (var connection in connections.All)
        {
            connection.Resync("restarted");
            telemetry.Resyncs.Add(1);
        }
    }

    /// <summary>A transaction that stays open holds everything back that came after it. Nobody is told anything wrong, but late, so the operator must know.</summary>
    private void HeldBack(bool held)
    {
        heldBackSince = held ? heldBackSince ?? time.GetTimestamp() : null;
        var age = heldBackSince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;
        telemetry.SetOutboxAge(age);
        if (age > HeldBackTooLong && !warned)
        {
            Log.HeldBack(logger, (int)age.TotalSeconds);
        }

        warned = age > HeldBackTooLong;
    }

    private async Task BroadcastAsync(List<StoredFact> facts, CancellationToken cancellationToken)
    {
        if (facts.Count == 0)
        {
            return;
        }

        using var span = HubTelemetry.Source.StartActivity("live broadcast");
        span?.SetTag("messaging.batch.message_count", facts.Count);
        var changes = facts.Where(fact => fact.Type == ConversationFacts.ChangedType).Select(fact => (Id: fact.Lane, Data: fact.Read<ConversationFacts.ChangedData>())).ToList();
        await RowsAsync(changes, cancellationToken);
        await MessagesAsync(changes, cancellationToken);
        var edited = facts.Where(fact => fact.Type == CustomerFacts.ChangedType).Select(fact => fact.Lane).ToHashSet();
        // A new conversation belongs into the history beside the earlier ones, which somebody may have open.
        var grown = changes.Where(change => change.Data.Created).Select(change => change.Data.CustomerId).Where(id => !edited.Contains(id)).ToHashSet();
        await CustomersAsync([.. edited, .. grown], edited, cancellationToken);
        await VisitorStatusAsync(changes, cancellationToken);
        hints.Tell(facts);
        await rings.PublishAsync(facts, cancellationToken);
    }

    private async Task RowsAsync(List<(Guid Id, ConversationFacts.ChangedData Data)> changes, CancellationToken cancellationToken)
    {
        var ids = changes.Select(change => change.Id).Distinct().ToArray();
        if (ids.Length == 0)
        {
            return;
        }

        var rows = await ConversationRow.ByIdsAsync(database.MessageDataSource, ids, cancellationToken);
        var events = new Dictionary<string, List<DeskEvent>>(StringComparer.Ordinal);
        var moved = changes.Where(change => change.Data.Moved).ToLookup(change => change.Id, change => change.Data);
        foreach (var row in rows)
        {
            DropBlind(row);
            var seers = ConversationAccess.GroupsFor(ConversationAccess.Of(row)).ToHashSet(StringComparer.Ordinal);
            foreach (var group in seers.Append(LiveGroupNames.Conversation(row.Id)))
            {
                Add(events, group, new ConversationChanged(row));
            }

            foreach (var gone in moved[row.Id].SelectMany(data => ConversationAccess.GroupsFor(new Whose(data.WasOwner, data.WasTeam, row.BrandId))).Where(group => !seers.Contains(group)).Distinct())
            {
                Add(events, gone, new ConversationRemoved(row.Id, row.Version));
            }
        }

        // Deleted meanwhile: no later version of it can come.
        foreach (var gone in moved.Where(each => !rows.Exists(row => row.Id == each.Key)))
        {
            foreach (var group in gone.SelectMany(data => ConversationAccess.GroupsFor(new Whose(data.WasOwner, data.WasTeam, data.BrandId))).Append(LiveGroupNames.Conversation(gone.Key)).Distinct())
            {
                Add(events, group, new ConversationRemoved(gone.Key, int.MaxValue));
            }
        }

        Publish(events);
    }

    private async Task MessagesAsync(List<(Guid Id, ConversationFacts.ChangedData Data)> changes, CancellationToken cancellationToken)
    {
        // Only threads somebody has open: rows tell the rest.
        var watched = changes.Where(change => groups.Exists(LiveGroupNames.Conversation(change.Id)) || People(change.Data).Any(visitors.IsListening))
            .SelectMany(change => change.Data.Numbers.Select(number => (change.Id, number))).Distinct().ToList();
        if (watched.Count == 0)
        {
            return;
        }

        var events = new Dictionary<string, List<DeskEvent>>(StringComparer.Ordinal);
        var read = await messages.ByNumbersAsync(watched, cancellationToken);
        foreach (var message in read)
        {
            Add(events, LiveGroupNames.Conversation(message.ConversationId), new MessageChanged(message));
        }

        Publish(events);
        var identities = changes.DistinctBy(change => change.Id).ToDictionary(change => change.Id, change => change.Data.IdentityId);
        visitors.Publish(read.Select(message => (Id: message.Via?.IdentityId ?? identities[message.ConversationId], message)).Where(pair => pair.Id is not null).Select(pair => (pair.Id!.Value, pair.message)));
    }

    /// <summary>Also without a move in this batch: a message comes from memory and may overtake the move before it, which comes from the table.</summary>
    private void DropBlind(ConversationRow row) => presence.DropBlind(row.Id, ConversationAccess.Of(row));

    private static IEnumerable<Guid> People(ConversationFacts.ChangedData change) => (change.Joined ?? []).Concat(change.IdentityId is { } home ? [home] : []);

    private async Task CustomersAsync(Guid[] ids, HashSet<Guid> edited, CancellationToken cancellationToken)
    {
        if (ids.Length == 0)
        {
            return;
        }

        await using var command = database.MessageDataSource.CreateCommand("SELECT customer_id, id FROM conversations.conversation WHERE customer_id = ANY($1)").With(ids);
        var conversations = (await command.ReadAllAsync(reader => (Customer: reader.GetGuid(0), Id: reader.GetGuid(1)), cancellationToken)).ToLookup(pair => pair.Customer, pair => pair.Id);
        var rows = await ConversationRow.ByIdsAsync(database.MessageDataSource, [.. edited.SelectMany(id => conversations[id])], cancellationToken);
        var events = new Dictionary<string, List<DeskEvent>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            DropBlind(row);
            foreach (var group in ConversationAccess.GroupsFor(ConversationAccess.Of(row)).Append(LiveGroupNames.Conversation(row.Id)))
            {
                Add(events, group, new ConversationChanged(row));
            }
        }

        foreach (var id in ids)
        {
            var open = conversations[id].Select(LiveGroupNames.Conversation).Where(groups.Exists).ToList();
            if (open.Count > 0 && await customers.ReadAsync(id, cancellationToken) is { } customer)
            {
                open.ForEach(group => Add(events, group, new CustomerChanged(customer)));
            }
        }

        Publish(events);
    }

    private async Task VisitorStatusAsync(List<(Guid Id, ConversationFacts.ChangedData Data)> changes, CancellationToken cancellationToken)
    {
        var listening = changes.Where(change => change.Data.StatusChanged).SelectMany(change => People(change.Data)).Distinct().Where(visitors.IsListening).ToArray();
        if (listening.Length > 0)
        {
            foreach (var (identityId, status) in await history.StatusesAsync(listening, cancellationToken))
            {
                visitors.PublishStatus(identityId, status);
            }
        }
    }

    private void Publish(Dictionary<string, List<DeskEvent>> events)
    {
        foreach (var (group, list) in events)
        {
            groups.Publish(group, list);
        }
    }

    private void Add(Dictionary<string, List<DeskEvent>> events, string group, DeskEvent added)
    {
        if (!groups.Exists(group))
        {
            return;
        }

        if (!events.TryGetValue(group, out var list))
        {
            events[group] = list = [];
        }

        list.Add(added);
    }

    private static partial class Log
    {
        [LoggerMessage(4301, LogLevel.Warning, "The live view was interrupted; it begins anew and everybody fetches afresh")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(4302, LogLevel.Warning, "An open transaction has held the live view back for {Seconds} s; look for long writing transactions in pg_stat_activity")]
        public static partial void HeldBack(ILogger logger, int seconds);
    }
}
