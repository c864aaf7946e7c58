namespace Hub.Server.Platform.Outbox;

/// <summary>"There may be new facts": raised after a commit on this node or when another node says so. A hint only; readers also look by themselves.</summary>
internal sealed class FactSignal
{
    private TaskCompletionSource waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Work of this node, to be told to the others.</summary>
    public event Action? RaisedHere;

    /// <summary>Completes with the next <see cref="Raise"/>. Take it before looking, wait after, and no hint is missed.</summary>
    public Task Next => Volatile.Read(ref waiting).Task;

    public void Raise(bool fromOutside = false)
    {
        Interlocked.Exchange(ref waiting, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        if (!fromOutside)
        {
            RaisedHere?.Invoke();
        }
    }
}
