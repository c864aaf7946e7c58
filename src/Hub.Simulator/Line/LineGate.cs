using Hub.Simulator.State;

namespace Hub.Simulator.Line;

/// <summary>Which of the fault groups an endpoint belongs to: send, profile, content or other.</summary>
internal sealed record FaultGroup(string Name);

/// <summary>What every call to LINE meets before and after its handler: the bearer token, then the faults asked for.</summary>
internal sealed class LineGate(ChannelTokens tokens, TimeProvider clock) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (tokens.Authenticate(http.Request) is not { } account)
        {
            return LineError.Of(401, LineError.Unauthorized);
        }
        http.Features.Set(account);
        var group = http.GetEndpoint()?.Metadata.GetMetadata<FaultGroup>()?.Name ?? "other";
        var fault = account.Faults.Decide(group);
        if (fault.Latency > TimeSpan.Zero)
        {
            await Task.Delay(fault.Latency, clock, http.RequestAborted);
        }
        if (fault.HangUp == "before")
        {
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
            http.Abort();
            return Results.Empty;
        }
        if (fault.RateLimit is { } kind)
        {
            return LineError.Of(429, kind switch { "quota" => LineError.MonthlyLimit, "concurrency" => LineError.Concurrency, _ => LineError.RateLimit });
        }
        if (fault.Refuse is { } status)
        {
            return LineError.Of(status, LineError.ForStatus(status));
        }
        var result = await next(context);
        if (fault.HangUp == "after")
        {
            http.Abort();
            return Results.Empty;
        }
        return result;
    }
}

internal static class LineContext
{
    /// <summary>The account the bearer token belongs to.</summary>
    public static LineAccount Account(this HttpContext http) => http.Features.Get<LineAccount>()!;

    public static string RequestId(this HttpContext http) => http.Response.Headers["X-Line-Request-Id"].ToString();
}
