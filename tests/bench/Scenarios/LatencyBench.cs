using Hub.Bench.Machine;
using Hub.Bench.Wire;

namespace Hub.Bench.Scenarios;

/// <summary>Messages at a fixed rate, whatever becomes of the earlier ones; the time from when each was due to when each desk's socket had it.</summary>
internal sealed class LatencyBench(Stage stage, Options options, Report report)
{
    private const int Connections = 64;

    public async Task RunAsync()
    {
        await RunAsync(clients: 10, perSecond: 500, p50: 5, p99: 25);
        await RunAsync(clients: 100, perSecond: 200, p50: null, p99: null);
    }

    private async Task RunAsync(int clients, int perSecond, double? p50, double? p99)
    {
        using var desk = new CrowdProcess();
        desk.Connect(stage.DeskHub, clients, stage.AdminCookie);
        using var bare = new CrowdProcess();
        bare.Connect(new Uri(stage.Bare.Address, "/hub"), clients, null);
        var count = options.Scale(perSecond * 8);
        await OursAsync(desk, perSecond, perSecond, clients);
        var (ours, plain) = (new List<CrowdStats>(), new List<CrowdStats>());
        for (var i = 0; i < options.Rounds; i++)
        {
            plain.Add(await PacedAsync(bare, stage.Bare.Address, "/say", 0, count, perSecond, clients));
            await stage.StatementsAsync(messages: 0);
            var (hub, postgres) = (Processes.CpuSeconds(stage.HubProcess), Processes.CpuSeconds(stage.PostgresProcess));
            ours.Add(await OursAsync(desk, count, perSecond, clients));
            (hub, postgres) = (Processes.CpuSeconds(stage.HubProcess) - hub, Processes.CpuSeconds(stage.PostgresProcess) - postgres);
            Report.Progress($"{clients} × {perSecond}/s: {ours[^1].LatencyP50:0.0}/{ours[^1].LatencyP99:0.0}/{ours[^1].LatencyMax:0.0} ms (p50/p99/max), bare {plain[^1].LatencyP50:0.0}/{plain[^1].LatencyP99:0.0} ms; processor time per message: server {1e6 * hub / count:0} µs, PostgreSQL {1e6 * postgres / count:0} µs");
            await stage.StatementsAsync(count);
        }

        await Evidence.CheckAsync(stage);
        var name = $"POST due to the desk's socket, {clients} desks × {perSecond}/s";
        var (oursP50, oursP99) = (Samples.Median(ours.Select(stats => stats.LatencyP50)), Samples.Median(ours.Select(stats => stats.LatencyP99)));
        report.Measure($"{name}, p50", "ms", oursP50, atMost: p50);
        report.Measure($"{name}, p99", "ms", oursP99, atMost: p99);
        report.Compare($"{name}, p50, against bare HTTP + SignalR (nothing stored)", "ms", oursP50, Samples.Median(plain.Select(stats => stats.LatencyP50)));
        report.Compare($"{name}, p99, against bare HTTP + SignalR (nothing stored)", "ms", oursP99, Samples.Median(plain.Select(stats => stats.LatencyP99)));
    }

    private async Task<CrowdStats> OursAsync(CrowdProcess desk, int count, int perSecond, int clients)
    {
        var first = stage.Posted;
        stage.Posted += count;
        return await PacedAsync(desk, stage.Hub, Webhooks.Path, first, count, perSecond, clients);
    }

    private static async Task<CrowdStats> PacedAsync(CrowdProcess crowd, Uri server, string path, long first, int count, int perSecond, int clients)
    {
        var requests = Webhooks.Make(server, path, first, count, IngestBench.Senders);
        using var load = new HttpLoad(server, Connections);
        var start = Clock.Now + (Clock.PerSecond / 5);
        crowd.Open(new CrowdWindow(first, count, start, (double)Clock.PerSecond / perSecond));
        load.Run(requests, perSecond, start);
        var seen = await crowd.UntilAsync(stats => stats.Latencies >= (long)count * clients, TimeSpan.FromSeconds(10));

        // A sender's next message comes seconds later, so no row event may stand for two.
        if (seen.Latencies != (long)count * clients || seen.Resyncs > 0)
        {
            throw new InvalidOperationException($"{seen.Latencies} of {(long)count * clients} row events arrived ({seen.Resyncs} resyncs).");
        }

        return seen;
    }
}
