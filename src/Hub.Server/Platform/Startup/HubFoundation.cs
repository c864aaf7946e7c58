using Hub.Server.Platform.Database;
using Hub.Server.Platform.Nodes;
using Hub.Server.Platform.Secrets;

namespace Hub.Server.Platform.Startup;

/// <summary>What stands before the server is put together: checked settings, the locked data directory, the open database, the key, this node's name.</summary>
internal sealed class HubFoundation : IAsyncDisposable
{
    private readonly DataDirectory dataDirectory;

    private HubFoundation(HubOptions options, DataDirectory dataDirectory, HubDatabase database, MasterKey key, HubNode node)
    {
        this.dataDirectory = dataDirectory;
        Options = options;
        Database = database;
        Key = key;
        Node = node;
    }

    public HubOptions Options { get; }

    public HubDatabase Database { get; }

    public MasterKey Key { get; }

    public HubNode Node { get; }

    /// <exception cref="StartupException">All problems that can be seen at once, or the first one met afterwards.</exception>
    public static async Task<HubFoundation> LayAsync(WebApplicationBuilder builder, ILogger logger, CancellationToken cancellationToken)
    {
        var problems = new StartupProblems();
        var options = HubOptions.Read(builder.Configuration, problems);
        ListenAddresses.Check(builder, options, problems);
        var dataDirectory = DataDirectory.Open(options.DataDirectory, problems);
        HubDatabase? database = null;
        try
        {
            await HubDatabase.CheckAsync(options, problems, cancellationToken);
            await OptionsChecks.CheckBucketAsync(options, problems, cancellationToken);
            problems.ThrowIfAny();
            StagedRestore.Finish(options.DataDirectory);
            AdminPassword.Settle(options);
            database = await HubDatabase.OpenAsync(options, logger, cancellationToken);
            var key = await MasterKey.OpenAsync(options, database.DataSource, cancellationToken);
            var node = await HubNode.RegisterAsync(database.DataSource, options.NodeName, TimeProvider.System, cancellationToken);
            await OtherNodes.CheckAsync(options, database.DataSource, node, cancellationToken);
            return new HubFoundation(options, dataDirectory!, database, key, node);
        }
        catch
        {
            if (database is not null)
            {
                await database.DisposeAsync();
            }

            dataDirectory?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        dataDirectory.Dispose();
    }
}
