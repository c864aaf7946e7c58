using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Hub.Server.Platform.Outbox;
using StackExchange.Redis;

namespace Hub.Server.Platform.Nodes;

/// <summary>
/// What nodes whisper to each other over Redis: "there are new facts", who types, who is here. Only what may vanish: without Redis, or while it is away,
/// nodes look at the database by themselves a moment later. Never awaited on the accept, commit or start path.
/// </summary>
internal sealed partial class NodeBus(HubOptions options, HubNode node, FactSignal facts, TimeProvider time, ILogger<NodeBus> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    // Bounded, oldest first out: hints that are late are worth nothing.
    private readonly Channel<(string Topic, string Text)> outgoing = Channel.CreateBounded<(string, string)>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly ConcurrentDictionary<string, Action<string>> handlers = new(StringComparer.Ordinal);

    public bool IsOn => options.Redis is not null;

    /// <summary>Calls the handler with what other nodes publish under the topic. One handler per topic.</summary>
    public void Subscribe(string topic, Action<string> handler) => handlers[topic] = handler;

    public void Publish(string topic, string text)
    {
        if (IsOn)
        {
            outgoing.Writer.TryWrite((topic, text));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Redis is not { } connection)
        {
            return;
        }

        Subscribe(RedisKeys.Facts, _ => facts.Raise(fromOutside: true));
        facts.RaisedHere += () => Publish(RedisKeys.Facts, "");
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(connection, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
            {
                Log.Away(logger, exception.GetType().Name);
                await Task.Delay(Retry, time, stoppingToken);
            }
        }
    }

    private async Task RunAsync(string connection, CancellationToken stoppingToken)
    {
        var configuration = ConfigurationOptions.Parse(connection);
        configuration.AbortOnConnectFail = false;
        configuration.ClientName = "crmhub";
        using var redis = await ConnectionMultiplexer.ConnectAsync(configuration).WaitAsync(Retry, time, stoppingToken);
        var subscriber = redis.GetSubscriber();
        foreach (var topic in RedisKeys.Topics)
        {
            await subscriber.SubscribeAsync(RedisKeys.Channel(topic), (_, value) => Receive(topic, value)).WaitAsync(Patience, time, stoppingToken);
        }

        await foreach (var (topic, text) in outgoing.Reader.ReadAllAsync(stoppingToken))
        {
            // One hint says as much as a hundred.
            while (topic == RedisKeys.Facts && outgoing.Reader.TryPeek(out var following) && following.Topic == topic)
            {
                outgoing.Reader.TryRead(out _);
            }

            await subscriber.PublishAsync(RedisKeys.Channel(topic), $"{node.Id:N}{text}").WaitAsync(Patience, time, stoppingToken);
        }
    }

    private void Receive(string topic, string? message)
    {
        if (message is not { Length: >= 32 } || message[..32] == node.Id.ToString("N") || !handlers.TryGetValue(topic, out var handler))
        {
            return;
        }

        try
        {
            handler(message[32..]);
        }
        catch (JsonException)
        {
            Log.NotUnderstood(logger, topic); // A node of another version.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1222, LogLevel.Warning, "Another node said something about {Topic} that this version does not understand")]
        public static partial void NotUnderstood(ILogger logger, string topic);

        [LoggerMessage(1221, LogLevel.Warning, "Redis is away ({Error}); nodes hear of each other's work a little later")]
        public static partial void Away(ILogger logger, string error);
    }
}

/// <summary>All names used in Redis. Made of constants and ids only.</summary>
internal static class RedisKeys
{
    public const string Facts = "facts";
    public const string Signals = "signals";

    public static IReadOnlyList<string> Topics { get; } = [Facts, Signals];

    public static RedisChannel Channel(string topic) => RedisChannel.Literal($"crmhub:1:{topic}");
}
