using System.Text.Json;
using Microsoft.AspNetCore.SignalR;

namespace Hub.Server.Platform.Live;

/// <summary>
/// One live connection with its own bounded queue and its own writer: a browser that does not read delays nobody. When the queue overflows it is dropped
/// and the client gets one <c>resync</c> as soon as it reads again.
/// </summary>
internal sealed class LiveConnection(HubConnectionContext connection, long openedAt)
{
    private const int MaxFrames = 256;
    private const int MaxBytes = 1024 * 1024;

    private readonly Lock gate = new();
    private readonly Queue<LiveCall> queue = new();
    private readonly HashSet<string> groups = new(StringComparer.Ordinal);
    private int queuedBytes;
    private bool writing;
    private bool overflowed;
    private bool closed;

    public string Id => connection.ConnectionId;

    /// <summary>A timestamp of the hub's clock.</summary>
    public long OpenedAt => openedAt;

    /// <summary>What the client has called lately.</summary>
    public CallBudget Calls { get; } = new(openedAt);

    public CancellationToken Aborted => connection.ConnectionAborted;

    public void Abort() => connection.Abort();

    /// <summary>Who listens; set by the hub when the connection opens.</summary>
    public object? User { get; set; }

    public bool IsIn(string group)
    {
        lock (gate)
        {
            return groups.Contains(group);
        }
    }

    /// <summary>The groups this connection listens to.</summary>
    public string[] Groups
    {
        get
        {
            lock (gate)
            {
                return [.. groups];
            }
        }
    }

    /// <summary>What waits for this client to read.</summary>
    public (int Frames, int Bytes) Queued
    {
        get
        {
            lock (gate)
            {
                return (queue.Count, queuedBytes);
            }
        }
    }

    public long Join(LiveGroups live, string group)
    {
        lock (gate)
        {
            if (!closed)
            {
                groups.Add(group);
            }
        }

        var position = live.Join(group, this);
        if (!IsIn(group))
        {
            // Ended meanwhile: nobody else would take this listener out again.
            live.Leave(group, this);
        }

        return position;
    }

    public void Leave(LiveGroups live, string group)
    {
        lock (gate)
        {
            groups.Remove(group);
        }

        live.Leave(group, this);
    }

    /// <summary>No more frames, not even those queued: called before an abort and when the connection has ended.</summary>
    public void Close(LiveGroups live)
    {
        string[] joined;
        lock (gate)
        {
            closed = true;
            queue.Clear();
            queuedBytes = 0;
            joined = [.. groups];
            groups.Clear();
        }

        foreach (var group in joined)
        {
            live.Leave(group, this);
        }
    }

    /// <summary>Tells the client to fetch everything afresh; what was queued is covered by that.</summary>
    public void Resync(string reason)
    {
        lock (gate)
        {
            queue.Clear();
            queuedBytes = 0;
            overflowed = false;
        }

        Offer("resync", JsonSerializer.SerializeToUtf8Bytes(new { reason }, HubJson.Options));
    }

    public void Offer(string method, byte[] json) => Offer(new LiveCall(method, json));

    /// <summary>Queues it for this connection's own writer; never waits.</summary>
    public void Offer(LiveCall call)
    {
        lock (gate)
        {
            if (closed || overflowed)
            {
                return;
            }

            if (queue.Count >= MaxFrames || queuedBytes + call.Bytes > MaxBytes)
            {
                overflowed = true;
                queue.Clear();
                queuedBytes = 0;
                queue.Enqueue(new LiveCall("resync", """{"reason":"behind"}"""u8.ToArray()));
            }
            else
            {
                queue.Enqueue(call);
                queuedBytes += call.Bytes;
            }

            if (writing)
            {
                return;
            }

            writing = true;
        }

        _ = Task.Run(WriteAsync, CancellationToken.None);
    }

    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                LiveCall? next;
                lock (gate)
                {
                    if (closed || !queue.TryDequeue(out next))
                    {
                        writing = false;
                        return;
                    }

                    queuedBytes -= overflowed ? 0 : next.Bytes;
                    if (queue.Count == 0)
                    {
                        // The resync has been taken: from here on the client can follow again.
                        overflowed = false;
                        queuedBytes = 0;
                    }
                }

                await connection.WriteAsync(next.Message, connection.ConnectionAborted);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            // The connection has ended; OnDisconnected removes it from its groups.
            lock (gate)
            {
                closed = true;
                writing = false;
            }
        }
    }
}
