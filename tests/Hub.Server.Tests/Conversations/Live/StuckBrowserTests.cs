using System.Text.Json;
using Hub.Server.Platform.Live;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Live;

public sealed class StuckBrowserTests(ChatHub hub) : IClassFixture<ChatHub>
{
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

        stuck.Read();
        await Eventually.HoldsAsync(() => stuck.Resyncs == 1);
        var before = stuck.Frames;
        Assert.InRange(before, 1, published - 1);
        live.Publish("all", [new { type = "conversationRemoved", id = Guid.Empty, version = 0, text }]);
        await Eventually.HoldsAsync(() => stuck.Frames == before + 1);
        Assert.Equal((1, 1), (stuck.Resyncs, stuck.Gaps));
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

        public int Frames => Volatile.Read(ref frames);

        public int Gaps { get; private set; }

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
                    break;
                case "resync":
                    Resyncs++;
                    break;
            }
        }
    }
}
