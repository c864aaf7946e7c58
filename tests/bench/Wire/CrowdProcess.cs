using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Bench.Machine;

namespace Hub.Bench.Wire;

/// <summary>The other end of a <see cref="Crowd"/>.</summary>
internal sealed class CrowdProcess : IDisposable
{
    private readonly Process process = ChildProcess.StartSelf("crowd");

    public int Id => process.Id;

    public void Connect(Uri hub, int count, string? cookie) =>
        Ask(string.Create(CultureInfo.InvariantCulture, $"connect {hub} {count} {cookie}").TrimEnd());

    public void Open(CrowdWindow window) => Ask("window " + JsonSerializer.Serialize(window));

    public CrowdStats Stats() => JsonSerializer.Deserialize<CrowdStats>(Ask("stats"), Numbers)!;

    /// <summary>Asks until it holds; answers the last stats either way.</summary>
    public async Task<CrowdStats> UntilAsync(Func<CrowdStats, bool> holds, TimeSpan within)
    {
        var start = Clock.Now;
        while (true)
        {
            var stats = Stats();
            if (holds(stats) || Clock.Now - start > Clock.Ticks(within))
            {
                return stats;
            }

            await Task.Delay(15);
        }
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(5000))
        {
            process.Kill();
        }

        process.Dispose();
    }

    /// <summary>A quantile of nothing is not a number, and says so in JSON too.</summary>
    public static readonly JsonSerializerOptions Numbers = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private string Ask(string command)
    {
        process.StandardInput.WriteLine(command);
        return process.StandardOutput.ReadLine() ?? throw new IOException("The crowd has ended; see above.");
    }
}
