using System.Globalization;
using Hub.Server.Conversations;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Database.Embedded;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Secrets;
using Hub.Server.Platform.Startup;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Server.Backup;

/// <summary><c>restore FILE</c>: proves the whole file first, builds beside what is there, and takes its place at the end or not at all.</summary>
internal static class RestoreBackup
{
    private static readonly string[] Afterwards = [PlatformModule.AfterRestore, IdentityModule.AfterRestore, ConversationsModule.AfterRestore];

    public static async Task RunAsync(CommandArguments arguments, Action<string> say, CancellationToken cancellationToken)
    {
        BackupManifest manifest;
        BackupEnd end;
        await using (var source = BackupInput.Open(arguments.File, arguments.Passphrase))
        {
            (manifest, end) = await ArchiveReader.VerifyAsync(source, cancellationToken);
        }

        say(string.Create(CultureInfo.InvariantCulture,
            $"{arguments.File} is whole: CrmHub {manifest.Product} on PostgreSQL {manifest.Postgres}, {manifest.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC, {end.Rows.Values.Sum():N0} rows, {end.Files:N0} files, {(manifest.HasKey ? "with" : "without")} its master key"));
        if (end.MissingFiles > 0)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"WARNING: {end.MissingFiles:N0} files were missing when it was made"));
        }

        if (arguments.Check)
        {
            return;
        }

        if (manifest.Migrations.FirstOrDefault(migration => Migrator.Scripts.All(script => script.Version != migration.Version)) is { } unknown)
        {
            throw new BackupException($"The backup was made by a newer CrmHub ({manifest.Product}, schema {unknown.Name}): restore it with that version or a newer one.");
        }

        await RestoreAsync(arguments, manifest, end, say, cancellationToken);
        say("Restored. Sending is off until somebody has confirmed it on the desk; sessions have ended.");
    }

    private static async Task RestoreAsync(CommandArguments arguments, BackupManifest manifest, BackupEnd end, Action<string> say, CancellationToken cancellationToken)
    {
        var options = arguments.Options;
        var problems = new StartupProblems();
        using var held = DataDirectory.Open(options.DataDirectory, problems);
        problems.ThrowIfAny();
        StagedRestore.Finish(options.DataDirectory);
        var aside = string.Create(CultureInfo.InvariantCulture, $"before-{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}");
        if (StagedRestore.HoldsHub(options.DataDirectory) && !arguments.Force)
        {
            throw new BackupException($"{options.DataDirectory} holds a CrmHub already. Choose another folder with --data, or add --force to put it aside (it is kept in {aside}).");
        }

        var staging = await StagedRestore.BeginAsync(options.DataDirectory, cancellationToken);
        List<string> added = [];
        var done = false;
        try
        {
            var embedded = options.Database is null ? await StartEmbeddedAsync(options, staging, cancellationToken) : null;
            await using (embedded)
            {
                var connectionString = options.Database ?? embedded!.ConnectionString;
                var old = options.Database is not null && await HoldsHubAsync(connectionString, arguments.Force, cancellationToken);
                await using var load = await DatabaseLoad.BeginAsync(connectionString, manifest, old ? "_" + aside.Replace('-', '_') : null, cancellationToken);
                await UnpackAsync(arguments, manifest, load, staging, added, cancellationToken);
                say("Database and files are unpacked; building keys and bringing the schema up to date ...");
                await load.FinishAsync(end, Afterwards, cancellationToken);
                await load.CommitAsync(cancellationToken);
            }

            StagedRestore.Plan(options.DataDirectory, aside);
            done = true;
            StagedRestore.Finish(options.DataDirectory);
            if (Directory.Exists(Path.Combine(options.DataDirectory, aside)))
            {
                say($"What was there is kept in {Path.Combine(options.DataDirectory, aside)}");
            }
        }
        finally
        {
            if (!done)
            {
                foreach (var key in added)
                {
                    await FileStore.StorageOf(options).DeleteAsync(key, CancellationToken.None);
                }

                await StagedRestore.DropAsync(options.DataDirectory, CancellationToken.None);
            }
        }
    }

    private static async Task<bool> HoldsHubAsync(string connectionString, bool force, CancellationToken cancellationToken)
    {
        await using var connection = await DatabaseSnapshot.OpenAsync(connectionString, cancellationToken);
        if (!await DatabaseLoad.HasHubAsync(connection, cancellationToken))
        {
            return false;
        }

        if (!force)
        {
            throw new BackupException("The database holds a CrmHub already. Name an empty one in ConnectionStrings__Hub, or add --force to put its schemas aside (they are renamed).");
        }

        return await DatabaseLoad.IsAtWorkAsync(connection, cancellationToken)
            ? throw new BackupException("A CrmHub works on this database. Stop it first.")
            : true;
    }

    private static async Task<EmbeddedPostgres> StartEmbeddedAsync(HubOptions options, string staging, CancellationToken cancellationToken)
    {
        // Copies of the programs that are there already are used; none is made in the folder that goes.
        var copies = Path.Combine(options.DataDirectory, "pgbin");
        return await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(staging, options.PostgresDirectory) { Copies = copies }, NullLogger.Instance, cancellationToken);
    }

    private static async Task UnpackAsync(CommandArguments arguments, BackupManifest manifest, DatabaseLoad load, string staging, List<string> added, CancellationToken cancellationToken)
    {
        var options = arguments.Options;
        string? key = null;
        await using var source = BackupInput.Open(arguments.File, arguments.Passphrase);
        await using var reader = new ArchiveReader(source);
        while (await reader.NextAsync(cancellationToken) is { } entry)
        {
            if (entry.Name.StartsWith(BackupManifest.TablesFolder, StringComparison.Ordinal))
            {
                await load.AddRowsAsync(entry.Name.Split('/')[1], entry.Content, cancellationToken);
            }
            else if (entry.Name.StartsWith(BackupManifest.FilesFolder, StringComparison.Ordinal))
            {
                await AddFileAsync(entry, options, staging, added, cancellationToken);
            }
            else if (entry.Name == BackupManifest.KeyEntry)
            {
                key = await TextAsync(entry, cancellationToken);
            }
            else if (entry.Name == BackupManifest.FirstPasswordEntry)
            {
                DataDirectory.WriteSecret(Path.Combine(staging, BackupManifest.FirstPasswordEntry), await TextAsync(entry, cancellationToken));
            }
        }

        CheckKey(options.MasterKey ?? key, options.MasterKey is not null, manifest);
        if (key is not null && options.MasterKey is null)
        {
            DataDirectory.WriteSecret(MasterKey.FileIn(staging), key);
        }
    }

    private static async Task AddFileAsync(ArchiveEntry entry, HubOptions options, string staging, List<string> added, CancellationToken cancellationToken)
    {
        var name = entry.Name[BackupManifest.FilesFolder.Length..];
        if (!FileStore.IsKey(name))
        {
            throw new BackupException("The backup is damaged: a file in it has no proper name.");
        }

        var elsewhere = options.FilesDirectory is not null || options.S3 is not null;
        var storage = elsewhere ? FileStore.StorageOf(options) : new FolderStorage(Path.Combine(staging, FileStore.FolderName));
        if (await BackupFiles.PutAsync(storage, name, entry.Content, cancellationToken) && elsewhere)
        {
            added.Add(name);
        }
    }

    private static void CheckKey(string? key, bool set, BackupManifest manifest)
    {
        if (manifest.KeyId is null)
        {
            return;
        }

        if (key is null)
        {
            throw new BackupException("The backup holds no master key. Set Hub__MasterKey to the one of the hub it was made of (its id begins with " + manifest.KeyId + ").");
        }

        if (!MasterKey.IsWellFormed(key) || Convert.ToHexStringLower(new MasterKey(Convert.FromBase64String(key)).Id) != manifest.KeyId)
        {
            throw new BackupException(set
                ? "Hub__MasterKey is not the key of the hub this backup was made of. Set that one" + (manifest.HasKey ? ", or leave it out: the backup holds it." : ".")
                : "The backup is damaged: its master key does not fit.");
        }
    }

    private static async Task<string> TextAsync(ArchiveEntry entry, CancellationToken cancellationToken) =>
        System.Text.Encoding.UTF8.GetString(await ArchiveReader.ReadAllAsync(entry, cancellationToken)).Trim();
}
