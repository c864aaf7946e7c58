using System.Security.Cryptography;
using System.Text;
using Hub.Server.Platform.Audit;

namespace Hub.Server.Identity;

/// <summary>Notes that somebody was refused: who, and which route; nothing of what they asked for or sent.</summary>
internal static class RefusedAccess
{
    public const string Action = "access.refused";

    public static async Task Note(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Response.StatusCode == StatusCodes.Status403Forbidden && CurrentAgent.Of(context) is { } agent && context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
        {
            await context.RequestServices.GetRequiredService<AuditTrail>().SawAsync(Entry(agent, context.Request.Method, route), CancellationToken.None);
        }
    }

    // A route has no id of its own; one made of its name lets repetitions count once.
    private static AuditEntry Entry(CurrentAgent agent, string method, string route) => new(agent.AsActor(), Action)
    {
        TargetKind = "route",
        TargetId = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{method} {route}")).AsSpan(0, 16)),
        Data = new { method, route },
    };
}
