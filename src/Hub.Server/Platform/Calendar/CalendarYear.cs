namespace Hub.Server.Platform.Calendar;

/// <summary>One year of a calendar in moments (UTC ticks): the open stretches in order, touching ones joined, and how much was open before each.</summary>
internal sealed class CalendarYear
{
    private readonly long[] opens;
    private readonly long[] closes;
    private readonly long[] openBefore;

    public CalendarYear(int year, CalendarDays days, LocalTime clock)
    {
        Begin = clock.ToUtc(new DateTime(year, 1, 1)).Ticks;
        End = clock.ToUtc(new DateTime(year + 1, 1, 1)).Ticks;
        var stretches = new List<(long Opens, long Closes)>();
        var today = days.Of(new DateOnly(year, 1, 1).AddDays(-1));
        for (var date = new DateOnly(year, 1, 1); date.Year == year; date = date.AddDays(1))
        {
            var yesterday = today;
            today = days.Of(date);
            Add(stretches, date, Pieces(yesterday, today), clock);
        }

        opens = [.. stretches.Select(stretch => stretch.Opens)];
        closes = [.. stretches.Select(stretch => stretch.Closes)];
        openBefore = new long[stretches.Count + 1];
        for (var i = 0; i < stretches.Count; i++)
        {
            openBefore[i + 1] = openBefore[i] + closes[i] - opens[i];
        }
    }

    public long Begin { get; }

    public long End { get; }

    public long Total => openBefore[^1];

    /// <summary>How much of the year was open before a moment of it.</summary>
    public long OpenBefore(long moment)
    {
        var i = Last(opens, moment);
        return i < 0 ? 0 : openBefore[i] + Math.Min(moment, closes[i]) - opens[i];
    }

    /// <summary>The earliest moment before which at least this much of the year was open; <paramref name="amount"/> is above zero and at most the total.</summary>
    public long MomentOf(long amount)
    {
        var i = Array.BinarySearch(openBefore, amount);
        i = i >= 0 ? i - 1 : ~i - 1;
        return opens[i] + amount - openBefore[i];
    }

    /// <summary>The stretch in which the moment lies, or the next one after it.</summary>
    public (long Opens, long Closes)? StretchAt(long moment)
    {
        var i = Last(opens, moment);
        i = i >= 0 && moment < closes[i] ? i : i + 1;
        return i < opens.Length ? (opens[i], closes[i]) : null;
    }

    private static int Last(long[] starts, long moment)
    {
        var i = Array.BinarySearch(starts, moment);
        return i >= 0 ? i : ~i - 1;
    }

    /// <summary>What falls on a date, in minutes of it: its own spans, and what yesterday's leave after midnight.</summary>
    private static IEnumerable<(int From, int To)> Pieces(CalendarDay yesterday, CalendarDay today) =>
        yesterday.Spans.Where(span => span.ClosesMinute > BusinessCalendar.MinutesOfDay)
            .Select(span => (0, span.ClosesMinute - BusinessCalendar.MinutesOfDay))
            .Concat(today.Spans.Select(span => (span.OpensMinute, Math.Min(span.ClosesMinute, BusinessCalendar.MinutesOfDay))))
            .Order();

    private static void Add(List<(long Opens, long Closes)> stretches, DateOnly date, IEnumerable<(int From, int To)> pieces, LocalTime clock)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue);
        foreach (var (from, to) in pieces)
        {
            var (start, end) = (clock.ToUtc(midnight.AddMinutes(from)).Ticks, clock.ToUtc(midnight.AddMinutes(to)).Ticks);
            if (stretches.Count > 0 && start <= stretches[^1].Closes)
            {
                stretches[^1] = (stretches[^1].Opens, Math.Max(end, stretches[^1].Closes));
            }
            else if (end > start)
            {
                stretches.Add((start, end));
            }
        }
    }
}
