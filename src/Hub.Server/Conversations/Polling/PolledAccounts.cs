using Hub.Server.Conversations.Accounts;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Nodes;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Polling;

/// <summary>From where on each account is asked, how that goes, and who is told when it does not. Positions move under the account's lease.</summary>
internal sealed class PolledAccounts(NpgsqlDataSource dataSource, AccountTrouble trouble, FactSignal facts)
{
    /// <summary>Shorter troubles pass by themselves, at night too.</summary>
    private const string ToldAfter = "15 minutes";

    public async Task<string?> PositionAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT position FROM conversations.polled WHERE account_id = $1").With(accountId);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <exception cref="LeaseLostException">Another node asks for this account now.</exception>
    public async Task SaveAsync(Lease lease, Guid accountId, string? position, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.EnsureHeldAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand("""
            INSERT INTO conversations.polled (account_id, position) VALUES ($1, $2) ON CONFLICT (account_id) DO UPDATE SET position = excluded.position
            """, connection).With(accountId, position);
        command.Parameters[1].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text;
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    public async Task SucceededAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            INSERT INTO conversations.polled AS p (account_id, succeeded_at) VALUES ($1, clock_timestamp())
            ON CONFLICT (account_id) DO UPDATE SET succeeded_at = clock_timestamp(), failing_since = NULL, told_at = NULL
                WHERE p.succeeded_at IS NULL OR p.succeeded_at < clock_timestamp() - interval '30 seconds' OR p.failing_since IS NOT NULL
            """).With(accountId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <param name="needsAPerson">Told at once.</param>
    public async Task FailedAsync(Guid accountId, string code, bool needsAPerson, CancellationToken cancellationToken)
    {
        var people = await trouble.PeopleAsync(cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"""
            INSERT INTO conversations.polled AS p (account_id, failing_since, error_at, error) VALUES ($1, clock_timestamp(), clock_timestamp(), $2)
            ON CONFLICT (account_id) DO UPDATE SET failing_since = COALESCE(p.failing_since, clock_timestamp()), error_at = clock_timestamp(), error = $2
            RETURNING CASE WHEN told_at IS NULL AND ($3 OR failing_since < clock_timestamp() - interval '{ToldAfter}') THEN failing_since END
            """, connection).With(accountId, code, needsAPerson);
        if (await command.ExecuteScalarAsync(cancellationToken) is DateTime since)
        {
            await using var mark = new NpgsqlCommand("UPDATE conversations.polled SET told_at = clock_timestamp() WHERE account_id = $1", connection).With(accountId);
            await mark.ExecuteNonQueryAsync(cancellationToken);
            await AccountTrouble.TellAsync(connection, accountId, AccountTrouble.Receiving, since, people, cancellationToken);
        }

        await transaction.CommitAsync(CancellationToken.None);
        facts.Raise();
    }

    /// <summary>A hub out of a backup leaves the accounts to the one it was taken from until a person has said which of them goes on.</summary>
    public async Task<bool> IsRestoredAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT 1 FROM platform.restore WHERE confirmed_at IS NULL");
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }
}
