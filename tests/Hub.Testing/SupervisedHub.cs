using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Hub.Testing;

/// <summary>The real server as <c>./run</c> keeps it: under <c>eng/supervise.sh</c>, which kills it when asked through its pipe and starts it again.</summary>
public sealed class SupervisedHub : IAsyncDisposable
{
    // $1: the folder of the pipe, $2: the server, $3: its log.
    private const string Script = """
        set -euo pipefail
        server_pid="" listener_pid="" supervisor=""
        . eng/supervise.sh
        server=$2 log=$3
        start_server() { dotnet "$server" >>"$log" 2>&1 9>&- & server_pid=$!; }
        stop() { trap '' TERM USR1; kill -TERM "$server_pid" "$listener_pid" 2>/dev/null || true; wait; exit 143; }
        trap stop TERM
        open_supervisor "$1"
        supervise
        """;

    private const int Terminate = 15;
    private readonly Process script;

    private SupervisedHub(Process script, Uri address, string dataDirectory, string pipe) => (this.script, Address, DataDirectory, Pipe) = (script, address, dataDirectory, pipe);

    public Uri Address { get; }

    public string DataDirectory { get; }

    /// <summary>Where the supervisor takes its word.</summary>
    public string Pipe { get; }

    public static async Task<SupervisedHub> StartAsync(Uri simulator, string password)
    {
        var data = TestFolders.New("supervised");
        var port = TestPorts.Take();
        var start = new ProcessStartInfo("bash", ["-c", Script, "supervised", data, Path.Combine(AppContext.BaseDirectory, "Hub.Server.dll"), Path.Combine(data, "hub.log")]) { WorkingDirectory = Root() };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("Hub__", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["Hub__PostgresDirectory"] = await TestDatabases.ProgramsAsync();
        start.Environment["Hub__DataDirectory"] = data;
        start.Environment["Hub__Demo"] = "true";
        start.Environment["Hub__SimulatorUrl"] = simulator.GetLeftPart(UriPartial.Authority);
        start.Environment["Hub__AdminPassword"] = password;
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        var script = Process.Start(start)!;
        var pipe = await Eventually.GetAsync(() => Task.FromResult(Directory.EnumerateFiles(data, "supervisor.*").FirstOrDefault()));
        var hub = new SupervisedHub(script, new Uri($"http://127.0.0.1:{port}"), data, pipe);
        using var client = new HttpClient { BaseAddress = hub.Address, Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.HoldsAsync(async () => !script.HasExited && await IsReadyAsync(client), TimeSpan.FromSeconds(120), "the supervised hub is ready");
        return hub;
    }

    public async ValueTask DisposeAsync()
    {
        if (!script.HasExited)
        {
            ServerProcess.Signal(script.Id, Terminate);
            using var deadline = new CancellationTokenSource(Eventually.Deadline);
            await script.WaitForExitAsync(deadline.Token);
        }

        script.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/readyz", UriKind.Relative));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "CrmHub.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
