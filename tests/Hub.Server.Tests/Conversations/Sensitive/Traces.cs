using System.Text;
using Hub.Server.Platform.Database;
using Hub.Testing;
using Npgsql;

namespace Hub.Server.Tests.Conversations.Sensitive;

/// <summary>Looks for words in every column that can hold any, and in every file of the data directory.</summary>
internal static class Traces
{
    public static async Task<List<string>> OfAsync(HubFixture hub, string words)
    {
        await using var list = hub.Database.CreateCommand("""
            SELECT c.table_schema, c.table_name, c.column_name, c.udt_name FROM information_schema.columns c
            JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE'
            WHERE c.table_schema NOT IN ('pg_catalog', 'information_schema') AND c.udt_name IN ('text', '_text', 'varchar', 'bytea', 'json', 'jsonb')
            """);
        var columns = await list.ReadAllAsync(reader => (Table: $"{reader.GetString(0)}.{reader.GetString(1)}", Column: reader.GetString(2), Type: reader.GetString(3)), CancellationToken.None);
        var found = new List<string>();
        foreach (var (table, column, type) in columns)
        {
            var escaped = string.Concat(words.Select(character => character < 128 ? character.ToString() : $"\\u{(int)character:x4}"));
            var holds = type == "bytea"
                ? $"position(convert_to($1, 'UTF8') in {column}) > 0 OR position(convert_to($2, 'UTF8') in {column}) > 0"
                : $"strpos({column}::text, $1) > 0 OR strpos({column}::text, $2) > 0";
            await using var count = hub.Database.CreateCommand($"SELECT count(*) FROM {table} WHERE {holds}").With(words, escaped);
            if ((long)(await count.ExecuteScalarAsync())! > 0)
            {
                found.Add($"{table}.{column}");
            }
        }

        found.AddRange(InFiles(hub, words));
        return found;
    }

    /// <summary>What is still being written is named by no row; what goes while we look is gone.</summary>
    public static IEnumerable<string> InFiles(HubFixture hub, string words) => Directory.EnumerateFiles(hub.DataDirectory, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != "hub.lock" && !file.EndsWith(".partial", StringComparison.Ordinal) && Holds(file, words)).Select(file => Path.GetRelativePath(hub.DataDirectory, file));

    private static bool Holds(string file, string words)
    {
        try
        {
            return File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(words)) >= 0;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
