using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Hub.Server.Platform.Database.Embedded;

/// <summary>
/// Runs the postmaster. One thread starts it and lives until it has ended: the death signal that takes PostgreSQL along with a killed server also
/// fires when the thread that started it ends. A postmaster that dies by itself is started anew.
/// </summary>
internal sealed class PostgresRunner(string cluster, PostgresBinaries binaries, UnixUser? user, IReadOnlyDictionary<string, string> settings, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2); // Recovery of the write-ahead log counts.
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> lastLines = new();
    private readonly ManualResetEventSlim stopped = new();
    private volatile bool stopping;
    private volatile int processId;
    private volatile bool wasReady;

    public int ProcessId => processId;

    public string Programs => binaries.Bin;

    public async Task StartAsync(string connectionString, CancellationToken cancellationToken)
    {
        new Thread(Run) { IsBackground = true, Name = "postgres" }.Start();
        var start = TimeProvider.System.GetTimestamp();
        await using var probe = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5 }.ConnectionString);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ended.Task.IsCompleted)
            {
                var said = string.Join('\n', lastLines);
                throw said.Contains("lock file", StringComparison.Ordinal) || said.Contains("still in use", StringComparison.Ordinal)
                    ? new PostgresInTheWayException($"Another PostgreSQL works in {cluster}:\n{said}")
                    : new StartupException($"The embedded database in {cluster} did not start:\n{said}");
            }

            try
            {
                await probe.OpenAsync(cancellationToken);
                wasReady = true;
                return;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidPassword)
            {
                throw new StartupException($"The embedded database in {cluster} refuses the password in {cluster}.password. Restore that file from a backup.");
            }
            catch (NpgsqlException) when (TimeProvider.System.GetElapsedTime(start) < StartLimit)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(15), TimeProvider.System, cancellationToken);
            }
        }
    }

    public void StopAtOnce()
    {
        stopping = true;
        Stop(fast: false);
    }

    public async ValueTask DisposeAsync()
    {
        stopping = true;
        stopped.Set();
        if (processId != 0)
        {
            Stop(fast: true);
            if (await Task.WhenAny(ended.Task, Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, CancellationToken.None)) != ended.Task)
            {
                Stop(fast: false);
            }
        }

        await ended.Task;
        stopped.Dispose();
    }

    /// <summary>A command run as the database's user, in a session of its own so that Ctrl+C reaches the server only, and not outliving the caller where Linux can promise it.</summary>
    public static ProcessStartInfo Command(PostgresBinaries binaries, string program, UnixUser? user, IEnumerable<string> arguments)
    {
        List<string> command = [];
        if (OperatingSystem.IsLinux() && Tool("setsid") is { } setsid && Tool("setpriv") is { } setpriv)
        {
            command.AddRange([setsid, setpriv, "--pdeathsig", "INT"]);
            if (user is not null)
            {
                command.AddRange(["--reuid", $"{user.Uid}", "--regid", $"{user.Gid}", "--clear-groups"]);
            }

            command.Add("--");
        }
        else if (user is not null)
        {
            throw new StartupException("CrmHub runs as root and needs setsid and setpriv (package util-linux) to run the embedded database as another user. Install them, or run as an ordinary user.");
        }

        command.Add(Path.Combine(binaries.Bin, program));
        var start = new ProcessStartInfo(command[0], command.Skip(1).Concat(arguments))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };

        // The messages are matched and shown; settings of the caller's own PostgreSQL must not leak into ours.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        return start;
    }

    private void Run()
    {
        try
        {
            while (!stopping)
            {
                RunOnce();
                if (stopping || !wasReady)
                {
                    return;
                }

                EmbeddedPostgresLog.Died(logger);
                PostgresProcesses.StopLeftoversAsync(cluster, logger, CancellationToken.None).GetAwaiter().GetResult();
                stopped.Wait(TimeSpan.FromMilliseconds(200));
            }
        }
        catch (Exception exception) when (exception is IOException or System.ComponentModel.Win32Exception or StartupException)
        {
            lastLines.Enqueue(exception.Message);
        }
        finally
        {
            processId = 0;
            ended.SetResult();
        }
    }

    private void RunOnce()
    {
        var arguments = new List<string> { "-D", cluster };
        foreach (var (name, value) in settings)
        {
            arguments.AddRange(["-c", $"{name}={value}"]);
        }

        using var process = new Process { StartInfo = Command(binaries, "postgres", user, arguments) };
        process.OutputDataReceived += (_, line) => Remember(line.Data);
        process.ErrorDataReceived += (_, line) => Remember(line.Data);
        process.Start();
        processId = process.Id;
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (stopping)
        {
            Stop(fast: true);
        }

        process.WaitForExit();
        processId = 0;
    }

    private void Stop(bool fast)
    {
        if (processId is not (var process and not 0))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            using var pgCtl = Process.Start(Command(binaries, "pg_ctl", user, ["stop", "-D", cluster, "-m", fast ? "fast" : "immediate", "-W"]));
            pgCtl?.WaitForExit();
        }
        else if (fast)
        {
            PostgresProcesses.FastShutdown(process);
        }
        else
        {
            PostgresProcesses.ImmediateShutdown(process);
        }
    }

    private void Remember(string? line)
    {
        if (string.IsNullOrEmpty(line))
        {
            return;
        }

        lastLines.Enqueue(line);
        while (lastLines.Count > 20)
        {
            lastLines.TryDequeue(out _);
        }

        if (line.Contains("PANIC:", StringComparison.Ordinal))
        {
            EmbeddedPostgresLog.Line(logger, line);
        }
    }

    private static string? Tool(string name) => new[] { "/usr/bin", "/bin", "/usr/local/bin" }.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}

/// <summary>The start failed because another process still has the folder.</summary>
internal sealed class PostgresInTheWayException(string message) : StartupException(message);
