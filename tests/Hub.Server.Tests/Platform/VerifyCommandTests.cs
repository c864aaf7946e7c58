using System.Text;
using Hub.Server.Platform.Audit;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Platform;

/// <summary>The check of the audit log from the command line.</summary>
[Collection(nameof(VerifyCommandTests))]
[CollectionDefinition(nameof(VerifyCommandTests), DisableParallelization = true)]
public sealed class VerifyCommandTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AL2_it_says_whole_with_a_checkpoint_and_broken_with_the_number()
    {
        await using var hub = await HubFixture.StartAsync();
        for (var n = 0; n < 3; n++)
        {
            await using var connection = await hub.Database.OpenConnectionAsync(Now);
            await AuditLog.WriteAsync(connection, Now, new AuditEntry(AuditActor.Hub, "test.done"));
        }

        await Eventually.HoldsAsync(async () => await hub.Database.CountAsync("SELECT count(*) FROM platform.audit WHERE seq IS NULL") == 0);
        var (code, said) = await RunAsync(hub.ConnectionString);
        Assert.Equal(0, code);
        Assert.Contains("Whole: 3 entries", said, StringComparison.Ordinal);
        var checkpoint = said[(said.IndexOf("elsewhere: ", StringComparison.Ordinal) + "elsewhere: ".Length)..].Trim();
        Assert.Equal(0, (await RunAsync(hub.ConnectionString, checkpoint)).Code);

        await using (var tamper = hub.Database.CreateCommand("ALTER TABLE platform.audit DISABLE TRIGGER USER; UPDATE platform.audit SET action = 'test.undone' WHERE seq = 2; ALTER TABLE platform.audit ENABLE TRIGGER USER"))
        {
            await tamper.ExecuteNonQueryAsync(Now);
        }

        (code, said) = await RunAsync(hub.ConnectionString);
        Assert.Equal(1, code);
        Assert.Contains("BROKEN at number 2: changed", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AL2_it_reads_the_embedded_database_of_a_running_hub_and_of_a_stopped_one()
    {
        var folder = TestFolders.New("verify");
        string checkpoint;
        await using (var hub = await HubFixture.StartAsync([new("ConnectionStrings:Hub", ""), new("Hub:DataDirectory", folder)]))
        {
            await using (var connection = await hub.Database.OpenConnectionAsync(Now))
            {
                await AuditLog.WriteAsync(connection, Now, new AuditEntry(AuditActor.Hub, "test.done"));
            }

            await Eventually.HoldsAsync(async () => await hub.Database.CountAsync("SELECT count(*) FROM platform.audit WHERE seq IS NULL") == 0);
            var (code, said) = await RunAsync(null, "--data", folder);
            Assert.True(code == 0, said);
            checkpoint = said[(said.IndexOf("elsewhere: ", StringComparison.Ordinal) + "elsewhere: ".Length)..].Trim();
        }

        var stopped = await RunAsync(null, checkpoint, "--data", folder);
        Assert.True(stopped.Code == 0, stopped.Said);
        Assert.Contains(checkpoint, stopped.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_does_not_understand_and_where_there_is_nothing_it_checks_nothing_and_says_so()
    {
        Assert.Equal(2, (await RunAsync(null, "12:short")).Code);
        Assert.Equal(2, (await RunAsync(null, "--what")).Code);
        var nothing = await RunAsync(null, "--data", TestFolders.New("nothing"));
        Assert.Equal(2, nothing.Code);
        Assert.Contains("there is no hub in", nothing.Said, StringComparison.Ordinal);
    }

    /// <summary>As a process of its own would: its settings come from the environment.</summary>
    private static async Task<(int Code, string Said)> RunAsync(string? database, params string[] arguments)
    {
        const string setting = "ConnectionStrings__Hub";
        var before = Environment.GetEnvironmentVariable(setting);
        Environment.SetEnvironmentVariable(setting, database);
        try
        {
            var said = new StringBuilder();
            return (await VerifyCommand.RunAsync(["verify-audit", .. arguments], text => said.Append(text), Now), said.ToString());
        }
        finally
        {
            Environment.SetEnvironmentVariable(setting, before);
        }
    }
}
