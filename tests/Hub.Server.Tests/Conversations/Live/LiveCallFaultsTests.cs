using System.Security.Claims;
using Hub.Server.Conversations.Live;
using Hub.Server.Platform.Live;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Hub.Server.Tests.Conversations.Live;

public sealed class LiveCallFaultsTests
{
    private readonly Counting faults = new();

    [Fact]
    public async Task A_call_that_is_refused_or_whose_client_has_left_is_no_fault_and_any_other_that_ends_badly_is_told_as_one()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        Assert.Null(await CallAsync(gone.Token, new OperationCanceledException(gone.Token)));
        await Assert.ThrowsAsync<HubException>(() => CallAsync(CancellationToken.None, new HubException("not_found")));
        Assert.Equal(0, faults.Count);
        await Assert.ThrowsAsync<OperationCanceledException>(() => CallAsync(CancellationToken.None, new OperationCanceledException()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => CallAsync(gone.Token, new InvalidOperationException()));
        Assert.Equal(2, faults.Count);
    }

    private async Task<object?> CallAsync(CancellationToken aborted, Exception failure) => await new LiveCallFaults(faults).InvokeMethodAsync(
        new HubInvocationContext(new Caller(aborted), null!, null!, typeof(DeskHub).GetMethod(nameof(DeskHub.Open))!, []), _ => ValueTask.FromException<object?>(failure));

    private sealed class Counting : ILogger<LiveCallFaults>
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Count += logLevel == LogLevel.Error ? 1 : 0;
    }

    private sealed class Caller(CancellationToken aborted) : HubCallerContext
    {
        public override string ConnectionId => "";

        public override string? UserIdentifier => null;

        public override ClaimsPrincipal? User => null;

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override CancellationToken ConnectionAborted => aborted;

        public override void Abort()
        {
        }
    }
}
