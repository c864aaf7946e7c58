using System.Text.RegularExpressions;
using Hub.Server.Identity;
using Hub.Server.Platform.Calendar;

namespace Hub.Server.Integrations;

/// <summary>A brand's hours as people send them and as they are stored.</summary>
/// <param name="Week">The usual hours; a day that is missing is closed.</param>
/// <param name="Version">The version that was looked at; 0 before the first.</param>
internal sealed partial record CalendarInput(
    string? TimeZone, bool Holidays, IReadOnlyList<WeekdayHours>? Week, IReadOnlyList<Closure>? Closures, IReadOnlyList<SpecialDay>? SpecialDays, int Version)
{
    private const int MaxSpans = 6;
    private const int MaxEntries = 500;
    private const int MaxName = 80;
    private const int LongestClosure = 366;

    public static CalendarInput Of(CalendarSettings settings, int version) => new(
        settings.TimeZone, settings.Holidays, [.. Days.Select(day => new WeekdayHours(day, settings.Week.GetValueOrDefault(day, [])))],
        settings.Closures, settings.SpecialDays, version);

    public CalendarSettings ToSettings() => new(
        TimeZone!, Holidays, (Week ?? []).ToDictionary(hours => hours.Day, hours => hours.Spans ?? []),
        [.. (Closures ?? []).OrderBy(closure => closure.From).Select(closure => closure with { NameJa = Name(closure.NameJa), NameEn = Name(closure.NameEn) })],
        [.. (SpecialDays ?? []).OrderBy(day => day.Date).Select(day => day with { Spans = day.Spans ?? [], NameJa = Name(day.NameJa), NameEn = Name(day.NameEn) })]);

    /// <summary>What is wrong, field by field; nothing when <see cref="ToSettings"/> makes a calendar.</summary>
    public InputErrors Check()
    {
        var errors = new InputErrors();
        if (TimeZone is not { Length: <= 64 } || !ZoneName().IsMatch(TimeZone) || !TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            errors.Add("timeZone", "unknown");
        }

        CheckWeek(errors);
        CheckClosures(errors);
        CheckSpecialDays(errors);
        return errors;
    }

    private static readonly DayOfWeek[] Days =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    private void CheckWeek(InputErrors errors)
    {
        var week = Week ?? [];
        if (week.Count > Days.Length || week.DistinctBy(hours => hours.Day).Count() < week.Count)
        {
            errors.Add("week", "duplicate");
            return;
        }

        var sound = true;
        foreach (var hours in week)
        {
            sound &= CheckSpans(errors, $"week.{hours.Day}".ToLowerInvariant(), hours.Spans ?? []);
        }

        foreach (var hours in sound ? week : [])
        {
            var next = week.FirstOrDefault(other => (int)other.Day == ((int)hours.Day + 1) % 7)?.Spans?.Select(span => span.OpensMinute).DefaultIfEmpty(int.MaxValue).Min();
            if ((hours.Spans ?? []).Any(span => span.ClosesMinute - BusinessCalendar.MinutesOfDay > (next ?? int.MaxValue)))
            {
                errors.Add($"week.{hours.Day}".ToLowerInvariant(), "overlap");
            }
        }
    }

    private void CheckClosures(InputErrors errors)
    {
        var closures = Closures ?? [];
        if (closures.Count > MaxEntries)
        {
            errors.Add("closures", "too_many");
        }

        for (var i = 0; i < closures.Count; i++)
        {
            if (closures[i].To < closures[i].From)
            {
                errors.Add($"closures[{i}].to", "before_from");
            }
            else if (closures[i].To.DayNumber - closures[i].From.DayNumber >= LongestClosure)
            {
                errors.Add($"closures[{i}].to", "too_long");
            }

            CheckNames(errors, $"closures[{i}]", closures[i].NameJa, closures[i].NameEn);
        }
    }

    private void CheckSpecialDays(InputErrors errors)
    {
        var days = SpecialDays ?? [];
        if (days.Count > MaxEntries)
        {
            errors.Add("specialDays", "too_many");
        }

        for (var i = 0; i < days.Count; i++)
        {
            if (days.Take(i).Any(earlier => earlier.Date == days[i].Date))
            {
                errors.Add($"specialDays[{i}].date", "duplicate");
            }

            CheckSpans(errors, $"specialDays[{i}].spans", days[i].Spans ?? []);
            CheckNames(errors, $"specialDays[{i}]", days[i].NameJa, days[i].NameEn);
        }
    }

    private static bool CheckSpans(InputErrors errors, string field, IReadOnlyList<OpenSpan> spans)
    {
        if (spans.Count > MaxSpans)
        {
            errors.Add(field, "too_many");
            return false;
        }

        if (spans.Any(span => OpenSpan.Minutes(span?.Opens) is null or BusinessCalendar.MinutesOfDay || OpenSpan.Minutes(span?.Closes) is null))
        {
            errors.Add(field, "invalid");
            return false;
        }

        var ordered = spans.OrderBy(span => span.OpensMinute).ToList();
        if (ordered.Zip(ordered.Skip(1)).Any(pair => pair.First.ClosesMinute > pair.Second.OpensMinute))
        {
            errors.Add(field, "overlap");
            return false;
        }

        return true;
    }

    private static void CheckNames(InputErrors errors, string field, string? ja, string? en)
    {
        if (ja?.Length > MaxName || en?.Length > MaxName)
        {
            errors.Add($"{field}.name", "too_long");
        }
    }

    private static string? Name(string? name) => string.IsNullOrWhiteSpace(name) ? null : name.Trim();

    [GeneratedRegex("^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$")]
    private static partial Regex ZoneName();
}

internal sealed record WeekdayHours(DayOfWeek Day, IReadOnlyList<OpenSpan>? Spans);
