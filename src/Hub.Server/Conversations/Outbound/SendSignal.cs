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

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => semaphore.WaitAsync(atMost, cancellationToken);
}
