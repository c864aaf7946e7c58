using System.Net;
using Hub.Server.Demo;
using Hub.Server.Platform.Startup;
using Hub.Server.Tests.Conversations.Ledger;
using Hub.Testing;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Backup;

/// <summary>The two commands as people type them, on the embedded database.</summary>
[Collection(OwnServers.Moved)]
public sealed class CommandTests
{
    private static readonly KeyValuePair<string, string?>[] People = [new("Hub__AdminEmail", "admin@hub.test"), new("Hub__AdminPassword", "correct horse battery")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task P1_a_backup_made_under_load_holds_everything_that_was_acknowledged_before_it()
    {
        var (file, target) = (Backups.NewFile(), TestFolders.New("loaded"));
        await using var run = new LedgerRun();
        await run.StartAsync();
        await run.AcknowledgedAsync(200);
        var acknowledged = await run.AcknowledgedIdsAsync();
        var before = await Backups.MessagesAsync(run.Server.DatabaseConnectionString);

        var (code, said) = await HubCommand.RunAsync(["backup", file, "--data", run.Server.DataDirectory]);

        Assert.True(code == 0, said);
        Assert.Contains("master key, unsealed", said, StringComparison.Ordinal);
        await run.AcknowledgedAsync((await run.AcknowledgedIdsAsync()).Count + 100); // The hub goes on.
        (code, said) = await HubCommand.RunAsync(["restore", file, "--data", run.Server.DataDirectory]);
        Assert.True(code == 1 && said.Contains("already running", StringComparison.Ordinal), said);
        await run.QuietAsync();

        (code, said) = await HubCommand.RunAsync(["restore", file, "--data", target]);
        Assert.True(code == 0, said);
        await using var restored = new ServerProcess(target, People);
        await restored.StartAsync(Token);
        await using var database = NpgsqlDataSource.Create(restored.DatabaseConnectionString);
        await using var missing = database.CreateCommand("SELECT count(*) FROM unnest($1::text[]) AS seen(id) WHERE NOT EXISTS (SELECT FROM conversations.message_key k WHERE k.provider_id = seen.id AND k.number > 0)");
        missing.Parameters.Add(new() { Value = acknowledged.ToArray() });
        await Eventually.HoldsAsync(async () => await missing.ExecuteScalarAsync(Token) is 0L, TimeSpan.FromSeconds(40), "all that was acknowledged before the backup is there");
        var copies = await Backups.MessagesAsync(restored.DatabaseConnectionString);
        Assert.All(before, message => Assert.Equal(message.Value, copies[message.Key]));
        Assert.Equal(0L, await Backups.ScalarAsync<long>(restored.DatabaseConnectionString, "SELECT count(*) FROM (SELECT FROM conversations.message GROUP BY conversation_id HAVING max(number) <> count(*)) gaps"));
        Assert.Equal(0L, await Backups.ScalarAsync<long>(restored.DatabaseConnectionString, "SELECT count(*) FROM platform.parked"));
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(restored.Address, "line-demo", "line-demo-secret", LineWebhook.Text("Uafter", "after", "the sealed secret opens")));
    }

    [Fact]
    public async Task A_stopped_hub_is_backed_up_too_and_its_folder_holds_nothing_the_restore_does_not_know()
    {
        var (file, passphrase, target) = (Backups.NewFile(), Path.Combine(TestFolders.New("secret"), "passphrase"), TestFolders.New("stopped"));
        await File.WriteAllTextAsync(passphrase, "four words are enough\n", Token);
        await using var server = new ServerProcess(TestFolders.New("source"), [new("Hub__Demo", "true")]);
        await server.StartAsync(Token);
        var letters = DemoRawLetters.All(DemoLetters.Address, TimeProvider.System.GetUtcNow()).Count();
        await Eventually.HoldsAsync(async () => await Backups.ScalarAsync<long>(
            server.DatabaseConnectionString, "SELECT count(*) FROM conversations.delivery d WHERE NOT EXISTS (SELECT FROM conversations.open_delivery o WHERE o.id = d.id)") == letters, what: "the demo's letters have begun their conversations");
        var conversations = await Backups.ScalarAsync<long>(server.DatabaseConnectionString, "SELECT count(*) FROM conversations.conversation");
        Assert.Empty(Directory.GetFileSystemEntries(server.DataDirectory).Select(Path.GetFileName).Except([.. StagedRestore.Belongings, .. StagedRestore.Staying]));
        var ended = await server.TerminateAsync();
        Assert.True(ended == 0, $"It ended with {ended}:\n{server.Errors}\n{server.Output}");

        var (code, said) = await HubCommand.RunAsync(["backup", file, "--data", server.DataDirectory, "--passphrase-file", passphrase]);
        Assert.True(code == 0, said);
        (code, said) = await HubCommand.RunAsync(["restore", "--check", file, "--passphrase-file", passphrase]);
        Assert.True(code == 0 && said.Contains("is whole", StringComparison.Ordinal), said);
        (code, said) = await HubCommand.RunAsync(["restore", file, "--data", target], [new("Hub__BackupPassphrase", "not the passphrase")]);
        Assert.True(code == 1 && said.Contains("another passphrase", StringComparison.Ordinal), said);
        Assert.False(StagedRestore.HoldsHub(target));
        (code, said) = await HubCommand.RunAsync(["restore", file, "--data", target], [new("Hub__BackupPassphrase", "four words are enough")]);
        Assert.True(code == 0, said);

        // Onto itself: refused, then put aside.
        (code, said) = await HubCommand.RunAsync(["restore", file, "--data", target, "--passphrase-file", passphrase]);
        Assert.True(code == 1 && said.Contains("--force", StringComparison.Ordinal), said);
        (code, said) = await HubCommand.RunAsync(["restore", file, "--data", target, "--passphrase-file", passphrase, "--force"]);
        Assert.True(code == 0, said);
        Assert.Single(Directory.GetDirectories(target, "before-*"));
        await using var restored = new ServerProcess(target, [new("Hub__Demo", "true")]);
        await restored.StartAsync(Token);
        Assert.Equal(conversations, await Backups.ScalarAsync<long>(restored.DatabaseConnectionString, "SELECT count(*) FROM conversations.conversation"));
        using var client = new HttpClient { BaseAddress = restored.Address };
        using var signIn = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/session", UriKind.Relative))
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { email = "admin@demo.test", password = (await File.ReadAllTextAsync(Path.Combine(target, "admin.password"), Token)).Trim() }),
        };
        signIn.Headers.Add("Sec-Fetch-Site", "same-origin");
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(signIn, Token)).StatusCode);
    }

    [Fact]
    public async Task A_hub_moves_from_another_major_version_of_PostgreSQL()
    {
        var newer = await TestDatabases.MajorAsync();
        var other = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").FirstOrDefault(folder => int.TryParse(Path.GetFileName(folder), out var major) && major >= 15 && major < newer) : null;
        if (other is null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "No older PostgreSQL is there: install Debian's package postgresql.");
            Assert.Fail("No older PostgreSQL is there: install Debian's package postgresql.");
        }

        var (file, target) = (Backups.NewFile(), TestFolders.New("major"));
        await using var old = new ServerProcess(TestFolders.New("old"), [new("Hub__Demo", "true"), new("Hub__PostgresDirectory", other)]);
        await old.StartAsync(Token);
        Assert.StartsWith(Path.GetFileName(other), await Backups.ScalarAsync<string>(old.DatabaseConnectionString, "SHOW server_version"), StringComparison.Ordinal);
        var before = await Backups.MessagesAsync(old.DatabaseConnectionString);

        var (code, said) = await HubCommand.RunAsync(["backup", file, "--data", old.DataDirectory]);
        Assert.True(code == 0, said);
        (code, said) = await HubCommand.RunAsync(["restore", file, "--data", target]);
        Assert.True(code == 0, said);

        await using var restored = new ServerProcess(target, [new("Hub__Demo", "true")]);
        await restored.StartAsync(Token);
        Assert.StartsWith($"{newer}", await Backups.ScalarAsync<string>(restored.DatabaseConnectionString, "SHOW server_version"), StringComparison.Ordinal);
        var after = await Backups.MessagesAsync(restored.DatabaseConnectionString);
        Assert.All(before, message => Assert.Equal(message.Value, after[message.Key]));
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("backup", "a", "b")]
    [InlineData("restore", "--without-key", "a")]
    [InlineData("backup", "--data")]
    public async Task A_command_that_is_not_understood_says_how_it_is_written(params string[] arguments)
    {
        var (code, said) = await HubCommand.RunAsync(arguments);
        Assert.Equal(2, code);
        Assert.Contains("--passphrase-file", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_hub_is_no_backup()
    {
        var (code, said) = await HubCommand.RunAsync(["backup", Backups.NewFile(), "--data", TestFolders.New("nothing")]);
        Assert.True(code == 1 && said.Contains("There is no CrmHub in", StringComparison.Ordinal), said);
    }
}
