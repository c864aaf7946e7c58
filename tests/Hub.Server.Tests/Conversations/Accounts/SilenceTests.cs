using System.Text.Json;
using Hub.Server.Conversations.Accounts;
using Hub.Server.Platform.Calendar;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Accounts;

/// <summary>An unusual silence is noticed, a usual one is not, and its end is told.</summary>
public sealed class SilenceTests(SilenceTests.ClockHub hub) : IClassFixture<SilenceTests.ClockHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_manages_accounts_is_told_when_less_comes_in_than_usual_and_when_it_comes_again()
    {
        var (busy, quiet) = (hub.LineAccountId, await hub.ScalarAsync<Guid>("SELECT id FROM integrations.channel_account WHERE key = 'web-demo'"));
        var start = UsualRate.HourOf(hub.Clock.GetUtcNow());

        // One has twelve an hour all week; the other nothing in the three hours that begin now.
        await SeedAsync(busy, start, from: 0);
        await SeedAsync(quiet, start, from: 3);
        hub.Clock.Advance(TimeSpan.FromMinutes(20));
        await LookAsync();
        Assert.Empty(await ToldAsync(busy));

        hub.Clock.Advance(TimeSpan.FromMinutes(25));
        await LookAsync();
        Assert.Equal(["silent"], await ToldAsync(busy));
        Assert.Empty(await ToldAsync(quiet));
        await LookAsync();
        Assert.Equal(["silent"], await ToldAsync(busy));

        await ExecuteAsync("UPDATE conversations.account_health SET received_at = $2 WHERE account_id = $1", busy, hub.Clock.GetUtcNow());
        await LookAsync();
        Assert.Equal(["heard_again", "silent"], await ToldAsync(busy));

        // The other's silence becomes unusual when its busy hours begin; whoever has switched the alarm off is not told.
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{busy}", new { name = "LINE demo", active = true, silenceAlarm = false })).Is(System.Net.HttpStatusCode.OK);
        hub.Clock.Advance(TimeSpan.FromHours(3));
        await LookAsync();
        Assert.Equal(["silent"], await ToldAsync(quiet));
        Assert.Equal(["heard_again", "silent"], await ToldAsync(busy));
    }

    [Fact]
    public void Usual_is_the_same_hour_of_earlier_weeks_without_the_busiest_and_nothing_before_three_weeks()
    {
        var now = new DateTimeOffset(2026, 11, 25, 3, 30, 0, TimeSpan.Zero);
        var hour = UsualRate.HourOf(now);
        var counts = new Dictionary<DateTimeOffset, int> { [hour.AddDays(-14)] = 4, [hour.AddDays(-7)] = 6 };
        Assert.Null(new UsualRate(counts).PerHour(now));
        Assert.Equal(0, new UsualRate(counts).Between(now.AddHours(-1), now, _ => true));

        counts[hour.AddDays(-21)] = 900;
        var usual = new UsualRate(counts);
        Assert.Equal(5, usual.PerHour(now));
        Assert.Equal(0, usual.PerHour(now.AddHours(1)));
        Assert.Equal(2.5, usual.Between(hour.AddHours(-5), now, _ => true), 6);
        Assert.Equal(0, usual.Between(hour.AddHours(-5), now, _ => false));
    }

    private Task LookAsync() => hub.Services.GetRequiredService<SilenceAlarm>().LookAsync(Token);

    private async Task<string[]> ToldAsync(Guid account) =>
        [.. (await AttentionTests.NotificationsAsync(hub.Admin)).Where(item => item.GetProperty("accountId").ValueKind != JsonValueKind.Null && item.GetProperty("accountId").GetGuid() == account)
            .Select(item => item.GetProperty("code").GetString()!).Order()];

    private async Task SeedAsync(Guid account, DateTimeOffset start, int from)
    {
        await ExecuteAsync("""
            INSERT INTO conversations.account_traffic (account_id, hour, received) SELECT $1, $2 - make_interval(days => 7 * week, hours => 0) + make_interval(hours => h), 12
            FROM generate_series(1, 6) week, generate_series($3, 167) h
            """, account, start, from);
        await ExecuteAsync("INSERT INTO conversations.account_health (account_id, received_at) VALUES ($1, $2) ON CONFLICT (account_id) DO UPDATE SET received_at = $2", account, start.AddMinutes(-1));
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = hub.Database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>Noon in Japan on an ordinary day near today: rows carry the database's date.</summary>
    public sealed class ClockHub : ChatHub
    {
        public ClockHub() => Time = Clock;

        internal FakeTimeProvider Clock { get; } = new(OrdinaryNoon());

        private static DateTimeOffset OrdinaryNoon()
        {
            var noon = new DateTimeOffset(TimeProvider.System.GetUtcNow().Date, TimeSpan.Zero).AddHours(3);
            while (JapaneseHolidays.Of(noon.Year).Any(holiday => holiday.Date == DateOnly.FromDateTime(noon.Date)))
            {
                noon = noon.AddDays(1);
            }

            return noon;
        }
    }
}
