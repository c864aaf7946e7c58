using System.Security.Claims;
using Hub.Server.Platform.Audit;

namespace Hub.Server.Identity;

/// <summary>
/// The person behind this request. Endpoints take it as a parameter; hubs read it with <see cref="Of"/> from <c>Context.GetHttpContext()</c>, where
/// it stays what it was when the connection opened.
/// </summary>
/// <param name="Role">The role held everywhere, or null.</param>
/// <param name="Permissions">What the role held everywhere allows.</param>
/// <param name="SessionId">The browser session, or null when an API token was used.</param>
/// <param name="TokenId">The API token, or null when a browser session was used.</param>
/// <param name="AccessVersion">Grows whenever what this person may do changes.</param>
internal sealed record CurrentAgent(
    Guid Id,
    string Name,
    string Email,
    string? Role,
    IReadOnlySet<string> Permissions,
    IReadOnlySet<Guid> TeamIds,
    string Language,
    Guid? SessionId,
    Guid? TokenId,
    long AccessVersion)
{
    /// <summary>Where this request comes from, for the audit log.</summary>
    public string? Address { get; init; }

    /// <summary>As the audit log names them.</summary>
    public AuditActor AsActor() => new(AuditActorKind.Agent, Id, SessionId, TokenId, Address);

    /// <summary>Roles for single teams and brands.</summary>
    public IReadOnlyList<HeldRole> Grants { get; init; } = [];

    /// <summary>A role asks for a second step and there is none: everything but setting one up is refused.</summary>
    public bool MustSetUpSecondStep { get; init; }

    /// <summary>The permissions that the route of this request states and that somebody may hold for a team or brand only: the gate asks for them per conversation.</summary>
    public IReadOnlyList<string> Asked { get; init; } = [];

    /// <summary>All roles, the one held everywhere among them.</summary>
    public IEnumerable<HeldRole> Held => Role is null ? Grants : Grants.Prepend(new HeldRole(Permissions, null, null));

    /// <summary>In the whole hub. What is done to one conversation or customer is asked of <c>ConversationAccess</c>.</summary>
    public bool Can(string permission) => Permissions.Contains(permission);

    /// <summary>In the whole hub, or in some team or brand where that is enough to begin with.</summary>
    public IEnumerable<string> HeldSomewhere => Permissions.Union(Grants.SelectMany(grant => grant.Permissions).Where(Identity.Permissions.OfOneConversation.Contains));

    public static CurrentAgent? Of(HttpContext? context) => context?.Features.Get<CurrentAgent>();

    public static ValueTask<CurrentAgent?> BindAsync(HttpContext context)
    {
        var agent = Of(context);
        return ValueTask.FromResult(agent is { Grants.Count: > 0 } && AccessRules.AskedPerConversation(context.GetEndpoint()) is { Count: > 0 } asked ? agent with { Asked = asked } : agent);
    }

    public ClaimsPrincipal ToPrincipal()
    {
        var identity = new ClaimsIdentity(HubAuthentication.Scheme, ClaimTypes.Name, ClaimTypes.Role);
        // The id is the name: framework logs print names, and a person's name does not belong there.
        identity.AddClaim(new Claim(ClaimTypes.Name, Id.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, Id.ToString()));
        identity.AddClaims(HeldSomewhere.Select(permission => new Claim(AccessRules.PermissionClaim, permission)));
        if (SessionId is { } session)
        {
            identity.AddClaim(new Claim(AccessRules.SessionClaim, session.ToString()));
        }

        return new ClaimsPrincipal(identity);
    }

    /// <summary>Keeps names and addresses out of logs.</summary>
    public override string ToString() => $"agent {Id}";
}
