using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.WebChat.Invitations;

internal sealed record InvitationCount(Guid Id, long Shown, long Opened);

/// <summary>
/// Counts what became of invitations. Gathered in memory and added every few seconds, since a busy page would otherwise write one row over and over; what a
/// crash takes with it is a few views of a statistic.
/// </summary>
internal sealed class InvitationCounts(NpgsqlDataSource dataSource, TimeProvider time, ILogger<InvitationCounts> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private const int Days = 30;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim writing = new(1, 1);
    private Dictionary<(Guid Account, Guid Invitation, bool Opened), long> gathered = [];

    public void Add(Guid accountId, Guid invitationId, bool opened) => Add((accountId, invitationId, opened), 1);

    public async Task<IReadOnlyList<InvitationCount>> OfAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken);
        await using var command = dataSource.CreateCommand("""
            SELECT invitation_id, sum(shown)::bigint, sum(opened)::bigint FROM conversations.invitation_count WHERE account_id = $1 AND day > $2 GROUP BY invitation_id
            """).With(accountId, Today.AddDays(-Days));
        return await command.ReadAllAsync(reader => new InvitationCount(reader.GetGuid(0), reader.GetInt64(1), reader.GetInt64(2)), cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(Every, WriteAsync, "Invitations could not be counted", time, logger, stoppingToken);

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    private void Add((Guid Account, Guid Invitation, bool Opened) key, long count)
    {
        lock (gate)
        {
            gathered[key] = gathered.GetValueOrDefault(key) + count;
        }
    }

    private Dictionary<(Guid Account, Guid Invitation, bool Opened), long> Take()
    {
        lock (gate)
        {
            var taken = gathered;
            gathered = [];
            return taken;
        }
    }

    /// <summary>One at a time: whoever reads after it finds everything that had been counted.</summary>
    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            if (Take() is { Count: > 0 } taken)
            {
                await WriteAsync(taken, cancellationToken);
            }
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task WriteAsync(Dictionary<(Guid Account, Guid Invitation, bool Opened), long> taken, CancellationToken cancellationToken)
    {
        var rows = taken.GroupBy(each => (each.Key.Account, each.Key.Invitation)).OrderBy(row => row.Key).ToList();
        try
        {
            await using var command = dataSource.CreateCommand("""
                INSERT INTO conversations.invitation_count AS c (account_id, invitation_id, day, shown, opened) SELECT r.account_id, r.invitation_id, $5, r.shown, r.opened
                FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[]) AS r(account_id, invitation_id, shown, opened)
                ON CONFLICT (account_id, invitation_id, day) DO UPDATE SET shown = c.shown + excluded.shown, opened = c.opened + excluded.opened
                """).With(
                rows.ConvertAll(row => row.Key.Account).ToArray(), rows.ConvertAll(row => row.Key.Invitation).ToArray(), rows.ConvertAll(row => Sum(row, opened: false)).ToArray(),
                rows.ConvertAll(row => Sum(row, opened: true)).ToArray(), Today);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch
        {
            foreach (var (key, count) in taken)
            {
                Add(key, count);
            }

            throw;
        }
    }

    private static long Sum(IEnumerable<KeyValuePair<(Guid Account, Guid Invitation, bool Opened), long>> row, bool opened) => row.Where(each => each.Key.Opened == opened).Sum(each => each.Value);
}
