using System.Net;
using System.Text.Json;
using Hub.Server.Conversations.Notifications;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>A year without closures reaches those who can enter them, also when they never open the settings.</summary>
public sealed class NextYearTests(ChatHub hub) : IClassFixture<ChatHub>
{
    private static readonly DateTimeOffset LastMinuteOfOctober = new(2031, 10, 31, 23, 59, 0, TimeSpan.FromHours(9));

    [Fact]
    public async Task From_November_on_those_who_manage_settings_are_told_once_until_the_year_is_entered()
    {
        var brand = await BrandAsync("Forgotten", "2031-08-13");
        var ((_, manager), (_, agent)) = (await hub.PersonAsync("admin"), await hub.PersonAsync("agent"));
        var clock = new FakeTimeProvider(LastMinuteOfOctober.ToUniversalTime());
        await RemindAsync(clock);
        Assert.Empty(await ToldAsync(manager, "Forgotten"));

        clock.Advance(TimeSpan.FromMinutes(1));
        await RemindAsync(clock);
        await Task.WhenAll(RemindAsync(clock), RemindAsync(clock));
        var told = Assert.Single(await ToldAsync(manager, "Forgotten"));
        Assert.Equal(("empty_year", JsonValueKind.Null), (told.GetProperty("kind").GetString(), told.GetProperty("readAt").ValueKind));
        Assert.Empty(await ToldAsync(agent, "Forgotten"));

        // Whoever begins to manage later is told too; who has read it is not told again.
        (await manager.SendAsync("PUT", $"/api/notifications/{told.GetProperty("id").GetGuid()}/read", new { read = true })).Is(HttpStatusCode.NoContent);
        var (_, successor) = await hub.PersonAsync("admin");
        clock.Advance(TimeSpan.FromDays(30));
        await RemindAsync(clock);
        Assert.Single(await ToldAsync(successor, "Forgotten"));
        Assert.NotEqual(JsonValueKind.Null, Assert.Single(await ToldAsync(manager, "Forgotten")).GetProperty("readAt").ValueKind);

        await HoursAsync(brand, version: 1, "2031-08-13", "2032-08-13");
        await RemindAsync(clock);
        Assert.NotEqual(JsonValueKind.Null, Assert.Single(await ToldAsync(successor, "Forgotten")).GetProperty("readAt").ValueKind);
        foreach (var client in new[] { manager, agent, successor })
        {
            client.Dispose();
        }
    }

    [Fact]
    public async Task A_brand_that_enters_none_has_entered_them_or_is_switched_off_is_not_missed_and_who_wants_no_word_gets_none()
    {
        await BrandAsync("Never closed");
        await BrandAsync("Entered", "2031-08-13", "2032-08-13");
        var off = await BrandAsync("Switched off", "2031-08-13");
        (await hub.Admin.SendAsync("PUT", $"/api/brands/{off}", new { name = "Switched off", active = false })).Is(HttpStatusCode.OK);
        await BrandAsync("Missed", "2031-08-13");
        var ((_, manager), (_, quiet)) = (await hub.PersonAsync("admin"), await hub.PersonAsync("admin"));
        var settings = (await quiet.SendAsync("GET", "/api/notifications/settings")).Is(HttpStatusCode.OK).Json;
        (await quiet.SendAsync("PUT", "/api/notifications/settings", new { switchedOff = new[] { "empty_year" }, sound = true, desktop = true, previews = false, quiet = settings.GetProperty("quiet") })).Is(HttpStatusCode.OK);

        await RemindAsync(new FakeTimeProvider(LastMinuteOfOctober.AddDays(20).ToUniversalTime()));
        Assert.Single(await ToldAsync(manager, "Missed"));
        foreach (var name in new[] { "Never closed", "Entered", "Switched off" })
        {
            Assert.Empty(await ToldAsync(manager, name));
        }

        Assert.Empty(await AttentionTests.NotificationsAsync(quiet));
        manager.Dispose();
        quiet.Dispose();
    }

    private async Task RemindAsync(FakeTimeProvider clock)
    {
        using var reminder = ActivatorUtilities.CreateInstance<RemindOfNextYear>(hub.Services, clock);
        await reminder.RunAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<List<JsonElement>> ToldAsync(DeskClient client, string brand) =>
        (await AttentionTests.NotificationsAsync(client)).FindAll(item => item.GetProperty("brandName").GetString() == brand);

    private async Task<Guid> BrandAsync(string name, params string[] closedOn)
    {
        var id = (await hub.Admin.SendAsync("POST", "/api/brands", new { key = name.ToLowerInvariant().Replace(' ', '-'), name })).Is(HttpStatusCode.Created).Id;
        await HoursAsync(id, version: 0, closedOn);
        return id;
    }

    private async Task HoursAsync(Guid brand, int version, params string[] closedOn)
    {
        // Brands made by others are seen with the next reading of the calendars.
        await Eventually.HoldsAsync(async () => (await hub.Admin.SendAsync("GET", $"/api/brands/{brand}/calendar")).Status == HttpStatusCode.OK);
        (await hub.Admin.SendAsync("PUT", $"/api/brands/{brand}/calendar", new { timeZone = "Asia/Tokyo", holidays = true, closures = closedOn.Select(day => new { from = day, to = day, nameJa = "お盆", nameEn = "Obon" }), version })).Is(HttpStatusCode.OK);
    }
}
