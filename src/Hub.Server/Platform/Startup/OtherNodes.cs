using Hub.Server.Platform.Nodes;
using Npgsql;

namespace Hub.Server.Platform.Startup;

/// <summary>What several nodes on one database must have in common. Checked by the node that comes second.</summary>
internal static class OtherNodes
{
    /// <exception cref="StartupException">Another node lives, and this one could not read what that one writes.</exception>
    public static async Task CheckAsync(HubOptions options, NpgsqlDataSource dataSource, HubNode node, CancellationToken cancellationToken)
    {
        if (options.MasterKey is not null && (options.FilesDirectory is not null || options.S3 is not null))
        {
            return;
        }

        await using var command = dataSource.CreateCommand("SELECT count(*) FROM platform.node WHERE name <> $1 AND heartbeat_at > clock_timestamp() - interval '15 seconds'");
        command.Parameters.Add(new() { Value = node.Name });
        if ((long)(await command.ExecuteScalarAsync(cancellationToken))! == 0)
        {
            return;
        }

        var problems = new StartupProblems();
        if (options.MasterKey is null)
        {
            problems.Add("Hub__MasterKey", null, "is missing, and another node works on this database.", "Give every node the same key.");
        }

        if (options is { FilesDirectory: null, S3: null })
        {
            problems.Add("Hub__FilesDirectory", null, "is missing, and another node works on this database.", "Give every node the same shared folder for attachments, or the same bucket (Hub__S3__Bucket).");
        }

        problems.ThrowIfAny();
    }
}
