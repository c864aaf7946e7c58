using Hub.Simulator.State;

namespace Hub.Simulator.Line;

/// <summary>The LINE Messaging API's paths. Every answer under them carries <c>X-Line-Request-Id</c>.</summary>
internal static class LineApi
{
    public static void UseLineRequestIds(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.Request.Path.StartsWithSegments("/v2") || http.Request.Path.StartsWithSegments("/oauth2"))
        {
            http.Response.Headers["X-Line-Request-Id"] = http.RequestServices.GetRequiredService<Simulation>().Ids.Request();
        }
        return next(http);
    });

    public static void MapLineApi(this WebApplication app)
    {
        app.Services.GetRequiredService<ChannelTokens>().Map(app);
        var line = app.MapGroup("/v2/bot").AddEndpointFilter(app.Services.GetRequiredService<LineGate>());
        SendMessages.Map(line);
        MessageContents.Map(line);
        AccountCalls.Map(line);
        ChatCalls.Map(line);
        GroupCalls.Map(line);
        AccountLinks.Map(line);
        WebhookEndpoint.Map(line);
        app.MapFallback("/v2/{**rest}", http => LineError.Of(404, LineError.NotFound).ExecuteAsync(http));
        app.MapFallback("/oauth2/{**rest}", http => LineError.Of(404, LineError.NotFound).ExecuteAsync(http));
    }
}
