using System.Collections.Concurrent;
using System.Threading.Channels;
using Hub.Simulator.State;

namespace Hub.Simulator.Webhooks;

/// <summary>
/// Decides what goes out when: one lane per sender, or all at once, or gathered when the account's faults ask for batches or
/// another order. How one body is sent and retried is <see cref="WebhookDelivery"/>.
/// </summary>
internal sealed partial class WebhookSender(WebhookDelivery delivery, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<WebhookSender> logger)
{
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(300);
    private readonly ConcurrentDictionary<(string Account, string User), Lane> lanes = new();
    private readonly ConcurrentDictionary<string, Channel<PendingWebhook>> gatherers = new();

    public void Send(PendingWebhook webhook)
    {
        var account = webhook.Account;
        if (account.Faults.Settings.Webhook.Gathers)
        {
            gatherers.GetOrAdd(account.Key, _ => StartGatherer(account)).Writer.TryWrite(webhook);
        }
        else if (account.Delivery.OneInFlight)
        {
            lanes.GetOrAdd((account.Key, webhook.UserId), _ => new Lane()).Add(webhook, Deliver);
        }
        else
        {
            Run(() => Deliver([webhook]));
        }
    }

    private Task Deliver(IReadOnlyList<PendingWebhook> batch) => delivery.DeliverAsync(batch, lifetime.ApplicationStopping);

    private Channel<PendingWebhook> StartGatherer(LineAccount account)
    {
        var waiting = Channel.CreateUnbounded<PendingWebhook>(new UnboundedChannelOptions { SingleReader = true });
        Run(() => GatherAsync(account, waiting.Reader));
        return waiting;
    }

    private async Task GatherAsync(LineAccount account, ChannelReader<PendingWebhook> waiting)
    {
        while (await waiting.WaitToReadAsync(lifetime.ApplicationStopping))
        {
            var faults = account.Faults.Settings.Webhook;
            var window = await TakeAsync(waiting, Math.Max(faults.Reorder, faults.Batch));
            if (faults.Reorder > 1)
            {
                account.Faults.Shuffle(window);
            }
            foreach (var batch in window.Chunk(Math.Max(1, faults.Batch)))
            {
                await Deliver(batch);
            }
        }
    }

    private async Task<PendingWebhook[]> TakeAsync(ChannelReader<PendingWebhook> waiting, int wanted)
    {
        var taken = new List<PendingWebhook>();
        using var patience = new CancellationTokenSource(GatherFor, clock);
        try
        {
            while (taken.Count < Math.Max(1, wanted))
            {
                // What is there already is taken even if patience has just run out.
                taken.Add(waiting.TryRead(out var next) ? next : await waiting.ReadAsync(patience.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // Nothing more came in time: a window may be smaller than asked for.
        }
        return [.. taken];
    }

    private void Run(Func<Task> work) => _ = Task.Run(async () =>
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The simulator stops.
        }
        catch (Exception error)
        {
            Log.Failed(logger, error);
        }
    });

    /// <summary>Events of one sender, one after the other.</summary>
    private sealed class Lane
    {
        private readonly Queue<PendingWebhook> waiting = new();
        private readonly Lock gate = new();
        private bool running;

        public void Add(PendingWebhook webhook, Func<IReadOnlyList<PendingWebhook>, Task> deliver)
        {
            lock (gate)
            {
                waiting.Enqueue(webhook);
                if (running)
                {
                    return;
                }
                running = true;
            }
            _ = Task.Run(() => RunAsync(deliver));
        }

        private async Task RunAsync(Func<IReadOnlyList<PendingWebhook>, Task> deliver)
        {
            while (true)
            {
                PendingWebhook next;
                lock (gate)
                {
                    if (!waiting.TryDequeue(out next!))
                    {
                        running = false;
                        return;
                    }
                }
                await deliver([next]);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A webhook could not be handled")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
