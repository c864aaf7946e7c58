using Hub.Server.Platform.Database.Embedded;
using Hub.Server.Platform.Startup;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Hub.Server.Platform.Audit;

/// <summary>
/// <c>verify-audit [SEQ:HASH] [--data DIR]</c>: checks the chain of a hub that runs, or of one that is stopped. Exit code 0: whole; 1: broken, and where; 2: not
/// checked, and why.
/// </summary>
internal static class VerifyCommand
{
    private const int Broken = 1;
    private const int NotChecked = 2;
    private const string Usage = "Usage: verify-audit [NUMBER:HASH] [--data DIR]\n\n  NUMBER:HASH  a checkpoint kept elsewhere: proves that nothing up to it was cut off or rewritten\n";

    public static bool Is(string[] args) => args is ["verify-audit", ..];

    public static async Task<int> RunAsync(string[] args, Action<string> say, CancellationToken cancellationToken)
    {
        if (!TryRead(args, out var kept, out var data))
        {
            say(Usage);
            return NotChecked;
        }

        try
        {
            return Say(await VerifyAsync(Options(data), kept, cancellationToken), kept, say);
        }
        catch (Exception exception) when (exception is NpgsqlException or StartupException or IOException or UnauthorizedAccessException)
        {
            say($"The audit log was not checked: {exception.Message}\n");
            return NotChecked;
        }
    }

    private static int Say(AuditVerdict verdict, AuditCheckpoint? kept, Action<string> say)
    {
        if (!verdict.Whole)
        {
            say($"BROKEN at number {verdict.BrokenSeq}: {verdict.Reason}. The {verdict.Checked} entries before it are as they were written.\n");
            return Broken;
        }

        say($"Whole: {verdict.Checked} entries, none changed, none missing{(kept is null ? "" : $", and {kept} is one of them")}. {verdict.Unsealed} not sealed yet.\n");
        if (verdict.Checkpoint is not null)
        {
            say($"Keep this elsewhere: {verdict.Checkpoint}\n");
        }

        return 0;
    }

    private static bool TryRead(string[] args, out AuditCheckpoint? kept, out string? data)
    {
        (kept, data) = (null, null);
        for (var i = 1; i < args.Length; i++)
        {
            if (args[i] == "--data" && i + 1 < args.Length)
            {
                data = args[++i];
            }
            else if (kept is not null || (kept = AuditCheckpoint.Parse(args[i])) is null)
            {
                return false;
            }
        }

        return true;
    }

    private static HubOptions Options(string? data)
    {
        var configuration = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true).AddEnvironmentVariables();
        if (data is not null)
        {
            configuration.AddInMemoryCollection([new("Hub:DataDirectory", data)]);
        }

        var problems = new StartupProblems();
        var options = HubOptions.Read(configuration.Build(), problems);
        problems.ThrowIfAny();
        return options;
    }

    private static async Task<AuditVerdict> VerifyAsync(HubOptions options, AuditCheckpoint? kept, CancellationToken cancellationToken)
    {
        var embedded = new EmbeddedPostgresOptions(options.DataDirectory, options.PostgresDirectory);
        if ((options.Database ?? Running(embedded)) is { } connection)
        {
            return await VerifyAsync(connection, kept, cancellationToken);
        }

        if (!Directory.Exists(embedded.Cluster))
        {
            throw new StartupException($"there is no hub in {options.DataDirectory}. Give its folder with --data, or its database in ConnectionStrings__Hub.");
        }

        // Stopped: started for this check alone, under the lock that keeps a hub from starting beside it.
        var problems = new StartupProblems();
        using var lockedFolder = DataDirectory.Open(options.DataDirectory, problems);
        problems.ThrowIfAny();
        await using var postgres = await EmbeddedPostgres.StartAsync(embedded, NullLogger.Instance, cancellationToken);
        return await VerifyAsync(postgres.ConnectionString, kept, cancellationToken);
    }

    private static async Task<AuditVerdict> VerifyAsync(string connectionString, AuditCheckpoint? kept, CancellationToken cancellationToken)
    {
        await using var dataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "crmhub-verify-audit" });
        return await AuditVerifier.VerifyAsync(dataSource, kept, cancellationToken);
    }

    /// <summary>The embedded database that a running hub has started here. Its file of the process says where it listens: line 4 the port, 5 the socket's folder.</summary>
    private static string? Running(EmbeddedPostgresOptions embedded)
    {
        var file = Path.Combine(embedded.Cluster, "postmaster.pid");
        if (!File.Exists(file) || File.ReadAllLines(file) is not { Length: >= 6 } lines || !int.TryParse(lines[0], out var process) || !int.TryParse(lines[3], out var port) || !Directory.Exists($"/proc/{process}"))
        {
            return null;
        }

        return new NpgsqlConnectionStringBuilder
        {
            Host = lines[4].Length > 0 ? lines[4] : "127.0.0.1",
            Port = port,
            Username = "crmhub",
            Password = File.ReadAllText(embedded.PasswordFile).Trim(),
            Database = "postgres",
        }.ConnectionString;
    }
}
