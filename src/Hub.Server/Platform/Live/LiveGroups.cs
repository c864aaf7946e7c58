using System.Collections.Concurrent;
using System.Text.Json;

namespace Hub.Server.Platform.Live;

/// <summary>A frame of a group as it goes over the wire: <c>{group, epoch, after, upTo, events}</c>, serialised once for everybody.</summary>
internal sealed record LiveFrame(long After, long UpTo, byte[] Json);

/// <summary>
/// The live view of this node. Every group has its own gap-free position, given here after commit. The epoch names this life of this node: a client that
/// comes from another node or life has positions that mean nothing here and fetches afresh. Each group remembers its latest frames for those who missed some.
/// </summary>
internal sealed class LiveGroups(TimeProvider time)
{
    private const int Remembered = 512;
    private const int RememberedBytes = 1024 * 1024;

    private readonly ConcurrentDictionary<string, Group> groups = new(StringComparer.Ordinal);

    private readonly long startedAt = time.GetTimestamp();

    private volatile string epoch = NewId.Create(time).ToString("N");

    public string Epoch => epoch;

    /// <summary>Whether anybody listens or has listened lately; building events for nobody is wasted.</summary>
    public bool Exists(string group) => groups.ContainsKey(group);

    /// <summary>Adds a listener and tells the position from which it will hear everything.</summary>
    public long Join(string name, LiveConnection connection)
    {
        while (true)
        {
            var group = groups.GetOrAdd(name, _ => new Group(FirstPosition, time.GetTimestamp()));
            lock (group.Gate)
            {
                if (group.Removed)
                {
                    continue;
                }

                group.Listeners.Add(connection);
                return group.Position;
            }
        }
    }

    public void Leave(string name, LiveConnection connection)
    {
        if (groups.TryGetValue(name, out var group))
        {
            lock (group.Gate)
            {
                group.Listeners.Remove(connection);
                group.LeftAt = time.GetTimestamp();
            }
        }
    }

    /// <summary>Who listens now.</summary>
    public LiveConnection[] ListenersOf(string name)
    {
        if (!groups.TryGetValue(name, out var group))
        {
            return [];
        }

        lock (group.Gate)
        {
            return [.. group.Listeners];
        }
    }

    /// <summary>Gives the events the next positions and offers the frame to every listener; never waits for one.</summary>
    public void Publish<T>(string name, IReadOnlyList<T> events)
    {
        if (events.Count == 0 || !groups.TryGetValue(name, out var group))
        {
            return;
        }

        lock (group.Gate)
        {
            var after = group.Position;
            group.Position += events.Count;
            var json = JsonSerializer.SerializeToUtf8Bytes(new { group = name, epoch = Epoch, after, upTo = group.Position, events }, HubJson.Options);
            var frame = new LiveFrame(after, group.Position, json);
            group.Frames.Enqueue(frame);
            group.FrameBytes += json.Length;
            while (group.Frames.Count > Remembered || (group.FrameBytes > RememberedBytes && group.Frames.Count > 1))
            {
                group.FrameBytes -= group.Frames.Dequeue().Json.Length;
            }

            var call = new LiveCall("frame", json);
            foreach (var listener in group.Listeners)
            {
                listener.Offer(call);
            }
        }
    }

    /// <summary>Begins a new epoch: whoever asks with a position of the old one fetches afresh.</summary>
    public void BeginAnew() => epoch = NewId.Create(time).ToString("N");

    /// <summary>The frames after a position, or null when they are no longer (or were never) here: fetch afresh. Opens the group for later calls.</summary>
    public (long Position, IReadOnlyList<LiveFrame>? Frames) CatchUp(string name, string? epoch, long after)
    {
        var group = groups.GetOrAdd(name, _ => new Group(FirstPosition, time.GetTimestamp()));
        lock (group.Gate)
        {
            group.LeftAt = time.GetTimestamp();
            if (epoch != Epoch || after > group.Position)
            {
                return (group.Position, null);
            }

            if (after == group.Position)
            {
                return (group.Position, []);
            }

            var frames = group.Frames.Where(frame => frame.UpTo > after).ToList();
            return frames.Count > 0 && frames[0].After <= after ? (group.Position, frames) : (group.Position, null);
        }
    }

    /// <summary>Forgets groups that nobody has listened to for a while.</summary>
    public void Sweep(TimeSpan unusedFor)
    {
        foreach (var (name, group) in groups)
        {
            lock (group.Gate)
            {
                if (group.Listeners.Count == 0 && time.GetElapsedTime(group.LeftAt) > unusedFor)
                {
                    group.Removed = true;
                    groups.TryRemove(name, out _);
                }
            }
        }
    }

    // A group that is made again begins at a place no earlier life of it can have reached, so that an old position is always recognised as old.
    private long FirstPosition => (long)time.GetElapsedTime(startedAt).TotalMilliseconds * 1000;

    private sealed class Group(long position, long leftAt)
    {
        public Lock Gate { get; } = new();

        public HashSet<LiveConnection> Listeners { get; } = [];

        public Queue<LiveFrame> Frames { get; } = new();

        public int FrameBytes { get; set; }

        public long Position { get; set; } = position;

        public long LeftAt { get; set; } = leftAt;

        public bool Removed { get; set; }
    }
}
