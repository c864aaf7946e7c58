using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Hub.Testing;

/// <summary>A SignalR client in JSON over a bare WebSocket, as small as it can be: tests and benches hold thousands, stop reading, or cut them off.</summary>
public sealed class LiveSocket : IAsyncDisposable
{
    private const byte Separator = 0x1e;
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource ended = new();
    private readonly Channel<JsonElement> calls = Channel.CreateUnbounded<JsonElement>();
    private readonly Dictionary<string, TaskCompletionSource<JsonElement>> waiting = [];
    private readonly SemaphoreSlim sending = new(1, 1);
    private int nextId;
    private Task reading = Task.CompletedTask;

    /// <summary>Calls from the server: <c>{"target":"frame","arguments":[…]}</c>.</summary>
    public ChannelReader<JsonElement> Calls => calls.Reader;

    /// <summary>Called for each raw server message instead of queueing it, when set; the bytes are valid during the call only.</summary>
    public Action<ReadOnlyMemory<byte>>? OnRaw { get; set; }

    public bool IsOpen => socket.State == WebSocketState.Open;

    /// <summary>Completes when the connection has ended, from whichever side.</summary>
    public Task Ended => reading;

    public static async Task<LiveSocket> ConnectAsync(Uri hub, Action<ClientWebSocketOptions>? configure = null, bool read = true, Action<ReadOnlyMemory<byte>>? onRaw = null, CancellationToken cancellationToken = default)
    {
        var client = new LiveSocket { OnRaw = onRaw };
        configure?.Invoke(client.socket.Options);
        var address = new UriBuilder(hub) { Scheme = hub.Scheme == "https" ? "wss" : "ws" }.Uri;
        await client.socket.ConnectAsync(address, cancellationToken);
        await client.SendRawAsync("""{"protocol":"json","version":1}""", cancellationToken);
        if (read)
        {
            client.StartReading();
        }

        return client;
    }

    public void StartReading() => reading = Task.Run(ReadAsync);

    public async Task<JsonElement> InvokeAsync(string method, params object[] arguments)
    {
        var id = Interlocked.Increment(ref nextId).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var completion = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (waiting)
        {
            waiting[id] = completion;
        }

        await SendRawAsync(JsonSerializer.Serialize(new { type = 1, invocationId = id, target = method, arguments }), CancellationToken.None);
        return await completion.Task.WaitAsync(Eventually.Deadline);
    }

    /// <summary>The next call to a target, skipping others.</summary>
    public async Task<JsonElement> NextAsync(string target, TimeSpan? within = null)
    {
        using var deadline = new CancellationTokenSource(within ?? Eventually.Deadline);
        while (true)
        {
            var call = await calls.Reader.ReadAsync(deadline.Token);
            if (call.GetProperty("target").GetString() == target)
            {
                return call.GetProperty("arguments")[0];
            }
        }
    }

    /// <summary>Cuts the connection without a goodbye.</summary>
    public void Cut() => socket.Abort();

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        socket.Abort();
        await reading;
        socket.Dispose();
    }

    private async Task SendRawAsync(string json, CancellationToken cancellationToken)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(json) + 1];
        Encoding.UTF8.GetBytes(json, bytes);
        bytes[^1] = Separator;
        await sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Text, true, cancellationToken);
        }
        finally
        {
            sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var filled = 0;
        try
        {
            while (true)
            {
                if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                var result = await socket.ReceiveAsync(buffer.AsMemory(filled), ended.Token);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                filled += result.Count;
                var start = 0;
                int length;
                while ((length = buffer.AsSpan(start, filled - start).IndexOf(Separator)) >= 0)
                {
                    await HandleAsync(buffer.AsMemory(start, length));
                    start += length + 1;
                }

                buffer.AsSpan(start, filled - start).CopyTo(buffer);
                filled -= start;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // Ended; whoever waits is told below.
        }
        finally
        {
            calls.Writer.TryComplete();
            lock (waiting)
            {
                foreach (var completion in waiting.Values)
                {
                    completion.TrySetException(new WebSocketException("The connection has ended."));
                }
            }
        }
    }

    private async ValueTask HandleAsync(ReadOnlyMemory<byte> json)
    {
        if (OnRaw is { } raw)
        {
            raw(json);
            return;
        }

        var message = JsonElement.Parse(json.Span);
        switch (message.TryGetProperty("type", out var type) ? type.GetInt32() : 0)
        {
            case 1:
                calls.Writer.TryWrite(message);
                break;
            case 3:
                TaskCompletionSource<JsonElement>? completion;
                lock (waiting)
                {
                    waiting.Remove(message.GetProperty("invocationId").GetString()!, out completion);
                }

                if (message.TryGetProperty("error", out var error))
                {
                    completion?.TrySetException(new InvalidOperationException(error.GetString()));
                }
                else
                {
                    completion?.TrySetResult(message.TryGetProperty("result", out var result) ? result : default);
                }

                break;
            case 6:
                await SendRawAsync("""{"type":6}""", ended.Token);
                break;
        }
    }
}
