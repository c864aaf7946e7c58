using System.Net;
using System.Net.Sockets;
using Hub.Server.Platform;
using Hub.Testing;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Platform;

public sealed class StartupChecksTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_wrong_settings_are_told_at_once_with_value_and_remedy()
    {
        var refusal = await RefusalAsync(
            ("Hub:PublicUrl", "ftp://desk"), ("Hub:Demo", "maybe"), ("Hub:MasterKey", "c2hvcnQ="), ("Hub:MaxUploadBytes", "-1"),
            ("Hub:AdminEmail", "nobody"), ("ConnectionStrings:Redis", "redis://cache:6379"), ("ConnectionStrings:Hub", "Nonsense=1"), ("urls", "http:/x"));

        Assert.Contains("8 problems", refusal, StringComparison.Ordinal);
        foreach (var expected in new[] { "Hub__PublicUrl = ftp://desk", "Hub__Demo = maybe", "Hub__MasterKey\n", "Hub__MaxUploadBytes = -1", "Hub__AdminEmail = nobody", "ConnectionStrings__Redis", "ConnectionStrings__Hub", "urls = http:/x" })
        {
            Assert.Contains(expected, refusal, StringComparison.Ordinal);
        }

        Assert.Equal(8, refusal.Split("    -> ").Length - 1);
    }

    [Fact]
    public async Task Secrets_never_appear_in_the_message()
    {
        var refusal = await RefusalAsync(
            ("Hub:MasterKey", "canary-key"), ("Hub:AdminPassword", "canary!"), ("ConnectionStrings:Redis", "redis://:canary@cache"),
            ("ConnectionStrings:Hub", "Host=127.0.0.1;Port=1;Username=hub;Password=canary-db"));

        Assert.DoesNotContain("canary", refusal, StringComparison.Ordinal);
        Assert.Contains("Host=127.0.0.1;Port=1", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis://cache:6379")]
    [InlineData("cache:6379,nosuchsetting=1")]
    public async Task Redis_strings_the_client_misreads_are_refused(string redis) =>
        Assert.Contains("ConnectionStrings__Redis", await RefusalAsync(("ConnectionStrings:Redis", redis)), StringComparison.Ordinal);

    [Theory]
    [InlineData("urls", "http://0.0.0.0:0")]
    [InlineData("http_ports", "18999")]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://*:18999")]
    [InlineData("Hub:PublicUrl", "http://192.0.2.7")]
    public async Task Demo_beyond_this_machine_is_refused(string setting, string value) =>
        Assert.Contains("demo has known secrets", await RefusalAsync(("urls", ""), ("Hub:Demo", "true"), (setting, value)), StringComparison.Ordinal);

    [Fact]
    public async Task Listening_beyond_this_machine_needs_a_public_address() =>
        Assert.Contains("Hub__PublicUrl", await RefusalAsync(("urls", "http://0.0.0.0:0")), StringComparison.Ordinal);

    [Fact]
    public async Task Taken_port_is_named_with_a_way_out()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var refusal = await RefusalAsync(("urls", $"http://127.0.0.1:{port}"));

        Assert.Contains($"port {port} is already in use", refusal, StringComparison.Ordinal);
        Assert.Contains("--port", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_directory_that_cannot_be_written_is_named()
    {
        var file = Path.Combine(TestFolders.New("plain"), "file");
        await File.WriteAllTextAsync(file, "", Stop);

        Assert.Contains($"Hub__DataDirectory = {file}/data", await RefusalAsync(("Hub:DataDirectory", file + "/data")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embedded_database_of_another_major_is_refused_with_the_guide()
    {
        var data = TestFolders.New("old");
        Directory.CreateDirectory(Path.Combine(data, "postgres"));
        await File.WriteAllTextAsync(Path.Combine(data, "postgres", "PG_VERSION"), "9\n", Stop);

        var refusal = await RefusalAsync(("Hub:DataDirectory", data), ("ConnectionStrings:Hub", ""));

        Assert.Contains("made by PostgreSQL 9", refusal, StringComparison.Ordinal);
        Assert.Contains("docs/operations.md", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_of_a_newer_version_is_refused()
    {
        var database = await TestDatabases.CreateAsync(Stop);
        await using (var source = NpgsqlDataSource.Create(database))
        {
            await using var command = source.CreateCommand("INSERT INTO public.hub_migration (version, name) VALUES (9999, 'from_the_future')");
            await command.ExecuteNonQueryAsync(Stop);
        }

        Assert.Contains("schema version 9999", await RefusalAsync(("ConnectionStrings:Hub", database)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_start_ends_the_process_with_a_plain_message()
    {
        await using var server = new ServerProcess(TestFolders.New("refused"), [new("Hub__PublicUrl", "nowhere")]);

        Assert.NotEqual(0, await server.RunToEndAsync(Stop));

        Assert.Contains("Hub__PublicUrl = nowhere", server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Errors + server.Output, StringComparison.Ordinal);
    }

    private static async Task<string> RefusalAsync(params (string Name, string? Value)[] settings)
    {
        var all = settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value));
        var refusal = await Assert.ThrowsAsync<StartupException>(async () =>
        {
            await using var hub = await HubFixture.StartAsync(all);
        });
        return refusal.Message;
    }
}
