using System.Reflection;
using System.Text.RegularExpressions;
using Hub.Server.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;

namespace Hub.Server.Tests.Identity;

/// <summary>A route of a running server and the rule that it states; null when it states none.</summary>
internal sealed partial record RouteRule(string Method, string Pattern, string? Rule)
{
    public string Name => $"{Method} {Pattern}";

    /// <summary>A path of this route that names nothing that exists.</summary>
    public string SamplePath => Parameter().Replace(Pattern, match =>
        match.Groups[1].Value.StartsWith('*') ? "none" : match.Value.Contains(":int", StringComparison.Ordinal) || match.Value.Contains("number", StringComparison.Ordinal) ? "1" : "00000000-0000-7000-8000-000000000000");

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Parameter();
}

/// <summary>Reads the rules of all endpoints and hub methods from their metadata.</summary>
internal static class EndpointRules
{
    public static IReadOnlyList<RouteRule> Of(IEnumerable<RouteEndpoint> endpoints) =>
    [
        .. from endpoint in endpoints
           where endpoint.Metadata.GetMetadata<HubMetadata>() is null
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"]
           orderby endpoint.RoutePattern.RawText, method
           select new RouteRule(method, "/" + endpoint.RoutePattern.RawText!.Trim('/'), RuleOf(endpoint)),
    ];

    /// <summary>Hub methods by "path Method"; what the whole hub states counts for each of its methods.</summary>
    public static IReadOnlyList<(string Name, string? Rule)> OfHubs(IEnumerable<RouteEndpoint> endpoints) =>
    [
        .. from endpoint in endpoints
           let hub = endpoint.Metadata.GetMetadata<HubMetadata>()
           where hub is not null && !endpoint.RoutePattern.RawText!.EndsWith("/negotiate", StringComparison.Ordinal)
           from method in hub.HubType.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
           where !method.IsSpecialName && method.GetBaseDefinition() == method
           orderby endpoint.RoutePattern.RawText, method.Name
           select ($"/{endpoint.RoutePattern.RawText!.Trim('/')} {method.Name}", RuleOf(endpoint, method)),
    ];

    private static string? RuleOf(Endpoint endpoint, MethodInfo? hubMethod = null)
    {
        var anonymous = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        if (anonymous)
        {
            return endpoint.Metadata.GetMetadata<AuthenticatesItself>() is { } itself ? $"itself: {itself.How}" : null;
        }

        var stated = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Concat(hubMethod?.GetCustomAttributes<AuthorizeAttribute>() ?? []).ToList();
        var policies = stated.Select(data => data.Policy).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        return stated.Count == 0 ? null : policies.Count == 0 ? "signed in" : string.Join(", ", policies);
    }
}
