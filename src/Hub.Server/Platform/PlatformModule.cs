using System.Text.Json.Serialization;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Health;
using Hub.Server.Platform.Jobs;
using Hub.Server.Platform.Live;
using Hub.Server.Platform.Nodes;
using Hub.Server.Platform.Outbox;
using Hub.Server.Platform.Secrets;
using Hub.Server.Platform.Startup;
using Hub.Server.Platform.Telemetry;
using Hub.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Hub.Server.Platform;

/// <summary>What every module stands on: database, outbox, jobs, live view, files, health. Knows no module.</summary>
internal static class PlatformModule
{
    /// <summary>
    /// Another database counts its transactions anew: old facts get the number of the restore, in the order of their ids, and cursors go back to the
    /// first fact they had not passed. Nodes, leases and claims were another machine's.
    /// </summary>
    public const string AfterRestore = """
        UPDATE platform.cursor c SET tx = pg_current_xact_id(), fact_id = coalesce(
            (SELECT min(f.id) - 1 FROM platform.fact f WHERE f.shard = c.shard AND (f.tx, f.id) > (c.tx, c.fact_id)), (SELECT max(id) FROM platform.fact), 0);
        UPDATE platform.fact SET tx = pg_current_xact_id();
        UPDATE platform.parked SET key = regexp_replace(key, '/[0-9]{20}/([0-9]{20})$', '/00000000000000000000/\1') WHERE kind = 'fact';
        UPDATE platform.job SET node_id = NULL, lease_until = NULL, fence = fence + 1;
        DELETE FROM platform.lease;
        DELETE FROM platform.node;
        """;

    public static void AddPlatform(this WebApplicationBuilder builder, HubFoundation foundation)
    {
        var (services, options) = (builder.Services, foundation.Options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(options);

        // By a factory, so that the container disposes it; HubApplication asks for it first, so that it goes last.
        services.AddSingleton(_ => foundation);
        services.AddSingleton(foundation.Database);
        services.AddSingleton(foundation.Database.DataSource);
        services.AddSingleton(foundation.Key);
        services.AddSingleton(foundation.Node);
        services.AddSingleton<SecretBox>();
        services.AddDbContextPool<HubDbContext>((provider, context) => context.UseNpgsql(
            provider.GetRequiredService<NpgsqlDataSource>(), npgsql => npgsql.UseQuerySplittingBehavior(QuerySplittingBehavior.SingleQuery))); // What belongs to one row is little, and of one moment.

        services.AddSingleton<HubTelemetry>();
        services.AddSingleton<LeaseKeeper>();
        services.AddSingleton<HubReadiness>();
        services.AddSingleton<HubDrain>();
        services.AddHostedService(provider => provider.GetRequiredService<HubDrain>());
        services.AddHostedService<NodeHeartbeat>();
        services.AddSingleton<NodeBus>();
        services.AddHostedService(provider => provider.GetRequiredService<NodeBus>());
        services.AddSingleton<PartitionKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<PartitionKeeper>());
        services.AddSingleton(new PartitionedTable("platform", "fact", TimeSpan.FromDays(7)));
        services.AddSingleton<FactSignal>();
        services.AddSingleton<FactTail>();
        services.AddSingleton<FactHandover>();
        services.AddSingleton<ParkedItems>();
        services.AddHostedService<ParkedGauge>();
        services.AddSingleton<OutboxCursors>();
        services.AddSingleton<ParkedFacts>();
        services.AddHostedService<OutboxDispatcher>();
        services.AddHostedService<JobRunner>();
        services.AddSingleton<AuditTrail>().AddHostedService(provider => provider.GetRequiredService<AuditTrail>());
        services.AddHostedService<AuditChain>();
        services.AddSingleton<LiveGroups>();
        services.AddSingleton<LiveConnections>();
        services.AddSingleton(FileStore.StorageOf(options));
        services.AddSingleton<FileStore>();
        services.AddSingleton<ImagePreviews>();
        services.AddSingleton<VirusScanner>();
        services.AddSingleton<FileLinks>();
        services.AddHostedService<TelemetryExport>();
        services.AddHostedService<StartBlock>();
        services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = options.DrainDelay + options.DrainLimit;
            host.ServicesStopConcurrently = true;
        });

        Problems.Add(services);
        ApiDescription.Add(services);
        services.ConfigureHttpJsonOptions(json =>
        {
            HubJson.Create(json.SerializerOptions);
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict; // A number is a number, in the description too.
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxJsonBytes;
        });
        if (options.Demo)
        {
            // Another site's name that resolves to this machine must not reach the demo's known secrets.
            services.AddHostFiltering(hosts => hosts.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
        }
        else
        {
            services.AddHostFiltering(hosts => hosts.AllowedHosts = [.. (builder.Configuration["AllowedHosts"] ?? "*").Split(';', StringSplitOptions.RemoveEmptyEntries)]);
        }
    }

    /// <summary>The first part of the pipeline: what holds for every request, and files. Sign-in comes after it, explicitly.</summary>
    public static void UsePlatform(this WebApplication app)
    {
        ServerSpan.Use(app);
        ProxyHeaders.Use(app);
        SecurityHeaders.Use(app);
        Problems.Use(app);
        app.UseHostFiltering();
        app.UseRouting();
        BuiltFiles.Use(app);
    }

    public static void MapPlatform(this WebApplication app)
    {
        HealthEndpoints.Map(app);
    }
}
