using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Platform.Jobs;

/// <summary>Slow work to be done later, at least once. <paramref name="Key"/> makes it one job however often it is enqueued.</summary>
internal sealed record NewJob(string Kind, string Key, object Data);

internal static class JobQueue
{
    public static void AddInserts(NpgsqlBatch batch, IReadOnlyList<NewJob> jobs, TimeProvider time)
    {
        if (jobs.Count == 0)
        {
            return;
        }

        var command = new NpgsqlBatchCommand("""
            INSERT INTO platform.job (id, kind, key, data) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[])
            ON CONFLICT (kind, key) DO NOTHING
            """);
        command.Parameters.Add(new() { Value = jobs.Select(_ => NewId.Create(time)).ToArray() });
        command.Parameters.Add(new() { Value = jobs.Select(job => job.Kind).ToArray() });
        command.Parameters.Add(new() { Value = jobs.Select(job => job.Key).ToArray() });
        command.Parameters.Add(new() { Value = jobs.Select(job => JsonSerializer.Serialize(job.Data, HubJson.Options)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        batch.BatchCommands.Add(command);
    }
}
