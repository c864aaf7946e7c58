using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Platform.Jobs;

/// <summary>Slow work to be done later, at least once. <paramref name="Key"/> makes it one job however often it is enqueued; enqueued while it is being done, it is done once more.</summary>
internal sealed record NewJob(string Kind, string Key, object Data);

internal static class JobQueue
{
    /// <summary>Ends an insert. The row stays locked until the transaction ends, so that nobody does the job before what it is about can be seen.</summary>
    public const string OnConflict = "ON CONFLICT (kind, key) DO UPDATE SET asked = job.asked + 1";

    public static void AddInserts(NpgsqlBatch batch, IReadOnlyList<NewJob> jobs, TimeProvider time)
    {
        if (jobs.Count == 0)
        {
            return;
        }

        // In order: two who ask for the same at once wait for each other instead of both for ever.
        var command = new NpgsqlBatchCommand($"""
            INSERT INTO platform.job (id, kind, key, data)
            SELECT DISTINCT ON (kind, key) * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[]) AS j (id, kind, key, data) ORDER BY kind, key {OnConflict}
            """);
        command.Parameters.Add(new() { Value = jobs.Select(_ => NewId.Create(time)).ToArray() });
        command.Parameters.Add(new() { Value = jobs.Select(job => job.Kind).ToArray() });
        command.Parameters.Add(new() { Value = jobs.Select(job => job.Key).ToArray() });
        command.Parameters.Add(new() { Value = jobs.Select(job => JsonSerializer.Serialize(job.Data, HubJson.Options)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        batch.BatchCommands.Add(command);
    }
}
