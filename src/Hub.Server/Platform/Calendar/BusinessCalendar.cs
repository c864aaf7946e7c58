using System.Collections.Concurrent;

namespace Hub.Server.Platform.Calendar;

/// <summary>
/// When a brand is open, and how much business time lies between two moments. Everything that counts working time asks here. Years are worked out once,
/// when first asked for; after that a question costs a binary search. Safe to use from many threads.
/// </summary>
/// <exception cref="TimeZoneNotFoundException">The settings name a zone this machine does not know.</exception>
internal sealed class BusinessCalendar(CalendarSettings settings)
{
    public const int MinutesOfDay = 24 * 60;

    /// <summary>How far ahead is looked for the next opening: a brand that is closed for longer has no next opening.</summary>
    private const int YearsAhead = 2;

    private const int YearsToAdd = 100;
    private const int LastNumber = 9990;

    private readonly CalendarDays days = new(settings);
    private readonly LocalTime clock = new(TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone));
    private readonly ConcurrentDictionary<int, CalendarYear> years = new();

    public CalendarSettings Settings { get; } = settings;

    /// <summary>The wall clock of the brand.</summary>
    public DateTime LocalAt(DateTimeOffset at) => clock.ToLocal(at.UtcDateTime);

    public CalendarDay DayOf(DateOnly date) => days.Of(date);

    public bool IsOpen(DateTimeOffset at) => YearAt(at.UtcTicks).Year.StretchAt(at.UtcTicks) is { } stretch && stretch.Opens <= at.UtcTicks;

    /// <summary>The first moment from <paramref name="at"/> on at which it is open: itself while open; null when there is none within two years.</summary>
    public DateTimeOffset? NextOpening(DateTimeOffset at)
    {
        var (number, year) = YearAt(at.UtcTicks);
        for (var ahead = 0; ahead <= YearsAhead; ahead++, year = Year(number + ahead))
        {
            if (year.StretchAt(at.UtcTicks) is { } stretch)
            {
                return Moment(Math.Max(stretch.Opens, at.UtcTicks));
            }
        }

        return null;
    }

    /// <summary>The moment the stretch that is open at, or next after, <paramref name="at"/> ends; null when it never opens, or never closes within two years.</summary>
    public DateTimeOffset? NextClosing(DateTimeOffset at)
    {
        if (NextOpening(at) is not { } opening)
        {
            return null;
        }

        var (number, year) = YearAt(opening.UtcTicks);
        var closes = year.StretchAt(opening.UtcTicks)!.Value.Closes;
        for (var ahead = 1; closes == year.End; ahead++)
        {
            // Open over the turn of the year: the stretch goes on in the next.
            year = Year(number + ahead);
            if (year.StretchAt(closes) is not { } next || next.Opens > closes)
            {
                break;
            }

            if (ahead > YearsAhead)
            {
                return null;
            }

            closes = next.Closes;
        }

        return Moment(closes);
    }

    /// <summary>How long it was open between the two; negative when <paramref name="to"/> is the earlier.</summary>
    public TimeSpan BusinessTimeBetween(DateTimeOffset from, DateTimeOffset to)
    {
        if (to < from)
        {
            return -BusinessTimeBetween(to, from);
        }

        var (first, firstYear) = YearAt(from.UtcTicks);
        var (last, lastYear) = YearAt(to.UtcTicks);
        var ticks = lastYear.OpenBefore(to.UtcTicks) - firstYear.OpenBefore(from.UtcTicks);
        for (var year = first; year < last; year++)
        {
            ticks += Year(year).Total;
        }

        return new TimeSpan(ticks);
    }

    /// <summary>The earliest moment by which <paramref name="time"/> of business has passed since <paramref name="from"/>; null when that takes over a century.</summary>
    public DateTimeOffset? AddBusinessTime(DateTimeOffset from, TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        if (time == TimeSpan.Zero)
        {
            return from;
        }

        var (number, year) = YearAt(from.UtcTicks);
        var left = year.OpenBefore(from.UtcTicks) + time.Ticks;
        var furthest = Math.Min(number + YearsToAdd, LastNumber);
        while (left > year.Total)
        {
            left -= year.Total;
            if (number == furthest)
            {
                return null;
            }

            year = Year(++number);
        }

        return Moment(year.MomentOf(left));
    }

    private (int Number, CalendarYear Year) YearAt(long moment)
    {
        var number = Math.Clamp(clock.ToLocal(new DateTime(moment, DateTimeKind.Utc)).Year, 2, LastNumber);
        return (number, Year(number));
    }

    private CalendarYear Year(int number) => years.GetOrAdd(number, static (year, self) => new CalendarYear(year, self.days, self.clock), this);

    private static DateTimeOffset Moment(long ticks) => new(ticks, TimeSpan.Zero);
}
