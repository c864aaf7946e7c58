using Hub.Server.Platform.Database;
using Hub.Server.Platform.Nodes;
using Npgsql;

namespace Hub.Server.Platform.Health;

/// <summary>Whether this node should get traffic: it can write to the database, the schema is at its level, and it is not stopping.</summary>
internal sealed class HubReadiness(HubDatabase database, HubNode node, HubDrain drain, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    /// <summary>Null when ready, else the reason as a stable word: <c>draining</c>, <c>database</c>, <c>migrations</c>.</summary>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        if (drain.IsDraining)
        {
            return "draining";
        }

        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await using var command = database.DataSource.CreateCommand(
                """
                WITH write AS (
                    INSERT INTO platform.node (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET heartbeat_at = clock_timestamp() RETURNING 1)
                SELECT (SELECT max(version) FROM public.hub_migration) FROM write
                """);
            command.Parameters.Add(new() { Value = node.Id });
            command.Parameters.Add(new() { Value = node.Name });

            // A newer schema is fine: a newer node has migrated, and migrations only add.
            return await command.ExecuteScalarAsync(either.Token) is int version && version >= Migrator.CurrentVersion ? null : "migrations";
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return "database";
        }
    }
}
