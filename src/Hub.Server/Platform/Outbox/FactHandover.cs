using System.Collections.Concurrent;

namespace Hub.Server.Platform.Outbox;

/// <summary>
/// Facts this node has just committed, on the short way to its own live view: the table need not be read, and no older transaction is waited for.
/// They are marked as told in the table, so that this node skips them there while others read them. Order against the table does not matter, because
/// readers look up the newest state.
/// </summary>
internal sealed class FactHandover(TimeProvider time)
{
    /// <summary>More than this waits only when the live view stands still; then everybody fetches afresh instead.</summary>
    private const int MaxWaiting = 50_000;

    private readonly ConcurrentQueue<StoredFact> facts = new();
    private TaskCompletionSource waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Mark mark = new(NewId.Create(time));
    private int doubted;

    /// <summary>What marks facts as told by this node.</summary>
    public Guid Told => Volatile.Read(ref mark).Id;

    /// <summary>Completes with the next addition or doubt. Take it before looking, wait after.</summary>
    public Task Next => Volatile.Read(ref waiting).Task;

    public void Add(IReadOnlyList<Fact> committed)
    {
        if (facts.Count > MaxWaiting)
        {
            facts.Clear();
            Doubt();
            return;
        }

        var at = time.GetUtcNow();
        foreach (var fact in committed)
        {
            facts.Enqueue(new StoredFact(0, 0, fact.Lane, fact.Type, fact.Data, at));
        }

        Wake();
    }

    /// <summary>
    /// Facts may be or come into the table, marked as told, of which nobody was told: the connection broke within the commit. From now on the old mark
    /// means nothing, and the live view begins anew.
    /// </summary>
    public void Doubt()
    {
        Volatile.Write(ref mark, new Mark(NewId.Create(time)));
        Volatile.Write(ref doubted, 1);
        Wake();
    }

    /// <summary>Whether there was a doubt since the last call.</summary>
    public bool TakeDoubt() => Interlocked.Exchange(ref doubted, 0) == 1;

    public List<StoredFact> Take(int limit)
    {
        var taken = new List<StoredFact>();
        while (taken.Count < limit && facts.TryDequeue(out var fact))
        {
            taken.Add(fact);
        }

        return taken;
    }

    private void Wake() => Interlocked.Exchange(ref waiting, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private sealed record Mark(Guid Id);
}
