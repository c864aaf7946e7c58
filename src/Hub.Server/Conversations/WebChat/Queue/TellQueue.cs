using System.Runtime.CompilerServices;
using System.Text.Json;
using Hub.Server.Conversations.WebChat.Sites;
using Hub.Server.Platform;
using Hub.Server.Platform.Live;

namespace Hub.Server.Conversations.WebChat.Queue;

/// <summary>
/// Tells visitors who wait at this node how many wait before them, when that has changed. One look a moment for all of them, and none while nobody listens. A hint: a
/// lost one is made good by the next, by the session and by the catch-up.
/// </summary>
internal sealed class TellQueue(ChatSites sites, QueuePlaces places, LiveConnections connections, TimeProvider time, ILogger<TellQueue> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>What each connection was told last; it goes with the connection.</summary>
    private readonly ConditionalWeakTable<LiveConnection, Told> told = [];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(Every, TellAsync, "Visitors could not be told their places", time, logger, stoppingToken);

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        if (!await sites.AnyQueueAsync(cancellationToken))
        {
            return;
        }

        var listening = new List<(LiveConnection Connection, Guid IdentityId)>();
        foreach (var connection in connections.All)
        {
            if (connection.User is Visitor visitor && (await sites.OfAsync(visitor.Site.Account.Id, cancellationToken)).Settings.QueuePosition)
            {
                listening.Add((connection, visitor.IdentityId));
            }
        }

        if (listening.Count == 0)
        {
            return;
        }

        var now = await places.OfAsync([.. listening.Select(each => each.IdentityId).Distinct()], cancellationToken);
        foreach (var (connection, identityId) in listening)
        {
            int? ahead = now.TryGetValue(identityId, out var count) ? count : null;
            var before = told.GetValue(connection, _ => new Told());
            if (before.Ahead != ahead)
            {
                before.Ahead = ahead;
                connection.Offer("signal", JsonSerializer.SerializeToUtf8Bytes(new { type = "queue", ahead }, HubJson.Options));
            }
        }
    }

    private sealed class Told
    {
        public int? Ahead { get; set; }
    }
}
