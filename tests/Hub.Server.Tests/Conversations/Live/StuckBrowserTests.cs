using System.Text.Json;
using Hub.Server.Platform.Live;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Live;

public sealed class StuckBrowserTests(ChatHub hub) : IClassFixture<ChatHub>
{
    private const string Last = "the last word";

    [Fact]
    public async Task F18_A_browser_that_does_not_read_delays_nobody_costs_little_and_is_told_to_start_over()
    {
        var live = hub.Services.GetRequiredService<LiveGroups>();
        var connections = hub.Services.GetRequiredService<LiveConnections>();
        var others = new List<Listener>();
        for (var n = 0; n < 3; n++)
        {
            others.Add(await Listener.ConnectAsync(hub));
        }

        var known = connections.All.Select(connection => connection.Id).ToHashSet();
        await using var stuck = await Listener.ConnectAsync(hub, read: false);
        LiveConnection? server = null;
        await Eventually.HoldsAsync(() => (server = connections.All.FirstOrDefault(connection => !known.Contains(connection.Id) && connection.Groups.Length > 0)) is not null);

        // More than the network's own buffers hold, so that the server must choose: wait, keep, or let go.
        var text = new string('x', 16 * 1024);
        var (published, most) = (0, (Frames: 0, Bytes: 0));
        for (var batch = 0; batch < 40; batch++)
        {
            for (var n = 0; n < 50; n++)
            {
                live.Publish("all", [new { type = "conversationRemoved", id = Guid.Empty, version = 0, text }]);
                published++;
            }

            foreach (var other in others)
            {
                await Eventually.HoldsAsync(() => other.Frames == published);
            }

            var queued = server!.Queued;
            most = (Math.Max(most.Frames, queued.Frames), Math.Max(most.Bytes, queued.Bytes));
        }

        Assert.All(others, other => Assert.Equal((published, 0, 0), (other.Frames, other.Gaps, other.Resyncs)));
        Assert.InRange(most.Frames, 1, 256);
        Assert.InRange(most.Bytes, 1, 1024 * 1024);

        // What it has missed is told once it reads; from then on it follows like the others, however much was still on its way.
        stuck.Read();
        await Eventually.HoldsAsync(() => stuck.Resyncs > 0 && server!.Queued.Frames == 0);
        live.Publish("all", [new { type = "conversationRemoved", id = Guid.Empty, version = 0, text = Last }]);
        await Eventually.HoldsAsync(() => stuck.SawLast);
        Assert.InRange(stuck.Frames, 2, published);
        Assert.Equal(0, stuck.Gaps);
        foreach (var other in others)
        {
            await other.DisposeAsync();
        }
    }

    /// <summary>Counts frames and looks whether each continues the one before.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private LiveSocket socket = null!;
        private long? position;
        private int frames;
        private volatile bool sawLast;

        public int Frames => Volatile.Read(ref frames);

        /// <summary>Frames that do not continue what the client knows: the frame before, or what it has fetched after a resync.</summary>
        public int Gaps { get; private set; }

        public bool SawLast => sawLast;

        public int Resyncs { get; private set; }

        public static async Task<Listener> ConnectAsync(ChatHub hub, bool read = true)
        {
            var listener = new Listener();
            var greeted = new TaskCompletionSource();
            listener.socket = await LiveSocket.ConnectAsync(new Uri(hub.Address, "/hubs/desk"), options =>
            {
                options.SetRequestHeader("Cookie", hub.Admin.Cookie);
                options.SetRequestHeader("Sec-Fetch-Site", "same-origin");
            }, read, json =>
            {
                listener.Count(json);
                greeted.TrySetResult();
            });
            if (read)
            {
                await greeted.Task.WaitAsync(Eventually.Deadline);
                await Eventually.HoldsAsync(() => listener.position is not null);
            }

            return listener;
        }

        public void Read() => socket.StartReading();

        public ValueTask DisposeAsync() => socket.DisposeAsync();

        private void Count(ReadOnlyMemory<byte> json)
        {
            var message = JsonElement.Parse(json.Span);
            switch (message.TryGetProperty("target", out var target) ? target.GetString() : null)
            {
                case "hello":
                    position = message.GetProperty("arguments")[0].GetProperty("groups").EnumerateArray().Single(group => group.GetProperty("group").GetString() == "all").GetProperty("position").GetInt64();
                    break;
                case "frame":
                    var frame = message.GetProperty("arguments")[0];
                    Gaps += position is { } known && known != frame.GetProperty("after").GetInt64() ? 1 : 0;
                    position = frame.GetProperty("upTo").GetInt64();
                    Interlocked.Increment(ref frames);
                    sawLast = frame.GetRawText().Contains(Last, StringComparison.Ordinal);
                    break;
                case "resync":
                    position = null;
                    Resyncs++;
                    break;
            }
        }
    }
}
