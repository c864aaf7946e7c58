using Hub.Server.Backup;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Startup;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Backup;

/// <summary>What cannot be restored changes nothing and says why.</summary>
public sealed class RefusalTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [Fact]
    public async Task A_database_that_holds_a_hub_is_refused_and_with_force_put_aside_unless_one_works_on_it()
    {
        var file = await Backups.MakeAsync(hub);
        var (other, folder) = (await TestDatabases.CreateAsync(), TestFolders.New("onto"));
        Task OntoAsync(bool force) => RestoreBackup.RunAsync(Backups.Arguments("restore", file, folder, other, force: force), _ => { }, CancellationToken.None);
        await using (await HubFixture.StartAsync([new("ConnectionStrings:Hub", other)]))
        {
            await RefusedAsync("holds a CrmHub already", () => OntoAsync(force: false), other);
            await RefusedAsync("works on this database", () => OntoAsync(force: true), other);
        }

        // It has ended: a beat of it now would be one of a hub at work.
        await using (var ended = Npgsql.NpgsqlDataSource.Create(other))
        await using (var silent = ended.CreateCommand("UPDATE platform.node SET heartbeat_at = heartbeat_at - interval '1 hour', name = 'gone'"))
        {
            await silent.ExecuteNonQueryAsync();
        }

        await OntoAsync(force: true);
        Assert.Equal(1L, await Backups.ScalarAsync<long>(other, "SELECT count(*) FROM platform.restore"));
        Assert.Equal(Migrator.Schemas.Length, await Backups.ScalarAsync<long>(other, "SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%\\_before\\_%'"));
        await TestDatabases.DropAsync(other);
    }

    [Fact]
    public async Task A_folder_that_holds_a_hub_is_refused_and_with_force_put_aside()
    {
        var file = await Backups.MakeAsync(hub);
        var folder = TestFolders.New("full");
        await File.WriteAllTextAsync(Path.Combine(folder, "master.key"), "precious");
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "not the hub's");
        async Task IntoAsync(bool force)
        {
            var database = await TestDatabases.CreateEmptyAsync();
            await RestoreBackup.RunAsync(Backups.Arguments("restore", file, folder, database, force: force), _ => { }, CancellationToken.None);
            await TestDatabases.DropAsync(database);
        }

        Assert.Contains("holds a CrmHub already", (await Assert.ThrowsAsync<BackupException>(() => IntoAsync(force: false))).Message, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(Path.Combine(folder, "master.key")));

        await IntoAsync(force: true);
        Assert.Equal("precious", await File.ReadAllTextAsync(Path.Combine(Assert.Single(Directory.GetDirectories(folder, "before-*")), "master.key")));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(hub.DataDirectory, "master.key")), await File.ReadAllTextAsync(Path.Combine(folder, "master.key")));
        Assert.True(File.Exists(Path.Combine(folder, "notes.txt")));
    }

    [Fact]
    public async Task A_missing_or_wrong_master_key_is_refused()
    {
        var file = Backups.NewFile();
        await MakeBackup.RunAsync(Backups.Arguments("backup", file, hub.DataDirectory, hub.ConnectionString, withoutKey: true), _ => { }, CancellationToken.None);
        var (database, folder) = (await TestDatabases.CreateEmptyAsync(), TestFolders.New("keyless"));
        Task IntoAsync(string? key) => RestoreBackup.RunAsync(Backups.Arguments("restore", file, folder, database, key), _ => { }, CancellationToken.None);

        await RefusedAsync("no master key", () => IntoAsync(null), database);
        await RefusedAsync("is not the key", () => IntoAsync(Convert.ToBase64String(new byte[32])), database);
        Assert.False(StagedRestore.HoldsHub(folder));
        Assert.False(Directory.Exists(StagedRestore.PathIn(folder)));

        await IntoAsync((await File.ReadAllTextAsync(Path.Combine(hub.DataDirectory, "master.key"))).Trim());
        await TestDatabases.DropAsync(database);
    }

    [Fact]
    public async Task A_backup_of_a_newer_hub_is_refused()
    {
        await using (var newer = hub.Database.CreateCommand("INSERT INTO public.hub_migration (version, name) VALUES (9999, '9999_later')"))
        {
            await newer.ExecuteNonQueryAsync();
        }

        Assert.Contains("newer CrmHub", (await Assert.ThrowsAsync<BackupException>(() => Backups.MakeAsync(hub))).Message, StringComparison.Ordinal);
        await using var back = hub.Database.CreateCommand("DELETE FROM public.hub_migration WHERE version = 9999");
        await back.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task Damage_leaves_the_database_and_the_folder_as_they_were()
    {
        var file = await Backups.MakeAsync(hub);
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[LargestTable(bytes) + 40] ^= 1; // In its rows: behind those of an empty table there is only padding.
        await File.WriteAllBytesAsync(file, bytes);
        var (database, folder) = (await TestDatabases.CreateEmptyAsync(), TestFolders.New("damage"));

        await RefusedAsync("damaged", () => RestoreBackup.RunAsync(Backups.Arguments("restore", file, folder, database), _ => { }, CancellationToken.None), database);

        Assert.Empty(Directory.GetFileSystemEntries(folder));
        await TestDatabases.DropAsync(database);
    }

    [Fact]
    public async Task A_restore_that_fails_in_the_middle_leaves_nothing()
    {
        var file = await Backups.MakeAsync(hub);
        var database = await TestDatabases.CreateEmptyAsync();
        var folder = TestFolders.New("middle");
        using var stop = new CancellationTokenSource();
        var said = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RestoreBackup.RunAsync(
            Backups.Arguments("restore", file, folder, database), _ =>
            {
                // The second line comes when everything is loaded.
                if (++said == 2)
                {
                    stop.Cancel();
                }
            }, stop.Token));

        Assert.False(await HasHubAsync(database));
        Assert.False(StagedRestore.HoldsHub(folder));
        Assert.False(Directory.Exists(StagedRestore.PathIn(folder)));
        await TestDatabases.DropAsync(database);
    }

    [Fact]
    public async Task An_existing_file_is_not_overwritten_without_being_told_to_and_a_failed_backup_leaves_the_old_one()
    {
        var file = await Backups.MakeAsync(hub);
        var before = await File.ReadAllBytesAsync(file);
        Assert.Contains("exists already", (await Assert.ThrowsAsync<BackupException>(() => MakeBackup.RunAsync(Backups.Arguments("backup", file, hub.DataDirectory, hub.ConnectionString), _ => { }, CancellationToken.None))).Message, StringComparison.Ordinal);

        var empty = await TestDatabases.CreateEmptyAsync();
        await Assert.ThrowsAsync<BackupException>(() => MakeBackup.RunAsync(Backups.Arguments("backup", file, hub.DataDirectory, empty, force: true), _ => { }, CancellationToken.None));

        Assert.Equal(before, await File.ReadAllBytesAsync(file));
        Assert.False(File.Exists(file + ".tmp"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        await TestDatabases.DropAsync(empty);
    }

    /// <summary>Where the longest compressed part begins.</summary>
    private static int LargestTable(byte[] bytes)
    {
        var starts = new List<int>();
        for (var at = 0; bytes.AsSpan(at).IndexOf((ReadOnlySpan<byte>)[0x1f, 0x8b, 0x08]) is >= 0 and var next; at += next + 1)
        {
            starts.Add(at + next);
        }

        return starts.MaxBy(start => starts.Append(bytes.Length).First(end => end > start) - start);
    }

    private static async Task RefusedAsync(string because, Func<Task> restore, string database)
    {
        var had = await HasHubAsync(database);
        var restored = had ? await Backups.ScalarAsync<long>(database, "SELECT count(*) FROM platform.restore") : 0;
        Assert.Contains(because, (await Assert.ThrowsAsync<BackupException>(restore)).Message, StringComparison.Ordinal);
        Assert.Equal(had, await HasHubAsync(database));
        if (had)
        {
            Assert.Equal(restored, await Backups.ScalarAsync<long>(database, "SELECT count(*) FROM platform.restore"));
        }
    }

    private static Task<bool> HasHubAsync(string database) => Backups.ScalarAsync<bool>(database, "SELECT to_regclass('public.hub_migration') IS NOT NULL");
}
