using System.Text.Json;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.Live;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Live;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Hub.Server.Conversations.WebChat;

internal sealed record JoinRequest(string Site, string Token)
{
    /// <summary>Keeps the token out of logs.</summary>
    public override string ToString() => $"site {Site}";
}

/// <summary>A visitor's live connection. The first call is <see cref="Join"/> with the visitor's token; cookies mean nothing here. Until then nothing is heard.</summary>
[AllowAnonymous]
internal sealed class VisitorHub(LiveGroups groups, LiveConnections connections, Visitors visitors, VisitorOrigins origins, VisitorMessages messages, Presence presence) : Microsoft.AspNetCore.SignalR.Hub
{
    public async Task<OpenedGroup> Join(JoinRequest request)
    {
        var connection = Connection;
        if (connection.User is null && await visitors.SiteAsync(request.Site, Context.ConnectionAborted) is { } site
            && Context.GetHttpContext() is { } http && origins.MayUse(http.Request, site)
            && await visitors.FindAsync(site, request.Token, Context.ConnectionAborted) is { } visitor)
        {
            connection.User = visitor;
            var group = LiveGroupNames.Visitor(visitor.IdentityId);
            return new OpenedGroup(group, groups.Epoch, connection.Join(groups, group));
        }

        throw new HubException("unknown_visitor");
    }

    public async Task Typing(bool typing)
    {
        if (Connection.User is Visitor visitor && await messages.NewestIdAsync(visitor.IdentityId, Context.ConnectionAborted) is { } conversationId)
        {
            presence.VisitorTyping(conversationId, typing);
        }
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Get(Context.ConnectionId)?.Close(groups);
        return Task.CompletedTask;
    }

    private LiveConnection Connection => connections.Get(Context.ConnectionId) ?? throw new HubException("closed");
}

/// <summary>Tells visitors that an agent is typing. A hint: lost hints do no harm.</summary>
internal sealed partial class VisitorSignals(Presence presence, Npgsql.NpgsqlDataSource dataSource, Agents agents, LiveConnections connections, ILogger<VisitorSignals> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        presence.AgentTyping += OnTyping;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        presence.AgentTyping -= OnTyping;
        return Task.CompletedTask;
    }

    private void OnTyping(Guid conversationId, Guid agentId, bool typing) => _ = TellAsync(conversationId, agentId, typing);

    public async Task TellAsync(Guid conversationId, Guid agentId, bool typing)
    {
        try
        {
            if (await ChosenWay.SeenAtAsync(dataSource, conversationId, agentId, CancellationToken.None) is { } seen)
            {
                var name = (await agents.AllNamesAsync([agentId], CancellationToken.None)).GetValueOrDefault(agentId)?.TowardsCustomers(seen.WorkNames);
                var json = JsonSerializer.SerializeToUtf8Bytes(new { type = "agentTyping", typing, name }, HubJson.Options);
                foreach (var connection in connections.In(LiveGroupNames.Visitor(seen.IdentityId)))
                {
                    connection.Offer("signal", json);
                }
            }
        }
        catch (Npgsql.NpgsqlException exception)
        {
            Log.NotTold(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4511, LogLevel.Debug, "A typing hint was lost")]
        public static partial void NotTold(ILogger logger, Exception exception);
    }
}
