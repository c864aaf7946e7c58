using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Hub.Simulator.State;

/// <summary>Tells open pages what changed. A page that cannot follow loses the oldest news and is told to read everything again.</summary>
internal sealed class PageStream(TimeProvider clock, IHostApplicationLifetime lifetime)
{
    private const int Capacity = 500;
    private readonly ConcurrentDictionary<Channel<PageEvent>, bool> listeners = new();

    public void Tell(string type, Func<object> data)
    {
        if (listeners.IsEmpty)
        {
            return;
        }
        var news = new PageEvent(type, data());
        foreach (var listener in listeners.Keys)
        {
            if (!listener.Writer.TryWrite(news))
            {
                listener.Writer.TryComplete();
            }
        }
    }

    /// <summary>Ends when the page goes away, falls behind (it reconnects and reads everything again) or the simulator stops.</summary>
    public async IAsyncEnumerable<SseItem<object>> Listen([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        var listener = Channel.CreateBounded<PageEvent>(Capacity);
        listeners.TryAdd(listener, true);
        try
        {
            yield return new SseItem<object>(new { }, "hello");
            while (true)
            {
                using var idle = CancellationTokenSource.CreateLinkedTokenSource(ends.Token);
                var ready = listener.Reader.WaitToReadAsync(idle.Token).AsTask();
                var pause = Task.Delay(TimeSpan.FromSeconds(15), clock, idle.Token);
                if (await Task.WhenAny(ready, pause) == pause)
                {
                    await idle.CancelAsync();
                    if (ends.IsCancellationRequested)
                    {
                        yield break;
                    }
                    yield return new SseItem<object>(new { }, "still-here");
                    continue;
                }
                await idle.CancelAsync();
                if (ready.IsCanceled || !await ready)
                {
                    yield break;
                }
                while (listener.Reader.TryRead(out var news))
                {
                    yield return new SseItem<object>(news.Data, news.Type);
                }
            }
        }
        finally
        {
            listeners.TryRemove(listener, out _);
        }
    }

    private sealed record PageEvent(string Type, object Data);
}
