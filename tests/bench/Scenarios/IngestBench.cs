using Hub.Bench.Baselines;
using Hub.Bench.Machine;
using Hub.Bench.Wire;

namespace Hub.Bench.Scenarios;

/// <summary>Signed webhooks as fast as they are answered, until the last message has reached a connected desk; beside it one row per commit and bare HTTP.</summary>
internal sealed class IngestBench(Stage stage, Options options, Report report)
{
    public const int Senders = 1000;

    private static readonly (int Connections, int Messages)[] Loads = [(1, 1500), (8, 6000), (32, 12000), (128, 20000)];

    public async Task RunAsync()
    {
        using var desk = new CrowdProcess();
        desk.Connect(stage.DeskHub, 1, stage.AdminCookie);
        var baseline = new RowPerCommit(stage.BaselineDatabase, Senders);
        await baseline.PrepareAsync();
        await WarmUpAsync(desk, baseline);
        foreach (var (connections, messages) in Loads)
        {
            var rounds = new List<Round>();
            for (var i = 0; i < options.Rounds; i++)
            {
                var before = await MeterAsync(desk);
                var plain = await baseline.RunAsync(options.Scale(messages), connections);
                var plainUsed = (await MeterAsync(desk)).Minus(before);
                var ours = await OursAsync(desk, options.Scale(messages), connections);
                var bare = Bare(options.Scale(messages), connections);
                Report.Progress($"{connections}: {ours.ToDesk:0}/s (accepted {ours.Load.PerSecond:0}/s), one row per commit {plain.PerSecond:0}/s, bare HTTP {bare.PerSecond:0}/s");
                rounds.Add(new Round(ours, plain, plainUsed, bare));
            }

            Tell(connections, rounds);
        }
    }

    /// <summary>Shows the desk each conversation once, so that it knows where each one stands, and lets code, caches and the heap grow warm.</summary>
    private async Task WarmUpAsync(CrowdProcess desk, RowPerCommit baseline)
    {
        var requests = Webhooks.Make(stage.Hub, Webhooks.Path, stage.Posted, Senders, Senders);
        desk.Open(new CrowdWindow(stage.Posted, Senders, 0, 0));
        stage.Posted += Senders;
        using (var load = new HttpLoad(stage.Hub, 8))
        {
            load.Run(requests);
        }

        await desk.UntilAsync(stats => stats.Events >= Senders, TimeSpan.FromSeconds(10));
        await OursAsync(desk, options.Scale(1000), 1);
        await OursAsync(desk, options.Scale(16000), 32);
        await baseline.RunAsync(options.Scale(8000), 32);
        Bare(options.Scale(8000), 32);
    }

    private LoadResult Bare(int messages, int connections)
    {
        var requests = Webhooks.Make(stage.Bare.Address, "/hook", 0, messages, Senders);
        using var load = new HttpLoad(stage.Bare.Address, connections);
        return load.Run(requests);
    }

    private async Task<Ours> OursAsync(CrowdProcess desk, int messages, int connections)
    {
        var requests = Webhooks.Make(stage.Hub, Webhooks.Path, stage.Posted, messages, Senders);
        desk.Open(new CrowdWindow(stage.Posted, messages, 0, 0));
        stage.Posted += messages;
        using var load = new HttpLoad(stage.Hub, connections);
        await stage.StatementsAsync(messages: 0);
        var before = await MeterAsync(desk);
        var result = load.Run(requests);
        var seen = await desk.UntilAsync(stats => stats.Numbers >= messages, TimeSpan.FromSeconds(30));
        var after = await MeterAsync(desk);
        if (seen.Numbers != messages || seen.Resyncs > 0 || seen.Ended > 0)
        {
            throw new InvalidOperationException($"The desk heard of {seen.Numbers} of {messages} messages ({seen.Resyncs} resyncs, {seen.Ended} ended connections).");
        }

        await stage.StatementsAsync(messages);
        await Evidence.QuietAsync(stage);
        await Evidence.CheckAsync(stage);
        return new Ours(result, seen, after.Minus(before));
    }

    private async Task<Meter> MeterAsync(CrowdProcess desk)
    {
        var database = await stage.ScalarAsync<long[]>("SELECT ARRAY[(SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()), (SELECT wal_bytes::bigint FROM pg_stat_wal)]");
        return new Meter(
            Processes.CpuSeconds(stage.HubProcess), Processes.CpuSeconds(stage.PostgresProcess), Processes.OwnCpuSeconds(Environment.ProcessId), Processes.CpuSeconds(desk.Id),
            database[0], database[1]);
    }

    private void Tell(int connections, List<Round> rounds)
    {
        double Median(Func<Round, double> pick) => Samples.Median(rounds.Select(pick));
        var name = $"ingest, {connections} connection{(connections == 1 ? "" : "s")}";
        report.Compare($"{name}: messages/s in their final state and at the desk, against one row per commit", "/s",
            Median(round => round.Ours.ToDesk), Median(round => round.Plain.PerSecond), atLeast: connections switch { 32 => 1.2, 128 => 1.5, _ => null });
        if (connections == 32)
        {
            report.Compare($"{name}: the same against bare HTTP", "/s", Median(round => round.Ours.ToDesk), Median(round => round.Bare.PerSecond), atLeast: 0.15);
        }

        report.Compare($"{name}: POST to 200, p50, against a commit", "ms",
            Median(round => round.Ours.Load.Latency.Milliseconds(0.5)), Median(round => round.Plain.Latency.Milliseconds(0.5)), atMost: connections switch { 1 => 2, 8 or 32 => 1.5, _ => null });
        report.Compare($"{name}: POST to 200, p99, against its own mean", "ms",
            Median(round => round.Ours.Load.Latency.Milliseconds(0.99)), Median(round => round.Ours.Load.Latency.MeanMilliseconds), atMost: connections == 32 ? 4 : null);
        report.Measure($"{name}: last message at the desk after the last 200", "ms", Median(round => round.Ours.Behind), atMost: 1000);
        Explain(connections, rounds[^1].Ours, rounds[^1].PlainUsed);
    }

    private void Explain(int connections, Ours ours, Meter plain)
    {
        var (meter, messages) = (ours.Used, ours.Load.Requests);
        var total = meter.Hub + meter.Postgres + meter.Client + meter.Desk;
        report.Remark($"ingest at {connections}: processor time per message {1e6 * total / messages:0} µs: server {100 * meter.Hub / total:0} %, PostgreSQL {100 * meter.Postgres / total:0} %, load generator {100 * meter.Client / total:0} %, desk client {100 * meter.Desk / total:0} %; {(double)meter.Commits / messages:0.00} transactions and {(double)meter.WalBytes / messages:0} WAL bytes per message; {(double)ours.Seen.Bytes / messages:0} bytes to the desk per message in {(double)ours.Seen.Messages / messages:0.00} frames. One row per commit: {1e6 * plain.Postgres / messages:0} µs of PostgreSQL and {1e6 * plain.Client / messages:0} µs of its client.");
    }

    private sealed record Round(Ours Ours, LoadResult Plain, Meter PlainUsed, LoadResult Bare);

    private sealed record Ours(LoadResult Load, CrowdStats Seen, Meter Used)
    {
        /// <summary>From the first request to the last row event on the desk's socket.</summary>
        public double ToDesk => Load.Requests / Clock.Seconds(Math.Max(Load.Ended, Seen.LastEventAt) - Load.Started);

        public double Behind => Math.Max(0, Clock.Milliseconds(Seen.LastEventAt - Load.Ended));
    }

    private sealed record Meter(double Hub, double Postgres, double Client, double Desk, long Commits, long WalBytes)
    {
        public Meter Minus(Meter before) =>
            new(Hub - before.Hub, Postgres - before.Postgres, Client - before.Client, Desk - before.Desk, Commits - before.Commits, WalBytes - before.WalBytes);
    }
}
