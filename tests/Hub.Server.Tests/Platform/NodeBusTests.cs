using System.Diagnostics;
using System.Net;
using Hub.Server.Platform.Nodes;
using Hub.Server.Platform.Outbox;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Platform;

public sealed class NodeBusTests : IAsyncLifetime
{
    private readonly int port = TestPorts.Take();
    private Process? redis;

    [Fact]
    public async Task A_node_tells_the_others_of_new_facts()
    {
        var (first, second) = await TwoNodesAsync();
        await using var _ = first;
        await using var __ = second;
        await ToldAsync(first, second);
    }

    [Fact]
    public async Task F15_Nodes_start_and_work_without_redis_and_use_it_when_it_comes_back()
    {
        await StopRedisAsync();
        var (first, second) = await TwoNodesAsync();
        await using var _ = first;
        await using var __ = second;
        using var client = first.CreateClient();
        await Eventually.HoldsAsync(async () => (await client.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK);
        StartRedis();
        await ToldAsync(first, second);
    }

    [Fact]
    public async Task A_second_node_without_the_common_key_and_folder_does_not_start()
    {
        var database = await TestDatabases.CreateAsync();
        await using var first = await HubFixture.StartAsync([new("ConnectionStrings:Hub", database), new("Hub:MasterKey", Convert.ToBase64String(new byte[32])), new("Hub:NodeName", "first")]);
        var refused = await Assert.ThrowsAsync<StartupException>(() => HubApplication.BuildAsync(
            [$"--ConnectionStrings:Hub={database}", $"--Hub:DataDirectory={TestFolders.New("hub")}", "--urls=http://127.0.0.1:0", $"--Hub:MasterKey={Convert.ToBase64String(new byte[32])}", "--Hub:NodeName=second"]));
        Assert.Contains("Hub__FilesDirectory", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_has_stopped_stands_in_nobody_s_way()
    {
        var database = await TestDatabases.CreateAsync();
        await (await HubFixture.StartAsync([new("ConnectionStrings:Hub", database), new("Hub:MasterKey", Convert.ToBase64String(new byte[32])), new("Hub:NodeName", "first")])).DisposeAsync();
        await using var second = await HubFixture.StartAsync(
            [new("ConnectionStrings:Hub", database), new("Hub:MasterKey", Convert.ToBase64String(new byte[32])), new("Hub:NodeName", "second"), new("Hub:FilesDirectory", "")]);
        using var client = second.CreateClient();
        await Eventually.HoldsAsync(async () => (await client.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_is_at_a_desk_of_one_node_is_present_on_the_other_until_they_leave()
    {
        var (first, second) = await TwoNodesAsync();
        await using var _ = first;
        await using var __ = second;
        var (agent, client) = await SignedInPeople.AddAsync(first.Services, first.Address, "agent");
        using var ___ = client;
        var elsewhere = second.Services.GetRequiredService<AgentPresence>();
        await using (await LiveSocket.ConnectAsync(new Uri(first.Address, "/hubs/desk"), options =>
        {
            options.SetRequestHeader("Cookie", client.Cookie);
            options.SetRequestHeader("Sec-Fetch-Site", "same-origin");
        }))
        {
            await Eventually.HoldsAsync(() => elsewhere.IsPresent(agent));
        }

        await Eventually.HoldsAsync(() => !elsewhere.IsPresent(agent));
    }

    public ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.SkipUnless(File.Exists("/usr/bin/redis-server"), "redis-server is not installed");
        }

        StartRedis();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await StopRedisAsync();

    /// <summary>The second node's own look at the database raises no signal, so one that comes was whispered.</summary>
    private static async Task ToldAsync(HubFixture first, HubFixture second) => await Eventually.HoldsAsync(async () =>
    {
        var heard = second.Services.GetRequiredService<FactSignal>().Next;
        first.Services.GetRequiredService<FactSignal>().Raise();
        return await Task.WhenAny(heard, Task.Delay(200)) == heard;
    });

    private async Task<(HubFixture First, HubFixture Second)> TwoNodesAsync()
    {
        KeyValuePair<string, string?>[] common =
        [
            new("ConnectionStrings:Redis", $"127.0.0.1:{port}"), new("Hub:MasterKey", Convert.ToBase64String(new byte[32])), new("Hub:FilesDirectory", TestFolders.New("files")),
        ];
        var first = await HubFixture.StartAsync([.. common, new("Hub:NodeName", "first")]);
        var second = await HubFixture.StartAsync([.. common, new("Hub:NodeName", "second"), new("ConnectionStrings:Hub", first.ConnectionString)]);
        Assert.NotEqual(first.Services.GetRequiredService<HubNode>().Id, second.Services.GetRequiredService<HubNode>().Id);
        return (first, second);
    }

    private void StartRedis() => redis = Process.Start(new ProcessStartInfo("redis-server", ["--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    });

    private async Task StopRedisAsync()
    {
        if (redis is { HasExited: false })
        {
            redis.Kill();
            await redis.WaitForExitAsync();
        }
    }
}
