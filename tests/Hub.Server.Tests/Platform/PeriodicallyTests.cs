using Hub.Server.Platform;
using Hub.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Hub.Server.Tests.Platform;

public sealed class PeriodicallyTests
{
    [Fact]
    public async Task What_fails_in_a_way_nobody_has_foreseen_is_done_again_next_time_and_stopping_is_no_failure()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        using var stopping = new CancellationTokenSource();
        var done = 0;
        var loop = Periodically.RunAsync(TimeSpan.FromMinutes(1), DoAsync, "It could not be done", time, NullLogger.Instance, stopping.Token, atOnce: true);
        Assert.Equal(1, done);
        time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.HoldsAsync(() => done == 2);
        time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.HoldsAsync(() => done == 3);
        await stopping.CancelAsync();
        await loop.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);

        async Task DoAsync(CancellationToken cancellationToken)
        {
            switch (Interlocked.Increment(ref done))
            {
                case 1:
                    throw new InvalidOperationException("a row nobody can read");
                case 3:
                    await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
                    break;
            }
        }
    }
}
