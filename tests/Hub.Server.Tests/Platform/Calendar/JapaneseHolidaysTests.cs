using Hub.Server.Platform.Calendar;
using Xunit;

namespace Hub.Server.Tests.Platform.Calendar;

/// <summary>Held to the list the Cabinet Office publishes (内閣府「国民の祝日」について), years 2016 to 2027, month/day.</summary>
public sealed class JapaneseHolidaysTests
{
    private static readonly Dictionary<int, string> Published = new()
    {
        [2016] = "1/1 1/11 2/11 3/20 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/22 10/10 11/3 11/23 12/23",
        [2017] = "1/1 1/2 1/9 2/11 3/20 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23 12/23",
        [2018] = "1/1 1/8 2/11 2/12 3/21 4/29 4/30 5/3 5/4 5/5 7/16 8/11 9/17 9/23 9/24 10/8 11/3 11/23 12/23 12/24",
        [2019] = "1/1 1/14 2/11 3/21 4/29 4/30 5/1 5/2 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 10/22 11/3 11/4 11/23",
        [2020] = "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 11/23",
        [2021] = "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 11/23",
        [2022] = "1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23",
        [2023] = "1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23",
        [2024] = "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 11/4 11/23",
        [2025] = "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24",
        [2026] = "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23",
        [2027] = "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23",
    };

    public static TheoryData<int> Years => [.. Published.Keys];

    [Theory]
    [MemberData(nameof(Years))]
    public void Every_published_year_comes_out_as_published(int year) =>
        Assert.Equal(Published[year], string.Join(' ', JapaneseHolidays.Of(year).Select(holiday => $"{holiday.Date.Month}/{holiday.Date.Day}")));

    [Theory]
    [InlineData("2019-05-01", "天皇の即位の日")]
    [InlineData("2019-04-30", "国民の休日")]
    [InlineData("2019-05-02", "国民の休日")]
    [InlineData("2019-10-22", "即位礼正殿の儀の行われる日")]
    [InlineData("2020-07-24", "スポーツの日")]
    [InlineData("2021-08-08", "山の日")]
    [InlineData("2021-08-09", "振替休日")]
    [InlineData("2026-09-22", "国民の休日")]
    [InlineData("2026-05-06", "振替休日")]
    [InlineData("2018-12-24", "振替休日")]
    [InlineData("2018-10-08", "体育の日")]
    [InlineData("2015-09-22", "国民の休日")]
    [InlineData("2009-09-22", "国民の休日")]
    [InlineData("2008-05-06", "振替休日")]
    [InlineData("2032-09-21", "国民の休日")]
    public void A_day_has_the_name_the_law_gives_it(string date, string name)
    {
        var day = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(name, JapaneseHolidays.Of(day.Year).Single(holiday => holiday.Date == day).NameJa);
    }

    [Fact]
    public void The_year_without_an_emperor_s_birthday_has_none() =>
        Assert.DoesNotContain(JapaneseHolidays.Of(2019), holiday => holiday.NameJa == "天皇誕生日");

    [Fact]
    public void Every_year_has_its_days_in_order_and_no_holiday_on_a_Sunday_goes_without_a_substitute()
    {
        for (var year = JapaneseHolidays.FirstYear; year <= JapaneseHolidays.LastYear; year++)
        {
            var days = JapaneseHolidays.Of(year);
            Assert.InRange(days.Count, 15, 22);
            Assert.Equal(days.OrderBy(day => day.Date).DistinctBy(day => day.Date), days);
            Assert.All(days, day => Assert.Equal(year, day.Date.Year));
            Assert.Equal(days.Count(day => day.Date.DayOfWeek == DayOfWeek.Sunday), days.Count(day => day.NameJa == "振替休日"));
        }
    }

    [Fact]
    public void Years_the_rules_do_not_cover_have_no_days()
    {
        Assert.Empty(JapaneseHolidays.Of(JapaneseHolidays.FirstYear - 1));
        Assert.Empty(JapaneseHolidays.Of(JapaneseHolidays.LastYear + 1));
    }
}
