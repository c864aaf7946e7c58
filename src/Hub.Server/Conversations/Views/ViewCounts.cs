using System.Collections.Concurrent;
using Hub.Server.Conversations.Conditions;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Views;

/// <param name="Count">At most 100: more is not told.</param>
/// <param name="More">There are more than that, or more than were looked at. Null count and this: it took too long to count.</param>
internal sealed record ViewCount(int? Count, bool More);

/// <summary>
/// How many conversations are in a view. A view is counted once for everybody, split by what decides who may see a conversation, and each person gets the sum
/// of what the gate lets them see: what the counts cost grows with the views people have open, not with people × views. Kept for a few seconds.
/// </summary>
internal sealed partial class ViewCounts(NpgsqlDataSource dataSource, TimeProvider time, ILogger<ViewCounts> logger)
{
    private const int MostTold = 100;
    private const int MostLookedAt = 5_000;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan KeptWhenSlow = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(Guid View, int Version, Guid? Agent), Lazy<Counted>> counted = new();

    private sealed record Counted(long At, Task<IReadOnlyList<(Whose Whose, int Count)>?> Groups);

    /// <summary>Of a saved view, for one person.</summary>
    public async Task<ViewCount> OfAsync(SavedViews.Stored stored, CurrentAgent agent, CancellationToken cancellationToken)
    {
        var personal = stored.Condition.Traits.HasFlag(ConditionTraits.Personal);
        var key = (stored.View.Id, stored.View.Version, personal ? agent.Id : (Guid?)null);
        Forget();
        var entry = counted.AddOrUpdate(key, _ => Begin(), (_, old) => IsFresh(old.Value) ? old : Begin());
        return Sum(await entry.Value.Groups.WaitAsync(cancellationToken), agent);

        // Shared by whoever asks meanwhile, so it outlives the request that began it.
        Lazy<Counted> Begin() => new(() => new Counted(time.GetTimestamp(), GroupsAsync(stored.Condition, agent, CancellationToken.None)));
    }

    /// <summary>Of a condition nobody has saved.</summary>
    public async Task<ViewCount> OnceAsync(Condition condition, CurrentAgent agent, CancellationToken cancellationToken) => Sum(await GroupsAsync(condition, agent, cancellationToken), agent);

    /// <summary>Null when the database takes too long: an odd condition must not hold up everything else.</summary>
    public static async Task<T?> InTimeAsync<T>(NpgsqlCommand command, Func<Task<T>> run)
        where T : class
    {
        command.CommandTimeout = 3;
        try
        {
            return await run();
        }
        catch (NpgsqlException exception) when (exception.InnerException is TimeoutException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<(Whose Whose, int Count)>?> GroupsAsync(Condition condition, CurrentAgent agent, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand();
        command.CommandText = $"""
            SELECT found.owner_id, found.team_id, its.brand_id, count(*)::int FROM (SELECT h.conversation_id, h.owner_id, h.team_id {ConditionSql.From(condition)}
                WHERE {ConditionSql.Ungated(condition, command, agent, time.GetUtcNow())} LIMIT {MostLookedAt + 1}) found
            JOIN conversations.conversation its ON its.id = found.conversation_id GROUP BY 1, 2, 3
            """;
        var groups = await InTimeAsync(
            command, () => command.ReadAllAsync(row => (new Whose(row.IdOrNull(0), row.IdOrNull(1), row.GetGuid(2)), row.GetInt32(3)), cancellationToken));
        if (groups is null)
        {
            Log.Slow(logger);
        }

        return groups;
    }

    private static ViewCount Sum(IReadOnlyList<(Whose Whose, int Count)>? groups, CurrentAgent agent)
    {
        if (groups is null)
        {
            return new ViewCount(null, true);
        }

        var seen = groups.Where(group => ConversationAccess.MaySee(agent, group.Whose)).Sum(group => group.Count);
        return new ViewCount(Math.Min(seen, MostTold), seen > MostTold || groups.Sum(group => group.Count) > MostLookedAt);
    }

    private bool IsFresh(Counted entry) => time.GetElapsedTime(entry.At) < (entry.Groups is { IsCompletedSuccessfully: true, Result: null } ? KeptWhenSlow : Kept) && !entry.Groups.IsFaulted;

    private void Forget()
    {
        foreach (var (key, entry) in counted)
        {
            if (entry.IsValueCreated && time.GetElapsedTime(entry.Value.At) > Forgotten)
            {
                counted.TryRemove(key, out _);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4801, LogLevel.Warning, "A view took too long to count")]
        public static partial void Slow(ILogger logger);
    }
}
