namespace Hub.Server.Platform.Outbox;

/// <summary>"There may be new facts": raised after a commit on this node or when another node says so. A hint only; readers also look by themselves.</summary>
internal sealed class FactSignal
{
    private TaskCompletionSource waiting = Waiter();
    private TaskCompletionSource waitingForUntold = Waiter();

    /// <summary>Work of this node, to be told to the others.</summary>
    public event Action? RaisedHere;

    /// <summary>Completes with the next <see cref="Raise"/>. Take it before looking, wait after, and no hint is missed.</summary>
    public Task Next => Volatile.Read(ref waiting).Task;

    /// <summary>The same, for facts of which this node's live view has not been told from memory (<see cref="FactHandover"/>).</summary>
    public Task NextUntold => Volatile.Read(ref waitingForUntold).Task;

    public void Raise(bool fromOutside = false, bool told = false)
    {
        Interlocked.Exchange(ref waiting, Waiter()).TrySetResult();
        if (!told)
        {
            Interlocked.Exchange(ref waitingForUntold, Waiter()).TrySetResult();
        }

        if (!fromOutside)
        {
            RaisedHere?.Invoke();
        }
    }

    private static TaskCompletionSource Waiter() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
