namespace Hub.Channels;

/// <summary>A limit on one call that can be told from the caller's own cancellation.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;

    internal Deadline(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        _caller = caller;
        _limit = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, caller);
    }

    internal CancellationToken Token => _either.Token;

    internal bool CancelledByCaller => _caller.IsCancellationRequested;

    /// <summary>Whether an exception of an HTTP call is the network's doing; the caller's own cancellation is not and must go through.</summary>
    internal bool IsNetworkFault(Exception e) => e is HttpRequestException or IOException || (e is OperationCanceledException && !CancelledByCaller);

    /// <summary>Starts the limit anew, for transfers that may take long as long as they move.</summary>
    internal void Extend(TimeSpan limit) => _limit.CancelAfter(limit);

    public void Dispose()
    {
        _either.Dispose();
        _limit.Dispose();
    }
}
