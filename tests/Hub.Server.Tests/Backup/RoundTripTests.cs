using System.Net;
using System.Security.Cryptography;
using Hub.Server.Backup;
using Hub.Server.Conversations.Accounts;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Outbox;
using Hub.Server.Tests.Conversations;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Backup;

/// <summary>What went in comes out: every row, every byte, every number.</summary>
public sealed class RoundTripTests(RoundTripTests.UncountedHub hub) : IClassFixture<RoundTripTests.UncountedHub>
{
    /// <summary>Counts no traffic by itself: it would, every half minute, also under a comparison.</summary>
    public sealed class UncountedHub : ChatHub
    {
        public UncountedHub() => Adjust = builder => builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(WatchTraffic)));
    }

    /// <summary>What a restore changes on purpose, and what the running hub writes by itself.</summary>
    private static readonly string[] Differing =
        ["platform.node", "platform.lease", "platform.cursor", "platform.fact", "platform.job", "platform.restore", "identity.session", "conversations.conversation_head", "conversations.send", "conversations.forward", "conversations.read_handle", "conversations.member_nonce"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_row_and_every_file_is_the_same_after_a_restore_whatever_it_holds()
    {
        var nasty = "tab\t newline\n backslash\\ \\N \\. quote\" 髙橋 👩‍👩‍👧 " + new string('x', 50_000);
        var user = await hub.PhoneAsync("山田\t花子");
        await hub.SayAsync(user, nasty[..4000]);
        var conversation = await hub.ConversationOfAsync(user);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/notes", new { id = Guid.CreateVersion7(), text = nasty[..9000] })).Is(HttpStatusCode.Created);
        var files = hub.Services.GetRequiredService<FileStore>();
        foreach (var size in new[] { 0, 1, 200_000, 9_000_000 })
        {
            var stored = await files.StoreAsync((stream, token) => stream.WriteAsync(RandomNumberGenerator.GetBytes(size), token).AsTask(), Token);
            await ExecuteAsync($"INSERT INTO conversations.attachment (id, kind, state, size, storage_key) VALUES (gen_random_uuid(), 'file', 1, {size}, '{stored.Key}')");
        }

        await ExecuteAsync(PartitionKeeper.CreateSql("conversations", "delivery", new DateOnly(2025, 3, 3)));
        await ExecuteAsync("INSERT INTO conversations.delivery (received_on, received_at, account_id, body) VALUES ('2025-03-04', '2025-03-04T01:02:03.456789Z', gen_random_uuid(), '\\x00ff5c6e0a')");
        await hub.SettledAsync();
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM customers.identity WHERE profile_at IS NULL") == 0, what: "name and picture are known");
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE seq IS NULL") == 0);
        var before = await Backups.RowsAsync(hub.ConnectionString, Differing);

        var file = await Backups.MakeAsync(hub, "four words are enough");
        var restored = await Backups.RestoreAsync(file, hub.Settings["Hub:MasterKey"], "four words are enough");

        var unmoved = await Backups.RowsAsync(hub.ConnectionString, Differing);
        Assert.All(before, table => Assert.Equal(table.Value, unmoved[table.Key])); // Nothing moved under the comparison.
        var after = await Backups.RowsAsync(restored["ConnectionStrings:Hub"]!, Differing);
        Assert.Equal(1, after["platform.audit"].RemoveAll(row => row.Contains("hub.restored", StringComparison.Ordinal)));
        Assert.Equal(before.Keys, after.Keys);
        Assert.All(before, table => Assert.Equal(table.Value, after[table.Key]));
        Assert.Contains(after["conversations.delivery"], row => row.Contains("2025-03-04", StringComparison.Ordinal));
        Assert.Equal(FilesIn(Path.Combine(hub.DataDirectory, "files")), FilesIn(Path.Combine(restored["Hub:DataDirectory"]!, "files")));
        const string counters = "SELECT string_agg(sequencename || '=' || last_value, ' ' ORDER BY schemaname, sequencename) FROM pg_sequences WHERE schemaname = 'conversations'";
        Assert.Equal(await Backups.ScalarAsync<string>(hub.ConnectionString, counters), await Backups.ScalarAsync<string>(restored["ConnectionStrings:Hub"]!, counters));
        const string constraints = """
            SELECT string_agg(conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid), chr(10) ORDER BY conrelid::regclass::text, conname)
            FROM pg_constraint WHERE connamespace::regnamespace::text = ANY(ARRAY['platform', 'identity', 'customers', 'conversations', 'integrations']) AND contype IN ('f', 'p', 'u') AND conparentid = 0
            """;
        Assert.Equal(await Backups.ScalarAsync<string>(hub.ConnectionString, constraints), await Backups.ScalarAsync<string>(restored["ConnectionStrings:Hub"]!, constraints));
        await TestDatabases.DropAsync(restored["ConnectionStrings:Hub"]!);
    }

    [Fact]
    public async Task Facts_a_handler_had_not_passed_are_the_ones_it_gets_after_a_restore_and_new_facts_come_after_them()
    {
        // Another database's transaction numbers say nothing here: it had come much further.
        await using var other = await HubFixture.StartAsync();
        await ExecuteAsync("""
            DELETE FROM platform.cursor; DELETE FROM platform.fact;
            INSERT INTO platform.fact (tx, shard, lane, type, data)
                SELECT (8000000000 + n / 3)::text::xid8, 2, '00000000-0000-0000-0000-000000000002', 'test', jsonb_build_object('n', n) FROM generate_series(1, 20) n;
            INSERT INTO platform.cursor (handler, shard, tx, fact_id) SELECT 'TestHandler', 2, tx, id FROM platform.fact WHERE data->>'n' = '12'
            """, other.ConnectionString);
        var restored = await Backups.RestoreAsync(await Backups.MakeAsync(other), key: null);
        await using var data = NpgsqlDataSource.Create(restored["ConnectionStrings:Hub"]!);
        var tail = new FactTail(data);
        await ExecuteAsync("INSERT INTO platform.fact (shard, lane, type, data) VALUES (2, '00000000-0000-0000-0000-000000000002', 'test', '{\"n\": 21}')", restored["ConnectionStrings:Hub"]!);

        var place = await new OutboxCursors(data).ReadAsync("TestHandler", 2, Token);
        var facts = (await tail.ReadAsync(place, 2, 100, Token)).Facts;
        // A fact may be read once every transaction that began before it has ended, also those of other databases on this server.
        await Eventually.HoldsAsync(async () => (facts = (await tail.ReadAsync(place, 2, 100, Token)).Facts).Count == 9, what: "the new fact may be read");

        Assert.Equal(Enumerable.Range(13, 9), facts.Select(fact => System.Text.Json.JsonDocument.Parse(fact.Data).RootElement.GetProperty("n").GetInt32()));
        await data.DisposeAsync();
        await TestDatabases.DropAsync(restored["ConnectionStrings:Hub"]!);
    }

    [Fact]
    public async Task Columns_that_count_transactions_are_all_known_to_the_restore()
    {
        // PlatformModule.AfterRestore gives these a meaning in another database; one more of them needs a step there.
        Assert.Equal("platform.cursor.tx platform.fact.tx", await hub.ScalarAsync<string>("""
            SELECT string_agg(table_schema || '.' || table_name || '.' || column_name, ' ' ORDER BY table_schema, table_name)
            FROM information_schema.columns WHERE data_type = 'xid8' AND table_schema NOT IN ('pg_catalog', 'information_schema') AND table_name !~ '_[0-9]{8}$'
            """));
    }

    private static List<string> FilesIn(string root) =>
        [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Where(FileStore.IsKey).Order().Select(key => $"{key} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(root, FileStore.RelativePath(key)))))}")];

    private async Task ExecuteAsync(string sql, string? connectionString = null)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString ?? hub.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
