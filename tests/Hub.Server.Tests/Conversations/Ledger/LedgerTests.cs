using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Hub.Server.Tests.Conversations.Ledger;

[Collection(OwnServers.Killed)]
public sealed class LedgerTests(ITestOutputHelper output)
{
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("HUB_LEDGER_ROUNDS") ?? "30", CultureInfo.InvariantCulture);
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("HUB_LEDGER_SEED") ?? Random.Shared.Next().ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Every second round kills the database with the server, every fifth kills in the middle of the start.</summary>
    [Fact]
    public async Task F01_nothing_acknowledged_is_lost_doubled_or_reordered_when_server_and_database_are_killed_at_random()
    {
        output.WriteLine($"HUB_LEDGER_SEED={Seed} HUB_LEDGER_ROUNDS={Rounds}");
        var random = new Random(Seed);
        var elapsed = Stopwatch.StartNew();
        await using var run = new LedgerRun();
        await run.StartAsync();
        output.WriteLine($"{elapsed.Elapsed.TotalSeconds:F1} s: running");
        for (var round = 1; round <= Rounds; round++)
        {
            var further = random.Next(1, 300);
            var (killDatabase, databaseFirst, whileStarting) = (round % 2 == 0, random.Next(2) == 0, round % 5 == 0);
            if (whileStarting)
            {
                using var patience = new CancellationTokenSource(random.Next(300, 2000));
                try
                {
                    await run.Server.StartAsync(patience.Token);
                }
                catch (OperationCanceledException)
                {
                    // Killed again before it was ready.
                }
            }
            else
            {
                await run.AcknowledgedAsync(await run.AcknowledgedAsync() + further);
            }

            await KillAsync(run, killDatabase, databaseFirst);
            // Where the next round kills in the middle of the start, it starts the server itself.
            if ((round + 1) % 5 != 0 || round == Rounds)
            {
                await run.Server.StartAsync(TestContext.Current.CancellationToken);
            }

            output.WriteLine($"{elapsed.Elapsed.TotalSeconds:F1} s: round {round}{(whileStarting ? ", while starting" : $" after {further} webhooks")}{(killDatabase ? ", database too" : "")}");
        }

        await run.QuietAsync();
        var report = await run.VerifyAsync();
        output.WriteLine($"{elapsed.Elapsed.TotalSeconds:F1} s: {report}");
        Assert.True(report.IsClean, $"HUB_LEDGER_SEED={Seed}: {report}");
        Assert.True(report.Acknowledged > Rounds && report.Replies > Rounds, $"Too little happened to prove anything: {report}");
    }

    private static async Task KillAsync(LedgerRun run, bool killDatabase, bool databaseFirst)
    {
        if (killDatabase && databaseFirst)
        {
            run.Server.KillDatabase();
        }

        await run.Server.KillAsync();
        if (killDatabase && !databaseFirst)
        {
            run.Server.KillDatabase();
        }
    }
}
