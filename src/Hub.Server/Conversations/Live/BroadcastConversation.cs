using Hub.Server.Conversations.WebChat;
using Hub.Server.Identity;
using Hub.Server.Customers;
using Hub.Server.Platform.Live;
using Hub.Server.Platform.Outbox;
using Hub.Server.Platform.Telemetry;
using Npgsql;

namespace Hub.Server.Conversations.Live;

/// <summary>
/// Turns committed facts into the frames of this node's live view. One reader per node in commit order, two look-ups per batch whatever its size.
/// It keeps no place of its own: a node that starts begins now, and its clients fetch.
/// </summary>
internal sealed partial class BroadcastConversation(
    FactTail tail, FactSignal signal, LiveGroups groups, LiveConnections connections, MessageReader messages, VisitorBroadcast visitors, CustomerReader customers,
    NpgsqlDataSource dataSource, TimeProvider time, HubTelemetry telemetry, ILogger<BroadcastConversation> logger) : BackgroundService
{
    private const int BatchSize = 500;
    private static readonly TimeSpan LookAnyway = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        (ulong Tx, long Id)? place = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = signal.Next;
            var more = false;
            try
            {
                place ??= await tail.NowAsync(stoppingToken);
                (var facts, more) = await tail.ReadAsync(place.Value, shard: null, BatchSize, stoppingToken);
                if (facts.Count > 0)
                {
                    await BroadcastAsync(facts, stoppingToken);
                    place = (facts[^1].Tx, facts[^1].Id);
                    telemetry.SetOutboxAge(TimeSpan.Zero);
                }
            }
            catch (NpgsqlException exception)
            {
                Log.Failed(logger, exception);
                next = Task.CompletedTask;
                await Task.Delay(LookAnyway, time, stoppingToken);
            }

            // A transaction that began earlier is still running: its end raises the signal only if it was ours, so look again very soon.
            await Task.WhenAny(next, Task.Delay(more ? TimeSpan.FromMilliseconds(1) : LookAnyway, time, stoppingToken));
        }
    }

    private async Task BroadcastAsync(List<StoredFact> facts, CancellationToken cancellationToken)
    {
        var changes = facts.Where(fact => fact.Type == ConversationFacts.ChangedType).Select(fact => (Id: fact.Lane, Data: fact.Read<ConversationFacts.ChangedData>())).ToList();
        await RowsAsync(changes, cancellationToken);
        await MessagesAsync(changes, cancellationToken);
        foreach (var fact in facts.Where(fact => fact.Type == CustomerFacts.ChangedType))
        {
            await CustomerAsync(fact, cancellationToken);
        }
    }

    private async Task RowsAsync(List<(Guid Id, ConversationFacts.ChangedData Data)> changes, CancellationToken cancellationToken)
    {
        var ids = changes.Select(change => change.Id).Distinct().ToArray();
        if (ids.Length == 0)
        {
            return;
        }

        var rows = await ConversationRow.ByIdsAsync(dataSource, ids, cancellationToken);
        var events = new Dictionary<string, List<DeskEvent>>(StringComparer.Ordinal);
        var moved = changes.Where(change => change.Data.Moved).ToLookup(change => change.Id, change => change.Data);
        foreach (var row in rows)
        {
            var seers = ConversationAccess.GroupsFor(row.OwnerId, row.TeamId).ToHashSet(StringComparer.Ordinal);
            foreach (var group in seers.Append(LiveGroupNames.Conversation(row.Id)))
            {
                Add(events, group, new ConversationChanged(row));
            }

            foreach (var gone in moved[row.Id].SelectMany(data => ConversationAccess.GroupsFor(data.WasOwner, data.WasTeam)).Where(group => !seers.Contains(group)).Distinct())
            {
                Add(events, gone, new ConversationRemoved(row.Id, row.Version));
            }

            if (moved.Contains(row.Id))
            {
                DropBlind(row);
            }
        }

        Publish(events);
    }

    /// <summary>Whoever looked at a conversation that has moved out of sight hears no more of it (AZ14).</summary>
    private void DropBlind(ConversationRow row)
    {
        var group = LiveGroupNames.Conversation(row.Id);
        foreach (var connection in connections.In(group).Where(connection => connection.User is CurrentAgent agent && !ConversationAccess.MaySee(agent, row.OwnerId, row.TeamId)))
        {
            connection.Leave(groups, group);
        }
    }

    private async Task MessagesAsync(List<(Guid Id, ConversationFacts.ChangedData Data)> changes, CancellationToken cancellationToken)
    {
        // Only threads somebody has open: rows tell the rest.
        var watched = changes.Where(change => groups.Exists(LiveGroupNames.Conversation(change.Id)) || groups.Exists(LiveGroupNames.Visitor(change.Data.IdentityId)))
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
        visitors.Publish(read.Select(message => (identities[message.ConversationId], message)));
    }

    private async Task CustomerAsync(StoredFact fact, CancellationToken cancellationToken)
    {
        var customer = await customers.ReadAsync(fact.Lane, cancellationToken);
        if (customer is null)
        {
            return;
        }

        await using var command = dataSource.CreateCommand("SELECT id FROM conversations.conversation WHERE customer_id = $1");
        command.Parameters.Add(new() { Value = fact.Lane });
        var ids = new List<Guid>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                ids.Add(reader.GetGuid(0));
            }
        }

        var events = new Dictionary<string, List<DeskEvent>>(StringComparer.Ordinal);
        foreach (var row in await ConversationRow.ByIdsAsync(dataSource, [.. ids], cancellationToken))
        {
            foreach (var group in ConversationAccess.GroupsFor(row.OwnerId, row.TeamId))
            {
                Add(events, group, new ConversationChanged(row));
            }

            Add(events, LiveGroupNames.Conversation(row.Id), new ConversationChanged(row));
            Add(events, LiveGroupNames.Conversation(row.Id), new CustomerChanged(customer));
        }

        Publish(events);
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
        [LoggerMessage(4301, LogLevel.Warning, "Facts could not be read for the live view; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
