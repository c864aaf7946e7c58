using System.Runtime.CompilerServices;

namespace Hub.Testing;

/// <summary>Waits for evidence, never for time: asks again until it holds or the deadline has passed.</summary>
public static class Eventually
{
    /// <summary>Long, since it costs nothing where all is well, and a machine may be busy with something else for a while.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Until <paramref name="holds"/> answers true.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds, TimeSpan? within = null, [CallerArgumentExpression(nameof(holds))] string what = "", CancellationToken cancellationToken = default) =>
        await GetAsync(async () => await holds() ? new object() : null, within, what, cancellationToken);

    public static Task HoldsAsync(Func<bool> holds, TimeSpan? within = null, [CallerArgumentExpression(nameof(holds))] string what = "", CancellationToken cancellationToken = default) =>
        HoldsAsync(() => Task.FromResult(holds()), within, what, cancellationToken);

    /// <summary>The first answer that is not null.</summary>
    /// <exception cref="TimeoutException">Nothing came; tells what was asked for.</exception>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> ask, TimeSpan? within = null, [CallerArgumentExpression(nameof(ask))] string what = "", CancellationToken cancellationToken = default)
        where T : class
    {
        var limit = within ?? Deadline;
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"Within {limit.TotalSeconds} s it did not hold: {what}");
            }

            await Task.Delay(20, cancellationToken);
        }
    }
}
