using Microsoft.AspNetCore.SignalR;

namespace Hub.Server.Platform.Live;

/// <summary>How often one connection may call: a burst of 200, then 50 a second. People stay far below; a script that does not is cut off (RL4).</summary>
internal sealed class CallBudget(long startedAt)
{
    private const int Burst = 200;
    private const int PerSecond = 50;

    private double left = Burst;
    private long refilledAt = startedAt;

    // A connection's calls are handled one after the other, so there is nobody to share with.
    public bool Take(TimeProvider time)
    {
        var now = time.GetTimestamp();
        left = Math.Min(Burst, left + (time.GetElapsedTime(refilledAt, now).TotalSeconds * PerSecond));
        refilledAt = now;
        return --left >= 0;
    }
}

/// <summary>Ends connections that call too often, before anything is done for the call.</summary>
internal sealed class LiveCallLimit(LiveConnections connections, TimeProvider time) : IHubFilter
{
    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (connections.Get(invocationContext.Context.ConnectionId) is { } connection && connection.Calls.Take(time))
        {
            return next(invocationContext);
        }

        invocationContext.Context.Abort();
        throw new HubException("slow_down");
    }
}

/// <summary>
/// Tells the faults of the hub among what ends a call. SignalR would log a refusal as one too, so it logs none. Who has left in the middle of a call gets no answer any more.
/// </summary>
internal sealed partial class LiveCallFaults(ILogger<LiveCallFaults> logger) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (OperationCanceledException) when (invocationContext.Context.ConnectionAborted.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception) when (exception is not HubException)
        {
            Log.Failed(logger, invocationContext.HubMethodName, exception);
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4321, LogLevel.Error, "The live call {Method} failed")]
        public static partial void Failed(ILogger logger, string method, Exception exception);
    }
}
