namespace Hub.Server.Conversations.Outbound;

/// <summary>"There may be something to send": raised after a commit on this node. The worker also looks by itself.</summary>
internal sealed class SendSignal
{
    private readonly SemaphoreSlim semaphore = new(0, 1);

    public void Raise()
    {
        if (semaphore.CurrentCount == 0)
        {
            try
            {
                semaphore.Release();
            }
            catch (SemaphoreFullException)
            {
                // Raised already.
            }
        }
    }

    /// <summary>As <see cref="Raise"/>, when the time has passed. Lost with the process: then the worker's own look finds it.</summary>
    public void RaiseAfter(TimeSpan after, TimeProvider time)
    {
        if (after <= TimeSpan.Zero)
        {
            Raise();
            return;
        }

        _ = Task.Delay(after, time).ContinueWith(_ => Raise(), TaskScheduler.Default);
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => semaphore.WaitAsync(atMost, cancellationToken);
}
