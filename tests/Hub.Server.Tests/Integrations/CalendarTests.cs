using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Conversations;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Integrations;

public sealed class CalendarTests(CalendarTests.InNovember hub) : IClassFixture<CalendarTests.InNovember>
{
    /// <summary>Friday, 20 November 2026, 10:00 in Tokyo.</summary>
    public sealed class InNovember : ChatHub
    {
        public InNovember() => Time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 1, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_new_brand_is_open_on_weekdays_and_what_is_saved_holds()
    {
        var brand = await BrandAsync();
        var before = (await hub.Admin.SendAsync("GET", $"/api/brands/{brand}/calendar")).Is(HttpStatusCode.OK).Json;
        Assert.False(before.GetProperty("configured").GetBoolean());
        Assert.True(before.GetProperty("open").GetBoolean());
        Assert.Equal("2026-11-20T09:00:00+00:00", before.GetProperty("nextClosing").GetString());

        var saved = (await PutAsync(brand, Hours())).Is(HttpStatusCode.OK).Json;
        Assert.True(saved.GetProperty("configured").GetBoolean());
        Assert.False(saved.GetProperty("open").GetBoolean());
        Assert.Equal("2026-11-20T13:00:00+00:00", saved.GetProperty("nextOpening").GetString());
        Assert.Equal(1, saved.GetProperty("version").GetInt32());
        Assert.Equal("棚卸", saved.GetProperty("closures")[0].GetProperty("nameJa").GetString());

        var days = (await hub.Admin.SendAsync("GET", $"/api/brands/{brand}/calendar/days?from=2026-11-20&to=2026-11-23")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["week", "week", "closure", "special"], days.Select(day => day.GetProperty("reason").GetString()!));
        Assert.Equal("02:00", days[0].GetProperty("spans")[0].GetProperty("closes").GetString());
        Assert.Equal("10:00", days[3].GetProperty("spans")[0].GetProperty("opens").GetString());
    }

    [Fact]
    public async Task Whoever_saves_an_old_version_hears_it_and_changes_nothing()
    {
        var brand = await BrandAsync();
        (await PutAsync(brand, Hours())).Is(HttpStatusCode.OK);
        (await PutAsync(brand, Hours())).Is(HttpStatusCode.Conflict, "calendar_changed");
        (await PutAsync(brand, Hours(version: 7))).Is(HttpStatusCode.Conflict, "calendar_changed");
        (await PutAsync(brand, Hours(version: 1))).Is(HttpStatusCode.OK);
        (await PutAsync(Guid.CreateVersion7(), Hours())).Is(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("timeZone", "unknown", """{"timeZone":"../etc/passwd"}""")]
    [InlineData("timeZone", "unknown", """{"timeZone":"Asia/Nowhere"}""")]
    [InlineData("week.monday", "invalid", """{"timeZone":"Asia/Tokyo","week":[{"day":"monday","spans":[{"opens":"24:00","closes":"02:00"}]}]}""")]
    [InlineData("week.monday", "overlap", """{"timeZone":"Asia/Tokyo","week":[{"day":"monday","spans":[{"opens":"09:00","closes":"13:00"},{"opens":"12:00","closes":"18:00"}]}]}""")]
    [InlineData("week.sunday", "overlap", """{"timeZone":"Asia/Tokyo","week":[{"day":"sunday","spans":[{"opens":"20:00","closes":"03:00"}]},{"day":"monday","spans":[{"opens":"02:00","closes":"05:00"}]}]}""")]
    [InlineData("closures[0].to", "before_from", """{"timeZone":"Asia/Tokyo","closures":[{"from":"2026-12-31","to":"2026-12-30"}]}""")]
    [InlineData("closures[0].to", "too_long", """{"timeZone":"Asia/Tokyo","closures":[{"from":"2026-01-01","to":"2027-01-02"}]}""")]
    [InlineData("specialDays[1].date", "duplicate", """{"timeZone":"Asia/Tokyo","specialDays":[{"date":"2026-12-31","spans":[]},{"date":"2026-12-31","spans":[]}]}""")]
    public async Task What_is_wrong_is_said_beside_its_field(string field, string code, string body)
    {
        var answer = (await PutAsync(await BrandAsync(), JsonElement.Parse(body))).Is(HttpStatusCode.BadRequest, "invalid");
        Assert.Equal(code, answer.Error(field));
    }

    [Fact]
    public async Task In_November_a_year_without_closures_is_missed()
    {
        var brand = await BrandAsync();
        Assert.True((await PutAsync(brand, Hours())).Is(HttpStatusCode.OK).Json.GetProperty("nextYearMissing").GetBoolean());
        Assert.True(await ListedAsync(brand));
        Assert.False((await PutAsync(brand, Hours(version: 1, also: ("2027-08-13", "2027-08-15")))).Is(HttpStatusCode.OK).Json.GetProperty("nextYearMissing").GetBoolean());
        Assert.False(await ListedAsync(brand));
        Assert.False(await ListedAsync(await BrandAsync())); // nobody enters closures there
    }

    [Fact]
    public async Task An_agent_may_look_at_the_hours_and_not_change_them()
    {
        using var agent = await hub.SignedInAsync("agent");
        var brand = await BrandAsync();
        (await agent.SendAsync("GET", $"/api/brands/{brand}/calendar")).Is(HttpStatusCode.OK);
        (await agent.SendAsync("PUT", $"/api/brands/{brand}/calendar", Hours())).Is(HttpStatusCode.Forbidden, "forbidden");
        (await agent.SendAsync("GET", $"/api/brands/{brand}/calendar/days?from=2026-01-01&to=2028-01-01")).Is(HttpStatusCode.BadRequest, "invalid");
        var holidays = (await agent.SendAsync("GET", "/api/holidays/2026")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray();
        Assert.Contains(holidays, holiday => holiday.GetProperty("nameJa").GetString() == "勤労感謝の日" && holiday.GetProperty("date").GetString() == "2026-11-23");
    }

    private static object Hours(int version = 0, (string From, string To)? also = null) => new
    {
        timeZone = "Asia/Tokyo",
        holidays = true,
        week = new[] { "friday", "saturday" }.Select(day => new { day, spans = new[] { new { opens = "22:00", closes = "02:00" } } }),
        closures = new[] { ("2026-11-22", "2026-11-22") }.Concat(also is { } more ? [more] : []).Select(range => new { from = range.Item1, to = range.Item2, nameJa = "棚卸", nameEn = "Stocktaking" }),
        specialDays = new[] { new { date = "2026-11-23", spans = new[] { new { opens = "10:00", closes = "15:00" } }, nameJa = " " } },
        version,
    };

    private Task<Answer> PutAsync(Guid brand, object body) => hub.Admin.SendAsync("PUT", $"/api/brands/{brand}/calendar", body);

    private async Task<bool> ListedAsync(Guid brand) =>
        (await hub.Admin.SendAsync("GET", "/api/calendars")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("brandId").GetGuid() == brand).GetProperty("nextYearMissing").GetBoolean();

    private async Task<Guid> BrandAsync()
    {
        var id = await hub.ScalarAsync<Guid>("INSERT INTO integrations.brand (id, key, name) VALUES (gen_random_uuid(), gen_random_uuid()::text, 'Shop') RETURNING id");
        ((FakeTimeProvider)hub.Time!).Advance(TimeSpan.FromSeconds(6)); // brands made in the database are seen with the next reading
        return id;
    }
}
