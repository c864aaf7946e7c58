using System.Security.Cryptography;
using System.Text;
using Hub.Channels;
using Hub.Server.Conversations.Accounts;
using Hub.Server.Integrations.MailSignIn;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Hub.Server.Platform.Secrets;
using Npgsql;

namespace Hub.Server.Conversations.Mailboxes;

/// <summary>
/// How collecting goes, account by account, and who is told when it does not. A refused sign-in pauses the account: providers lock those who hammer (F30). The
/// pause ends when somebody changes the account or asks for another try.
/// </summary>
internal sealed class MailboxHealth(NpgsqlDataSource dataSource, AccountTrouble trouble, MasterKey masterKey, FactSignal facts)
{
    /// <summary>Shorter troubles pass by themselves, at night too.</summary>
    private const string ToldAfter = "15 minutes";

    private readonly byte[] key = masterKey.Derive("mailbox account");

    /// <summary>Changes with every setting and secret, and tells nothing of them without the master key.</summary>
    public byte[] Fingerprint(ChannelAccount account)
    {
        var text = new StringBuilder();
        // A refresh token changes by itself with every use; a new sign-in leaves its own mark beside it.
        var secrets = account.Secrets.Where(pair => pair.Key != AccountTokens.RefreshToken);
        foreach (var (name, value) in account.Settings.OrderBy(pair => pair.Key, StringComparer.Ordinal).Concat(secrets.OrderBy(pair => pair.Key, StringComparer.Ordinal)))
        {
            text.Append(name.Length).Append(':').Append(name).Append(value.Length).Append(':').Append(value);
        }

        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text.ToString()));
    }

    public async Task<bool> IsPausedAsync(ChannelAccount account, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT 1 FROM conversations.mailbox_health WHERE account_id = $1 AND paused_for = $2").With(account.Id, Fingerprint(account));
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    public async Task<bool> IsFailingAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT 1 FROM conversations.mailbox_health WHERE account_id = $1 AND failing_since IS NOT NULL").With(accountId);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    public async Task SucceededAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            INSERT INTO conversations.mailbox_health AS h (account_id, last_success_at) VALUES ($1, clock_timestamp())
            ON CONFLICT (account_id) DO UPDATE SET last_success_at = clock_timestamp(), failing_since = NULL, told_at = NULL, paused_for = NULL
                WHERE h.last_success_at IS NULL OR h.last_success_at < clock_timestamp() - interval '30 seconds' OR h.failing_since IS NOT NULL OR h.paused_for IS NOT NULL
            """).With(accountId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <param name="pause">Only a person can help.</param>
    public async Task FailedAsync(ChannelAccount account, string code, bool pause, CancellationToken cancellationToken)
    {
        var people = await trouble.PeopleAsync(cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"""
            INSERT INTO conversations.mailbox_health AS h (account_id, failing_since, last_error_at, last_error, paused_for) VALUES ($1, clock_timestamp(), clock_timestamp(), $2, $3)
            ON CONFLICT (account_id) DO UPDATE SET failing_since = COALESCE(h.failing_since, clock_timestamp()), last_error_at = clock_timestamp(), last_error = $2, paused_for = $3
            RETURNING told_at IS NULL AND ($4 OR failing_since < clock_timestamp() - interval '{ToldAfter}')
            """, connection).With(account.Id, code, pause ? Fingerprint(account) : null, pause);
        command.Parameters[2].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea;
        if (await command.ExecuteScalarAsync(cancellationToken) is true)
        {
            await TellAsync(connection, account.Id, "told_at", people, cancellationToken);
        }

        await transaction.CommitAsync(CancellationToken.None);
        facts.Raise();
    }

    public async Task RenumberedAsync(Guid accountId, CancellationToken cancellationToken)
    {
        var people = await trouble.PeopleAsync(cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await TellAsync(connection, accountId, "renumbered_at", people, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        facts.Raise();
    }

    /// <summary>Another try, asked for by a person.</summary>
    public async Task ResumeAsync(NpgsqlConnection connection, Guid accountId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE conversations.mailbox_health SET paused_for = NULL, told_at = NULL WHERE account_id = $1", connection).With(accountId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>In the transaction of what happened, so that whoever pauses an account cannot forget to say so.</summary>
    private static async Task TellAsync(NpgsqlConnection connection, Guid accountId, string when, List<Guid> people, CancellationToken cancellationToken)
    {
        await using var mark = new NpgsqlCommand($"""
            INSERT INTO conversations.mailbox_health (account_id, {when}) VALUES ($1, clock_timestamp())
            ON CONFLICT (account_id) DO UPDATE SET {when} = clock_timestamp() RETURNING {when}
            """, connection).With(accountId);
        var at = (DateTime)(await mark.ExecuteScalarAsync(cancellationToken))!;
        await AccountTrouble.TellAsync(connection, accountId, when == "told_at" ? AccountTrouble.Mailbox : AccountTrouble.Renumbered, at, people, cancellationToken);
    }
}
