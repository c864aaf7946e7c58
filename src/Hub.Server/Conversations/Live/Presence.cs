using System.Collections.Concurrent;
using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Live;

namespace Hub.Server.Conversations.Live;

internal sealed record Viewer(Guid Id, string Name, bool Typing);

/// <summary>Who is here, who looks at what, who types, on this node and as far as other nodes tell. For showing only: may be lost, is never stored, decides nothing.</summary>
internal sealed class Presence(LiveConnections connections, LiveGroups groups, AgentPresence atDesk)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Guid> present = new(StringComparer.Ordinal);
    private readonly Lock telling = new();
    private HashSet<Guid> known = [];
    private readonly ConcurrentDictionary<(string Connection, Guid Conversation), bool> viewing = new();
    private readonly ConcurrentDictionary<Guid, IReadOnlyList<Guid>> presentElsewhere = new();
    private readonly ConcurrentDictionary<(Guid Node, Guid Conversation), IReadOnlyList<Viewer>> viewersElsewhere = new();

    /// <summary>The people at this node's desks are others than before.</summary>
    public event Action? PresentHereChanged;

    /// <summary>The viewers at this node's desks are others than before.</summary>
    public event Action<Guid>? ViewersHereChanged;

    public event Action<Guid, bool>? VisitorTypingHere;

    public IReadOnlyList<Guid> PresentHere
    {
        get
        {
            lock (gate)
            {
                return [.. present.Values.Distinct()];
            }
        }
    }

    public IReadOnlyList<Guid> ViewedHere => [.. viewing.Keys.Select(key => key.Conversation).Distinct()];

    public void Connected(CurrentAgent agent, LiveConnection connection)
    {
        lock (gate)
        {
            present[connection.Id] = agent.Id;
        }

        Recount();
        PresentHereChanged?.Invoke();
    }

    public void Disconnected(LiveConnection connection)
    {
        foreach (var key in viewing.Keys.Where(key => key.Connection == connection.Id))
        {
            NotViewing(connection, key.Conversation);
        }

        lock (gate)
        {
            if (!present.Remove(connection.Id))
            {
                return;
            }
        }

        Recount();
        PresentHereChanged?.Invoke();
    }

    /// <summary>Who another node says is at its desks; nobody when it has gone silent.</summary>
    public void PresentElsewhere(Guid nodeId, IReadOnlyList<Guid> agentIds)
    {
        presentElsewhere[nodeId] = agentIds;
        Recount();
    }

    /// <summary>Who another node says looks at a conversation.</summary>
    public void ViewersElsewhere(Guid nodeId, Guid conversationId, IReadOnlyList<Viewer> viewers)
    {
        if (viewers.Count > 0)
        {
            viewersElsewhere[(nodeId, conversationId)] = viewers;
        }
        else if (!viewersElsewhere.TryRemove((nodeId, conversationId), out _))
        {
            return;
        }

        TellViewers(conversationId);
    }

    /// <summary>A node has gone silent.</summary>
    public void Gone(Guid nodeId)
    {
        PresentElsewhere(nodeId, []);
        foreach (var key in viewersElsewhere.Keys.Where(key => key.Node == nodeId))
        {
            ViewersElsewhere(nodeId, key.Conversation, []);
        }
    }

    /// <summary>Whoever looked at a conversation that has moved out of their sight hears no more of it (AZ14).</summary>
    public void DropBlind(Guid conversationId, Whose whose)
    {
        var group = LiveGroupNames.Conversation(conversationId);
        foreach (var connection in groups.ListenersOf(group).Where(connection => connection.User is CurrentAgent agent && !ConversationAccess.Sees(agent, whose)))
        {
            connection.Leave(groups, group);
            NotViewing(connection, conversationId);
        }
    }

    public void Viewing(LiveConnection connection, Guid conversationId)
    {
        viewing[(connection.Id, conversationId)] = false;
        ViewersChanged(conversationId);
    }

    public void NotViewing(LiveConnection connection, Guid conversationId)
    {
        if (viewing.TryRemove((connection.Id, conversationId), out _))
        {
            ViewersChanged(conversationId);
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
            ViewersChanged(conversationId);
        }

        if (connection.User is CurrentAgent agent)
        {
            AgentTyping?.Invoke(conversationId, agent.Id, typing);
        }
    }

    /// <summary>An agent began or stopped typing a reply; the web chat tells its visitor.</summary>
    public event Action<Guid, Guid, bool>? AgentTyping;

    public void VisitorTyping(Guid conversationId, bool typing)
    {
        TellVisitorTyping(conversationId, typing);
        VisitorTypingHere?.Invoke(conversationId, typing);
    }

    public void TellVisitorTyping(Guid conversationId, bool typing) =>
        Tell(connections.In(LiveGroupNames.Conversation(conversationId)), new { type = "visitorTyping", conversationId, typing });

    public IReadOnlyList<Viewer> ViewersHere(Guid conversationId) =>
        [.. connections.In(LiveGroupNames.Conversation(conversationId)).Where(connection => viewing.ContainsKey((connection.Id, conversationId)))
            .Select(connection => (Agent: (CurrentAgent)connection.User!, Typing: viewing.GetValueOrDefault((connection.Id, conversationId))))
            .GroupBy(entry => entry.Agent.Id)
            .Select(group => new Viewer(group.Key, group.First().Agent.Name, group.Any(entry => entry.Typing)))];

    /// <summary>Brings the list of those at the desk up to date and tells who came and who went.</summary>
    private void Recount()
    {
        lock (gate)
        {
            var now = present.Values.Concat(presentElsewhere.Values.SelectMany(ids => ids)).ToHashSet();
            List<(Guid AgentId, bool Present)> changes = [.. now.Where(id => !known.Contains(id)).Select(id => (id, true)), .. known.Where(id => !now.Contains(id)).Select(id => (id, false))];
            known = now;
            atDesk.Replace(now);
            // Told in the order in which it was counted; telling waits for nobody.
            foreach (var (agentId, isPresent) in changes)
            {
                Tell(Desk, new { type = "presence", agentId, present = isPresent });
            }
        }
    }

    private void ViewersChanged(Guid conversationId)
    {
        TellViewers(conversationId);
        ViewersHereChanged?.Invoke(conversationId);
    }

    private IEnumerable<LiveConnection> Desk => connections.All.Where(connection => connection.User is CurrentAgent);

    private void TellViewers(Guid conversationId)
    {
        // Whoever comes last has also seen last who is there.
        lock (telling)
        {
            var watching = connections.In(LiveGroupNames.Conversation(conversationId)).ToList();
            var agents = ViewersHere(conversationId).Concat(viewersElsewhere.Where(entry => entry.Key.Conversation == conversationId).SelectMany(entry => entry.Value))
                .GroupBy(viewer => viewer.Id).Select(same => same.First() with { Typing = same.Any(viewer => viewer.Typing) });
            Tell(watching, new { type = "viewers", conversationId, agents });
        }
    }

    private static void Tell(IEnumerable<LiveConnection> to, object signal)
    {
        var call = new LiveCall("signal", JsonSerializer.SerializeToUtf8Bytes(signal, HubJson.Options));
        foreach (var connection in to)
        {
            connection.Offer(call);
        }
    }
}
