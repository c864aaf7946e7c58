using Hub.Server.Platform.Jobs;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Platform;

public sealed class JobTests
{
    [Fact]
    public async Task What_is_asked_for_while_it_is_being_done_is_done_once_more_and_not_at_the_same_time()
    {
        using var handler = new HeldHandler();
        await using var hub = await HubFixture.StartAsync(adjust: builder => builder.Services.AddSingleton<IJobHandler>(handler));
        await EnqueueAsync(hub, "wanted");
        await Eventually.HoldsAsync(() => handler.Begun == 1);

        // Often, and twice at once: once more is enough.
        await EnqueueAsync(hub, "wanted", "wanted");
        await EnqueueAsync(hub, "wanted");
        await EnqueueAsync(hub, "other");
        await Eventually.HoldsAsync(() => handler.Begun == 2);
        Assert.Equal(["wanted", "other"], handler.Keys);

        handler.Go(2);
        await Eventually.HoldsAsync(() => handler.Begun == 3);
        Assert.Equal("wanted", handler.Keys[2]);
        handler.Go(1);
        await using var left = hub.Database.CreateCommand("SELECT count(*) FROM platform.job WHERE kind = 'held'");
        await Eventually.HoldsAsync(async () => await left.ExecuteScalarAsync() is 0L);
        Assert.Equal(3, handler.Begun);
    }

    private static async Task EnqueueAsync(HubFixture hub, params string[] keys)
    {
        await using var batch = hub.Database.CreateBatch();
        JobQueue.AddInserts(batch, [.. keys.Select(key => new NewJob("held", key, new { }))], TimeProvider.System);
        await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Each run waits until it may go on.</summary>
    private sealed class HeldHandler : IJobHandler, IDisposable
    {
        private readonly SemaphoreSlim may = new(0);
        private readonly List<string> keys = [];

        public string Kind => "held";

        public string[] Keys
        {
            get
            {
                lock (keys)
                {
                    return [.. keys];
                }
            }
        }

        public int Begun => Keys.Length;

        public void Go(int runs) => may.Release(runs);

        public async Task<JobOutcome> RunAsync(Job job, CancellationToken cancellationToken)
        {
            lock (keys)
            {
                keys.Add(job.Key);
            }

            await may.WaitAsync(cancellationToken);
            return JobOutcome.Finished;
        }

        public void Dispose() => may.Dispose();
    }
}
