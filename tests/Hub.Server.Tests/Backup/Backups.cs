using Hub.Server.Backup;
using Hub.Server.Platform;
using Hub.Testing;
using Npgsql;

namespace Hub.Server.Tests.Backup;

/// <summary>Backups and restores of hubs that run in the test's process, on databases of the shared test server.</summary>
internal static class Backups
{
    public static string NewFile() => Path.Combine(TestFolders.New("backup"), "hub.backup");

    public static CommandArguments Arguments(string command, string file, string dataDirectory, string? database, string? key = null, string? passphrase = null, bool force = false, bool withoutKey = false) => new(
        command, file, new HubOptions { DataDirectory = dataDirectory, NodeName = "test", Database = database, MasterKey = key }, passphrase, force, Check: false, withoutKey);

    public static async Task<string> MakeAsync(HubFixture hub, string? passphrase = null)
    {
        var file = NewFile();
        await MakeBackup.RunAsync(Arguments("backup", file, hub.DataDirectory, hub.ConnectionString, hub.Settings.GetValueOrDefault("Hub:MasterKey"), passphrase), _ => { }, CancellationToken.None);
        return file;
    }

    /// <summary>Into a fresh database and folder; the settings a hub needs to run there.</summary>
    public static async Task<Dictionary<string, string?>> RestoreAsync(string file, string? key, string? passphrase = null)
    {
        var (database, folder) = (await TestDatabases.CreateEmptyAsync(), TestFolders.New("restored"));
        await RestoreBackup.RunAsync(Arguments("restore", file, folder, database, key, passphrase), _ => { }, CancellationToken.None);
        var settings = new Dictionary<string, string?> { ["ConnectionStrings:Hub"] = database, ["Hub:DataDirectory"] = folder };
        if (key is not null)
        {
            settings["Hub:MasterKey"] = key;
        }

        return settings;
    }

    /// <summary>Every row of every table of the hub as text, by table; partitions under their parent.</summary>
    public static async Task<SortedDictionary<string, List<string>>> RowsAsync(string connectionString, params string[] except)
    {
        var rows = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        await using var snapshot = await DatabaseSnapshot.TakeAsync(connectionString, CancellationToken.None);
        foreach (var table in snapshot.Tables.Where(table => !except.Contains(table.FullName)))
        {
            var columns = string.Join(", ", table.Columns.Select(DatabaseSnapshot.Quoted));
            rows[table.FullName] = await snapshot.QueryAsync($"SELECT (SELECT r FROM (SELECT {columns}) r)::text FROM {table.FullName} ORDER BY 1", row => row.GetString(0), CancellationToken.None);
        }

        return rows;
    }

    public static async Task<T> ScalarAsync<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>What never changes about a message, by conversation and number.</summary>
    public static async Task<Dictionary<string, string>> MessagesAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await using var command = database.CreateCommand("SELECT conversation_id || '/' || number, md5(concat_ws('|', id, kind, sender_type, sender_id, extract(epoch FROM at), content)) FROM conversations.message");
        await using var reader = await command.ExecuteReaderAsync();
        var messages = new Dictionary<string, string>();
        while (await reader.ReadAsync())
        {
            messages[reader.GetString(0)] = reader.GetString(1);
        }

        return messages;
    }
}
