namespace Hub.Server.Platform.Outbox;

/// <summary>"There may be new facts": raised after a commit on this node. A hint only; readers also look by themselves.</summary>
internal sealed class FactSignal
{
    private TaskCompletionSource waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the next <see cref="Raise"/>. Take it before looking, wait after, and no hint is missed.</summary>
    public Task Next => Volatile.Read(ref waiting).Task;

    public void Raise() => Interlocked.Exchange(ref waiting, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
