using Hub.Server.Platform.Database;
using Hub.Server.Platform.Nodes;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Platform.Audit;

/// <summary>
/// Seals committed entries into the chain. Entries are written by many at once; the one node that holds the lease gives each, once it is committed, the
/// next place and the hash over the one before. No cursor is kept — what has no seal is looked for — so a late commit is sealed late and never left out.
/// </summary>
internal sealed partial class AuditChain(NpgsqlDataSource dataSource, LeaseKeeper leases, TimeProvider time, ILogger<AuditChain> logger) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>How often the end of the chain goes into the log, which operators ship elsewhere: whoever rewrites the table cannot rewrite that.</summary>
    private static readonly TimeSpan CheckpointEvery = TimeSpan.FromHours(1);

    private (long Seq, long At)? checkpoint;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var lease = await leases.AcquireAsync("audit-chain", LeaseDuration, stoppingToken);
                using var held = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lease.Lost);
                while (true)
                {
                    if (await SealAsync(lease, held.Token) < AtOnce)
                    {
                        await Task.Delay(LookEvery, time, held.Token);
                    }
                }
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                // The lease is lost; ask for it again.
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or LeaseLostException)
            {
                Log.Interrupted(logger, exception);
                await Task.Delay(LookEvery, time, stoppingToken);
            }
        }
    }

    private async Task<int> SealAsync(Lease lease, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var find = new NpgsqlCommand($"SELECT {StoredAudit.Columns} FROM platform.audit WHERE seq IS NULL ORDER BY at, id LIMIT {AtOnce}", connection);
        var entries = await find.ReadAllAsync(StoredAudit.Read, cancellationToken);
        if (entries.Count == 0)
        {
            return 0;
        }

        await lease.EnsureHeldAsync(connection, cancellationToken);
        var (seq, previous) = await EndAsync(connection, cancellationToken);
        var (seqs, previouses, hashes) = (new long[entries.Count], new byte[entries.Count][], new byte[entries.Count][]);
        for (var i = 0; i < entries.Count; i++)
        {
            (seqs[i], previouses[i]) = (++seq, previous);
            hashes[i] = previous = AuditSeal.Of(seq, previous, entries[i]);
        }

        await using var write = new NpgsqlCommand("""
            UPDATE platform.audit a SET seq = s.seq, prev_hash = s.prev_hash, hash = s.hash
            FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[]) AS s(id, seq, prev_hash, hash) WHERE a.id = s.id
            """, connection);
        write.Parameters.Add(new() { Value = entries.ConvertAll(entry => entry.Id).ToArray() });
        write.Parameters.Add(new() { Value = seqs });
        write.Parameters.Add(new() { Value = previouses, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        write.Parameters.Add(new() { Value = hashes, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        await write.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (checkpoint is null || time.GetElapsedTime(checkpoint.Value.At) > CheckpointEvery)
        {
            Log.Checkpoint(logger, seq, Convert.ToHexStringLower(previous));
            checkpoint = (seq, time.GetTimestamp());
        }

        return entries.Count;
    }

    private static async Task<(long Seq, byte[] Hash)> EndAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT seq, hash FROM platform.audit WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : (0, AuditSeal.Beginning);
    }

    private static partial class Log
    {
        [LoggerMessage(1511, LogLevel.Warning, "The audit chain was interrupted; going on")]
        public static partial void Interrupted(ILogger logger, Exception exception);

        [LoggerMessage(1512, LogLevel.Information, "Audit checkpoint {Seq}:{Hash}")]
        public static partial void Checkpoint(ILogger logger, long seq, string hash);
    }
}
