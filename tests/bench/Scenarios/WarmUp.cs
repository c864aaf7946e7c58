using Hub.Bench.Wire;

namespace Hub.Bench.Scenarios;

/// <summary>Makes every customer and conversation once, and waits until their profiles have come: what is measured is a running hub, not its first minute.</summary>
internal static class WarmUp
{
    public static async Task RunAsync(Stage stage)
    {
        var requests = Webhooks.Make(stage.Hub, Webhooks.Path, stage.Posted, IngestBench.Senders, IngestBench.Senders);
        stage.Posted += requests.Length;
        using (var load = new HttpLoad(stage.Hub, 8))
        {
            load.Run(requests);
        }

        await Evidence.QuietAsync(stage);
        await Evidence.CheckAsync(stage);

        // The last profiles are still on their way to the desks.
        await Task.Delay(TimeSpan.FromSeconds(2));
    }
}
