using System.Globalization;
using Hub.Server.Platform.Calendar;
using Xunit;

namespace Hub.Server.Tests.Platform.Calendar;

public sealed class BusinessCalendarTests
{
    private static readonly BusinessCalendar Shop = new(CalendarSettings.Default with
    {
        Closures = [new Closure(new(2026, 12, 29), new(2027, 1, 4), "年末年始", "New Year"), new Closure(new(2026, 8, 13), new(2026, 8, 15), "お盆", "Obon")],
        SpecialDays = [new SpecialDay(new(2026, 12, 28), [new OpenSpan("09:00", "12:00")], "仕事納め", "Last day"), new SpecialDay(new(2026, 11, 3), [new OpenSpan("10:00", "15:00")], null, null)],
    });

    private static readonly BusinessCalendar Lunch = new(new CalendarSettings("Asia/Tokyo", false, Every(new OpenSpan("09:00", "12:00"), new OpenSpan("13:00", "17:30")), [], []));
    private static readonly BusinessCalendar Night = new(new CalendarSettings("Asia/Tokyo", false, Every(new OpenSpan("20:00", "02:00")), [new Closure(new(2026, 4, 8), new(2026, 4, 8), null, null)], []));
    private static readonly BusinessCalendar Always = new(new CalendarSettings("Asia/Tokyo", false, Every(new OpenSpan("00:00", "24:00")), [], []));
    private static readonly BusinessCalendar Never = new(new CalendarSettings("Asia/Tokyo", false, Every(), [], []));
    private static readonly BusinessCalendar Berlin = new(new CalendarSettings("Europe/Berlin", false, Every(new OpenSpan("00:00", "24:00")), [], []));
    private static readonly BusinessCalendar BerlinNight = new(new CalendarSettings("Europe/Berlin", false, Every(new OpenSpan("22:00", "02:30"), new OpenSpan("02:30", "06:00")), [], []));
    private static readonly BusinessCalendar NewYork = new(new CalendarSettings("America/New_York", false, Every(new OpenSpan("01:00", "09:00")), [], []));

    private static readonly Dictionary<string, BusinessCalendar> All = new()
    {
        ["shop"] = Shop,
        ["lunch"] = Lunch,
        ["night"] = Night,
        ["always"] = Always,
        ["never"] = Never,
        ["berlin"] = Berlin,
        ["berlinNight"] = BerlinNight,
        ["newYork"] = NewYork,
    };

    [Theory]
    // A plain day, over night, over a week-end, over Golden Week with its substitute day.
    [InlineData("shop", "2026-04-01T09:00", "2026-04-01T18:00", 9 * 60)]
    [InlineData("shop", "2026-04-01T17:30", "2026-04-02T09:30", 60)]
    [InlineData("shop", "2026-04-03T17:00", "2026-04-06T10:00", 120)]
    [InlineData("shop", "2026-05-01T17:00", "2026-05-07T10:00", 120)]
    [InlineData("shop", "2026-05-02T00:00", "2026-05-07T00:00", 0)]
    // お盆 with the special day left out; short days; 年末年始 over the turn of the year.
    [InlineData("shop", "2026-08-12T17:00", "2026-08-17T10:00", 120)]
    [InlineData("shop", "2026-12-25T17:00", "2027-01-05T10:00", 60 + 180 + 60)]
    [InlineData("shop", "2026-11-03T00:00", "2026-11-04T00:00", 5 * 60)]
    [InlineData("shop", "2026-11-23T00:00", "2026-11-24T00:00", 0)]
    // A whole year: 2026 has 261 weekdays, 17 of 18 holidays on one, one of those open for 5 hours, お盆 2 and 年末年始 3 weekdays, one short day.
    [InlineData("shop", "2026-01-01T00:00", "2027-01-01T00:00", (261 - 17 - 2 - 3 - 1) * 540 + 300 + 180)]
    [InlineData("lunch", "2026-04-01T11:30", "2026-04-01T13:30", 60)]
    [InlineData("lunch", "2026-04-01T00:00", "2026-04-03T00:00", 2 * (180 + 270))]
    // Over midnight; the closed day takes its own evening but not the hours after midnight that belong to the day before.
    [InlineData("night", "2026-04-01T00:00", "2026-04-01T03:00", 120)]
    [InlineData("night", "2026-04-07T19:00", "2026-04-10T00:00", 360 + 240)]
    [InlineData("always", "2026-01-01T00:00", "2027-01-01T00:00", 365 * 1440)]
    [InlineData("never", "2026-01-01T00:00", "2027-01-01T00:00", 0)]
    // The clock goes forward on 29 March and back on 25 October.
    [InlineData("berlin", "2026-03-29T00:00", "2026-03-30T00:00", 23 * 60)]
    [InlineData("berlin", "2026-10-25T00:00", "2026-10-26T00:00", 25 * 60)]
    [InlineData("berlinNight", "2026-03-28T20:00", "2026-03-29T12:00", 7 * 60)]
    [InlineData("berlinNight", "2026-10-24T20:00", "2026-10-25T12:00", 9 * 60)]
    // In New York on 8 March and 1 November.
    [InlineData("newYork", "2026-03-08T00:00", "2026-03-09T00:00", 7 * 60)]
    [InlineData("newYork", "2026-11-01T00:00", "2026-11-02T00:00", 9 * 60)]
    [InlineData("newYork", "2026-03-07T00:00", "2026-03-08T00:00", 8 * 60)]
    public void Golden_business_time_between(string calendar, string from, string to, int minutes)
    {
        Assert.Equal(TimeSpan.FromMinutes(minutes), All[calendar].BusinessTimeBetween(At(calendar, from), At(calendar, to)));
        Assert.Equal(TimeSpan.FromMinutes(-minutes), All[calendar].BusinessTimeBetween(At(calendar, to), At(calendar, from)));
    }

    [Theory]
    [InlineData("shop", "2026-04-01T10:00", "2026-04-01T10:00", "2026-04-01T18:00")]
    [InlineData("shop", "2026-04-03T18:00", "2026-04-06T09:00", "2026-04-06T18:00")]
    [InlineData("shop", "2026-12-28T12:00", "2027-01-05T09:00", "2027-01-05T18:00")]
    [InlineData("lunch", "2026-04-01T12:00", "2026-04-01T13:00", "2026-04-01T17:30")]
    [InlineData("night", "2026-04-01T01:00", "2026-04-01T01:00", "2026-04-01T02:00")]
    [InlineData("night", "2026-04-07T22:00", "2026-04-07T22:00", "2026-04-08T02:00")]
    [InlineData("berlinNight", "2026-04-01T23:00", "2026-04-01T23:00", "2026-04-02T06:00")]
    public void It_opens_and_closes_next_when_the_door_does(string calendar, string at, string opens, string closes)
    {
        Assert.Equal(At(calendar, opens), All[calendar].NextOpening(At(calendar, at)));
        Assert.Equal(At(calendar, closes), All[calendar].NextClosing(At(calendar, at)));
        Assert.Equal(at == opens, All[calendar].IsOpen(At(calendar, at)));
    }

    [Fact]
    public void What_never_opens_or_never_closes_says_so()
    {
        var now = At("always", "2026-04-01T10:00");
        Assert.Null(Never.NextOpening(now));
        Assert.Null(Never.NextClosing(now));
        Assert.Null(Never.AddBusinessTime(now, TimeSpan.FromMinutes(1)));
        Assert.Equal(now, Always.NextOpening(now));
        Assert.Null(Always.NextClosing(now));
    }

    [Fact]
    public void Only_the_first_of_a_repeated_hour_opens_and_a_skipped_hour_opens_when_the_clock_has_jumped()
    {
        var calendar = new BusinessCalendar(new CalendarSettings("Europe/Berlin", false, Every(new OpenSpan("02:15", "02:45")), [], []));
        Assert.Equal(Utc("2026-10-25T00:15"), calendar.NextOpening(Utc("2026-10-24T22:00")));
        Assert.Equal(TimeSpan.FromMinutes(30), calendar.BusinessTimeBetween(Utc("2026-10-24T22:00"), Utc("2026-10-25T22:00")));
        Assert.Equal(TimeSpan.Zero, calendar.BusinessTimeBetween(Utc("2026-03-28T23:00"), Utc("2026-03-29T22:00")));
    }

    [Theory]
    [InlineData("2026-04-01T17:00", 60, "2026-04-01T18:00")]
    [InlineData("2026-04-01T17:00", 61, "2026-04-02T09:01")]
    [InlineData("2026-04-04T12:00", 30, "2026-04-06T09:30")]
    [InlineData("2026-12-28T11:00", 120, "2027-01-05T10:00")]
    public void Added_business_time_ends_within_hours(string from, int minutes, string expected) =>
        Assert.Equal(At("shop", expected), Shop.AddBusinessTime(At("shop", from), TimeSpan.FromMinutes(minutes)));

    [Fact]
    public void Between_is_additive_and_monotone_and_what_was_added_lies_between()
    {
        var random = new Random(20261120);
        var start = Utc("2025-01-01T00:00");
        foreach (var calendar in All.Values)
        {
            for (var i = 0; i < 500; i++)
            {
                var moments = Enumerable.Range(0, 3).Select(_ => start.AddSeconds(random.Next(3 * 366 * 86_400))).ToArray();
                Assert.Equal(
                    calendar.BusinessTimeBetween(moments[0], moments[2]),
                    calendar.BusinessTimeBetween(moments[0], moments[1]) + calendar.BusinessTimeBetween(moments[1], moments[2]));
                Array.Sort(moments);
                Assert.True(calendar.BusinessTimeBetween(moments[0], moments[1]) <= calendar.BusinessTimeBetween(moments[0], moments[2]));
                Assert.InRange(calendar.BusinessTimeBetween(moments[0], moments[1]), TimeSpan.Zero, moments[1] - moments[0]);

                var time = TimeSpan.FromSeconds(random.Next(1, 40 * 86_400));
                if (calendar.AddBusinessTime(moments[0], time) is { } end)
                {
                    Assert.Equal(time, calendar.BusinessTimeBetween(moments[0], end));
                    Assert.True(calendar.BusinessTimeBetween(moments[0], end.AddTicks(-1)) < time);
                }

                if (calendar.NextOpening(moments[0]) is { } opening)
                {
                    Assert.True(calendar.IsOpen(opening));
                    Assert.Equal(TimeSpan.Zero, calendar.BusinessTimeBetween(moments[0], opening));
                }

                if (calendar.NextClosing(moments[0]) is { } closing)
                {
                    Assert.False(calendar.IsOpen(closing));
                    Assert.True(calendar.IsOpen(closing.AddTicks(-1)));
                }
            }
        }
    }

    [Fact]
    public void Between_agrees_with_counting_minute_by_minute()
    {
        foreach (var (name, from) in new[] { ("shop", "2026-12-24T00:00"), ("lunch", "2026-04-01T00:00"), ("night", "2026-04-06T00:00"), ("berlinNight", "2026-10-23T00:00"), ("newYork", "2026-03-06T00:00") })
        {
            var start = At(name, from);
            var open = 0;
            for (var minute = 0; minute < 14 * 1440; minute++)
            {
                Assert.Equal(open, All[name].BusinessTimeBetween(start, start.AddMinutes(minute)).TotalMinutes);
                open += All[name].IsOpen(start.AddMinutes(minute)) ? 1 : 0;
            }
        }
    }

    private static Dictionary<DayOfWeek, IReadOnlyList<OpenSpan>> Every(params OpenSpan[] spans) =>
        Enum.GetValues<DayOfWeek>().ToDictionary(day => day, IReadOnlyList<OpenSpan> (_) => spans);

    private static DateTimeOffset At(string calendar, string local)
    {
        var wall = DateTime.Parse(local, CultureInfo.InvariantCulture);
        return new DateTimeOffset(wall, TimeZoneInfo.FindSystemTimeZoneById(All[calendar].Settings.TimeZone).GetUtcOffset(wall));
    }

    private static DateTimeOffset Utc(string at) => DateTimeOffset.Parse(at + "Z", CultureInfo.InvariantCulture);
}
