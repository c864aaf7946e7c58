using Hub.Server.Integrations;
using Hub.Server.Platform.Calendar;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Accounts;

/// <summary>
/// Notices when an account has been silent for longer than is usual at this time of the week, as when somebody has changed a webhook's address or a mail rule, and
/// tells those who can look; and again when something comes in. Holidays and closures of the brand are no ordinary time.
/// </summary>
internal sealed class SilenceAlarm(ChannelAccounts accounts, BrandCalendars calendars, AccountTrouble trouble, NpgsqlDataSource dataSource, FactSignal facts, TimeProvider time)
{
    /// <summary>As many would usually have come in the meantime. Were they to come at random, once in four hundred such silences none would.</summary>
    private const double Missed = 6;

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(15);

    /// <summary>While no hub ran nothing could come.</summary>
    private readonly DateTimeOffset startedAt = time.GetUtcNow();

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = dataSource.CreateCommand("SELECT account_id, received_at, silent_since FROM conversations.account_health WHERE received_at IS NOT NULL");
        foreach (var (id, receivedAt, silentSince) in await command.ReadAllAsync(
            reader => (reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.TimeOrNull(2)), cancellationToken))
        {
            if (await accounts.ByIdAsync(id, cancellationToken) is not { Active: true, SilenceAlarm: true } account)
            {
                await EndAsync(id, silentSince, tell: false, cancellationToken);
            }
            else if (silentSince is not null)
            {
                if (receivedAt > silentSince)
                {
                    await EndAsync(id, silentSince, tell: true, cancellationToken);
                }
            }
            else if ((receivedAt > startedAt ? receivedAt : startedAt) is var since && now - since >= Shortest && await IsUnusualAsync(account, since, now, cancellationToken))
            {
                await RaiseAsync(id, since, cancellationToken);
            }
        }
    }

    private async Task<bool> IsUnusualAsync(AccountEntry account, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var calendar = (await calendars.OfAsync(account.BrandId, cancellationToken))?.Calendar;
        var usual = new UsualRate(await CountsAsync(dataSource, account.Account.Id, now, cancellationToken));
        return usual.Between(since, now, hour => calendar?.DayOf(DateOnly.FromDateTime(calendar.LocalAt(hour))).Reason is not (DayReason.Holiday or DayReason.Closure)) >= Missed;
    }

    public static async Task<Dictionary<DateTimeOffset, int>> CountsAsync(NpgsqlDataSource dataSource, Guid accountId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT hour, received FROM conversations.account_traffic WHERE account_id = $1 AND hour >= $2").With(accountId, UsualRate.HourOf(now).AddDays(-7 * (UsualRate.Weeks + 2)));
        return (await command.ReadAllAsync(reader => (Hour: reader.GetFieldValue<DateTimeOffset>(0), Received: reader.GetInt32(1)), cancellationToken)).ToDictionary(row => row.Hour, row => row.Received);
    }

    private Task RaiseAsync(Guid id, DateTimeOffset since, CancellationToken cancellationToken) => ChangeAsync(
        id, "UPDATE conversations.account_health SET silent_since = $2 WHERE account_id = $1 AND silent_since IS NULL", since, AccountTrouble.Silent, cancellationToken);

    private Task EndAsync(Guid id, DateTimeOffset? silentSince, bool tell, CancellationToken cancellationToken) => silentSince is not { } since ? Task.CompletedTask : ChangeAsync(
        id, "UPDATE conversations.account_health SET silent_since = NULL WHERE account_id = $1 AND silent_since = $2", since, tell ? AccountTrouble.HeardAgain : null, cancellationToken);

    /// <summary>Of several nodes one changes the row and tells.</summary>
    private async Task ChangeAsync(Guid id, string sql, DateTimeOffset since, string? tell, CancellationToken cancellationToken)
    {
        var people = await trouble.PeopleAsync(cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection).With(id, since);
        if (await command.ExecuteNonQueryAsync(cancellationToken) > 0 && tell is not null)
        {
            await AccountTrouble.TellAsync(connection, id, tell, since, people, cancellationToken);
        }

        await transaction.CommitAsync(CancellationToken.None);
        facts.Raise();
    }
}
