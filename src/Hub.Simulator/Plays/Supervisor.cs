using System.Text;

namespace Hub.Simulator.Plays;

/// <summary>
/// Asks whoever started the hub to kill it without warning and to start it again. The word goes through a pipe in the data directory that only this
/// user can write to; nothing on the network reaches it, and the hub knows nothing of it.
/// </summary>
internal sealed class Supervisor(SimulatorOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public bool IsThere => options.SupervisorPipe is { } pipe && File.Exists(pipe);

    public async Task KillHubAsync(CancellationToken cancellation)
    {
        // Opening a pipe that nobody reads waits for a reader.
        var written = Task.Run(async () =>
        {
            await using var pipe = new FileStream(options.SupervisorPipe!, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            await pipe.WriteAsync(Encoding.ASCII.GetBytes("restart\n"), cancellation);
        }, cancellation);
        try
        {
            await written.WaitAsync(Patience, clock, cancellation);
        }
        catch (Exception error) when (error is TimeoutException or IOException or UnauthorizedAccessException)
        {
            throw new PlayFailedException("notSupervised");
        }
    }
}
