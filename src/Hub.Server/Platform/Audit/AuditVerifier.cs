using Npgsql;

namespace Hub.Server.Platform.Audit;

/// <summary>A place of the chain kept elsewhere, written <c>seq:hash</c>.</summary>
internal sealed record AuditCheckpoint(long Seq, string Hash)
{
    public override string ToString() => $"{Seq}:{Hash}";

    public static AuditCheckpoint? Parse(string? text)
    {
        var parts = text?.Trim().Split(':') ?? [];
        return parts.Length == 2 && long.TryParse(parts[0], System.Globalization.CultureInfo.InvariantCulture, out var seq) && seq > 0
            && parts[1].Length == AuditSeal.Size * 2 && parts[1].All(char.IsAsciiHexDigit)
            ? new AuditCheckpoint(seq, parts[1].ToLowerInvariant())
            : null;
    }
}

/// <param name="BrokenSeq">The first place that is wrong, null when the chain is whole.</param>
/// <param name="Reason"><c>missing</c>, <c>changed</c> (the entry or its hash), <c>unlinked</c> (it does not follow the one before), <c>truncated</c> (the checkpoint lies behind the end) or <c>rewritten</c> (another hash than the checkpoint's).</param>
/// <param name="Unsealed">Entries of the last moment, not in the chain yet.</param>
internal sealed record AuditVerdict(bool Whole, long Checked, long? BrokenSeq, string? Reason, string? Checkpoint, long Unsealed);

/// <summary>Reads the whole chain as a stream and computes every hash anew.</summary>
internal static class AuditVerifier
{
    public static async Task<AuditVerdict> VerifyAsync(NpgsqlDataSource dataSource, AuditCheckpoint? kept, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await using var count = new NpgsqlCommand("SELECT count(*) FROM platform.audit WHERE seq IS NULL", connection);
        var unsealed = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
        await using var command = new NpgsqlCommand($"SELECT {StoredAudit.Columns}, seq, prev_hash, hash FROM platform.audit WHERE seq IS NOT NULL ORDER BY seq", connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (last, previous) = (0L, AuditSeal.Beginning);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (seq, stated, hash) = (reader.GetInt64(StoredAudit.ColumnCount), reader.GetFieldValue<byte[]>(StoredAudit.ColumnCount + 1), reader.GetFieldValue<byte[]>(StoredAudit.ColumnCount + 2));
            var reason = seq != last + 1 ? "missing"
                : !stated.AsSpan().SequenceEqual(previous) ? "unlinked"
                : !hash.AsSpan().SequenceEqual(AuditSeal.Of(seq, previous, StoredAudit.Read(reader))) ? "changed"
                : kept?.Seq == seq && kept.Hash != Convert.ToHexStringLower(hash) ? "rewritten" : null;
            if (reason is not null)
            {
                return new AuditVerdict(false, last, last + 1, reason, End(last, previous), unsealed);
            }

            (last, previous) = (seq, hash);
        }

        return kept is not null && kept.Seq > last
            ? new AuditVerdict(false, last, last + 1, "truncated", End(last, previous), unsealed)
            : new AuditVerdict(true, last, null, null, End(last, previous), unsealed);
    }

    private static string? End(long seq, byte[] hash) => seq == 0 ? null : new AuditCheckpoint(seq, Convert.ToHexStringLower(hash)).ToString();
}
