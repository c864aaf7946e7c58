using System.Collections.Concurrent;
using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Live;

namespace Hub.Server.Conversations.Live;

/// <summary>Who is here, who looks at what, who types. For showing only: may be lost, is never stored, decides nothing.</summary>
internal sealed class Presence(LiveConnections connections, LiveGroups groups, AgentPresence atDesk)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Guid> present = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Connection, Guid Conversation), bool> viewing = new();

    public void Connected(CurrentAgent agent, LiveConnection connection)
    {
        lock (gate)
        {
            present[connection.Id] = agent.Id;
        }

        if (Changed(agent.Id))
        {
            Tell(Desk, new { type = "presence", agentId = agent.Id, present = true });
        }
    }

    public void Disconnected(LiveConnection connection)
    {
        foreach (var key in viewing.Keys.Where(key => key.Connection == connection.Id))
        {
            NotViewing(connection, key.Conversation);
        }

        Guid agentId;
        lock (gate)
        {
            if (!present.Remove(connection.Id, out agentId))
            {
                return;
            }
        }

        if (Changed(agentId))
        {
            Tell(Desk, new { type = "presence", agentId, present = false });
        }
    }

    /// <summary>Whoever looked at a conversation that has moved out of their sight hears no more of it (AZ14).</summary>
    public void DropBlind(Guid conversationId, Guid? ownerId, Guid? teamId)
    {
        var group = LiveGroupNames.Conversation(conversationId);
        foreach (var connection in connections.In(group).Where(connection => connection.User is CurrentAgent agent && !ConversationAccess.MaySee(agent, ownerId, teamId)))
        {
            connection.Leave(groups, group);
            NotViewing(connection, conversationId);
        }
    }

    public void Viewing(LiveConnection connection, Guid conversationId)
    {
        viewing[(connection.Id, conversationId)] = false;
        TellViewers(conversationId);
    }

    public void NotViewing(LiveConnection connection, Guid conversationId)
    {
        if (viewing.TryRemove((connection.Id, conversationId), out _))
        {
            TellViewers(conversationId);
        }
    }

    public void Typing(LiveConnection connection, Guid conversationId, bool typing)
    {
        if (!viewing.TryGetValue((connection.Id, conversationId), out var was))
        {
            return;
        }

        if (was != typing)
        {
            viewing[(connection.Id, conversationId)] = typing;
            TellViewers(conversationId);
        }

        if (connection.User is CurrentAgent agent)
        {
            AgentTyping?.Invoke(conversationId, agent, typing);
        }
    }

    /// <summary>An agent began or stopped typing a reply; the web chat tells its visitor.</summary>
    public event Action<Guid, CurrentAgent, bool>? AgentTyping;

    public void VisitorTyping(Guid conversationId, bool typing) =>
        Tell(connections.In(LiveGroupNames.Conversation(conversationId)), new { type = "visitorTyping", conversationId, typing });

    /// <summary>Brings the list of those at the desk up to date; whether this person came or went by it.</summary>
    private bool Changed(Guid agentId)
    {
        lock (gate)
        {
            var before = atDesk.IsPresent(agentId);
            atDesk.Replace(present.Values.ToHashSet());
            return before != atDesk.IsPresent(agentId);
        }
    }

    private IEnumerable<LiveConnection> Desk => connections.All.Where(connection => connection.User is CurrentAgent);

    private void TellViewers(Guid conversationId)
    {
        var watching = connections.In(LiveGroupNames.Conversation(conversationId)).ToList();
        var agents = watching.Where(connection => viewing.ContainsKey((connection.Id, conversationId)))
            .Select(connection => (Agent: (CurrentAgent)connection.User!, Typing: viewing.GetValueOrDefault((connection.Id, conversationId))))
            .GroupBy(entry => entry.Agent.Id)
            .Select(group => new { id = group.Key, name = group.First().Agent.Name, typing = group.Any(entry => entry.Typing) });
        Tell(watching, new { type = "viewers", conversationId, agents });
    }

    private static void Tell(IEnumerable<LiveConnection> to, object signal)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(signal, HubJson.Options);
        foreach (var connection in to)
        {
            connection.Offer("signal", json);
        }
    }
}
