using System.Linq.Expressions;

namespace Hub.Server.Identity;

/// <summary>A colleague as the API shows them.</summary>
/// <param name="Role">The role held everywhere, or null.</param>
/// <param name="WorkName">The name towards customers of a brand that wants work names.</param>
/// <param name="Invited">Has not set a password yet.</param>
/// <param name="Grants">Roles for single teams and brands.</param>
/// <param name="Converses">Has to do with conversations, so that something can be handed to them; a program of the firm's has not.</param>
internal sealed record AgentView(Guid Id, string Name, string Email, string? Role, Guid[] TeamIds, bool Active, bool Present, GrantView[] Grants, bool Invited, bool SecondStep, string? WorkName, bool Converses)
{
    private static readonly string[] _conversing = [.. Permissions.OfOneConversation];

    public static Expression<Func<Agent, AgentView>> Projection { get; } = agent => new AgentView(
        agent.Id,
        agent.Name,
        agent.Email,
        agent.Role!.Key,
        agent.Memberships.OrderBy(membership => membership.TeamId).Select(membership => membership.TeamId).ToArray(),
        agent.Active,
        false,
        agent.Grants.OrderBy(grant => grant.Id).Select(grant => new GrantView(grant.Role.Key, grant.TeamId, grant.BrandId)).ToArray(),
        agent.PasswordHash == null,
        agent.TotpSecret != null,
        agent.WorkName,
        (agent.Role != null && agent.Role.Permissions.Any(permission => _conversing.Contains(permission))) || agent.Grants.Any(grant => grant.Role.Permissions.Any(permission => _conversing.Contains(permission))));
}
