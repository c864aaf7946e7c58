namespace Hub.Simulator.Plays;

/// <summary>An English visitor of the sample shop who reloads the page in the middle of the conversation.</summary>
internal sealed class VisitorPlay(SimulatorOptions options, HubDesk desk, TimeProvider clock) : IPlay
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan WaitsFor = TimeSpan.FromMinutes(20);

    public string Key => "visitor";

    public string? Missing => null;

    public async Task RunAsync(PlayRun run, CancellationToken cancellation)
    {
        using var page = new WidgetVisitor(options.HubUrl, clock);
        await page.OpenAsync(token: null, cancellation);
        await SayAsync(page, run, "Hi! I'd like to send some tea to my sister in Osaka for her wedding.", cancellation);
        await SayAsync(page, run, "Can you wrap it the Japanese way, and would it arrive by Saturday?", cancellation);

        // A reload forgets all but the token, which the browser keeps for the site.
        run.At("reload");
        var before = page.Messages;
        using var reloaded = new WidgetVisitor(options.HubUrl, clock);
        await Task.Delay(Pause, clock, cancellation);
        await reloaded.OpenAsync(page.Token, cancellation);
        run.Chat(reloaded.Lines());
        var after = reloaded.Messages;
        run.Knows("after", after.Count);
        run.Knows("same", after.Count > 0 && before.TakeLast(after.Count).SequenceEqual(after));
        await Task.Delay(Pause, clock, cancellation);
        await SayAsync(reloaded, run, "Sorry, I had to reload the page. I hope you still see what I wrote!", cancellation);
        run.At("answer");
        run.Ends("done");

        var said = reloaded.Messages.Count;
        await desk.UntilAsync(async () =>
        {
            await reloaded.ReadAsync(cancellation);
            return reloaded.Messages.Skip(said).Any(message => message.From == "agent");
        }, "notAnswered", cancellation, WaitsFor);
        run.Chat(reloaded.Lines());
        run.At("answered");
    }

    private async Task SayAsync(WidgetVisitor page, PlayRun run, string text, CancellationToken cancellation)
    {
        await page.SayAsync(text, cancellation);
        var said = page.Messages.Count;
        await desk.UntilAsync(async () =>
        {
            await page.ReadAsync(cancellation);
            return page.Messages.Count > said && page.Messages[^1].Text == text;
        }, "notShown", cancellation);
        run.Chat(page.Lines());
        await Task.Delay(Pause, clock, cancellation);
    }
}
