using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace Hub.Server.Platform.Database.Embedded;

/// <summary>Where an embedded PostgreSQL lives and which programs run it.</summary>
/// <param name="Directory">The folder that holds the cluster, its password, its socket and copied programs.</param>
/// <param name="PostgresDirectory">The programs' folder, null = look for them.</param>
/// <param name="Settings">Further server settings; tests trade durability for speed here, the product never does.</param>
internal sealed record EmbeddedPostgresOptions(string Directory, string? PostgresDirectory = null, IReadOnlyDictionary<string, string>? Settings = null)
{
    public string Cluster => Path.Combine(Directory, "postgres");

    /// <summary>Where programs are copied to.</summary>
    public string Copies { get; init; } = Path.Combine(Directory, "pgbin");

    public string PasswordFile => Path.Combine(Directory, "postgres.password");
}

/// <summary>
/// A PostgreSQL of our own, as durable as any: started with the server, stopped after everything else, recovered after kill -9 of either.
/// The caller holds the lock of the folder.
/// </summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const int SocketPort = 5432;
    private const int StartAttempts = 5;
    private const int LongestSocketPath = 103; // sun_path of macOS; Linux has four more.
    private readonly PostgresRunner runner;

    private EmbeddedPostgres(PostgresRunner runner, string connectionString)
    {
        this.runner = runner;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    /// <summary>The postmaster's process id; it changes when PostgreSQL had to be started anew.</summary>
    public int ProcessId => runner.ProcessId;

    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var user = UnixUser.ForDatabase();
        if (user is not null && UnixUser.Barrier(options.Directory) is { } barrier)
        {
            throw new StartupException($"CrmHub runs as root, so its database runs as the user {user.Name}, who may not enter {barrier}. Choose a data directory outside of it (./run --data DIR), or chmod o+x {barrier}.");
        }

        var binaries = PostgresCluster.ChooseBinaries(options).Settle(options.Copies);
        await PostgresProcesses.StopLeftoversAsync(options.Cluster, logger, cancellationToken);
        var password = Password(options);
        await PostgresCluster.EnsureAsync(options, binaries, user, password, logger, cancellationToken);
        var connection = new NpgsqlConnectionStringBuilder { Username = "crmhub", Password = password, Database = "postgres" };
        var settings = PostgresCluster.Settings(options);
        var socket = Path.Combine(options.Directory, "socket");
        if (!OperatingSystem.IsWindows() && socket.Length + "/.s.PGSQL.5432".Length <= LongestSocketPath)
        {
            Directory.CreateDirectory(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            user?.Own(socket);
            (connection.Host, connection.Port) = (socket, SocketPort);
            settings["listen_addresses"] = "";
            settings["unix_socket_directories"] = socket;
        }
        else
        {
            (connection.Host, connection.Port) = ("127.0.0.1", FreePort());
            settings["listen_addresses"] = "127.0.0.1";
            settings["unix_socket_directories"] = "";
        }

        settings["port"] = connection.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        for (var attempt = 1; ; attempt++)
        {
            var runner = new PostgresRunner(options.Cluster, binaries, user, settings, logger);
            try
            {
                await runner.StartAsync(connection.ConnectionString, cancellationToken);
                return new EmbeddedPostgres(runner, connection.ConnectionString);
            }
            catch (PostgresInTheWayException) when (attempt < StartAttempts)
            {
                // A server killed while it was starting PostgreSQL leaves a process that enters the folder only after we looked.
                await runner.DisposeAsync();
                await PostgresProcesses.StopLeftoversAsync(options.Cluster, logger, cancellationToken);
            }
            catch
            {
                await runner.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>How to reach the one another process runs here; null when there is none.</summary>
    public static string? ConnectionToRunning(EmbeddedPostgresOptions options)
    {
        var pidFile = Path.Combine(options.Cluster, "postmaster.pid");
        if (!File.Exists(pidFile) || File.ReadAllLines(pidFile) is not { Length: >= 6 } lines || !int.TryParse(lines[3], out var port))
        {
            return null;
        }

        // Line 5 is the socket's folder, line 6 the address; one of them is empty.
        var host = lines[4].Length > 0 ? lines[4] : "127.0.0.1";
        return new NpgsqlConnectionStringBuilder { Host = host, Port = port, Username = "crmhub", Password = Password(options), Database = "postgres" }.ConnectionString;
    }

    /// <summary>The folder of the programs it runs.</summary>
    public string Programs => runner.Programs;

    /// <summary>Stops without a checkpoint and without waiting, for a process that is ending.</summary>
    public void StopAtOnce() => runner.StopAtOnce();

    public ValueTask DisposeAsync() => runner.DisposeAsync();

    private static string Password(EmbeddedPostgresOptions options)
    {
        if (!File.Exists(options.PasswordFile))
        {
            Startup.DataDirectory.WriteSecret(options.PasswordFile, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        }

        return File.ReadAllText(options.PasswordFile).Trim();
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
