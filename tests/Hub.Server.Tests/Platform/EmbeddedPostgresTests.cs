using Hub.Server.Platform.Database.Embedded;
using Hub.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Platform;

[Collection(OwnServers.Moved)]
public sealed class EmbeddedPostgresTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Committed_rows_survive_kill_of_server_and_of_database()
    {
        await using var server = new ServerProcess(TestFolders.New("kill"));
        for (var round = 1; round <= 4; round++)
        {
            await server.StartAsync(Stop);
            await using (var connection = await ConnectAsync(server.DataDirectory))
            {
                await using var write = new NpgsqlCommand("CREATE TABLE IF NOT EXISTS public.kept (round int); INSERT INTO public.kept VALUES (@round)", connection);
                write.Parameters.AddWithValue("round", round);
                await write.ExecuteNonQueryAsync(Stop);
                await using var count = new NpgsqlCommand("SELECT count(*) FROM public.kept", connection);
                Assert.Equal((long)round, await count.ExecuteScalarAsync(Stop));
            }

            if (round % 2 == 0)
            {
                server.KillDatabase();
            }

            await server.KillAsync();
        }
    }

    [Fact]
    public async Task Killed_database_is_started_anew_by_the_running_server()
    {
        await using var server = new ServerProcess(TestFolders.New("revive"));
        await server.StartAsync(Stop);
        var before = server.DatabaseProcessId;
        using var client = new HttpClient { BaseAddress = server.Address };

        server.KillDatabase();

        await Eventually.HoldsAsync(() => server.DatabaseProcessId is { } now && now != before, cancellationToken: Stop);
        await Eventually.HoldsAsync(async () => (await client.GetAsync(new Uri("/readyz", UriKind.Relative), Stop)).IsSuccessStatusCode, cancellationToken: Stop);
    }

    [Fact]
    public async Task Second_server_on_the_same_folder_is_refused_and_the_first_goes_on()
    {
        await using var first = new ServerProcess(TestFolders.New("twice"));
        await first.StartAsync(Stop);
        await using var second = new ServerProcess(first.DataDirectory);

        Assert.NotEqual(0, await second.RunToEndAsync(Stop));

        Assert.Contains("already running", second.Errors, StringComparison.Ordinal);
        await using var connection = await ConnectAsync(first.DataDirectory);
    }

    [Fact]
    public async Task A_server_that_is_told_to_stop_while_it_starts_ends_cleanly()
    {
        await using var server = new ServerProcess(TestFolders.New("early"), [new("Hub__Demo", "true")]);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var starting = server.StartAsync(patience.Token);
        await Eventually.HoldsAsync(() => server.Output.Contains("Now listening on", StringComparison.Ordinal), TimeSpan.FromSeconds(120), "it listens", Stop);

        var ended = await server.TerminateAsync();

        Assert.True(ended == 0, $"It ended with {ended}:\n{server.Errors}");
        await patience.CancelAsync();
        await Record.ExceptionAsync(() => starting);
    }

    [Fact]
    public async Task Terminated_idle_server_ends_cleanly_and_takes_its_database_along()
    {
        await using var server = new ServerProcess(TestFolders.New("term"));
        await server.StartAsync(Stop);

        Assert.Equal(0, await server.TerminateAsync());

        Assert.False(File.Exists(Path.Combine(server.DataDirectory, "postgres", "postmaster.pid")));
    }

    [Fact]
    public async Task Unfinished_initdb_is_begun_again()
    {
        var folder = TestFolders.New("half");
        Directory.CreateDirectory(Path.Combine(folder, "postgres.new", "base"));

        await using var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(folder), NullLogger.Instance, Stop);

        Assert.True(File.Exists(Path.Combine(folder, "postgres", "PG_VERSION")));
    }

    [Fact]
    public async Task Folder_too_deep_for_a_socket_is_served_over_loopback()
    {
        var folder = Path.Combine(TestFolders.New("deep"), new string('d', 90));
        Directory.CreateDirectory(folder);

        await using var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(folder), NullLogger.Instance, Stop);

        Assert.Equal("127.0.0.1", new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host);
    }

    [Fact]
    public async Task Durability_is_on_and_texts_of_any_script_work()
    {
        var folder = TestFolders.New("fit");
        await using var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(folder), NullLogger.Instance, Stop);
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var extension = source.CreateCommand("CREATE EXTENSION pg_trgm");
        await extension.ExecuteNonQueryAsync(Stop);
        await using var command = source.CreateCommand(
            """
            SELECT current_setting('fsync') || current_setting('synchronous_commit') || current_setting('full_page_writes') || current_setting('max_connections') ||
                lower('ÄＡ') || (similarity('login', 'logout') > 0) || ('ログイン' ILIKE '%グイ%')
            """);

        Assert.Equal("ononon200äａtruetrue", await command.ExecuteScalarAsync(Stop));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Secrets_on_disk_are_readable_by_their_owner_only()
    {
        await using var server = new ServerProcess(TestFolders.New("modes"));
        await server.StartAsync(Stop);

        foreach (var name in new[] { "postgres.password", "master.key" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(server.DataDirectory, name)));
        }
    }

    private static async Task<NpgsqlConnection> ConnectAsync(string folder)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = Path.Combine(folder, "socket"),
            Username = "crmhub",
            Password = (await File.ReadAllTextAsync(Path.Combine(folder, "postgres.password"), Stop)).Trim(),
            Database = "postgres",
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync(Stop);
        return connection;
    }
}
