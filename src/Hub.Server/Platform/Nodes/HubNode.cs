using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Hub.Server.Platform.Nodes;

/// <summary>This life of this node. Leases name the life; a node knows its own earlier ones by name, since its data directory admits one server at a time.</summary>
internal sealed class HubNode
{
    private HubNode(Guid id, string name, IReadOnlyList<Guid> earlierLives)
    {
        Id = id;
        Name = name;
        EarlierLives = earlierLives;
    }

    /// <summary>New with every start.</summary>
    public Guid Id { get; }

    /// <summary>The same in each life.</summary>
    public string Name { get; }

    /// <summary>Lives of this node that have ended; what they still hold may be taken at once.</summary>
    public IReadOnlyList<Guid> EarlierLives { get; }

    public static string DefaultName(string dataDirectory) =>
        $"{Environment.MachineName}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataDirectory)))[..8]}";

    /// <summary>
    /// Enters this life and revokes the leases and job claims of earlier ones. Their fences grow, so that an earlier life that is only believed
    /// to have ended can't finish anything.
    /// </summary>
    public static async Task<HubNode> RegisterAsync(NpgsqlDataSource dataSource, string name, TimeProvider time, CancellationToken cancellationToken)
    {
        var id = NewId.Create(time);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var enter = new NpgsqlCommand(
            """
            DELETE FROM platform.node WHERE heartbeat_at < clock_timestamp() - interval '30 days';
            INSERT INTO platform.node (id, name) VALUES (@id, @name);
            UPDATE platform.lease SET node_id = NULL, fence = fence + 1, until = '-infinity'
                WHERE node_id IN (SELECT id FROM platform.node WHERE name = @name AND id <> @id);
            UPDATE platform.job SET node_id = NULL, fence = fence + 1, lease_until = NULL
                WHERE node_id IN (SELECT id FROM platform.node WHERE name = @name AND id <> @id);
            SELECT id FROM platform.node WHERE name = @name AND id <> @id;
            """, connection, transaction)
        {
            Parameters = { new("id", id), new("name", name) },
        };
        List<Guid> earlier = [];
        await using (var reader = await enter.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                earlier.Add(reader.GetGuid(0));
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return new HubNode(id, name, earlier);
    }
}
