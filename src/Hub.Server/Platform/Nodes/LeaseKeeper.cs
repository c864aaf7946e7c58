using Npgsql;

namespace Hub.Server.Platform.Nodes;

/// <summary>
/// Takes and keeps leases on what only one node may do. Time is the database's; the fence grows with every holder, and whoever records work done
/// under a lease checks it in the same transaction (<see cref="Lease.EnsureHeldAsync"/>).
/// </summary>
internal sealed class LeaseKeeper(NpgsqlDataSource dataSource, HubNode node, TimeProvider time, ILogger<LeaseKeeper> logger)
{
    /// <summary>Null if somebody else holds it.</summary>
    /// <param name="name">What is leased, such as <c>outbox:3</c>.</param>
    /// <param name="duration">How long others wait after this node went silent. It is renewed every third of that.</param>
    public async Task<Lease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        await using var command = dataSource.CreateCommand(
            """
            INSERT INTO platform.lease AS held (name, node_id, fence, until) VALUES ($1, $2, 1, clock_timestamp() + $3)
            ON CONFLICT (name) DO UPDATE SET node_id = excluded.node_id, fence = held.fence + 1, until = clock_timestamp() + $3
                WHERE held.until < clock_timestamp()
            RETURNING fence
            """);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = node.Id });
        command.Parameters.Add(new() { Value = duration });
        return await command.ExecuteScalarAsync(cancellationToken) is long fence
            ? new Lease(dataSource, node.Id, name, fence, duration, asked, time, logger)
            : null;
    }

    /// <summary>Waits until the lease is free.</summary>
    public async Task<Lease> AcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryAcquireAsync(name, duration, cancellationToken) is { } lease)
            {
                return lease;
            }

            await Task.Delay(duration / 3, time, cancellationToken);
        }
    }
}
