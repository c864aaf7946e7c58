namespace Hub.Server.Platform.Health;

/// <summary>
/// The way out: readiness turns false, proxies get the time they were promised, then every worker stops claiming (its stopping token) and finishes
/// what it holds, within the host's shutdown limit.
/// </summary>
internal sealed class HubDrain(HubOptions options, TimeProvider time) : IHostedLifecycleService
{
    private volatile bool draining;

    public bool IsDraining => draining;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        draining = true;
        if (options.DrainDelay > TimeSpan.Zero)
        {
            await Task.Delay(options.DrainDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
