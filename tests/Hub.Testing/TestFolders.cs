using System.Diagnostics;
using System.Globalization;

namespace Hub.Testing;

/// <summary>Folders of this test run, short enough for sockets and open to the database's user; those of runs that were killed are swept.</summary>
public static class TestFolders
{
    private const string Prefix = "hub-test-";
    private const string Memory = "/dev/shm";
    private static readonly Lazy<string> Root = new(() => Create(Path.GetTempPath()));
    private static readonly Lazy<string> RootInMemory = new(() => MemoryIsLarge() ? Create(Memory) : Root.Value);
    private static Action beforeDeletion = () => { };
    private static int count;

    /// <param name="name">What the folder's name begins with.</param>
    /// <param name="inMemory">Where the machine has room for it, nothing of it comes to a disk.</param>
    public static string New(string name, bool inMemory = false)
    {
        var folder = Path.Combine((inMemory ? RootInMemory : Root).Value, $"{name}{Interlocked.Increment(ref count)}");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, Open());
        }

        return folder;
    }

    /// <summary>Called when the process ends, before its folders are deleted.</summary>
    public static void BeforeDeletion(Action action) => beforeDeletion += action;

    private static bool MemoryIsLarge() => OperatingSystem.IsLinux() && Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > 4L << 30;

    private static string Create(string temporary)
    {
        foreach (var old in Directory.EnumerateDirectories(temporary, Prefix + "*"))
        {
            if (int.TryParse(Path.GetFileName(old)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var process) && !Runs(process))
            {
                TryDelete(old);
            }
        }

        var root = Path.Combine(temporary, Prefix + Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        TryDelete(root);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(root);
        }
        else
        {
            Directory.CreateDirectory(root, Open());
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            // Databases are large; the end of the process doesn't wait for them. What is left is swept by the next run.
            Interlocked.Exchange(ref beforeDeletion, () => { })();
            if (!OperatingSystem.IsWindows())
            {
                Process.Start("rm", ["-rf", root]).Dispose();
            }
        };
        return root;
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static UnixFileMode Open()
    {
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        return Environment.IsPrivilegedProcess ? own | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : own;
    }

    private static bool Runs(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or still in use; the next run tries again.
        }
    }
}
