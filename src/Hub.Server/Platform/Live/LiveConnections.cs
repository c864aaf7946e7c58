using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace Hub.Server.Platform.Live;

/// <summary>The live connections of this node, by connection id.</summary>
internal sealed class LiveConnections
{
    private readonly ConcurrentDictionary<string, LiveConnection> connections = new(StringComparer.Ordinal);

    public LiveConnection? Get(string connectionId) => connections.GetValueOrDefault(connectionId);

    public IEnumerable<LiveConnection> All => connections.Values;

    public IEnumerable<LiveConnection> In(string group) => connections.Values.Where(connection => connection.IsIn(group));

    public void Add(LiveConnection connection) => connections[connection.Id] = connection;

    public void Remove(string connectionId) => connections.TryRemove(connectionId, out _);
}

/// <summary>Gives every connection its own <see cref="LiveConnection"/>. SignalR's groups are not used: clients cannot name groups, and sends are never awaited.</summary>
internal sealed class LiveLifetimeManager<THub>(LiveConnections connections, TimeProvider time, ILogger<DefaultHubLifetimeManager<THub>> logger) : DefaultHubLifetimeManager<THub>(logger)
    where THub : Microsoft.AspNetCore.SignalR.Hub
{
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connections.Add(new LiveConnection(connection, time.GetTimestamp()));
        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        connections.Remove(connection.ConnectionId);
        return base.OnDisconnectedAsync(connection);
    }
}
