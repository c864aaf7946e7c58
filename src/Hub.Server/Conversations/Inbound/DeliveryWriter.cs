using System.Threading.Channels;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Nodes;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Inbound;

/// <summary>A raw body that is safely stored.</summary>
/// <param name="StorageKey">The file it lies in, where the channel keeps its bodies; else null.</param>
internal sealed record StoredDelivery(long Id, Guid AccountId, ReadOnlyMemory<byte> Body, long StoredAt, string? StorageKey = null);

/// <summary>
/// Stores raw deliveries before anybody is told that they were received. Group commit without a timer: whatever has gathered while a writer was busy
/// goes into its next INSERT. Stored deliveries are handed to the <see cref="InboundWorker"/> in memory before the caller continues, so that a sender
/// who waits for each answer keeps its order.
/// </summary>
internal sealed class DeliveryWriter(HubDatabase database, HubNode node, InboundQueue queue, ChannelAccounts accounts, RawBodies bodies, TimeProvider time) : BackgroundService
{
    private const int Writers = 2;
    private const int MaxPerInsert = 256;
    private const int Attempts = 5;

    private readonly Channel<Pending> pending = Channel.CreateBounded<Pending>(new BoundedChannelOptions(4096) { SingleReader = false });

    /// <summary>Completes when the delivery is committed. False when it was stored before under the same key. Throws when it could not be stored.</summary>
    public async Task<bool> StoreAsync(Guid accountId, string? key, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var file = await accounts.ByIdAsync(accountId, cancellationToken) is { } account && accounts.Adapter(account.Account.Channel).KeepsBodies
            ? await bodies.StoreAsync(body, cancellationToken)
            : null;
        var item = new Pending(accountId, key, body, file, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await pending.Writer.WriteAsync(item, cancellationToken);
        }
        catch (ChannelClosedException exception)
        {
            throw new OperationCanceledException("The server is stopping.", exception);
        }

        var stored = await item.Done.Task;
        if (!stored && file is not null)
        {
            await bodies.DeleteAsync(file); // The same delivery was stored before, with a file of its own.
        }

        return stored;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() => WriteAsync(stoppingToken), CancellationToken.None)));

    private async Task WriteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Pending>(MaxPerInsert);
        try
        {
            while (await pending.Reader.WaitToReadAsync(stoppingToken))
            {
                await InsertGatheredAsync(batch);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Whoever is waiting gets its answer; whoever comes now is told to try again, not left waiting for a writer that has gone.
            pending.Writer.TryComplete();
            while (await pending.Reader.WaitToReadAsync(CancellationToken.None))
            {
                await InsertGatheredAsync(batch);
            }
        }
    }

    private async Task InsertGatheredAsync(List<Pending> batch)
    {
        batch.Clear();
        while (batch.Count < MaxPerInsert && pending.Reader.TryRead(out var item))
        {
            batch.Add(item);
        }

        if (batch.Count > 0)
        {
            await InsertAsync(batch);
        }
    }

    /// <summary>Copies of one delivery that come in on two nodes at once can wait for each other; the database ends one of them, which has stored nothing.</summary>
    private async Task InsertAsync(List<Pending> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await InsertOnceAsync(batch);
                return;
            }
            catch (PostgresException exception) when (attempt < Attempts && exception.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                // Again at once: the one it waited for has gone on.
            }
            catch (Exception exception)
            {
                queue.Doubt();
                batch.ForEach(item => item.Done.TrySetException(exception));
                return;
            }
        }
    }

    // Once begun an insert is finished, whoever has gone away: the provider may get its answer or ask again.
    private async Task InsertOnceAsync(List<Pending> batch)
    {
        var ids = new long?[batch.Count];
        await using (var connection = await database.MessageDataSource.OpenConnectionAsync(CancellationToken.None))
        await using (var command = new NpgsqlCommand("""
            WITH stored AS (
                INSERT INTO conversations.delivery (account_id, key, body, storage_key)
                SELECT r.account_id, r.key, r.body, r.storage_key FROM unnest($1::uuid[], $2::text[], $3::bytea[], $5::text[]) WITH ORDINALITY AS r(account_id, key, body, storage_key, position) ORDER BY r.position
                ON CONFLICT (account_id, key, received_on) DO NOTHING RETURNING id, account_id, key, received_on, storage_key),
            files AS (INSERT INTO conversations.raw_body (storage_key, account_id) SELECT storage_key, account_id FROM stored WHERE storage_key IS NOT NULL),
            opened AS (INSERT INTO conversations.open_delivery (id, received_on, node_id) SELECT id, received_on, $4 FROM stored)
            SELECT id, account_id, key FROM stored ORDER BY id
            """, connection))
        {
            command.Parameters.Add(new() { Value = batch.ConvertAll(item => item.AccountId).ToArray() });
            command.Parameters.Add(new() { Value = batch.ConvertAll(item => item.Key).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            command.Parameters.Add(new() { Value = batch.ConvertAll(item => item.StorageKey is null ? item.Body.ToArray() : []).ToArray() });
            command.Parameters.Add(new() { Value = node.Id });
            command.Parameters.Add(new() { Value = batch.ConvertAll(item => item.StorageKey).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            var next = 0;
            while (await reader.ReadAsync(CancellationToken.None))
            {
                var (id, account, key) = (reader.GetInt64(0), reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetString(2));
                while (batch[next].AccountId != account || batch[next].Key != key)
                {
                    next++;
                }

                ids[next++] = id;
            }
        }

        var storedAt = time.GetTimestamp();
        for (var i = 0; i < batch.Count; i++)
        {
            if (ids[i] is { } id)
            {
                queue.Add(new StoredDelivery(id, batch[i].AccountId, batch[i].Body, storedAt, batch[i].StorageKey));
            }
        }

        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Done.TrySetResult(ids[i] is not null);
        }
    }

    private sealed record Pending(Guid AccountId, string? Key, ReadOnlyMemory<byte> Body, string? StorageKey, TaskCompletionSource<bool> Done);
}
