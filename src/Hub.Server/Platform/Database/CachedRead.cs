namespace Hub.Server.Platform.Database;

/// <summary>
/// What was read from the database, read again when it is older than <paramref name="freshness"/> or has been forgotten. Who changes it forgets it after the commit;
/// a read that had begun before may have seen what was there before, so it is used once and not kept.
/// </summary>
internal sealed class CachedRead<T>(TimeSpan freshness, TimeProvider time)
    where T : class
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile Entry? kept;
    private long forgotten;

    private sealed record Entry(T Value, long ReadAt);

    /// <summary>However old; null when forgotten or never read.</summary>
    public T? Kept => kept?.Value;

    /// <param name="mayKeepOld">Whether what is kept serves again for a while when reading has failed so; not asked when nothing is kept.</param>
    public async ValueTask<T> GetAsync(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken, Predicate<Exception>? mayKeepOld = null)
    {
        if (Fresh() is { } fresh)
        {
            return fresh;
        }

        await reading.WaitAsync(cancellationToken);
        try
        {
            if (Fresh() is { } meanwhile)
            {
                return meanwhile;
            }

            var (before, old, readAt) = (Interlocked.Read(ref forgotten), kept, time.GetTimestamp());
            T value;
            try
            {
                value = await read(cancellationToken);
            }
            catch (Exception exception) when (old is not null && mayKeepOld?.Invoke(exception) == true)
            {
                // Not asked again at once, or everybody would wait here in a row.
                (value, readAt) = (old.Value, time.GetTimestamp());
            }

            lock (gate)
            {
                if (before == forgotten)
                {
                    kept = new Entry(value, readAt);
                }
            }

            return value;
        }
        finally
        {
            reading.Release();
        }
    }

    public void Forget()
    {
        lock (gate)
        {
            forgotten++;
            kept = null;
        }
    }

    private T? Fresh() => kept is { } entry && time.GetElapsedTime(entry.ReadAt) < freshness ? entry.Value : null;
}
