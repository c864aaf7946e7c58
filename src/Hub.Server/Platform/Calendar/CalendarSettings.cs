using System.Text.Json.Serialization;

namespace Hub.Server.Platform.Calendar;

/// <summary>
/// Open from one time of day to another, as people write it: "09:00" to "18:00". A close at or before the opening lies on the next day, so "22:00" to
/// "02:00" is open over midnight, and "00:00" to "24:00" is the whole day.
/// </summary>
internal sealed record OpenSpan(string Opens, string Closes)
{
    [JsonIgnore]
    public int OpensMinute => Minutes(Opens) ?? throw new FormatException("Not a time of day.");

    /// <summary>Counted from the midnight before the opening; over 1440 on the next day.</summary>
    [JsonIgnore]
    public int ClosesMinute
    {
        get
        {
            var minute = Minutes(Closes) ?? throw new FormatException("Not a time of day.");
            return minute > OpensMinute ? minute : minute + BusinessCalendar.MinutesOfDay;
        }
    }

    /// <summary>Minutes since midnight of "HH:mm", "24:00" included; null for anything else.</summary>
    public static int? Minutes(string? text) =>
        text is [>= '0' and <= '2', >= '0' and <= '9', ':', >= '0' and <= '5', >= '0' and <= '9']
        && (text[0] - '0') * 600 + (text[1] - '0') * 60 + (text[3] - '0') * 10 + (text[4] - '0') is <= BusinessCalendar.MinutesOfDay and var minutes ? minutes : null;
}

/// <summary>Days on which the brand is closed, both ends included: 年末年始, お盆, 棚卸.</summary>
internal sealed record Closure(DateOnly From, DateOnly To, string? NameJa, string? NameEn);

/// <summary>One day with hours of its own. It goes before closures and holidays, so it also opens a day that would be closed.</summary>
internal sealed record SpecialDay(DateOnly Date, IReadOnlyList<OpenSpan> Spans, string? NameJa, string? NameEn);

/// <summary>When a brand is open. A span belongs to the day it begins on: a closure of the day after does not cut it at midnight.</summary>
/// <param name="TimeZone">IANA name, such as "Asia/Tokyo".</param>
/// <param name="Holidays">Closed on Japan's days off.</param>
/// <param name="Week">The usual hours; a day that is missing is closed.</param>
internal sealed record CalendarSettings(
    string TimeZone, bool Holidays, IReadOnlyDictionary<DayOfWeek, IReadOnlyList<OpenSpan>> Week, IReadOnlyList<Closure> Closures, IReadOnlyList<SpecialDay> SpecialDays)
{
    /// <summary>What a brand has before anybody has said otherwise: weekdays 9 to 18 in Japan.</summary>
    public static CalendarSettings Default { get; } = new(
        "Asia/Tokyo", true,
        new[] { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday }
            .ToDictionary(day => day, IReadOnlyList<OpenSpan> (_) => [new OpenSpan("09:00", "18:00")]),
        [], []);
}
