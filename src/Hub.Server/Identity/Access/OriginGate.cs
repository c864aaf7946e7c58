using Microsoft.AspNetCore.Http.Features;

namespace Hub.Server.Identity;

/// <summary>
/// Refuses what another site makes a signed-in browser send: every unsafe method and every upgrade that carries our cookie must come from our own
/// pages. Runs before authentication. Bodies must be JSON, which no form can send; an upload is raw bytes with a header that no form can set.
/// </summary>
internal sealed class OriginGate(RequestDelegate next, SessionCookie cookie, RequestOrigin origin)
{
    public const string FileNameHeader = "X-File-Name";

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!cookie.IsOn(request) || context.GetEndpoint()?.Metadata.GetMetadata<IgnoresSession>() is not null || (IsSafe(request.Method) && !IsUpgrade(context)))
        {
            return next(context);
        }

        if (origin.Judge(request) != RequestSource.OwnPage)
        {
            return Problem.Of(StatusCodes.Status403Forbidden, "cross_origin").ExecuteAsync(context);
        }

        return HasBody(context) && !request.HasJsonContentType() && !request.Headers.ContainsKey(FileNameHeader)
            ? Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type").ExecuteAsync(context)
            : next(context);
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    // Over HTTP/2 a WebSocket opens with CONNECT, which is not a safe method.
    private static bool IsUpgrade(HttpContext context) =>
        context.Request.Headers.Upgrade.Count > 0 || context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest == true;

    private static bool HasBody(HttpContext context) =>
        context.Request.ContentLength != 0 && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false;
}

/// <summary>Metadata of an endpoint for which the session cookie means nothing, so that nobody can misuse it there.</summary>
internal sealed record IgnoresSession;
