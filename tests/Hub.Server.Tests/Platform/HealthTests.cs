using System.Net;
using Hub.Server.Platform.Health;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Platform;

public sealed class HealthTests
{
    private static readonly Uri Live = new("/livez", UriKind.Relative);
    private static readonly Uri Ready = new("/readyz", UriKind.Relative);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lost_database_makes_the_node_unready_but_leaves_it_alive_until_it_is_back()
    {
        await using var hub = await HubFixture.StartAsync();
        using var client = hub.CreateClient();
        await Eventually.HoldsAsync(async () => (await client.GetAsync(Ready, Stop)).IsSuccessStatusCode, cancellationToken: Stop); // A busy database answers too late now and then.
        var name = new NpgsqlConnectionStringBuilder(hub.ConnectionString).Database;

        await AdministerAsync(hub, $"ALTER DATABASE {name} ALLOW_CONNECTIONS false; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync(Ready, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Live, Stop)).StatusCode);
        await AdministerAsync(hub, $"ALTER DATABASE {name} ALLOW_CONNECTIONS true");
        await Eventually.HoldsAsync(async () => (await client.GetAsync(Ready, Stop)).IsSuccessStatusCode, cancellationToken: Stop);
    }

    [Fact]
    public async Task Schema_behind_this_server_is_not_ready()
    {
        await using var hub = await HubFixture.StartAsync();
        using var client = hub.CreateClient();
        await using var command = hub.Database.CreateCommand("DELETE FROM public.hub_migration WHERE version = (SELECT max(version) FROM public.hub_migration)");
        await command.ExecuteNonQueryAsync(Stop);

        await Eventually.HoldsAsync(async () =>
        {
            var answer = await client.GetAsync(Ready, Stop);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            return (await answer.Content.ReadAsStringAsync(Stop)).Contains("migrations", StringComparison.Ordinal); // Not "database", as one that answers too late.
        }, cancellationToken: Stop);
    }

    [Fact]
    public async Task F06_Draining_server_says_so_and_still_serves()
    {
        await using var hub = await HubFixture.StartAsync();
        using var client = hub.CreateClient();

        await hub.Services.GetRequiredService<HubDrain>().StoppingAsync(Stop);

        var answer = await client.GetAsync(Ready, Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("draining", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Live, Stop)).StatusCode);
    }

    [Fact]
    public async Task F10_Exhausted_pool_leaves_ingest_its_own_connections()
    {
        await using var hub = await HubFixture.StartAsync();
        var slow = new List<NpgsqlConnection>();
        try
        {
            for (var connection = 0; connection < 32; connection++)
            {
                slow.Add(await hub.Database.OpenConnectionAsync(Stop));
            }

            await using var ingest = hub.Services.GetRequiredService<Hub.Server.Platform.Database.HubDatabase>().MessageDataSource.CreateCommand("SELECT 1");
            Assert.Equal(1, await ingest.ExecuteScalarAsync(Stop));
        }
        finally
        {
            foreach (var connection in slow)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private static async Task AdministerAsync(HubFixture hub, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(hub.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync(Stop);
        foreach (var statement in sql.Split(';'))
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(Stop);
        }
    }
}
