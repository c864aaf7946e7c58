using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Npgsql;

namespace Hub.Testing;

/// <summary>The real server as a process of its own, to be stopped and killed. Its port stays the same over restarts.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int Kill = 9;
    private const int Terminate = 15;
    private const int Stop = 19;
    private const int Continue = 18;
    private readonly Dictionary<string, string?> environment;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();
    private readonly string program;
    private Process? process;

    /// <param name="dataDirectory">With the embedded database unless <c>ConnectionStrings__Hub</c> is among the settings.</param>
    /// <param name="environment">Settings as environment variables: <c>Hub__Demo</c>.</param>
    /// <param name="program">Another build of the server; null for the one under test.</param>
    public ServerProcess(string dataDirectory, IEnumerable<KeyValuePair<string, string?>>? environment = null, string? program = null)
    {
        this.program = program ?? Path.Combine(AppContext.BaseDirectory, "Hub.Server.dll");
        DataDirectory = dataDirectory;
        Address = new Uri($"http://127.0.0.1:{TestPorts.Take()}");
        this.environment = new(environment ?? []) { ["Hub__DataDirectory"] = dataDirectory };
        this.environment.TryAdd("ASPNETCORE_URLS", Address.GetLeftPart(UriPartial.Authority));
    }

    public string DataDirectory { get; }

    public Uri Address { get; }

    public int ProcessId => process!.Id;

    /// <summary>What it wrote for people.</summary>
    public string Errors
    {
        get
        {
            lock (errors)
            {
                return errors.ToString();
            }
        }
    }

    /// <summary>Its log.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; with what it said.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await LaunchAsync();
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.HoldsAsync(
            async () =>
            {
                if (process!.HasExited)
                {
                    throw new InvalidOperationException($"The server ended with {process.ExitCode}:\n{Errors}\n{Output}");
                }

                try
                {
                    using var answer = await client.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken);
                    return answer.StatusCode == HttpStatusCode.OK;
                }
                catch (Exception exception) when (exception is HttpRequestException or SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
                {
                    // Not there yet, or too busy to answer at once.
                    return false;
                }
            },
            TimeSpan.FromSeconds(120),
            "the server is ready",
            cancellationToken);
    }

    /// <summary>Starts it where it should refuse; answers the exit code.</summary>
    public async Task<int> RunToEndAsync(CancellationToken cancellationToken = default)
    {
        await LaunchAsync();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Eventually.Deadline);
        await process!.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        Signal(ProcessId, Kill);
        await process!.WaitForExitAsync();
    }

    /// <summary>kill -9 of the embedded postmaster, as found in its pid file.</summary>
    public void KillDatabase()
    {
        if (DatabaseProcessId is { } database)
        {
            Signal(database, Kill);
        }
    }

    /// <summary>The embedded postmaster's process id.</summary>
    public int? DatabaseProcessId
    {
        get
        {
            var file = Path.Combine(DataDirectory, "postgres", "postmaster.pid");
            try
            {
                return int.TryParse(File.ReadLines(file).FirstOrDefault(), out var database) ? database : null;
            }
            catch (IOException)
            {
                // Not running, or just writing or deleting it.
                return null;
            }
        }
    }

    /// <summary>The embedded database while it runs, to look for evidence.</summary>
    public string DatabaseConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = Path.Combine(DataDirectory, "socket"),
        Port = 5432,
        Username = "crmhub",
        Password = File.ReadAllText(Path.Combine(DataDirectory, "postgres.password")).Trim(),
        Database = "postgres",
    }.ConnectionString;

    /// <summary>SIGTERM, and waits for the end; answers the exit code.</summary>
    public async Task<int> TerminateAsync(TimeSpan? within = null)
    {
        Signal(ProcessId, Terminate);
        using var deadline = new CancellationTokenSource(within ?? Eventually.Deadline);
        await process!.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    /// <summary>SIGSTOP.</summary>
    public void Pause() => Signal(ProcessId, Stop);

    /// <summary>SIGCONT.</summary>
    public void Resume() => Signal(ProcessId, Continue);

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            Signal(ProcessId, Continue);
            try
            {
                await TerminateAsync(TimeSpan.FromSeconds(10));
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }

        process?.Dispose();
    }

    private async Task LaunchAsync()
    {
        environment.TryAdd("Hub__PostgresDirectory", await TestDatabases.ProgramsAsync());
        environment.TryAdd("DOTNET_TC_CallCounting", "0"); // As for commands: it lives for seconds.
        process?.Dispose();
        var start = new ProcessStartInfo("dotnet", [program])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = DataDirectory,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("Hub__", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }

    internal static void Signal(int target, int signal) => _ = SendSignal(target, signal);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int target, int signal);
}
