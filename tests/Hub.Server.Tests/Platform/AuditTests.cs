using System.Net;
using System.Security.Cryptography;
using System.Text;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Platform;

/// <summary>The log itself: it only grows, every entry is sealed once, and whoever changes it is found out.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private HubFixture hub = null!;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => hub = await HubFixture.StartAsync();

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Fact]
    public async Task AL2_entries_written_by_many_at_once_are_sealed_into_one_gap_free_chain()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), Now, async (n, token) => await WriteAsync(n, token));
        await SealedAsync();
        var verdict = await VerifyAsync();
        Assert.True(verdict.Whole);
        Assert.Equal(await hub.Database.CountAsync("SELECT count(*) FROM platform.audit"), verdict.Checked);
        Assert.Equal(0, verdict.Unsealed);
        Assert.Equal(200, await hub.Database.CountAsync("SELECT count(DISTINCT seq) FROM platform.audit WHERE action = 'test.done'"));
    }

    [Fact]
    public async Task AL1_a_change_that_is_rolled_back_leaves_no_entry()
    {
        await using (var connection = await hub.Database.OpenConnectionAsync(Now))
        {
            await using var transaction = await connection.BeginTransactionAsync(Now);
            await AuditLog.WriteAsync(connection, Now, Entry(1));
            await transaction.RollbackAsync(Now);
        }

        Assert.Equal(0, await hub.Database.CountAsync("SELECT count(*) FROM platform.audit WHERE action = 'test.done'"));
    }

    [Fact]
    public async Task AL2_an_entry_that_commits_late_is_sealed_late_and_not_left_out()
    {
        await using var connection = await hub.Database.OpenConnectionAsync(Now);
        await using var transaction = await connection.BeginTransactionAsync(Now);
        await AuditLog.WriteAsync(connection, Now, Entry(1));
        await WriteAsync(2, Now);
        await Eventually.HoldsAsync(async () => await hub.Database.CountAsync("SELECT count(*) FROM platform.audit WHERE action = 'test.done' AND seq IS NOT NULL") == 1);
        await transaction.CommitAsync(Now);
        await SealedAsync();
        Assert.Equal(2, await hub.Database.CountAsync("SELECT count(*) FROM platform.audit WHERE action = 'test.done' AND seq IS NOT NULL"));
        Assert.True((await VerifyAsync()).Whole);
    }

    [Theory]
    [InlineData("UPDATE platform.audit SET action = 'something.else'")]
    [InlineData("UPDATE platform.audit SET seq = NULL, prev_hash = NULL, hash = NULL")]
    [InlineData("DELETE FROM platform.audit")]
    [InlineData("TRUNCATE platform.audit")]
    public async Task AL3_the_database_refuses_to_change_or_delete_an_entry(string sql)
    {
        await WriteAsync(1, Now);
        await SealedAsync();
        await using var command = hub.Database.CreateCommand(sql);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Now));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task AL3_sealing_may_not_change_what_is_sealed()
    {
        // Far in the future: sealed after everything else, so the statement below is quicker.
        await using var transactionOwner = await hub.Database.OpenConnectionAsync(Now);
        await using var transaction = await transactionOwner.BeginTransactionAsync(Now);
        await AuditLog.WriteAsync(transactionOwner, Now, Entry(1));
        await using var command = new NpgsqlCommand("UPDATE platform.audit SET seq = 900, prev_hash = '\\x00', hash = '\\x00', address = '10.0.0.1' WHERE seq IS NULL", transactionOwner);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Now));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Theory]
    [InlineData("UPDATE platform.audit SET data = '{\"n\":99}' WHERE seq = 3", 3, "changed")]
    [InlineData("UPDATE platform.audit SET actor_id = gen_random_uuid() WHERE seq = 2", 2, "changed")]
    [InlineData("UPDATE platform.audit SET address = '' WHERE seq = 4", 4, "changed")]
    [InlineData("DELETE FROM platform.audit WHERE seq = 3", 3, "missing")]
    [InlineData("UPDATE platform.audit SET prev_hash = hash WHERE seq = 5", 5, "unlinked")]
    public async Task AL2_verify_names_the_first_entry_that_was_tampered_with_behind_the_triggers_back(string tamper, long broken, string reason)
    {
        await ChainAsync(6);
        await TamperAsync(tamper);
        var verdict = await VerifyAsync();
        Assert.Equal((false, (long?)broken, reason), (verdict.Whole, verdict.BrokenSeq, verdict.Reason));
    }

    [Fact]
    public async Task AL2_a_cut_off_tail_and_a_rewritten_chain_are_proven_by_a_checkpoint_kept_elsewhere()
    {
        await ChainAsync(6);
        var checkpoint = AuditCheckpoint.Parse((await VerifyAsync()).Checkpoint);
        Assert.True((await VerifyAsync(checkpoint)).Whole);
        await WriteAsync(7, Now);
        await SealedAsync();
        Assert.True((await VerifyAsync(checkpoint)).Whole);

        await TamperAsync($"DELETE FROM platform.audit WHERE seq >= {checkpoint!.Seq}");
        Assert.True((await VerifyAsync()).Whole);
        Assert.Equal("truncated", (await VerifyAsync(checkpoint)).Reason);

        // New entries take the places of those that are gone.
        await WriteAsync(8, Now);
        await WriteAsync(9, Now);
        await SealedAsync();
        var verdict = await VerifyAsync(checkpoint);
        Assert.Equal((false, (long?)checkpoint.Seq, "rewritten"), (verdict.Whole, verdict.BrokenSeq, verdict.Reason));
    }

    [Fact]
    public async Task AL2_the_hash_can_be_computed_from_the_documented_form_without_this_program()
    {
        await WriteAsync(42, Now);
        await SealedAsync();
        await using var command = hub.Database.CreateCommand("""
            SELECT ARRAY['crmhub-audit-1', seq::text, encode(prev_hash, 'hex'), id::text, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), actor_kind::text, actor_id::text,
            session_id::text, token_id::text, address, action, target_kind, target_id::text, customer_id::text, conversation_id::text, data::text], hash FROM platform.audit WHERE action = 'test.done'
            """);
        await using var reader = await command.ExecuteReaderAsync(Now);
        Assert.True(await reader.ReadAsync(Now));
        var parts = reader.GetFieldValue<string?[]>(0).Select(part => part is null ? "-" : $"{Encoding.UTF8.GetByteCount(part)}:{part}");
        Assert.Equal(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(parts)))), Convert.ToHexString(reader.GetFieldValue<byte[]>(1)));
    }

    [Fact]
    public async Task AL2_two_nodes_seal_one_chain()
    {
        await using var second = await HubFixture.StartAsync([
            new("ConnectionStrings:Hub", hub.ConnectionString), new("Hub:FilesDirectory", Path.Combine(hub.DataDirectory, "files")),
            new("Hub:MasterKey", (await File.ReadAllTextAsync(Path.Combine(hub.DataDirectory, "master.key"), Now)).Trim())]);
        await Parallel.ForEachAsync(Enumerable.Range(0, 50), Now, async (n, token) => await WriteAsync(n, token, n % 2 == 0 ? hub : second));
        await SealedAsync();
        Assert.True((await VerifyAsync()).Whole);
    }

    [Fact]
    public async Task AL6_who_looks_twice_is_noted_once_and_again_after_ten_minutes()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var trail = new AuditTrail(hub.Database, time, Microsoft.Extensions.Logging.Abstractions.NullLogger<AuditTrail>.Instance);
        await trail.StartAsync(Now);
        var (one, other) = (Entry(1) with { Action = "test.seen", TargetId = Guid.CreateVersion7() }, Entry(1) with { Action = "test.seen", TargetId = Guid.CreateVersion7() });
        foreach (var entry in new[] { one, one, other, one, other })
        {
            await trail.SawAsync(entry, Now);
        }

        time.Advance(AuditTrail.SameLook);
        await trail.SawAsync(one, Now);
        await trail.StopAsync(Now);
        Assert.Equal(3, await hub.Database.CountAsync("SELECT count(*) FROM platform.audit WHERE action = 'test.seen'"));

        // A request that is answered while the server stops is noted all the same.
        await trail.SawAsync(Entry(2) with { Action = "test.seen", TargetId = Guid.CreateVersion7() }, Now);
        Assert.Equal(4, await hub.Database.CountAsync("SELECT count(*) FROM platform.audit WHERE action = 'test.seen'"));
    }

    [Fact]
    public async Task AL6_what_was_seen_while_the_database_was_away_is_written_when_it_is_back()
    {
        var trail = hub.Services.GetRequiredService<AuditTrail>();
        await ExecuteAsync("""
            CREATE FUNCTION refuse_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'away' USING ERRCODE = 'cannot_connect_now'; END $$;
            CREATE TRIGGER away BEFORE INSERT ON platform.audit FOR EACH ROW EXECUTE FUNCTION refuse_audit();
            """);
        await trail.SawAsync(Entry(1) with { Action = "test.seen", TargetId = Guid.CreateVersion7() }, Now);
        await ExecuteAsync("DROP TRIGGER away ON platform.audit");
        await Eventually.HoldsAsync(async () => await hub.Database.CountAsync("SELECT count(*) FROM platform.audit WHERE action = 'test.seen'") == 1);
    }

    private static AuditEntry Entry(int n) => new(new AuditActor(AuditActorKind.Agent, Guid.CreateVersion7(), Address: "192.0.2.1"), "test.done")
    {
        TargetKind = "test",
        TargetId = Guid.CreateVersion7(),
        Data = new { n, field = "名前 and \"quotes\"" },
    };

    private async Task WriteAsync(int n, CancellationToken cancellationToken, HubFixture? node = null)
    {
        await using var connection = await (node ?? hub).Database.OpenConnectionAsync(cancellationToken);
        await AuditLog.WriteAsync(connection, cancellationToken, Entry(n));
    }

    private async Task ChainAsync(int length)
    {
        for (var n = 1; n <= length; n++)
        {
            await WriteAsync(n, Now);
        }

        await SealedAsync();
    }

    private Task SealedAsync() => Eventually.HoldsAsync(async () => await hub.Database.CountAsync("SELECT count(*) FROM platform.audit WHERE seq IS NULL") == 0);

    private Task<AuditVerdict> VerifyAsync(AuditCheckpoint? kept = null) => AuditVerifier.VerifyAsync(hub.Database, kept, Now);

    /// <summary>As somebody with all rights to the database would.</summary>
    private Task TamperAsync(string sql) => ExecuteAsync($"ALTER TABLE platform.audit DISABLE TRIGGER USER; {sql}; ALTER TABLE platform.audit ENABLE TRIGGER USER");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = hub.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Now);
    }
}

internal static class Counting
{
    public static async Task<long> CountAsync(this NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
