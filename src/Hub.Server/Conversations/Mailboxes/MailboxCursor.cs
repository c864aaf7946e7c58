using Hub.Channels.Email;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Nodes;
using Npgsql;

namespace Hub.Server.Conversations.Mailboxes;

/// <summary>How far a folder has been read.</summary>
internal sealed record MailboxCursor(Guid AccountId, string Folder, uint UidValidity, uint LastUid, DateTimeOffset Since, uint ScanUntil)
{
    /// <summary>Was there before the hub came.</summary>
    public bool PassesOver(MailItem item) => item.Uid <= ScanUntil && item.ReceivedAt is { } at && at < Since;
}

/// <summary>Reads and moves cursors, and knows which mails were taken. Under the account's lease.</summary>
internal sealed class MailboxCursors(NpgsqlDataSource dataSource)
{
    public async Task<MailboxCursor?> FindAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT folder, uid_validity, last_uid, since, scan_until FROM conversations.mailbox WHERE account_id = $1").With(accountId);
        return await command.ReadFirstAsync(
            reader => new MailboxCursor(accountId, reader.GetString(0), (uint)reader.GetInt64(1), (uint)reader.GetInt64(2), reader.GetFieldValue<DateTimeOffset>(3), (uint)reader.GetInt64(4)), cancellationToken);
    }

    public async Task<bool> WasTakenAsync(Guid accountId, byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT 1 FROM conversations.mailbox_mail WHERE account_id = $1 AND hash = $2").With(accountId, hash);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <exception cref="LeaseLostException">Another node reads this mailbox now.</exception>
    public async Task SaveAsync(Lease lease, MailboxCursor cursor, IReadOnlyList<byte[]> taken, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.EnsureHeldAsync(connection, cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("INSERT INTO conversations.mailbox_mail (account_id, hash) SELECT $1, h FROM unnest($2::bytea[]) AS h ON CONFLICT DO NOTHING")
                {
                    Parameters = { new() { Value = cursor.AccountId }, new() { Value = taken.ToArray() } },
                },
                new("""
                    INSERT INTO conversations.mailbox (account_id, folder, uid_validity, last_uid, since, scan_until) VALUES ($1, $2, $3, $4, $5, $6)
                    ON CONFLICT (account_id) DO UPDATE SET folder = excluded.folder, uid_validity = excluded.uid_validity, last_uid = excluded.last_uid, since = excluded.since, scan_until = excluded.scan_until
                    """)
                {
                    Parameters =
                    {
                        new() { Value = cursor.AccountId }, new() { Value = cursor.Folder }, new() { Value = (long)cursor.UidValidity }, new() { Value = (long)cursor.LastUid },
                        new() { Value = cursor.Since }, new() { Value = (long)cursor.ScanUntil },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }
}
