using Microsoft.AspNetCore.Http.Features;

namespace Hub.Server.Platform.Telemetry;

/// <summary>
/// Names the server's spans by route and status. Not the framework's own tags: those carry the path and query as sent, and with them ids and tokens.
/// </summary>
internal static class ServerSpan
{
    public static void Use(WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
            span.SetTag("http.request.method", context.Request.Method);
            span.SetTag("http.route", route);
            span.SetTag("http.response.status_code", context.Response.StatusCode);
        }
    });
}
