using Hub.Server.Identity;
using Npgsql;

namespace Hub.Server.Conversations;

/// <summary>
/// The gate. Who sees a conversation: everybody with <c>conversations.see_all</c>, its owner, the members of its team, and for one without a team
/// everybody with <c>conversations.see_unassigned</c>. Lists, single reads, actions, files, the live view and exports all ask here.
/// </summary>
internal static class ConversationAccess
{
    public static bool MaySee(CurrentAgent agent, Guid? ownerId, Guid? teamId) =>
        agent.Can(Permissions.SeeAllConversations) || ownerId == agent.Id
        || (teamId is { } team ? agent.TeamIds.Contains(team) : ownerId is null && agent.Can(Permissions.SeeUnassigned));

    public static bool MaySee(CurrentAgent agent, ConversationState conversation) => MaySee(agent, conversation.OwnerId, conversation.TeamId);

    /// <summary>The same rule for somebody who is not the caller; nobody sees anything who is switched off.</summary>
    public static bool MaySee(AgentInfo agent, ConversationState conversation) => agent.Active
        && (agent.Permissions.Contains(Permissions.SeeAllConversations) || conversation.OwnerId == agent.Id
            || (conversation.TeamId is { } team ? agent.TeamIds.Contains(team) : conversation.OwnerId is null && agent.Permissions.Contains(Permissions.SeeUnassigned)));

    /// <summary>The same rule as SQL over alias <c>h</c>; parameters are appended to the command.</summary>
    public static string ForAgent(CurrentAgent agent, NpgsqlCommand command)
    {
        if (agent.Can(Permissions.SeeAllConversations))
        {
            return "TRUE";
        }

        command.Parameters.Add(new() { Value = agent.Id });
        var owner = command.Parameters.Count;
        command.Parameters.Add(new() { Value = agent.TeamIds.ToArray() });
        var unassigned = agent.Can(Permissions.SeeUnassigned) ? " OR (h.team_id IS NULL AND h.owner_id IS NULL)" : "";
        return $"(h.owner_id = ${owner} OR h.team_id = ANY(${owner + 1}){unassigned})";
    }

    /// <summary>The live groups whose rows an agent follows; together they cover exactly what <see cref="ForAgent"/> lets through.</summary>
    public static IEnumerable<string> GroupsOf(CurrentAgent agent)
    {
        if (agent.Can(Permissions.SeeAllConversations))
        {
            return [LiveGroupNames.All];
        }

        var groups = agent.TeamIds.Select(LiveGroupNames.Team).Append(LiveGroupNames.Agent(agent.Id));
        return agent.Can(Permissions.SeeUnassigned) ? groups.Append(LiveGroupNames.Unassigned) : groups;
    }

    /// <summary>The groups that see a conversation with this owner and team.</summary>
    public static IEnumerable<string> GroupsFor(Guid? ownerId, Guid? teamId)
    {
        yield return LiveGroupNames.All;
        if (teamId is { } team)
        {
            yield return LiveGroupNames.Team(team);
        }
        else if (ownerId is null)
        {
            yield return LiveGroupNames.Unassigned;
        }

        if (ownerId is { } owner)
        {
            yield return LiveGroupNames.Agent(owner);
        }
    }
}

/// <summary>Names of live groups, made of ids only.</summary>
internal static class LiveGroupNames
{
    public const string All = "all";
    public const string Unassigned = "unassigned";

    public static string Team(Guid id) => $"team:{id}";

    public static string Agent(Guid id) => $"agent:{id}";

    public const string ConversationPrefix = "conversation:";

    public static string Conversation(Guid id) => $"{ConversationPrefix}{id}";

    public static string Visitor(Guid identityId) => $"visitor:{identityId}";
}
