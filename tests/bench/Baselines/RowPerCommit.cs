using System.Text.Json;
using Hub.Bench.Machine;
using Hub.Bench.Wire;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Bench.Baselines;

/// <summary>
/// The plain way to store the same message: INSERT message, UPDATE conversation, one commit each. Given every help: prepared, both statements in one
/// round trip, no index but the keys, no raw body, no facts, nobody told.
/// </summary>
internal sealed class RowPerCommit(string connectionString, int conversations)
{
    private readonly Guid[] ids = [.. Enumerable.Range(0, conversations).Select(_ => Guid.CreateVersion7())];

    public async Task PrepareAsync()
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var command = dataSource.CreateCommand("""
            CREATE TABLE conversation (id uuid PRIMARY KEY, last_number int NOT NULL, last_activity_at timestamptz NOT NULL, preview text, unread int NOT NULL) WITH (fillfactor = 70);
            CREATE TABLE message (conversation_id uuid NOT NULL, number int NOT NULL, kind smallint NOT NULL, sender_type smallint NOT NULL, sender_id uuid, at timestamptz NOT NULL,
                provider_at timestamptz, content jsonb NOT NULL, PRIMARY KEY (conversation_id, number));
            """);
        await command.ExecuteNonQueryAsync();
        await using var fill = dataSource.CreateCommand("INSERT INTO conversation SELECT id, 0, clock_timestamp(), NULL, 0 FROM unnest($1::uuid[]) AS id");
        fill.Parameters.Add(new() { Value = ids });
        await fill.ExecuteNonQueryAsync();
    }

    /// <summary>That many messages over that many connections; each connection has its next one ready when the last is committed.</summary>
    public async Task<LoadResult> RunAsync(int count, int connections)
    {
        await using var dataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = connections, MinPoolSize = connections }.ConnectionString);
        var writers = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Writer.OpenAsync(dataSource)));
        var next = -1;
        var samples = new Samples(count);
        var start = Clock.Now;
        await Task.WhenAll(writers.Select(async writer =>
        {
            int index;
            while ((index = Interlocked.Increment(ref next)) < count)
            {
                await writer.StoreAsync(ids[index % ids.Length], Webhooks.Text(index));
            }
        }));
        var end = Clock.Now;
        foreach (var writer in writers)
        {
            samples.Add(writer.Latency);
            await writer.DisposeAsync();
        }

        return new LoadResult(count, start, end, samples);
    }

    private sealed class Writer : IAsyncDisposable
    {
        private readonly NpgsqlConnection connection;
        private readonly NpgsqlBatch batch;
        private readonly NpgsqlParameter<Guid> updated = new();
        private readonly NpgsqlParameter<Guid> inserted = new();
        private readonly NpgsqlParameter<DateTime> at = new() { NpgsqlDbType = NpgsqlDbType.TimestampTz };
        private readonly NpgsqlParameter<DateTime> insertedAt = new() { NpgsqlDbType = NpgsqlDbType.TimestampTz };
        private readonly NpgsqlParameter<string> preview = new() { NpgsqlDbType = NpgsqlDbType.Text };
        private readonly NpgsqlParameter<string> content = new() { NpgsqlDbType = NpgsqlDbType.Jsonb };

        private Writer(NpgsqlConnection connection)
        {
            this.connection = connection;
            batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    new NpgsqlBatchCommand("UPDATE conversation SET last_number = last_number + 1, last_activity_at = $2, preview = $3, unread = unread + 1 WHERE id = $1")
                    {
                        Parameters = { updated, at, preview },
                    },
                    new NpgsqlBatchCommand("""
                        INSERT INTO message (conversation_id, number, kind, sender_type, sender_id, at, provider_at, content)
                        SELECT id, last_number, 0, 0, id, $2, $2, $3 FROM conversation WHERE id = $1
                        """)
                    {
                        Parameters = { inserted, insertedAt, content },
                    },
                },
            };
        }

        public Samples Latency { get; } = new();

        public static async Task<Writer> OpenAsync(NpgsqlDataSource dataSource)
        {
            var writer = new Writer(await dataSource.OpenConnectionAsync());
            (writer.preview.TypedValue, writer.content.TypedValue) = ("", "{}");
            await writer.batch.PrepareAsync();
            return writer;
        }

        public async Task StoreAsync(Guid conversation, string text)
        {
            var start = Clock.Now;
            (updated.TypedValue, inserted.TypedValue) = (conversation, conversation);
            (at.TypedValue, insertedAt.TypedValue) = (DateTime.UtcNow, DateTime.UtcNow);
            (preview.TypedValue, content.TypedValue) = (text, JsonSerializer.Serialize(new { type = "text", body = text }));
            await batch.ExecuteNonQueryAsync();
            Latency.Add(Clock.Now - start);
        }

        public async ValueTask DisposeAsync()
        {
            await batch.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
