using System.Globalization;
using System.Reflection;
using System.Text;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Secrets;

namespace Hub.Server.Backup;

/// <summary><c>backup FILE</c>: database, files and keys of one moment in one file, while the hub works on.</summary>
internal static class MakeBackup
{
    public static async Task RunAsync(CommandArguments arguments, Action<string> say, CancellationToken cancellationToken)
    {
        if (File.Exists(arguments.File) && !arguments.Force)
        {
            throw new BackupException($"{arguments.File} exists already. Choose another name, or add --force to replace it.");
        }

        var temporary = arguments.File + ".tmp";
        var begun = TimeProvider.System.GetTimestamp();
        await using var source = await BackupSource.OpenAsync(arguments.Options, cancellationToken);
        var file = Create(temporary);
        try
        {
            await using (file)
            {
                await using var buffered = new BufferedStream(file, 1 << 20);
                if (arguments.Passphrase is { } passphrase)
                {
                    await using var sealing = new SealedWriter(buffered, Sealing.Begin(passphrase));
                    await WriteAsync(arguments, source, sealing, say, cancellationToken);
                    sealing.End();
                }
                else
                {
                    await WriteAsync(arguments, source, buffered, say, cancellationToken);
                }

                await buffered.FlushAsync(cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, arguments.File, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        var seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        say(string.Create(CultureInfo.InvariantCulture, $"{arguments.File}: {Size(new FileInfo(arguments.File).Length)} in {seconds:0.0} s"));
    }

    public static string Size(long bytes) => bytes switch
    {
        >= 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0} GiB"),
        >= 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} KiB"),
    };

    private static async Task WriteAsync(CommandArguments arguments, BackupSource source, Stream target, Action<string> say, CancellationToken cancellationToken)
    {
        var options = arguments.Options;
        await using var snapshot = await DatabaseSnapshot.TakeAsync(source.ConnectionString, cancellationToken);
        var keyId = MasterKey.IdOf((await snapshot.QueryAsync(MasterKey.CanaryQuery, row => row.GetFieldValue<byte[]>(0), cancellationToken)).FirstOrDefault());
        var key = arguments.WithoutKey ? null : KeyFile(MasterKey.FileIn(options.DataDirectory), options.MasterKey, keyId);
        await using var archive = new ArchiveWriter(target);
        await archive.AddJsonAsync(BackupManifest.Entry, new BackupManifest(
            BackupManifest.NewestFormat, Product(), snapshot.At, snapshot.Postgres, snapshot.Migrations, keyId, key is not null, snapshot.Tables), cancellationToken);
        if (key is not null)
        {
            await archive.AddAsync(BackupManifest.KeyEntry, new MemoryStream(Encoding.ASCII.GetBytes(key)), cancellationToken);
        }

        if (Path.Combine(options.DataDirectory, BackupManifest.FirstPasswordEntry) is var first && File.Exists(first))
        {
            await archive.AddAsync(BackupManifest.FirstPasswordEntry, new MemoryStream(await File.ReadAllBytesAsync(first, cancellationToken)), cancellationToken);
        }

        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in snapshot.Tables)
        {
            await snapshot.ReadRowsAsync(
                table, async (part, stream) => rows[table.FullName] = rows.GetValueOrDefault(table.FullName)
                    + await archive.AddRowsAsync($"{BackupManifest.TablesFolder}{table.FullName}/{part}", stream, cancellationToken), cancellationToken);
        }

        say(string.Create(CultureInfo.InvariantCulture, $"Database: {snapshot.Tables.Count} tables, {rows.Values.Sum():N0} rows, as of {snapshot.At:yyyy-MM-dd HH:mm:ss} UTC"));
        var sequences = await snapshot.SequencesAsync(cancellationToken);
        var storage = FileStore.StorageOf(options);
        var present = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var name in storage.KeysAsync(cancellationToken))
        {
            present.Add(name);
        }

        var (named, missing) = await BackupFiles.MissingAsync(snapshot, present, cancellationToken);
        if (named > 0 && missing == named)
        {
            throw new BackupException($"None of the {named} files the database names is in {storage}. Set Hub__FilesDirectory or Hub__S3__… as the server has it.");
        }

        var files = await AddFilesAsync(archive, storage, present, cancellationToken);
        await archive.EndAsync(new BackupEnd(rows, sequences, files, missing), cancellationToken);
        say(string.Create(CultureInfo.InvariantCulture, $"Files: {files:N0}"));
        if (missing > 0)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"WARNING: {missing:N0} files that the database names are not in {storage}; they are missing in the backup as well."));
        }

        say((key is not null, arguments.Passphrase is not null) switch
        {
            (true, true) => "It holds customers' messages and the master key, sealed by the passphrase. Without the passphrase nobody can open it, you neither.",
            (true, false) => "It holds customers' messages AND the master key, unsealed: whoever has the file has everything. Keep it like the server itself, or use --passphrase-file.",
            (false, true) => "It holds customers' messages, sealed by the passphrase, and no master key: keep Hub__MasterKey apart; a restore needs both.",
            (false, false) => "It holds customers' messages, unsealed, and no master key: keep Hub__MasterKey apart; a restore needs it.",
        });
    }

    private static async Task<long> AddFilesAsync(ArchiveWriter archive, IFileStorage storage, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var count = 0L;
        foreach (var key in keys)
        {
            if (await BackupFiles.OpenAsync(storage, key, cancellationToken) is { } file)
            {
                await using (file)
                {
                    await archive.AddAsync(BackupManifest.FilesFolder + key, file, cancellationToken);
                    count++;
                }
            }
        }

        return count;
    }

    /// <summary>The key goes along only when the hub keeps it; one that is given by the environment stays where its owner keeps it.</summary>
    private static string? KeyFile(string file, string? setting, string? keyId)
    {
        var text = setting ?? (File.Exists(file) ? File.ReadAllText(file).Trim() : null);
        if (text is not null && keyId is not null && (!MasterKey.IsWellFormed(text) || Convert.ToHexStringLower(new MasterKey(Convert.FromBase64String(text)).Id) != keyId))
        {
            throw new BackupException($"{(setting is null ? file : "Hub__MasterKey")} is not the key this database was written with; a backup with it could not be used.");
        }

        return setting is null ? text : null;
    }

    private static string Product() => typeof(MakeBackup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite); // It may be what an interrupted backup left.
        }

        return file;
    }
}
