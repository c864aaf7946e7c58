using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Webhooks;

/// <summary>What happens to a group or room: the account is invited or put out, people come and go.</summary>
internal sealed class GroupEvents(Simulation simulation, PhoneEvents events)
{
    /// <summary>Null when it is so already.</summary>
    public PendingWebhook? SetInside(LineAccount account, LineUser group, bool inside)
    {
        lock (account.Gate)
        {
            if (group.Blocked != inside)
            {
                return null;
            }
            group.Blocked = !inside;
            simulation.Record(account, group);
            return inside ? events.Other(account, group, "join", replies: true) : events.Other(account, group, "leave", replies: false);
        }
    }

    /// <summary>Null when nobody comes or goes. The account hears of it only while it is in the group.</summary>
    public PendingWebhook? Change(LineAccount account, LineUser group, string[] people, bool join)
    {
        lock (account.Gate)
        {
            var changed = people.Distinct().Where(person => group.Members!.Contains(person) != join).ToArray();
            if (changed.Length == 0)
            {
                return null;
            }
            group.Members = join ? [.. group.Members!, .. changed] : [.. group.Members!.Except(changed)];
            simulation.Record(account, group);
            var members = new JsonArray([.. changed.Select(person => new JsonObject { ["type"] = "user", ["userId"] = person })]);
            return group.Blocked ? null
                : join ? events.Other(account, group, "memberJoined", replies: true, ("joined", new JsonObject { ["members"] = members }))
                : events.Other(account, group, "memberLeft", replies: false, ("left", new JsonObject { ["members"] = members }));
        }
    }
}
