using System.Net.Http.Json;
using Hub.Bench.Machine;
using Hub.Bench.Wire;

namespace Hub.Bench.Scenarios;

/// <summary>Messages of another channel through the whole pipeline to a connected desk, beside LINE messages of the same words in the same run.</summary>
internal sealed class ChannelBench(Stage stage, Options options, Report report, BenchChannel channel)
{
    private const int Messages = 8000;

    public async Task RunAsync()
    {
        await CreateAsync();
        using var desk = new CrowdProcess();
        desk.Connect(stage.DeskHub, 1, stage.AdminCookie);
        await ShowAsync(desk, Other);
        await ShowAsync(desk, Line);
        await RunAsync(desk, Other, options.Scale(Messages), 32);
        foreach (var connections in new[] { 8, 32 })
        {
            var (other, line) = (new List<Result>(), new List<Result>());
            for (var round = 0; round < options.Rounds; round++)
            {
                other.Add(await RunAsync(desk, Other, options.Scale(Messages), connections));
                line.Add(await RunAsync(desk, Line, options.Scale(Messages), connections));
                Report.Progress($"{connections}: {channel.Name} {other[^1].ToDesk:0}/s, LINE {line[^1].ToDesk:0}/s");
            }

            var name = $"{channel.Name}, {connections} connections";
            report.Compare($"{name}: messages/s in their final state and at the desk, against LINE", "/s", Samples.Median(other.Select(each => each.ToDesk)), Samples.Median(line.Select(each => each.ToDesk)));
            report.Compare($"{name}: POST to 200, p50, against LINE", "ms", Samples.Median(other.Select(each => each.P50)), Samples.Median(line.Select(each => each.P50)));
        }
    }

    private byte[][] Other(int count) => channel.Make(stage.Hub, stage.Posted, count, IngestBench.Senders);

    private byte[][] Line(int count) => Webhooks.Make(stage.Hub, Webhooks.Path, stage.Posted, count, IngestBench.Senders);

    /// <summary>Shows the desk each conversation once, so that it knows where each one stands.</summary>
    private async Task ShowAsync(CrowdProcess desk, Func<int, byte[][]> make)
    {
        var requests = make(IngestBench.Senders);
        desk.Open(new CrowdWindow(stage.Posted, requests.Length, 0, 0));
        stage.Posted += requests.Length;
        using (var load = new HttpLoad(stage.Hub, 8))
        {
            load.Run(requests);
        }

        await desk.UntilAsync(stats => stats.Events >= requests.Length, TimeSpan.FromSeconds(10));
        await Evidence.QuietAsync(stage);
    }

    private async Task<Result> RunAsync(CrowdProcess desk, Func<int, byte[][]> make, int count, int connections)
    {
        var requests = make(count);
        desk.Open(new CrowdWindow(stage.Posted, count, 0, 0));
        stage.Posted += count;
        using var load = new HttpLoad(stage.Hub, connections);
        var result = load.Run(requests);
        var seen = await desk.UntilAsync(stats => stats.Numbers >= count, TimeSpan.FromSeconds(60));
        if (seen.Numbers != count || seen.Resyncs > 0 || seen.Ended > 0)
        {
            throw new InvalidOperationException($"The desk heard of {seen.Numbers} of {count} messages ({seen.Resyncs} resyncs, {seen.Ended} ended connections).");
        }

        await Evidence.QuietAsync(stage);
        await Evidence.CheckAsync(stage);
        return new Result(result.Requests / Clock.Seconds(Math.Max(result.Ended, seen.LastEventAt) - result.Started), result.Latency.Milliseconds(0.5));
    }

    private async Task CreateAsync()
    {
        using var client = stage.Client(stage.AdminCookie);
        (await client.PostAsJsonAsync("/api/channel-accounts", channel.Account(stage))).EnsureSuccessStatusCode();
    }

    private sealed record Result(double ToDesk, double P50);
}

/// <param name="Account">What creates its account.</param>
/// <param name="Make">Signed requests to the hub: from which number, how many, of how many senders.</param>
internal sealed record BenchChannel(string Name, Func<Stage, object> Account, Func<Uri, long, int, int, byte[][]> Make)
{
    public static BenchChannel Sms { get; } = new(
        "SMS",
        stage => new
        {
            key = SmsWebhooks.AccountKey,
            channel = "sms",
            name = "Bench SMS",
            settings = new Dictionary<string, string> { ["accountSid"] = SmsWebhooks.AccountSid, ["number"] = SmsWebhooks.Number, ["apiBase"] = stage.Bare.Address.ToString() },
            secrets = new Dictionary<string, string> { ["authToken"] = SmsWebhooks.Token },
        },
        SmsWebhooks.Make);

    public static BenchChannel Mail { get; } = new(
        "mail",
        _ => new
        {
            key = MailWebhooks.AccountKey,
            channel = "email",
            name = "Bench mail",
            settings = new Dictionary<string, string> { ["address"] = MailWebhooks.Address },
            secrets = new Dictionary<string, string> { ["webhookSecret"] = MailWebhooks.Secret },
        },
        MailWebhooks.Make);
}
