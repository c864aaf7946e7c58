using System.Diagnostics;
using System.Globalization;

namespace Hub.Server.Platform.Database.Embedded;

/// <summary>The cluster's files: which programs fit them, how they come into being, how the server is set.</summary>
internal static class PostgresCluster
{
    private const string Guide = "docs/operations.md, \"Moving the embedded database\"";

    /// <summary>Programs of exactly the major version the cluster was made by; for a new cluster the first found.</summary>
    public static PostgresBinaries ChooseBinaries(EmbeddedPostgresOptions options)
    {
        var versionFile = Path.Combine(options.Cluster, "PG_VERSION");
        var found = PostgresBinaries.Find(options.PostgresDirectory, options.Copies);
        if (!File.Exists(versionFile))
        {
            return found.FirstOrDefault(candidate => candidate.Major >= 15) ?? throw new StartupException(
                "No PostgreSQL 15 or newer was found for the embedded database. Run npm ci in the application's folder, install Debian's package postgresql, " +
                "set Hub__PostgresDirectory to the folder of its programs, or set ConnectionStrings__Hub to a server of your own.");
        }

        var major = int.Parse(File.ReadAllText(versionFile), CultureInfo.InvariantCulture);
        return found.FirstOrDefault(candidate => candidate.Major == major) ?? throw new StartupException(
            $"The database in {options.Cluster} was made by PostgreSQL {major}, and the programs of that version were not found" +
            (options.PostgresDirectory is { } directory ? $" in Hub__PostgresDirectory = {directory}. " : ". ") +
            $"Install PostgreSQL {major} and start again, or back it up with that one and restore with the newer: see {Guide}.");
    }

    /// <summary>Makes the cluster if there is none; it appears under its name only when it is whole.</summary>
    public static async Task EnsureAsync(EmbeddedPostgresOptions options, PostgresBinaries binaries, UnixUser? user, string password, ILogger logger, CancellationToken cancellationToken)
    {
        if (Directory.Exists(options.Cluster))
        {
            return;
        }

        var unfinished = options.Cluster + ".new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        Directory.CreateDirectory(unfinished);
        var passwordFile = options.PasswordFile + ".initdb";
        File.Delete(passwordFile);
        Startup.DataDirectory.WriteSecret(passwordFile, password);
        user?.Own(unfinished);
        user?.Own(passwordFile);
        try
        {
            var locale = binaries.Major >= 17 ? "--locale=C --locale-provider=builtin --builtin-locale=C.UTF-8" : "--locale=C.UTF-8";
            // Rounds make guessing slow; nobody guesses 192 random bits, and every new connection would pay for them.
            string[] rounds = binaries.Major >= 16 ? ["-c", "scram_iterations=1"] : [];
            var start = PostgresRunner.Command(binaries, "initdb", user,
                ["-D", unfinished, "-U", "crmhub", "-E", "UTF8", .. locale.Split(' '), "-A", "scram-sha-256", .. rounds, $"--pwfile={passwordFile}"]);
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                throw new StartupException($"The embedded database could not be made in {options.Cluster} (initdb ended with {process.ExitCode}):\n{(await errors).Trim()}");
            }
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(unfinished, options.Cluster);
        EmbeddedPostgresLog.Created(logger, binaries.Version);
    }

    /// <summary>Fit for a machine with two cores and little memory. Durability stays on; messages never enter the log with statements or row values.</summary>
    public static Dictionary<string, string> Settings(EmbeddedPostgresOptions options)
    {
        var settings = new Dictionary<string, string>
        {
            ["fsync"] = "on",
            ["synchronous_commit"] = "on",
            ["full_page_writes"] = "on",
            ["max_connections"] = "200",
            ["shared_buffers"] = "256MB",
            ["effective_cache_size"] = "1GB",
            ["work_mem"] = "8MB",
            ["maintenance_work_mem"] = "64MB",
            ["max_wal_size"] = "1GB",
            ["random_page_cost"] = "1.1",
            ["jit"] = "off",
            ["idle_in_transaction_session_timeout"] = "60s",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["log_error_verbosity"] = "terse",
            ["log_min_error_statement"] = "panic",
            ["log_min_messages"] = "warning",
        };
        foreach (var (name, value) in options.Settings ?? new Dictionary<string, string>())
        {
            settings[name] = value;
        }

        return settings;
    }
}
