using Hub.Simulator.State;
using Hub.Simulator.Webhooks;

namespace Hub.Simulator.Line;

/// <summary>Get, set and test the webhook endpoint.</summary>
internal static class WebhookEndpoint
{
    public static void Map(RouteGroupBuilder line)
    {
        line.MapGet("/channel/webhook/endpoint", Get).WithName("GetWebhookEndpoint");
        line.MapPut("/channel/webhook/endpoint", SetAsync).WithName("SetWebhookEndpoint");
        line.MapPost("/channel/webhook/test", TestAsync).WithName("TestWebhookEndpoint");
    }

    private static IResult Get(HttpContext http)
    {
        var account = http.Account();
        lock (account.Gate)
        {
            return Results.Json(new { endpoint = account.WebhookUrl, active = account.WebhookActive });
        }
    }

    private static async Task<IResult> SetAsync(HttpContext http, Simulation simulation, CancellationToken cancellation)
    {
        var (body, refusal) = await LineBody.ReadAsync(http, cancellation);
        if (refusal is not null)
        {
            return refusal;
        }
        if (body.Text("endpoint") is not { Length: <= 500 } endpoint || !LineUrl.Allowed(endpoint))
        {
            return LineError.Of(400, "Invalid webhook endpoint URL");
        }
        var account = http.Account();
        lock (account.Gate)
        {
            account.WebhookUrl = endpoint;
            simulation.Record(account);
        }
        return Results.Json(new { });
    }

    /// <summary>Posts a body without events, as LINE does, and says what came back.</summary>
    private static async Task<IResult> TestAsync(HttpContext http, WebhookClient client, TimeProvider clock, CancellationToken cancellation)
    {
        var endpoint = (string?)null;
        if (http.Request.ContentLength is > 0)
        {
            var (body, refusal) = await LineBody.ReadAsync(http, cancellation);
            if (refusal is not null)
            {
                return refusal;
            }
            endpoint = body.Text("endpoint");
            if (endpoint is not null && !LineUrl.Allowed(endpoint))
            {
                return LineError.Of(400, "Invalid webhook endpoint URL");
            }
        }
        var account = http.Account();
        var timestamp = clock.GetUtcNow();
        var answer = await client.PostAsync(
            account, endpoint ?? account.WebhookUrl, WebhookEvents.Body(account.BotUserId, [], isRedelivery: false), TimeSpan.FromSeconds(10), clock, cancellation);
        return Results.Json(new
        {
            success = answer.Acknowledged,
            timestamp = timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
            statusCode = answer.Status ?? 0,
            reason = answer.Reason,
            detail = answer.Status?.ToString() ?? answer.Detail,
        });
    }
}
