namespace Hub.Server.Conversations.Accounts;

/// <summary>
/// What usually comes in at an hour of the week, from the counts of the same hour in earlier weeks. The busiest of them is left out, so that one flood is not
/// taken for a habit. Weeks are counted in UTC: an hour of summer time more or less changes little.
/// </summary>
/// <param name="counts">Deliveries by hour, from the account's first on; an hour without any may be missing.</param>
internal sealed class UsualRate(IReadOnlyDictionary<DateTimeOffset, int> counts)
{
    public const int Weeks = 6;

    /// <summary>With fewer weeks nothing is usual yet.</summary>
    private const int FewestWeeks = 3;

    /// <summary>Longer silences are as long as this one.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(14);

    private readonly DateTimeOffset first = counts.Count == 0 ? DateTimeOffset.MaxValue : counts.Keys.Min();

    public static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    /// <summary>Null while too little is known.</summary>
    public double? PerHour(DateTimeOffset at)
    {
        var same = Enumerable.Range(1, Weeks).Select(week => HourOf(at).AddDays(-7 * week)).TakeWhile(hour => hour >= first).Select(hour => counts.GetValueOrDefault(hour)).Order().ToList();
        return same.Count < FewestWeeks ? null : same.Take(same.Count - 1).Average();
    }

    /// <summary>How many would usually have come between the two.</summary>
    /// <param name="isOrdinary">Hours that are not, such as those of a holiday, say nothing.</param>
    public double Between(DateTimeOffset from, DateTimeOffset to, Func<DateTimeOffset, bool> isOrdinary)
    {
        var expected = 0.0;
        for (var at = from < to - Longest ? to - Longest : from; at < to;)
        {
            var next = HourOf(at).AddHours(1) < to ? HourOf(at).AddHours(1) : to;
            expected += isOrdinary(at) ? (PerHour(at) ?? 0) * (next - at).TotalHours : 0;
            at = next;
        }

        return expected;
    }
}
