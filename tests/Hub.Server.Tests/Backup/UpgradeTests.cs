using System.Diagnostics;
using System.Net;
using Hub.Server.Backup;
using Hub.Server.Platform.Database;
using Hub.Testing;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Backup;

/// <summary>What an earlier hub wrote is there in this one, and the schema is the one a new hub gets.</summary>
[Collection(OwnServers.Moved)]
public sealed class UpgradeTests
{
    private static readonly string Root = FindRoot();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Made by <c>eng/make-upgrade-backup.sh</c> and named after the newest migration they have.</summary>
    public static TheoryData<string> Earlier =>
        [.. Directory.GetFiles(Path.Combine(Root, "tests", "Hub.Server.Tests", "Backup", "Upgrade"), "*.backup").Select(file => Path.GetFileNameWithoutExtension(file))];

    [Theory]
    [MemberData(nameof(Earlier))]
    public async Task A_backup_of_an_earlier_hub_is_restored_and_upgraded(string level)
    {
        var file = Path.Combine(Root, "tests", "Hub.Server.Tests", "Backup", "Upgrade", level + ".backup");
        BackupEnd end;
        await using (var source = BackupInput.Open(file, null))
        {
            end = (await ArchiveReader.VerifyAsync(source, Token)).End;
        }

        var settings = await Backups.RestoreAsync(file, Convert.ToBase64String(new byte[32]));
        var database = settings["ConnectionStrings:Hub"]!;
        await using (var hub = await HubFixture.StartAsync(settings))
        {
            Assert.Equal(end.Rows["conversations.message"], await Backups.ScalarAsync<long>(database, "SELECT count(*) FROM conversations.message"));
            Assert.Equal(40L, await Backups.ScalarAsync<long>(database, "SELECT count(*) FROM conversations.message WHERE content->>'body' LIKE E'古いハブのメッセージ %\\tタブ\\n改行\\\\\\\\N'"));
            Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "line-demo", "line-demo-secret", LineWebhook.Text("Uold1", "after-upgrade", "still the same conversation")));
            await Eventually.HoldsAsync(async () => await Backups.ScalarAsync<long>(database, """
                SELECT count(DISTINCT m.conversation_id) FROM conversations.message m JOIN conversations.message_key k ON k.conversation_id = m.conversation_id AND k.number = m.number
                WHERE k.provider_id IN ('old1', 'after-upgrade')
                """) == 1);
            Assert.Equal(0L, await Backups.ScalarAsync<long>(database, "SELECT count(*) FROM platform.parked"));
        }

        await SameSchemaAsync(database);
        await TestDatabases.DropAsync(database);
    }

    [Fact]
    [Trait("speed", "slow")] // Builds the previous commit, once per commit, if it was another program.
    public async Task A_data_directory_of_the_previous_commit_is_upgraded_and_keeps_everything()
    {
        var commit = await GitAsync("rev-parse", "--verify", "--quiet", "HEAD~1");
        Assert.SkipWhen(commit is null, "There is no earlier commit here: a shallow clone, or no clone at all.");
        var folder = TestFolders.New("upgrade");
        var program = await BuildAsync(commit);
        Dictionary<string, string> before;
        await using (var earlier = new ServerProcess(folder, [new("Hub__Demo", "true")], program))
        {
            await earlier.StartAsync(Token);
            for (var i = 0; i < 20; i++)
            {
                // A busy hub may answer 503; a provider then comes again.
                var message = LineWebhook.Text($"Uold{i % 3}", $"old{i}", $"message {i}");
                await Eventually.HoldsAsync(async () => await LineWebhook.PostAsync(earlier.Address, "line-demo", "line-demo-secret", message) == HttpStatusCode.OK);
            }

            await Eventually.HoldsAsync(async () => await Backups.ScalarAsync<long>(earlier.DatabaseConnectionString, "SELECT count(*) FROM conversations.message_key WHERE provider_id LIKE 'old%' AND number > 0") == 20);
            before = await Backups.MessagesAsync(earlier.DatabaseConnectionString);
            Assert.Equal(0, await earlier.TerminateAsync());
        }

        await using var server = new ServerProcess(folder, [new("Hub__Demo", "true")]);
        await server.StartAsync(Token);

        var after = await Backups.MessagesAsync(server.DatabaseConnectionString);
        Assert.All(before, message => Assert.Equal(message.Value, after[message.Key]));
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(server.Address, "line-demo", "line-demo-secret", LineWebhook.Text("Uold1", "after-upgrade", "still the same conversation")));
        await Eventually.HoldsAsync(async () => await Backups.ScalarAsync<long>(server.DatabaseConnectionString, "SELECT count(*) FROM conversations.message_key WHERE provider_id = 'after-upgrade' AND number > 0") == 1);
        Assert.Equal(0L, await Backups.ScalarAsync<long>(server.DatabaseConnectionString, "SELECT count(*) FROM platform.parked"));
        await SameSchemaAsync(server.DatabaseConnectionString);
    }

    [Fact]
    public async Task No_migration_of_the_previous_commit_was_changed()
    {
        const string folder = "src/Hub.Server/Platform/Database/Migrations";
        Assert.SkipWhen(await GitAsync("rev-parse", "--verify", "--quiet", "HEAD~1") is null, "There is no earlier commit here: a shallow clone, or no clone at all.");
        Assert.Equal("", await GitAsync("diff", "--name-only", "--diff-filter=a", "HEAD~1", "--", folder));
    }

    /// <summary>Columns and constraints as in a database that was made new; their order may differ.</summary>
    private static async Task SameSchemaAsync(string database)
    {
        var fresh = await TestDatabases.CreateAsync(Token);
        var schemas = string.Join(", ", Migrator.Schemas.Select(schema => $"'{schema}'"));
        foreach (var question in new[]
        {
            $"SELECT string_agg(concat_ws(' ', table_schema, table_name, column_name, data_type, is_nullable, column_default), chr(10) ORDER BY table_schema, table_name, column_name) FROM information_schema.columns WHERE table_schema IN ({schemas}) AND table_name !~ '_[0-9]{{8}}$'",
            $"SELECT string_agg(concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)), chr(10) ORDER BY conrelid::regclass::text, conname) FROM pg_constraint WHERE connamespace::regnamespace::text IN ({schemas}) AND contype IN ('f', 'p', 'u', 'c') AND conparentid = 0 AND conrelid::regclass::text !~ '_[0-9]{{8}}$'",
            $"SELECT string_agg(indexdef, chr(10) ORDER BY schemaname, indexname) FROM pg_indexes WHERE schemaname IN ({schemas}) AND tablename !~ '_[0-9]{{8}}$'",
        })
        {
            Assert.Equal(await Backups.ScalarAsync<string>(fresh, question), await Backups.ScalarAsync<string>(database, question));
        }

        await TestDatabases.DropAsync(fresh);
    }

    private static async Task<string> BuildAsync(string commit)
    {
        // What changed nothing that is built into the server has left the same program behind.
        if (await GitAsync("diff", "--name-only", commit, "--", "src/Hub.Server", "src/Hub.Channels", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props") == "")
        {
            return Path.Combine(AppContext.BaseDirectory, "Hub.Server.dll");
        }

        var previous = Path.Combine(Root, ".build", "previous");
        var folder = Path.Combine(previous, commit);
        var program = Path.Combine(folder, "src", "Hub.Server", "bin", "Release", "net10.0", "Hub.Server.dll");
        if (!File.Exists(Path.Combine(folder, "built")))
        {
            if (Directory.Exists(previous))
            {
                Directory.Delete(previous, recursive: true);
            }

            Directory.CreateDirectory(folder);
            var archive = Path.Combine(previous, commit + ".tar");
            Assert.NotNull(await GitAsync("archive", "--format=tar", "-o", archive, commit));
            System.Formats.Tar.TarFile.ExtractToDirectory(archive, folder, overwriteFiles: true);
            var (code, said) = await RunAsync("dotnet", "build", Path.Combine(folder, "src", "Hub.Server"), "-c", "Release", "-p:SkipDesk=true", "-p:RunAnalyzers=false", "-p:EnableRequestDelegateGenerator=false", "-nologo", "-v", "quiet");
            Assert.True(code == 0, $"The previous commit does not build:\n{said}");
            await File.WriteAllTextAsync(Path.Combine(folder, "built"), "", Token);
        }

        return program;
    }

    private static async Task<string?> GitAsync(params string[] arguments)
    {
        try
        {
            var (code, said) = await RunAsync("git", ["-C", Root, .. arguments]);
            return code == 0 ? said.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromMinutes(8));
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, process.ExitCode == 0 ? await output : await output + await errors);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CrmHub.sln")))
        {
            folder = folder.Parent;
        }

        return folder!.FullName;
    }
}
