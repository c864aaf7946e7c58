using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Live;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Npgsql;

namespace Hub.Server.Conversations.Live;

internal sealed record GroupPosition(string Group, long Position);

internal sealed record HelloMessage(string Epoch, IReadOnlyList<GroupPosition> Groups);

internal sealed record OpenedGroup(string Group, string Epoch, long Position);

/// <summary>The desk's live connection: events out, typing and presence both ways. Everything that is written goes by REST.</summary>
[Authorize]
internal sealed class DeskHub(LiveGroups groups, LiveConnections connections, Presence presence, NpgsqlDataSource dataSource, AuditTrail audit) : Microsoft.AspNetCore.SignalR.Hub
{
    private const int MaxOpen = 50;

    public override Task OnConnectedAsync()
    {
        if (CurrentAgent.Of(Context.GetHttpContext()) is { } agent)
        {
            var connection = Connection;
            connection.User = agent;
            presence.Connected(agent, connection);
            connection.Offer("hello", JsonSerializer.SerializeToUtf8Bytes(JoinRows(connection, agent), HubJson.Options));
        }
        else
        {
            Context.Abort();
        }

        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        if (connections.Get(Context.ConnectionId) is { } connection)
        {
            connection.Close(groups);
            presence.Disconnected(connection);
        }

        return Task.CompletedTask;
    }

    /// <summary>Joins again after a resync; the answer is a fresh hello.</summary>
    public HelloMessage Resume() => JoinRows(Connection, Agent);

    /// <summary>Follows one conversation. An unknown one and a forbidden one give the same error.</summary>
    public async Task<OpenedGroup> Open(Guid conversationId)
    {
        var agent = Agent;
        var group = LiveGroupNames.Conversation(conversationId);
        var connection = Connection;
        if (connection.Groups.Count(joined => joined.StartsWith(LiveGroupNames.ConversationPrefix, StringComparison.Ordinal)) >= MaxOpen)
        {
            throw new HubException("too_many");
        }

        // Asked before, so that a stranger hears nothing; asked again after, so that a move in between is seen by one of the two.
        if (await SeenCustomerAsync(agent, conversationId) is not { } customerId)
        {
            throw new HubException("not_found");
        }

        await audit.SawAsync(GetConversation.Opened(agent, conversationId, customerId), Context.ConnectionAborted);
        var position = connection.Join(groups, group);
        if (await SeenCustomerAsync(agent, conversationId) is null)
        {
            connection.Leave(groups, group);
            throw new HubException("not_found");
        }

        presence.Viewing(connection, conversationId);
        return new OpenedGroup(group, groups.Epoch, position);
    }

    public void Close(Guid conversationId)
    {
        Connection.Leave(groups, LiveGroupNames.Conversation(conversationId));
        presence.NotViewing(Connection, conversationId);
    }

    public void Typing(Guid conversationId, bool typing)
    {
        if (Connection.IsIn(LiveGroupNames.Conversation(conversationId)))
        {
            presence.Typing(Connection, conversationId, typing);
        }
    }

    private LiveConnection Connection => connections.Get(Context.ConnectionId) ?? throw new HubException("closed");

    private CurrentAgent Agent => Connection.User as CurrentAgent ?? throw new HubException("closed");

    private HelloMessage JoinRows(LiveConnection connection, CurrentAgent agent) =>
        new(groups.Epoch, [.. ConversationAccess.GroupsOf(agent).Select(group => new GroupPosition(group, connection.Join(groups, group)))]);

    /// <summary>The customer, if the agent may see the conversation.</summary>
    private async Task<Guid?> SeenCustomerAsync(CurrentAgent agent, Guid conversationId)
    {
        await using var command = dataSource.CreateCommand();
        command.Parameters.Add(new() { Value = conversationId });
        command.CommandText = $"SELECT c.customer_id FROM conversations.conversation_head h JOIN conversations.conversation c ON c.id = h.conversation_id WHERE h.conversation_id = $1 AND {ConversationAccess.ForAgent(agent, command)}";
        return await command.ExecuteScalarAsync(Context.ConnectionAborted) as Guid?;
    }
}
