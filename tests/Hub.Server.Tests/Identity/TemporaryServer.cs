using System.Diagnostics;
using Hub.Server.Tests.Identity;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(TemporaryServer))]

namespace Hub.Server.Tests.Identity;

/// <summary>A PostgreSQL server for this test run: in a temporary folder, on a Unix socket only.</summary>
public sealed class TemporaryServer : IAsyncLifetime
{
    private const string Binaries = "/usr/lib/postgresql/15/bin";
    private readonly string _directory = Directory.CreateTempSubdirectory("hub-pg-").FullName;
    private int _databases;

    public async ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", ["postgres", _directory], asServer: false);
        }

        await RunAsync($"{Binaries}/initdb", ["-D", $"{_directory}/data", "-U", "hub", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        await RunAsync($"{Binaries}/pg_ctl", ["-D", $"{_directory}/data", "-w", "-l", $"{_directory}/log", "-o", $"-k {_directory} -c listen_addresses= -c fsync=off -c max_connections=300", "start"]);
    }

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"hub_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE template0", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunAsync($"{Binaries}/pg_ctl", ["-D", $"{_directory}/data", "-m", "immediate", "-w", "stop"]);
        Directory.Delete(_directory, recursive: true);
    }

    private string ConnectionString(string database) => $"Host={_directory};Username=hub;Database={database};Maximum Pool Size=20";

    // PostgreSQL refuses to run as root.
    private static async Task RunAsync(string program, string[] arguments, bool asServer = true)
    {
        var start = asServer && Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = "/";
        start.RedirectStandardOutput = !arguments.Contains("start");
        using var process = Process.Start(start)!;
        if (start.RedirectStandardOutput)
        {
            await process.StandardOutput.ReadToEndAsync();
        }

        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}.");
    }
}
