using Hub.Bench.Machine;
using Hub.Bench.Wire;

namespace Hub.Bench.Scenarios;

/// <summary>
/// A burst of row events to every desk of a group, from the first POST to the last socket, beside a bare hub that sends the same rows to all. And single
/// events, far apart: how long after the first desk the last one has it.
/// </summary>
internal sealed class FanoutBench(Stage stage, Options options, Report report)
{
    private const int PerSecond = 10;

    public async Task RunAsync()
    {
        await RunAsync(100, burst: 800);
        await RunAsync(1000, burst: 200);
    }

    private async Task RunAsync(int clients, int burst)
    {
        using var desk = new CrowdProcess();
        desk.Connect(stage.DeskHub, clients, stage.AdminCookie);
        using var bare = new CrowdProcess();
        bare.Connect(new Uri(stage.Bare.Address, "/hub"), clients, null);
        await OursAsync(desk, burst, clients, 8);
        await BareAsync(bare, burst, clients);
        var (ours, plain, single, plainSingle) = (new List<Burst>(), new List<Burst>(), new List<CrowdStats>(), new List<CrowdStats>());
        for (var i = 0; i < options.Rounds; i++)
        {
            plain.Add(await BareAsync(bare, burst, clients));
            ours.Add(await OursAsync(desk, burst, clients, 8));
            plainSingle.Add(await SingleAsync(bare, stage.Bare.Address, "/say", 0, clients));
            single.Add(await SingleAsync(desk, stage.Hub, Webhooks.Path, null, clients));
            Report.Progress($"{clients}: {ours[^1].Events:0} events/s in {ours[^1].Frames:0} frames/s, bare {plain[^1].Events:0}/s; first to last p99 {single[^1].SpreadP99:0.0} ms, bare {plainSingle[^1].SpreadP99:0.0} ms");
        }

        await Evidence.CheckAsync(stage);
        double Median<T>(List<T> rounds, Func<T, double> pick) => Samples.Median(rounds.Select(pick));
        report.Compare($"fan-out to {clients}: row events delivered/s, webhooks and storing included, against bare SignalR", "/s",
            Median(ours, round => round.Events), Median(plain, round => round.Events), atLeast: 0.6);
        report.Compare($"fan-out to {clients}: bytes delivered/s against bare SignalR", "MB/s", Median(ours, round => round.Bytes) / 1e6, Median(plain, round => round.Bytes) / 1e6);
        report.Compare($"fan-out to {clients}: one event, from the first desk to the others, p99, against bare SignalR", "ms",
            Median(single, stats => stats.SpreadP99), Median(plainSingle, stats => stats.SpreadP99), atMost: 2);
        report.Remark($"fan-out to {clients}: {Median(ours, round => round.PerFrame):0.0} events per frame, {Median(ours, round => round.BytesPerEvent):0} bytes per event and desk (bare {Median(plain, round => round.BytesPerEvent):0}).");
    }

    private async Task<Burst> OursAsync(CrowdProcess desk, int burst, int clients, int connections)
    {
        var requests = Webhooks.Make(stage.Hub, Webhooks.Path, stage.Posted, burst, IngestBench.Senders);
        desk.Open(new CrowdWindow(stage.Posted, burst, 0, 0));
        stage.Posted += burst;
        using var load = new HttpLoad(stage.Hub, connections);
        return await CountAsync(desk, burst, clients, load.Run(requests).Started);
    }

    private async Task<Burst> BareAsync(CrowdProcess crowd, int burst, int clients)
    {
        crowd.Open(new CrowdWindow(0, burst, 0, 0));
        using var client = new HttpClient();
        var start = Clock.Now;
        (await client.PostAsync(new Uri(stage.Bare.Address, $"/burst/0/{burst}"), null)).EnsureSuccessStatusCode();
        return await CountAsync(crowd, burst, clients, start);
    }

    private static async Task<Burst> CountAsync(CrowdProcess crowd, int burst, int clients, long start)
    {
        var expected = (long)burst * clients;
        var seen = await crowd.UntilAsync(stats => stats.Events >= expected, TimeSpan.FromSeconds(30));
        if (seen.Events != expected || seen.Resyncs > 0)
        {
            throw new InvalidOperationException($"{seen.Events} of {expected} row events arrived ({seen.Resyncs} resyncs).");
        }

        return new Burst(seen, Clock.Seconds(seen.LastEventAt - start));
    }

    private async Task<CrowdStats> SingleAsync(CrowdProcess crowd, Uri server, string path, long? from, int clients)
    {
        var count = options.Scale(4 * PerSecond);
        var first = from ?? stage.Posted;
        stage.Posted += from is null ? count : 0;
        var requests = Webhooks.Make(server, path, first, count, IngestBench.Senders);
        using var load = new HttpLoad(server, 4);
        var start = Clock.Now + (Clock.PerSecond / 10);
        crowd.Open(new CrowdWindow(first, count, start, (double)Clock.PerSecond / PerSecond));
        load.Run(requests, PerSecond, start);
        return await crowd.UntilAsync(stats => stats.Latencies >= (long)count * clients, TimeSpan.FromSeconds(10));
    }

    private sealed record Burst(CrowdStats Seen, double Seconds)
    {
        public double Events => Seen.Events / Seconds;

        public double Frames => Seen.Messages / Seconds;

        public double Bytes => Seen.Bytes / Seconds;

        public double PerFrame => (double)Seen.Events / Seen.Messages;

        public double BytesPerEvent => (double)Seen.Bytes / Seen.Events;
    }
}
