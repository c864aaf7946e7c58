using Microsoft.AspNetCore.Authorization;

namespace Hub.Server.Identity;

/// <summary>
/// Every endpoint and hub says who may use it, with one of these or with <see cref="Platform.Web.AuthenticatesItself"/>. What says nothing is refused to everybody who is not signed in, and a test refuses
/// the build.
/// </summary>
internal static class AccessRules
{
    public const string PermissionClaim = "permission";
    public const string SessionClaim = "session";
    public const string SessionPolicy = "session";

    public static void AddAccessRules(this IServiceCollection services)
    {
        var signedIn = new AuthorizationPolicyBuilder(HubAuthentication.Scheme).RequireAuthenticatedUser().Build();
        var authorization = services.AddAuthorizationBuilder()
            .SetDefaultPolicy(signedIn)
            .SetFallbackPolicy(signedIn)
            .AddPolicy(SessionPolicy, policy => policy.AddAuthenticationSchemes(HubAuthentication.Scheme).RequireAuthenticatedUser().RequireClaim(SessionClaim));
        foreach (var permission in Permissions.All)
        {
            authorization.AddPolicy(permission, policy => policy.AddAuthenticationSchemes(HubAuthentication.Scheme).RequireAuthenticatedUser().RequireClaim(PermissionClaim, permission));
        }
    }

    /// <summary>Whoever is signed in, by browser or by token.</summary>
    public static TBuilder RequireSignedIn<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization();

    /// <summary>Signed in by browser: what would let a stolen token make itself permanent.</summary>
    public static TBuilder RequireSession<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(SessionPolicy);

    /// <summary>Held in the whole hub, or for some team or brand; then <c>ConversationAccess</c> asks again for the conversation.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder builder, string permission) where TBuilder : IEndpointConventionBuilder =>
        Permissions.All.Contains(permission)
            ? builder.RequireAuthorization(permission)
            : throw new ArgumentException($"There is no permission {permission}.", nameof(permission));

    /// <summary>The permissions an endpoint states that can be held for a team or brand only.</summary>
    public static IReadOnlyList<string> AskedPerConversation(Endpoint? endpoint) =>
        [.. (endpoint?.Metadata.GetOrderedMetadata<IAuthorizeData>() ?? []).Select(data => data.Policy).OfType<string>().Where(Permissions.OfOneConversation.Contains).Distinct()];
}

/// <summary><see cref="AccessRules.RequirePermission"/> for hubs and their methods.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class RequiresPermissionAttribute(string permission) : AuthorizeAttribute(permission);
