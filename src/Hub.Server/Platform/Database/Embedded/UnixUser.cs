using System.Globalization;
using System.Runtime.InteropServices;

namespace Hub.Server.Platform.Database.Embedded;

/// <summary>The user PostgreSQL runs as when the server is root; PostgreSQL refuses root itself.</summary>
internal sealed partial record UnixUser(string Name, int Uid, int Gid)
{
    /// <summary>Null when the server is an ordinary user and the database runs as the same.</summary>
    public static UnixUser? ForDatabase()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length >= 4).ToList();
        var user = users.Find(fields => fields[0] == "postgres") ?? users.Find(fields => fields[0] == "nobody")
            ?? throw new StartupException("CrmHub runs as root and found neither a user postgres nor nobody to run the embedded database. Run it as an ordinary user, or set ConnectionStrings__Hub.");
        return new UnixUser(user[0], int.Parse(user[2], CultureInfo.InvariantCulture), int.Parse(user[3], CultureInfo.InvariantCulture));
    }

    public void Own(string path)
    {
        if (ChangeOwner(path, Uid, Gid) != 0)
        {
            throw new IOException($"{path} cannot be given to the user {Name} (error {Marshal.GetLastPInvokeError()}).");
        }
    }

    /// <summary>The first folder on the way to <paramref name="path"/> that this user can't walk through, or null.</summary>
    public static string? Barrier(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            if (folder.Exists && !folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return folder.FullName;
            }
        }

        return null;
    }

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int owner, int group);
}
