using System.Text.Json;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Nodes;
using Hub.Server.Platform.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Platform.Jobs;

/// <summary>A job in the hands of this node.</summary>
internal sealed record Job(Guid Id, string Kind, string Key, string Data, int Attempts, long Fence, int Asked)
{
    public T Read<T>() => JsonSerializer.Deserialize<T>(Data, HubJson.Options)!;
}

/// <summary>What became of a job.</summary>
internal abstract record JobOutcome
{
    public sealed record Done : JobOutcome;

    /// <param name="Patient">However often: what is waited for comes back by itself.</param>
    public sealed record Again(TimeSpan After, string Code, bool Patient = false) : JobOutcome;

    public static JobOutcome Finished { get; } = new Done();
}

/// <summary>Does one kind of slow work, at least once, so it must be repeatable.</summary>
internal interface IJobHandler
{
    string Kind { get; }

    Task<JobOutcome> RunAsync(Job job, CancellationToken cancellationToken);
}

/// <summary>Claims due jobs with SKIP LOCKED and runs them. A job that keeps failing is parked; a claim whose node is gone is taken by another, and the fence keeps the old one from finishing it.</summary>
internal sealed partial class JobRunner(
    IEnumerable<IJobHandler> handlers, NpgsqlDataSource dataSource, HubNode node, ParkedItems parked, TimeProvider time, ILogger<JobRunner> logger) : BackgroundService
{
    private const int Parallel = 8;
    private const int MaxAttempts = 12;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RecordAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, IJobHandler> handlers = handlers.ToDictionary(handler => handler.Kind, StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                running.RemoveAll(task => task.IsCompleted);
                var claimed = await ClaimAsync(Parallel - running.Count, stoppingToken);
                running.AddRange(claimed.Select(job => Task.Run(() => RunAsync(job, stoppingToken), CancellationToken.None)));
                if (claimed.Count == 0 || running.Count >= Parallel)
                {
                    await Task.WhenAny([Task.Delay(LookEvery, time, stoppingToken), .. running.Count >= Parallel ? running : []]);
                    stoppingToken.ThrowIfCancellationRequested();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task<List<Job>> ClaimAsync(int free, CancellationToken stoppingToken)
    {
        if (free <= 0)
        {
            return [];
        }

        try
        {
            await using var command = dataSource.CreateCommand("""
                UPDATE platform.job SET node_id = $1, lease_until = clock_timestamp() + $2, fence = fence + 1, attempts = attempts + 1
                WHERE id IN (SELECT id FROM platform.job WHERE run_at <= clock_timestamp() AND (lease_until IS NULL OR lease_until < clock_timestamp()) AND kind = ANY($3)
                    ORDER BY run_at LIMIT $4 FOR UPDATE SKIP LOCKED)
                RETURNING id, kind, key, data::text, attempts, fence, asked
                """).With(node.Id, Lease, handlers.Keys.ToArray(), free);
            return await command.ReadAllAsync(reader => new Job(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4), reader.GetInt64(5), reader.GetInt32(6)), stoppingToken);
        }
        catch (NpgsqlException exception)
        {
            Log.NotClaimed(logger, exception);
            return [];
        }
    }

    private async Task RunAsync(Job job, CancellationToken stoppingToken)
    {
        try
        {
            JobOutcome outcome;
            try
            {
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                deadline.CancelAfter(Deadline);
                outcome = await handlers[job.Kind].RunAsync(job, deadline.Token);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                outcome = new JobOutcome.Again(TimeSpan.Zero, "stopping");
            }
            catch (Exception exception)
            {
                Log.Failed(logger, job.Kind, job.Id, job.Attempts, exception);
                outcome = new JobOutcome.Again(TimeSpan.FromSeconds(Math.Min(600, Math.Pow(2, job.Attempts))), exception.GetType().Name);
            }

            await RecordAsync(job, outcome, stoppingToken);
        }
        catch (NpgsqlException exception)
        {
            Log.Failed(logger, job.Kind, job.Id, job.Attempts, exception);
        }
    }

    /// <summary>Again while the database is away: otherwise the job would be done twice, and only after its lease. The fence lets no late record do harm.</summary>
    private async Task RecordAsync(Job job, JobOutcome outcome, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await RecordAsync(job, outcome);
                return;
            }
            catch (NpgsqlException exception) when (DatabaseErrors.MayPass(exception) && !stoppingToken.IsCancellationRequested)
            {
                Log.NotRecorded(logger, job.Kind, job.Id, exception.GetType().Name);
                await Task.WhenAny(Task.Delay(RecordAgainAfter, time, stoppingToken));
            }
        }
    }

    private async Task RecordAsync(Job job, JobOutcome outcome)
    {
        if (outcome is JobOutcome.Again { Patient: false } again && again.Code != "stopping" && job.Attempts >= MaxAttempts)
        {
            await parked.ParkAsync("job", null, job.Kind, $"{job.Kind}/{job.Key}", System.Text.Encoding.UTF8.GetBytes(job.Data), again.Code, CancellationToken.None);
            outcome = JobOutcome.Finished;
        }

        if (outcome is JobOutcome.Again later)
        {
            await using var wait = dataSource.CreateCommand("""
                UPDATE platform.job SET node_id = NULL, lease_until = NULL, run_at = clock_timestamp() + $3, error = $4 WHERE id = $1 AND fence = $2
                """).With(job.Id, job.Fence, later.After, later.Code);
            await wait.ExecuteNonQueryAsync(CancellationToken.None);
            return;
        }

        await using var done = dataSource.CreateCommand("DELETE FROM platform.job WHERE id = $1 AND fence = $2 AND asked = $3").With(job.Id, job.Fence, job.Asked);
        if (await done.ExecuteNonQueryAsync(CancellationToken.None) == 0)
        {
            await using var onceMore = dataSource.CreateCommand("""
                UPDATE platform.job SET node_id = NULL, lease_until = NULL, run_at = clock_timestamp(), attempts = 0, error = NULL WHERE id = $1 AND fence = $2
                """).With(job.Id, job.Fence);
            await onceMore.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Warning, "Jobs could not be claimed")]
        public static partial void NotClaimed(ILogger logger, Exception exception);

        [LoggerMessage(1302, LogLevel.Warning, "Job {Kind} {JobId} failed (attempt {Attempt})")]
        public static partial void Failed(ILogger logger, string kind, Guid jobId, int attempt, Exception exception);

        [LoggerMessage(1303, LogLevel.Warning, "What became of job {Kind} {JobId} could not be recorded ({Error}); trying again")]
        public static partial void NotRecorded(ILogger logger, string kind, Guid jobId, string error);
    }
}
