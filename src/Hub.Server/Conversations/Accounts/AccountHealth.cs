using System.Collections.Concurrent;
using Hub.Channels;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Accounts;

/// <summary>How an account's sending goes: what its provider last took, what went wrong last, and who is told when nothing goes out any more.</summary>
internal sealed class AccountHealth(NpgsqlDataSource dataSource, AccountTrouble trouble, FactSignal facts, TimeProvider time)
{
    /// <summary>Shorter troubles pass by themselves, at night too.</summary>
    private const string ToldAfter = "15 minutes";

    /// <summary>A busy account is not written down with every message.</summary>
    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, long> written = new();

    public Task RecordAsync(Guid accountId, SendOutcome outcome, CancellationToken cancellationToken) => outcome switch
    {
        SendOutcome.Accepted => SucceededAsync(accountId, cancellationToken),
        SendOutcome.Retry retry => FailedAsync(accountId, retry.Code, retry.PauseAccount || IsOfTheAccount(retry.Code), cancellationToken),
        SendOutcome.Unknown unknown => FailedAsync(accountId, unknown.Code, IsOfTheAccount(unknown.Code), cancellationToken),
        // What is refused for good is wrong with the message, not with the account.
        _ => Task.CompletedTask,
    };

    /// <summary>The provider cannot be reached or does not answer; the next message will fare no better.</summary>
    public static bool IsOfTheAccount(string code) => code is "timeout" or "unreachable" or "not_connected" or "connection_lost" || AccountTrouble.NeedsAPerson(code);

    private async Task SucceededAsync(Guid accountId, CancellationToken cancellationToken)
    {
        if (written.TryGetValue(accountId, out var last) && time.GetElapsedTime(last) < WriteEvery)
        {
            return;
        }

        await using var command = dataSource.CreateCommand("""
            INSERT INTO conversations.account_health AS h (account_id, sent_at) VALUES ($1, clock_timestamp())
            ON CONFLICT (account_id) DO UPDATE SET sent_at = clock_timestamp(), failing_since = NULL, told_at = NULL
            """).With(accountId);
        await command.ExecuteNonQueryAsync(cancellationToken);
        written[accountId] = time.GetTimestamp();
    }

    /// <param name="failing">The account cannot send, not just this message.</param>
    private async Task FailedAsync(Guid accountId, string code, bool failing, CancellationToken cancellationToken)
    {
        written.TryRemove(accountId, out _);
        var people = failing ? await trouble.PeopleAsync(cancellationToken) : [];
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"""
            INSERT INTO conversations.account_health AS h (account_id, failing_since, error_at, error) VALUES ($1, CASE WHEN $3 THEN clock_timestamp() END, clock_timestamp(), $2)
            ON CONFLICT (account_id) DO UPDATE SET failing_since = COALESCE(h.failing_since, excluded.failing_since), error_at = clock_timestamp(), error = $2
            RETURNING CASE WHEN $3 AND told_at IS NULL AND ($4 OR failing_since < clock_timestamp() - interval '{ToldAfter}') THEN failing_since END
            """, connection).With(accountId, code, failing, AccountTrouble.NeedsAPerson(code));
        if (await command.ExecuteScalarAsync(cancellationToken) is DateTime since)
        {
            await using var mark = new NpgsqlCommand("UPDATE conversations.account_health SET told_at = clock_timestamp() WHERE account_id = $1", connection).With(accountId);
            await mark.ExecuteNonQueryAsync(cancellationToken);
            await AccountTrouble.TellAsync(connection, accountId, AccountTrouble.Sending, since, people, cancellationToken);
        }

        await transaction.CommitAsync(CancellationToken.None);
        facts.Raise();
    }
}
