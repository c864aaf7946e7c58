using Hub.Bench.Machine;
using Hub.Bench.Wire;

namespace Hub.Bench.Scenarios;

/// <summary>Resident memory of the server's process: fresh and idle, with five thousand desks, and what each desk adds; beside it a bare hub with as many connections.</summary>
internal sealed class MemoryBench(Stage stage, Options options, Report report)
{
    private const int WarmUp = 500;

    public async Task RunAsync()
    {
        report.Measure("memory of the server after all of the above", "MiB", Processes.ResidentMiB(stage.HubProcess), atMost: 300);
        await stage.RestartHubAsync();
        await Task.Delay(TimeSpan.FromSeconds(options.Quick ? 2 : 8));
        report.Measure("memory of the server, idle after its start", "MiB", Processes.ResidentMiB(stage.HubProcess), atMost: 150);

        using var bareServer = new Baselines.BareProcess();
        using var bare = new CrowdProcess();
        using var desk = new CrowdProcess();
        var count = options.Scale(5000);
        var plain = await PerConnectionAsync(bare, new Uri(bareServer.Address, "/hub"), null, bareServer.Id, count);
        var ours = await PerConnectionAsync(desk, stage.DeskHub, stage.AdminCookie, stage.HubProcess, count);
        report.Compare($"memory per live connection, of {count:N0}, against bare SignalR", "KiB", ours, plain, atMost: 2);
        report.Measure($"memory of the server with {count + WarmUp:N0} desks", "MiB", Processes.ResidentMiB(stage.HubProcess), atMost: 450);
        var stats = desk.Stats();
        if (stats.Ended > 0 || stats.Connections != count + WarmUp)
        {
            throw new InvalidOperationException($"{stats.Ended} of {stats.Connections} connections ended.");
        }
    }

    private static async Task<double> PerConnectionAsync(CrowdProcess crowd, Uri hub, string? cookie, int process, int count)
    {
        // The first connections also pay for code and pools that all later ones share.
        crowd.Connect(hub, WarmUp, cookie);
        await Task.Delay(TimeSpan.FromSeconds(2));
        var before = Processes.ResidentMiB(process);
        crowd.Connect(hub, count, cookie);
        await Task.Delay(TimeSpan.FromSeconds(5));
        return (Processes.ResidentMiB(process) - before) * 1024 / count;
    }
}
