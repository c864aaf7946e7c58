using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hub.Testing;

/// <summary>Debian's ClamAV daemon, knowing one harmless signature: that of the EICAR test file.</summary>
public sealed class Clamd : IAsyncDisposable
{
    private const string Program = "/usr/sbin/clamd";
    private readonly string folder = TestFolders.New("clamd");
    private Process? process;

    /// <summary>Why it cannot run here, or null.</summary>
    public static string? Missing => File.Exists(Program) ? null : "clamd is not installed (Debian: clamav-daemon).";

    /// <summary>Nobody listens there before the start.</summary>
    public int Port { get; } = TestPorts.Take();

    /// <summary>What every scanner takes for harmful and nothing is harmed by. Source: eicar.org, in two parts so that no scanner stumbles over this program.</summary>
    public static byte[] TestFile => Encoding.ASCII.GetBytes(@"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");

    public async Task StartAsync()
    {
        Directory.CreateDirectory(Path.Combine(folder, "db"));
        await File.WriteAllTextAsync(Path.Combine(folder, "db", "test.hdb"), "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n");
        var configuration = Path.Combine(folder, "clamd.conf");
        await File.WriteAllTextAsync(configuration, $"Foreground yes\nTCPAddr 127.0.0.1\nTCPSocket {Port}\nDatabaseDirectory {Path.Combine(folder, "db")}\nTemporaryDirectory {folder}\nStreamMaxLength 1M\n");
        process = Process.Start(new ProcessStartInfo(Program, ["-c", configuration]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.HoldsAsync(ListensAsync, what: "clamd listens");
    }

    public ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
        }

        process?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> ListensAsync()
    {
        if (process!.HasExited)
        {
            throw new InvalidOperationException($"clamd ended with {process.ExitCode}.");
        }

        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
