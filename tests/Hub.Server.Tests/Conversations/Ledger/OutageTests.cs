using System.Diagnostics;
using Xunit;

namespace Hub.Server.Tests.Conversations.Ledger;

[Collection(OwnServers.Killed)]
public sealed class OutageTests(ITestOutputHelper output)
{
    [Fact]
    public async Task F08_the_database_is_killed_under_a_running_server_which_recovers_alone_and_loses_nothing()
    {
        await using var run = new LedgerRun();
        await run.StartAsync();
        for (var round = 0; round < 3; round++)
        {
            var acknowledged = await run.AcknowledgedAsync();
            run.Server.KillDatabase();
            await run.AcknowledgedAsync(acknowledged + 20);
        }

        await run.QuietAsync();
        var report = await run.VerifyAsync();
        output.WriteLine(report.ToString());
        Assert.True(report.IsClean, report.ToString());
    }

    [Fact]
    public async Task F06_a_stop_under_load_ends_in_time_and_loses_nothing()
    {
        await using var run = new LedgerRun();
        await run.StartAsync();
        for (var round = 0; round < 2; round++)
        {
            await run.AcknowledgedAsync(await run.AcknowledgedAsync() + 20);
            var asked = Stopwatch.GetTimestamp();
            Assert.Equal(0, await run.Server.TerminateAsync(TimeSpan.FromSeconds(20)));
            output.WriteLine($"stopped after {Stopwatch.GetElapsedTime(asked).TotalSeconds:F1} s");
            await run.Server.StartAsync(TestContext.Current.CancellationToken);
        }

        await run.QuietAsync();
        var report = await run.VerifyAsync();
        output.WriteLine(report.ToString());
        Assert.True(report.IsClean, report.ToString());
    }
}
