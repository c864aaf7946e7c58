using Hub.Server.Platform.Web;

namespace Hub.Server.Platform.Health;

/// <summary>For process managers and proxies; anonymous, and says no more than a word.</summary>
internal static class HealthEndpoints
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/livez", () => TypedResults.Ok(new Answer("alive"))).AuthenticatesItself("says one word, guards nothing").WithName("GetLive");
        app.MapGet("/readyz", async (HubReadiness readiness, CancellationToken cancellationToken) =>
            await readiness.CheckAsync(cancellationToken) is { } reason
                ? Results.Json(new Answer(reason), statusCode: StatusCodes.Status503ServiceUnavailable)
                : Results.Ok(new Answer("ready"))).AuthenticatesItself("says one word, guards nothing").WithName("GetReady");
    }

    internal sealed record Answer(string Status);
}
