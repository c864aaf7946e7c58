using System.Text.Json.Nodes;
using Hub.Testing;
using Xunit;

namespace Hub.Channels.Tests.Simulator;

/// <summary>Each test has its own simulator: starting one takes a few milliseconds and nothing is shared.</summary>
public abstract class SimulatorTest : IAsyncLifetime
{
    protected SimulatorHost Sim { get; private set; } = null!;
    protected string User { get; private set; } = "";

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Sim = await SimulatorHost.StartAsync();
        User = await Sim.UserAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Sim.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static string Text(JsonNode? node) => node!.GetValue<string>();

    protected async Task<string> ReplyTokenAsync()
    {
        await Sim.WriteAsync(User, new { type = "text", text = "こんにちは" });
        return Text(Sim.Hooks.Events.Last()["replyToken"]);
    }

    protected static Task UntilAsync(Func<Task<bool>> claim, string what) => Eventually.HoldsAsync(claim, what: what, cancellationToken: Stop);
}
