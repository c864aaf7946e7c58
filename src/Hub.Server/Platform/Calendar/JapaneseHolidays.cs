using System.Collections.Concurrent;

namespace Hub.Server.Platform.Calendar;

/// <summary>A day off by law.</summary>
internal sealed record Holiday(DateOnly Date, string NameJa, string NameEn);

/// <summary>
/// Japan's days off, computed from 国民の祝日に関する法律 (Act No. 178 of 1948) as it stands since 2007, with the changes since: 山の日 (2016), the change of
/// emperor (2019, 2020) and the days moved for the Olympic games (2020, 2021). Nobody has to type or download a list each year.
/// </summary>
internal static class JapaneseHolidays
{
    /// <summary>From 2007 the law has had today's rules for substitute days.</summary>
    public const int FirstYear = 2007;

    /// <summary>The approximation of the equinoxes holds up to here.</summary>
    public const int LastYear = 2099;

    private static readonly ConcurrentDictionary<int, IReadOnlyList<Holiday>> years = new();

    /// <summary>In order of date. Empty for years the rules do not cover.</summary>
    public static IReadOnlyList<Holiday> Of(int year) => year is < FirstYear or > LastYear ? [] : years.GetOrAdd(year, Compute);

    private static IReadOnlyList<Holiday> Compute(int year)
    {
        var days = Named(year).ToDictionary(holiday => holiday.Date);

        // Article 3 (2): a holiday on a Sunday makes the next day that is no holiday itself a day off.
        foreach (var sunday in days.Keys.Where(date => date.DayOfWeek == DayOfWeek.Sunday).Order().ToList())
        {
            var substitute = sunday.AddDays(1);
            while (days.ContainsKey(substitute))
            {
                substitute = substitute.AddDays(1);
            }

            days[substitute] = new Holiday(substitute, "振替休日", "Substitute holiday");
        }

        // Article 3 (3): a day between two holidays. Days off that are no holidays themselves do not count as neighbours.
        var named = Named(year).Select(holiday => holiday.Date).ToHashSet();
        foreach (var between in named.Where(date => named.Contains(date.AddDays(2))).Select(date => date.AddDays(1)).Where(date => !days.ContainsKey(date)).ToList())
        {
            days[between] = new Holiday(between, "国民の休日", "Citizens' holiday");
        }

        return [.. days.Values.OrderBy(holiday => holiday.Date)];
    }

    private static IEnumerable<Holiday> Named(int year)
    {
        yield return On(1, 1, "元日", "New Year's Day");
        yield return Monday(1, 2, "成人の日", "Coming of Age Day");
        yield return On(2, 11, "建国記念の日", "National Foundation Day");
        if (year >= 2020)
        {
            yield return On(2, 23, "天皇誕生日", "Emperor's Birthday");
        }

        yield return On(3, Equinox(20.8431), "春分の日", "Vernal Equinox Day");
        yield return On(4, 29, "昭和の日", "Showa Day");
        if (year == 2019)
        {
            yield return On(5, 1, "天皇の即位の日", "Accession of the Emperor");
        }

        yield return On(5, 3, "憲法記念日", "Constitution Memorial Day");
        yield return On(5, 4, "みどりの日", "Greenery Day");
        yield return On(5, 5, "こどもの日", "Children's Day");
        yield return year switch
        {
            2020 => On(7, 23, "海の日", "Marine Day"),
            2021 => On(7, 22, "海の日", "Marine Day"),
            _ => Monday(7, 3, "海の日", "Marine Day"),
        };
        if (year >= 2016)
        {
            yield return On(8, year switch { 2020 => 10, 2021 => 8, _ => 11 }, "山の日", "Mountain Day");
        }

        yield return Monday(9, 3, "敬老の日", "Respect for the Aged Day");
        yield return On(9, Equinox(23.2488), "秋分の日", "Autumnal Equinox Day");
        yield return year switch
        {
            2020 => On(7, 24, "スポーツの日", "Sports Day"),
            2021 => On(7, 23, "スポーツの日", "Sports Day"),
            > 2021 => Monday(10, 2, "スポーツの日", "Sports Day"),
            _ => Monday(10, 2, "体育の日", "Health and Sports Day"),
        };
        if (year == 2019)
        {
            yield return On(10, 22, "即位礼正殿の儀の行われる日", "Enthronement Ceremony");
        }

        yield return On(11, 3, "文化の日", "Culture Day");
        yield return On(11, 23, "勤労感謝の日", "Labour Thanksgiving Day");
        if (year <= 2018)
        {
            yield return On(12, 23, "天皇誕生日", "Emperor's Birthday");
        }

        Holiday On(int month, int day, string ja, string en) => new(new DateOnly(year, month, day), ja, en);

        Holiday Monday(int month, int nth, string ja, string en)
        {
            var first = new DateOnly(year, month, 1);
            return new Holiday(first.AddDays(((int)DayOfWeek.Monday - (int)first.DayOfWeek + 7) % 7 + 7 * (nth - 1)), ja, en);
        }

        // The usual approximation of the days the National Astronomical Observatory announces each February; good from 1980 to 2099.
        int Equinox(double at1980) => (int)(at1980 + 0.242194 * (year - 1980)) - (year - 1980) / 4;
    }
}
