namespace Hub.Server.Platform.Startup;

/// <summary>
/// The node's folder, held by an exclusive lock for as long as the server lives. The kernel drops the lock with the process, also after kill -9,
/// so whoever holds it knows that no other server works here.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream lockFile;

    private DataDirectory(FileStream lockFile) => this.lockFile = lockFile;

    /// <summary>Null and a problem if the folder can't be used.</summary>
    public static DataDirectory? Open(string path, StartupProblems problems)
    {
        const string setting = "Hub__DataDirectory";
        FileStream? lockFile = null;
        try
        {
            Create(path);
            lockFile = new FileStream(Path.Combine(path, "hub.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            lockFile.SetLength(0);
            lockFile.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
            lockFile.Flush(flushToDisk: true);
            return new DataDirectory(lockFile);
        }
        catch (UnauthorizedAccessException)
        {
            problems.Add(setting, path, "may not be written by this user.", "Give this user the folder, or choose another one (./run --data DIR).");
        }
        catch (IOException exception) when (exception.HResult is 11 or 35 or unchecked((int)0x80070020))
        {
            // EWOULDBLOCK of Linux and macOS, sharing violation of Windows.
            problems.Add(setting, path, "is in use: CrmHub is already running there.", "Stop that one, or choose another folder (./run --data DIR) and port.");
        }
        catch (IOException exception)
        {
            problems.Add(setting, path, $"cannot be written: {exception.Message}", "Make room or repair the disk, or choose another folder (./run --data DIR).");
        }

        lockFile?.Dispose();
        return null;
    }

    /// <summary>Writes a file that only this user may read; whole or not at all.</summary>
    public static void WriteSecret(string path, string content)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(temporary, options))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(content));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: false);
    }

    public void Dispose() => lockFile.Dispose();

    /// <summary>For this user only, but for root, whose database runs as another one.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            // Root hands the database to another user, who must be able to walk through this folder.
            const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            var walk = Environment.IsPrivilegedProcess ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None;
            Directory.CreateDirectory(path, own | walk);
        }
    }
}
