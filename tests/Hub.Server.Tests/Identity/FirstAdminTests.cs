using System.Net;
using Hub.Server.Platform;
using Hub.Testing;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Identity;

public sealed class FirstAdminTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AU11_Nodes_that_start_at_once_make_one_admin_and_a_later_start_changes_nothing()
    {
        var database = await TestDatabases.CreateAsync(Token);
        var nodes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RunningHub.BuildAsync(database, "--Hub:AdminEmail=first@hub.test", "--Hub:AdminPassword=the first one")));
        await Task.WhenAll(nodes.Select(node => node.StartAsync(Token)));
        await using var later = await RunningHub.BuildAsync(database, "--Hub:AdminEmail=first@hub.test", "--Hub:AdminPassword=quite another");
        await later.StartAsync(Token);

        Assert.Equal(1, await CountAsync(database));
        using (var browser = new DeskClient(new Uri(later.Urls.Single()), IPAddress.Loopback))
        {
            (await browser.SignInAsync("first@hub.test", "quite another")).Is(HttpStatusCode.Unauthorized);
            var me = (await browser.SignInAsync("first@hub.test", "the first one")).Is(HttpStatusCode.OK);
            Assert.Equal("admin", me.Json.GetProperty("role").GetString());
        }

        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task AU11_Without_settings_there_is_no_account()
    {
        var database = await TestDatabases.CreateAsync(Token);
        await using var node = await RunningHub.BuildAsync(database);
        await node.StartAsync(Token);

        Assert.Equal(0, await CountAsync(database));
    }

    [Theory]
    [InlineData("--Hub:AdminPassword=short", "Hub__AdminPassword")]
    [InlineData("--Hub:AdminPassword=", "Hub__AdminPassword")]
    [InlineData("--Hub:AdminEmail=nobody", "Hub__AdminEmail")]
    public async Task AU11_A_setting_that_cannot_be_used_stops_the_start_and_is_named(string setting, string named)
    {
        var database = await TestDatabases.CreateAsync(Token);

        var exception = await Assert.ThrowsAsync<StartupException>(async () =>
        {
            await using var node = await RunningHub.BuildAsync(database, "--Hub:AdminEmail=first@hub.test", setting);
            await node.StartAsync(Token);
        });

        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(database));
    }

    private static async Task<long> CountAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM identity.agent", connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
