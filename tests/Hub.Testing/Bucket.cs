using System.Diagnostics;

namespace Hub.Testing;

/// <summary>A storage that speaks S3: npm s3rver, with one bucket. It knows who asks, and does not work out signatures of version 4.</summary>
public sealed class Bucket : IAsyncDisposable
{
    public const string Name = "hub-files";
    private static readonly string Program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../node_modules/s3rver/bin/s3rver.js"));
    private readonly int port = TestPorts.Take();
    private Process? process;

    public static string? Missing => File.Exists(Program) ? null : "npm s3rver is not installed.";

    /// <summary>The folder it keeps objects in, to look for evidence.</summary>
    public string Folder { get; } = TestFolders.New("bucket");

    public string Address => $"http://127.0.0.1:{port}";

    /// <summary>Settings of a hub that keeps its files there.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["Hub:S3:Bucket"] = Name,
        ["Hub:S3:Endpoint"] = Address,
        ["Hub:S3:AccessKey"] = "S3RVER",
        ["Hub:S3:SecretKey"] = "S3RVER",
        ["Hub:S3:Prefix"] = "crm",
    };

    public async Task StartAsync()
    {
        process = Process.Start(new ProcessStartInfo("node", [Program, "-d", Folder, "-a", "127.0.0.1", "-p", $"{port}", "--configure-bucket", Name]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var client = new HttpClient();
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    using var answer = await client.GetAsync(new Uri(Address));
                    return true;
                }
                catch (HttpRequestException) when (!process.HasExited)
                {
                    return false;
                }
            },
            what: "the bucket's server listens");
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
}
