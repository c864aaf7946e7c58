using System.Text.Json;
using Hub.Server.Conversations.Notifications;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Live;
using Hub.Server.Platform.Outbox;

namespace Hub.Server.Conversations.Live;

/// <summary>
/// Tells desks that something of theirs is new, without saying what: they ask for it by REST, where the gate is. A hint may be lost with its connection;
/// a desk that connects again asks by itself.
/// </summary>
internal sealed class BroadcastHints(LiveConnections connections)
{
    private static readonly byte[] Notifications = JsonSerializer.SerializeToUtf8Bytes(new { type = "notifications" }, HubJson.Options);
    private static readonly byte[] Parked = JsonSerializer.SerializeToUtf8Bytes(new { type = "parked" }, HubJson.Options);

    public void Tell(IReadOnlyList<StoredFact> facts)
    {
        var people = facts.Where(fact => fact.Type == Notify.AddedType).Select(fact => fact.Lane).ToHashSet();
        if (people.Count > 0)
        {
            Offer(Notifications, agent => people.Contains(agent.Id));
        }

        if (facts.Any(fact => fact.Type == ParkedItems.ChangedType))
        {
            Offer(Parked, agent => agent.Can(Permissions.ManageParked));
        }
    }

    private void Offer(byte[] hint, Func<CurrentAgent, bool> to)
    {
        var call = new LiveCall("signal", hint);
        foreach (var connection in connections.All.Where(connection => connection.User is CurrentAgent agent && to(agent)))
        {
            connection.Offer(call);
        }
    }
}
