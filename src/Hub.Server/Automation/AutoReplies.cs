using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Automation;

internal enum AutoReplyKind : short { Acknowledgement = 0, Closed = 1 }

/// <summary>What one account answers by itself.</summary>
/// <param name="ExpectedMinutes">Business time within which an answer is promised; null promises nothing.</param>
/// <param name="Version">0 before anybody has saved it.</param>
internal sealed record AutoReply(
    Guid AccountId, bool Acknowledge, string? AcknowledgeJa, string? AcknowledgeEn, bool Closed, string? ClosedJa, string? ClosedEn, int? ExpectedMinutes, int Version)
{
    public static AutoReply None(Guid accountId) => new(accountId, false, null, null, false, null, null, null, 0);

    /// <summary>What to say: outside business hours the closed text, if there is one, else the acknowledgement.</summary>
    public AutoReplyKind? KindFor(bool open) => Closed && !open ? AutoReplyKind.Closed : Acknowledge ? AutoReplyKind.Acknowledgement : null;

    /// <summary>The text in the wished language, or in the one there is.</summary>
    public (string Language, string Text)? In(AutoReplyKind kind, string language)
    {
        var (ja, en) = kind == AutoReplyKind.Closed ? (ClosedJa, ClosedEn) : (AcknowledgeJa, AcknowledgeEn);
        return (language, ja, en) switch
        {
            ("en", _, not null) => ("en", en),
            (_, not null, _) => ("ja", ja),
            (_, _, not null) => ("en", en),
            _ => null,
        };
    }
}

/// <summary>The settings of all accounts, kept in memory: most facts concern accounts that answer nothing by themselves and must cost nothing.</summary>
internal sealed class AutoReplies(NpgsqlDataSource dataSource, TimeProvider time)
{
    private readonly CachedRead<Dictionary<Guid, AutoReply>> byAccount = new(TimeSpan.FromSeconds(5), time);

    public async ValueTask<bool> AnyAsync(CancellationToken cancellationToken) => (await byAccount.GetAsync(ReadAsync, cancellationToken)).Values.Any(reply => reply.Acknowledge || reply.Closed);

    public async ValueTask<AutoReply> OfAsync(Guid accountId, CancellationToken cancellationToken) =>
        (await byAccount.GetAsync(ReadAsync, cancellationToken)).GetValueOrDefault(accountId) ?? AutoReply.None(accountId);

    /// <returns>False when somebody else was quicker.</returns>
    public async Task<bool> SaveAsync(AutoReply reply, CurrentAgent by, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            reply.Version == 0
            ? """
              INSERT INTO automation.auto_reply (account_id, acknowledge, acknowledge_ja, acknowledge_en, closed, closed_ja, closed_en, expected_minutes, version, updated_at, updated_by)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9 + 1, $10, $11) ON CONFLICT DO NOTHING
              """
            : """
              UPDATE automation.auto_reply SET acknowledge = $2, acknowledge_ja = $3, acknowledge_en = $4, closed = $5, closed_ja = $6, closed_en = $7, expected_minutes = $8,
              version = version + 1, updated_at = $10, updated_by = $11 WHERE account_id = $1 AND version = $9
              """, connection)
            .With(
                reply.AccountId, reply.Acknowledge, reply.AcknowledgeJa, reply.AcknowledgeEn, reply.Closed, reply.ClosedJa, reply.ClosedEn, reply.ExpectedMinutes, reply.Version,
                time.GetUtcNow(), by.Id);
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            byAccount.Forget();
            return false;
        }

        await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(by.AsActor(), "auto_reply.changed")
        {
            TargetKind = "channel_account",
            TargetId = reply.AccountId,
            Data = new { reply.Acknowledge, reply.Closed, reply.ExpectedMinutes },
        });
        await transaction.CommitAsync(CancellationToken.None);
        byAccount.Forget();
        return true;
    }

    private async Task<Dictionary<Guid, AutoReply>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT account_id, acknowledge, acknowledge_ja, acknowledge_en, closed, closed_ja, closed_en, expected_minutes, version FROM automation.auto_reply");
        return (await command.ReadAllAsync(Read, cancellationToken)).ToDictionary(reply => reply.AccountId);
    }

    private static AutoReply Read(NpgsqlDataReader reader)
    {
        return new AutoReply(
            reader.GetGuid(0), reader.GetBoolean(1), Text(2), Text(3), reader.GetBoolean(4), Text(5), Text(6), reader.IsDBNull(7) ? null : reader.GetInt32(7), reader.GetInt32(8));

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}
