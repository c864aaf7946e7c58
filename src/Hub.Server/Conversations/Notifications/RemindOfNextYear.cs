using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Notifications;

/// <summary>
/// From November on, tells those who manage settings that a brand has no closures for the next year: once per person, brand and year, also those who join later.
/// Entered, it is read by itself. Any node may; the notification's key makes it one.
/// </summary>
internal sealed class RemindOfNextYear(BrandCalendars calendars, Agents agents, NpgsqlDataSource dataSource, TimeProvider time, ILogger<RemindOfNextYear> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(Every, RunAsync, "Those who manage settings could not be told of a year without closures", time, logger, stoppingToken, atOnce: true);

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var brands = await calendars.AllAsync(cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await SettleAsync(connection, [.. brands.Where(brand => brand.EmptyYear(now) is null).Select(brand => brand.BrandId)], now, cancellationToken);
        foreach (var brand in brands)
        {
            if (brand.EmptyYear(now) is { } year)
            {
                await TellAsync(connection, brand.BrandId, $"empty-year/{brand.BrandId:N}/{year}", cancellationToken);
            }
        }
    }

    private async Task TellAsync(NpgsqlConnection connection, Guid brandId, string key, CancellationToken cancellationToken)
    {
        var people = (await agents.ListAsync(cancellationToken)).Where(person => person.Active && person.Permissions.Contains(Permissions.ManageSettings)).Select(person => person.Id).ToArray();
        await using var known = new NpgsqlCommand("SELECT agent_id FROM conversations.notification WHERE agent_id = ANY($1) AND key = $2", connection).With(people, key);
        var told = await known.ReadAllAsync(row => row.GetGuid(0), cancellationToken);
        NewNotification[] news = [.. people.Except(told).Select(person => new NewNotification(person, NotificationKinds.EmptyYear, key) { BrandId = brandId })];
        if (news.Length > 0)
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Notify.Insert(news) } };
            Fact.AddInserts(batch, [.. Notify.Facts(news)]);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task SettleAsync(NpgsqlConnection connection, Guid[] brands, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "UPDATE conversations.notification SET read_at = $2 WHERE kind = $3 AND brand_id = ANY($1) AND read_at IS NULL RETURNING agent_id", connection).With(brands, now, NotificationKinds.EmptyYear);
        var people = (await command.ReadAllAsync(row => row.GetGuid(0), cancellationToken)).Distinct().ToList();
        if (people.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection);
            Fact.AddInserts(batch, people.ConvertAll(person => Fact.Create(person, Notify.AddedType, new Notify.AddedData(person))));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
