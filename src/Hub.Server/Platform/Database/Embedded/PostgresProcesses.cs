using System.Globalization;
using System.Runtime.InteropServices;

namespace Hub.Server.Platform.Database.Embedded;

/// <summary>Finds and stops PostgreSQL processes by the folder they work in; a process id in a file may long be somebody else's.</summary>
internal static class PostgresProcesses
{
    private const int Interrupt = 2;
    private const int Quit = 3;
    private const int Kill = 9;

    /// <summary>
    /// Stops what an earlier life left behind: the postmaster by fast shutdown, after 10 s by immediate shutdown; then processes whose postmaster
    /// was killed. The caller holds the folder's lock.
    /// </summary>
    public static async Task StopLeftoversAsync(string cluster, ILogger logger, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Path.Combine(cluster, "PG_VERSION")))
        {
            return;
        }

        var folder = RealPath(cluster);
        if (ProcessIn(Path.Combine(cluster, "postmaster.pid")) is { } postmaster && Find(folder).Contains(postmaster))
        {
            EmbeddedPostgresLog.StoppingLeftover(logger, postmaster);
            Signal(postmaster, Interrupt);
            if (!await GoneAsync(folder, [postmaster], TimeSpan.FromSeconds(10), cancellationToken))
            {
                Signal(postmaster, Quit);
                await GoneAsync(folder, [postmaster], TimeSpan.FromSeconds(10), cancellationToken);
            }
        }

        // Without their postmaster they end by themselves within moments; one that doesn't would keep the shared memory and block the start.
        if (!await GoneAsync(folder, null, TimeSpan.FromSeconds(3), cancellationToken))
        {
            foreach (var process in Find(folder))
            {
                Signal(process, Kill);
            }

            await GoneAsync(folder, null, TimeSpan.FromSeconds(5), cancellationToken);
        }

        RemoveIfMisleading(Path.Combine(cluster, "postmaster.pid"), folder);
        RemoveIfMisleading(Path.Combine(Path.GetDirectoryName(cluster)!, "socket", ".s.PGSQL.5432.lock"), folder);
    }

    public static void FastShutdown(int process) => Signal(process, Interrupt);

    public static void ImmediateShutdown(int process) => Signal(process, Quit);

    /// <summary>
    /// PostgreSQL refuses to start while any process has the id in its lock files: a killed postmaster that nobody has reaped yet, or a stranger
    /// that got its number. If the number is free PostgreSQL replaces the file by itself, and that is left to it.
    /// </summary>
    private static void RemoveIfMisleading(string lockFile, string folder)
    {
        if (ProcessIn(lockFile) is { } noted && Directory.Exists($"/proc/{noted}") && !Find(folder).Contains(noted))
        {
            File.Delete(lockFile);
        }
    }

    private static async Task<bool> GoneAsync(string folder, int[]? only, TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (Find(folder) is { Count: > 0 } left && (only is null || left.Overlaps(only)))
        {
            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }

        return true;
    }

    private static int? ProcessIn(string lockFile) =>
        File.Exists(lockFile) && int.TryParse(File.ReadLines(lockFile).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : null;

    private static HashSet<int> Find(string folder)
    {
        HashSet<int> found = [];
        foreach (var entry in new DirectoryInfo("/proc").EnumerateDirectories())
        {
            if (int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && Target($"/proc/{process}/exe") is { } program && Path.GetFileName(program).StartsWith("postgres", StringComparison.Ordinal)
                && Target($"/proc/{process}/cwd") == folder)
            {
                found.Add(process);
            }
        }

        return found;
    }

    private static string? Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The path the kernel knows the folder by, whatever links lead to it.</summary>
    private static string RealPath(string folder)
    {
        using var file = File.OpenHandle(Path.Combine(folder, "PG_VERSION"));
        return Path.GetDirectoryName(Target($"/proc/self/fd/{file.DangerousGetHandle()}")) ?? folder;
    }

    private static void Signal(int process, int signal) => _ = SendSignal(process, signal);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
