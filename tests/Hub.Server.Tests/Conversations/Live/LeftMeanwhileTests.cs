using System.Security.Claims;
using Hub.Server.Conversations.Live;
using Hub.Server.Platform.Live;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Xunit;

namespace Hub.Server.Tests.Conversations.Live;

public sealed class LeftMeanwhileTests
{
    [Fact]
    public async Task A_call_that_ends_because_its_client_has_left_is_no_error_and_any_other_still_is()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        Assert.Null(await CallAsync(gone.Token, new OperationCanceledException(gone.Token)));
        await Assert.ThrowsAsync<OperationCanceledException>(() => CallAsync(CancellationToken.None, new OperationCanceledException()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => CallAsync(gone.Token, new InvalidOperationException()));
    }

    private static async Task<object?> CallAsync(CancellationToken aborted, Exception failure) => await new LiveCallLeft().InvokeMethodAsync(
        new HubInvocationContext(new Caller(aborted), null!, null!, typeof(DeskHub).GetMethod(nameof(DeskHub.Open))!, []), _ => ValueTask.FromException<object?>(failure));

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
