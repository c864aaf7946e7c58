using Hub.Server.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Hub.Server.Conversations;

/// <summary>Who has a conversation and whose it is: all that decides who may see it.</summary>
internal readonly record struct Whose(Guid? OwnerId, Guid? TeamId, Guid BrandId);

/// <summary>
/// The gate. A person sees what they own; for the rest a role counts that is held everywhere, for the conversation's brand, or for its team. A role for its
/// team lets them see it. Any other lets them see it when it has <c>conversations.see_all</c>, when they are in its team, or, if it has neither owner nor
/// team, with <c>conversations.see_unassigned</c>. What one may do needs a role that counts there too; roles add up.
/// Lists, single reads, actions, files, the live view and exports all ask here.
/// </summary>
internal static class ConversationAccess
{
    /// <summary>What <see cref="ForAgent"/> says of somebody without any limit.</summary>
    public const string Everything = "TRUE";

    public static bool Sees(CurrentAgent agent, Whose whose) => Sees(agent.Id, agent.Held, agent.TeamIds, whose);

    /// <summary>The same rule for somebody who is not the caller; nobody sees anything who is switched off.</summary>
    public static bool MaySee(AgentInfo agent, ConversationState conversation) => agent.Active && Sees(agent.Id, agent.Held, agent.TeamIds, Of(conversation));

    private static bool Sees(Guid id, IEnumerable<HeldRole> held, IReadOnlyCollection<Guid> teamIds, Whose whose) =>
        whose.OwnerId == id || held.Any(role => IsOfBrand(role, whose) && (role.TeamId is { } team
            ? whose.TeamId == team
            : role.Allows(Permissions.SeeAllConversations)
                || (whose.TeamId is { } its ? teamIds.Contains(its) : whose.OwnerId is null && role.Allows(Permissions.SeeUnassigned))));

    /// <summary>Whether a role that counts there allows it. A conversation of one's own without a team is as good as one of each team one has a role for.</summary>
    public static bool May(CurrentAgent agent, string permission, Whose whose) => May(agent.Id, agent.Held, permission, whose);

    /// <summary>The same rule for somebody who is not the caller.</summary>
    public static bool May(AgentInfo agent, string permission, ConversationState conversation) => MaySee(agent, conversation) && May(agent.Id, agent.Held, permission, Of(conversation));

    public static bool May(AgentInfo agent, string permission, Whose whose) => agent.Active && May(agent.Id, agent.Held, permission, whose);

    private static bool May(Guid id, IEnumerable<HeldRole> held, string permission, Whose whose) => held.Any(role => role.Allows(permission) && IsOfBrand(role, whose)
        && (role.TeamId is not { } team || whose.TeamId == team || (whose.TeamId is null && whose.OwnerId == id)));

    /// <summary>Sees it, and holds for it what the route of this request asks.</summary>
    public static bool MaySee(CurrentAgent agent, Whose whose) => Sees(agent, whose) && agent.Asked.All(permission => May(agent, permission, whose));

    public static bool MaySee(CurrentAgent agent, ConversationState conversation) => MaySee(agent, Of(conversation));

    /// <summary>Why the request goes no further: what is not seen is not found, what is seen may still be forbidden. Null: it may go on.</summary>
    public static ProblemHttpResult? Refusal(CurrentAgent agent, ConversationState? conversation) =>
        conversation is null || !Sees(agent, Of(conversation)) ? Problem.NotFound()
        : MaySee(agent, conversation) ? null
        : Problem.Of(StatusCodes.Status403Forbidden, "forbidden");

    public static Whose Of(ConversationState conversation) => new(conversation.OwnerId, conversation.TeamId, conversation.BrandId);

    public static Whose Of(ConversationRow row) => new(row.OwnerId, row.TeamId, row.BrandId);

    private static bool IsOfBrand(HeldRole role, Whose whose) => role.BrandId is null || role.BrandId == whose.BrandId;

    /// <summary><see cref="MaySee(CurrentAgent, Whose)"/> as SQL over alias <c>h</c>; parameters are appended to the command.</summary>
    public static string ForAgent(CurrentAgent agent, NpgsqlCommand command)
    {
        var rule = new ConversationRule(agent, command);
        var sees = rule.Sees();
        var asked = agent.Asked.Select(rule.Holds).Where(clause => clause != Everything).ToList();
        return asked.Count == 0 ? sees : $"({sees} AND {string.Join(" AND ", asked)})";
    }

    /// <summary>The live groups whose rows an agent follows; together they cover exactly what they see.</summary>
    public static IEnumerable<string> GroupsOf(CurrentAgent agent)
    {
        var groups = new HashSet<string>(StringComparer.Ordinal);
        foreach (var role in agent.Held)
        {
            if (role.TeamId is { } team)
            {
                groups.Add(LiveGroupNames.Team(team, role.BrandId));
            }
            else if (role.Allows(Permissions.SeeAllConversations))
            {
                groups.Add(role.BrandId is { } brand ? LiveGroupNames.Brand(brand) : LiveGroupNames.All);
            }
            else
            {
                groups.UnionWith(agent.TeamIds.Select(own => LiveGroupNames.Team(own, role.BrandId)));
                if (role.Allows(Permissions.SeeUnassigned))
                {
                    groups.Add(LiveGroupNames.Unassigned(role.BrandId));
                }
            }
        }

        return groups.Contains(LiveGroupNames.All) ? [LiveGroupNames.All] : groups.Append(LiveGroupNames.Agent(agent.Id));
    }

    /// <summary>The groups that see a conversation.</summary>
    public static IEnumerable<string> GroupsFor(Whose whose)
    {
        yield return LiveGroupNames.All;
        yield return LiveGroupNames.Brand(whose.BrandId);
        if (whose.TeamId is { } team)
        {
            yield return LiveGroupNames.Team(team, null);
            yield return LiveGroupNames.Team(team, whose.BrandId);
        }
        else if (whose.OwnerId is null)
        {
            yield return LiveGroupNames.Unassigned(null);
            yield return LiveGroupNames.Unassigned(whose.BrandId);
        }

        if (whose.OwnerId is { } owner)
        {
            yield return LiveGroupNames.Agent(owner);
        }
    }

    /// <summary>The rule in SQL. The brand is looked up beside the head: whoever holds no role for single brands pays nothing for it, and neither does the writing of heads.</summary>
    private sealed class ConversationRule(CurrentAgent agent, NpgsqlCommand command)
    {
        private const string Brand = "(SELECT its.brand_id FROM conversations.conversation its WHERE its.id = h.conversation_id)";

        private string? me;
        private string? teams;

        private string Me => me ??= Parameter(command, agent.Id);

        public string Sees()
        {
            if (agent.Held.Any(role => role is { TeamId: null, BrandId: null } && role.Allows(Permissions.SeeAllConversations)))
            {
                return Everything;
            }

            var clauses = new List<string> { $"h.owner_id = {Me}" };
            foreach (var role in agent.Held)
            {
                var clause = And(
                    role.TeamId is { } team ? $"h.team_id = {Parameter(command, team)}"
                    : role.Allows(Permissions.SeeAllConversations) ? null
                    : InTeams() + (role.Allows(Permissions.SeeUnassigned) ? " OR (h.team_id IS NULL AND h.owner_id IS NULL)" : ""),
                    role.BrandId);
                clauses.Add(clause);
            }

            return $"({string.Join(" OR ", clauses)})";
        }

        public string Holds(string permission)
        {
            if (agent.Held.Any(role => role is { TeamId: null, BrandId: null } && role.Allows(permission)))
            {
                return Everything;
            }

            var clauses = agent.Held.Where(role => role.Allows(permission)).Select(role => And(
                role.TeamId is { } team ? $"h.team_id = {Parameter(command, team)} OR (h.team_id IS NULL AND h.owner_id = {Me})" : null, role.BrandId)).ToList();
            return clauses.Count == 0 ? "FALSE" : $"({string.Join(" OR ", clauses)})";
        }

        private string InTeams() => $"h.team_id = ANY({teams ??= Parameter(command, agent.TeamIds.ToArray())})";

        private string And(string? clause, Guid? brandId) => (clause, brandId) switch
        {
            (null, null) => Everything,
            (null, { } brand) => $"{Brand} = {Parameter(command, brand)}",
            (_, null) => $"({clause})",
            (_, { } brand) => $"(({clause}) AND {Brand} = {Parameter(command, brand)})",
        };

        private static string Parameter(NpgsqlCommand command, object value)
        {
            command.Parameters.Add(new() { Value = value });
            return $"${command.Parameters.Count}";
        }
    }
}

/// <summary>Names of live groups, made of ids only.</summary>
internal static class LiveGroupNames
{
    public const string All = "all";

    public static string Brand(Guid id) => $"brand:{id}";

    /// <param name="brandId">Given: only its work of this brand.</param>
    public static string Team(Guid id, Guid? brandId) => brandId is { } brand ? $"team:{id}:{brand}" : $"team:{id}";

    /// <param name="brandId">Given: only that of this brand.</param>
    public static string Unassigned(Guid? brandId) => brandId is { } brand ? $"unassigned:{brand}" : "unassigned";

    public static string Agent(Guid id) => $"agent:{id}";

    public const string ConversationPrefix = "conversation:";

    public static string Conversation(Guid id) => $"{ConversationPrefix}{id}";

    public static string Visitor(Guid identityId) => $"visitor:{identityId}";
}
