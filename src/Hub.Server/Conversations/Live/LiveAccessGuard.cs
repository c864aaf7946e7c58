using Hub.Server.Conversations.WebChat;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Live;
using Npgsql;

namespace Hub.Server.Conversations.Live;

/// <summary>
/// Ends live connections whose right to listen has ended: at once when it changed on this node, within five seconds when it changed on another or ran
/// out by itself. Whoever may still come in connects again and gets what they may see now. If the database cannot be asked, everybody is sent away.
/// </summary>
internal sealed partial class LiveAccessGuard(
    AccessChanges changes, LiveConnections connections, LiveGroups groups, ChannelAccounts accounts, TimeProvider time, ILogger<LiveAccessGuard> logger) : BackgroundService
{
    private static readonly TimeSpan ToSayWho = TimeSpan.FromSeconds(15);
    // Together less than the five seconds.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan ToAnswer = TimeSpan.FromSeconds(3);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        changes.Changed += Drop;
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Periodically.RunAsync(Interval, LookAsync, "Live connections could not be looked through", time, logger, stoppingToken);
        changes.Changed -= Drop;
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        await CheckVisitorsAsync(cancellationToken);
        groups.Sweep(TimeSpan.FromMinutes(10));
    }

    private void Drop(Guid agentId)
    {
        foreach (var connection in connections.All.Where(connection => (connection.User as CurrentAgent)?.Id == agentId))
        {
            End(connection);
        }
    }

    private async Task CheckAsync(CancellationToken stoppingToken)
    {
        var open = connections.All.Select(connection => (Connection: connection, Agent: connection.User as CurrentAgent)).Where(pair => pair.Agent is not null).ToList();
        if (open.Count == 0)
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(ToAnswer, time);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
            var versions = await changes.CurrentVersionsAsync(open.Select(pair => pair.Agent!.Id).Distinct(), deadline.Token);
            var sessions = await changes.SessionsAliveAsync(open.Select(pair => pair.Agent!.SessionId).OfType<Guid>().Distinct(), deadline.Token);
            var tokens = await changes.TokensAliveAsync(open.Select(pair => pair.Agent!.TokenId).OfType<Guid>().Distinct(), deadline.Token);
            foreach (var (connection, agent) in open)
            {
                var alive = versions.TryGetValue(agent!.Id, out var version) && version == agent.AccessVersion
                    && (agent.SessionId is { } session ? sessions.Contains(session) : agent.TokenId is { } token && tokens.Contains(token));
                if (!alive)
                {
                    End(connection);
                }
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            Log.Unchecked(logger, open.Count, exception.GetType().Name);
            open.ForEach(pair => End(pair.Connection));
        }
    }

    /// <summary>Visitors of a site that is switched off, and whoever has not said in time who they are.</summary>
    private async Task CheckVisitorsAsync(CancellationToken stoppingToken)
    {
        var inUse = new HashSet<Guid>();
        try
        {
            inUse.UnionWith((await accounts.AllAsync(stoppingToken)).Where(site => site.Active).Select(site => site.Account.Id));
        }
        catch (NpgsqlException)
        {
            // Not known now; sites are switched off seldom, and the next look is near.
            return;
        }

        foreach (var connection in connections.All)
        {
            var stays = connection.User switch
            {
                null => time.GetElapsedTime(connection.OpenedAt) < ToSayWho,
                Visitor visitor => inUse.Contains(visitor.Site.Account.Id),
                _ => true,
            };
            if (!stays)
            {
                End(connection);
            }
        }
    }

    private void End(LiveConnection connection)
    {
        connection.Close(groups);
        connection.Abort();
    }

    private static partial class Log
    {
        [LoggerMessage(4311, LogLevel.Warning, "Access could not be checked ({Error}); {Connections} live connections were ended")]
        public static partial void Unchecked(ILogger logger, int connections, string error);
    }
}
