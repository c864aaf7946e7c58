using System.Text.Json.Nodes;
using Hub.Simulator.State;
using Hub.Simulator.Webhooks;

namespace Hub.Simulator.Control;

/// <summary>One bounded stream of text messages. Texts read <c>{text} {run} {sender} {number}</c>; the number counts per sender from 1.</summary>
internal sealed class LoadRun(
    string id, LineAccount account, LineUser[] people, LoadRequest request, Simulation simulation, PhoneEvents events, TimeProvider clock, CancellationToken stopping)
{
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private readonly Lock gate = new();
    private readonly List<double> latencies = [];
    private readonly List<Task> settling = [];
    private readonly int[] numbers = new int[people.Length];
    private readonly long started = clock.GetTimestamp();
    private TimeSpan? elapsed;
    private int taken;
    private int sent;
    private int acknowledged;
    private int failed;

    public Task Finished { get; private set; } = Task.CompletedTask;

    public void Start() => Finished = Task.Run(RunAsync);

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await Finished;
    }

    public object Report()
    {
        lock (gate)
        {
            var sorted = latencies.Order().ToArray();
            return new
            {
                id,
                state = elapsed is null ? "running" : "finished",
                sent,
                acknowledged,
                failed,
                elapsedMs = (elapsed ?? clock.GetElapsedTime(started)).TotalMilliseconds,
                latencyMs = sorted.Length == 0 ? null : new { p50 = At(sorted, 0.5), p95 = At(sorted, 0.95), p99 = At(sorted, 0.99), max = sorted[^1] },
            };
        }
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    private async Task RunAsync()
    {
        stop.CancelAfter(TimeSpan.FromSeconds(request.Seconds));
        try
        {
            await (request.RatePerSecond is { } rate ? OpenLoopAsync(rate) : ClosedLoopAsync(request.Connections ?? 8));
        }
        catch (OperationCanceledException)
        {
            // Time is up or somebody stopped the run; what is under way is still awaited.
        }
        await Task.WhenAll(settling);
        lock (gate)
        {
            elapsed = clock.GetElapsedTime(started);
        }
    }

    private async Task OpenLoopAsync(int rate)
    {
        for (var number = 0; number < request.Messages; number++)
        {
            var due = TimeSpan.FromSeconds((double)number / rate) - clock.GetElapsedTime(started);
            if (due > TimeSpan.FromMilliseconds(2))
            {
                await Task.Delay(due, clock, stop.Token);
            }
            stop.Token.ThrowIfCancellationRequested();
            settling.Add(WriteAsync(number % people.Length));
        }
    }

    // A sender belongs to one worker, so that no sender ever has two messages under way.
    private Task ClosedLoopAsync(int connections)
    {
        var workers = Math.Min(connections, people.Length);
        return Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            for (var round = 0; !stop.IsCancellationRequested && TryTake(); round++)
            {
                var mine = (people.Length - worker + workers - 1) / workers;
                await WriteAsync(worker + (round % mine) * workers);
            }
        })));

        bool TryTake()
        {
            lock (gate)
            {
                return taken++ < request.Messages;
            }
        }
    }

    private async Task WriteAsync(int sender)
    {
        int number;
        lock (gate)
        {
            number = ++numbers[sender];
            sent++;
        }
        var start = clock.GetTimestamp();
        var text = new JsonObject { ["text"] = $"{request.Text} {id} {sender + 1} {number}" };
        var pending = events.Message(account, people[sender], simulation.Ids.Message(), "text", text);
        await pending.Settled;
        lock (gate)
        {
            if (pending.Entry.AckNumber is not null)
            {
                acknowledged++;
                latencies.Add(clock.GetElapsedTime(start).TotalMilliseconds);
            }
            else
            {
                failed++;
            }
        }
    }
}
