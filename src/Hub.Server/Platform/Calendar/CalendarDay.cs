namespace Hub.Server.Platform.Calendar;

/// <summary>Why a day has the hours it has.</summary>
internal enum DayReason { Week, Holiday, Closure, Special }

/// <summary>One day of a calendar as people look at it.</summary>
/// <param name="NameJa">Of the holiday, closure or special day.</param>
internal sealed record CalendarDay(DateOnly Date, DayReason Reason, string? NameJa, string? NameEn, IReadOnlyList<OpenSpan> Spans);

/// <summary>Decides the hours of any one day: a special day before a closure, a closure before a holiday, a holiday before the week.</summary>
internal sealed class CalendarDays(CalendarSettings settings)
{
    private readonly Dictionary<DateOnly, SpecialDay> special = settings.SpecialDays.DistinctBy(day => day.Date).ToDictionary(day => day.Date);
    private readonly Closure[] closures = [.. settings.Closures.OrderBy(closure => closure.From)];

    public CalendarDay Of(DateOnly date)
    {
        if (special.TryGetValue(date, out var own))
        {
            return new CalendarDay(date, DayReason.Special, own.NameJa, own.NameEn, own.Spans);
        }

        if (Array.Find(closures, closure => closure.From <= date && date <= closure.To) is { } closure)
        {
            return new CalendarDay(date, DayReason.Closure, closure.NameJa, closure.NameEn, []);
        }

        if (settings.Holidays && JapaneseHolidays.Of(date.Year).FirstOrDefault(holiday => holiday.Date == date) is { } holiday)
        {
            return new CalendarDay(date, DayReason.Holiday, holiday.NameJa, holiday.NameEn, []);
        }

        return new CalendarDay(date, DayReason.Week, null, null, settings.Week.GetValueOrDefault(date.DayOfWeek, []));
    }
}
