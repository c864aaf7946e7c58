using System.Collections.Concurrent;
using System.Text.Json;
using Hub.Server.Conversations.WebChat;
using Hub.Server.Platform;
using Hub.Server.Platform.Nodes;

namespace Hub.Server.Conversations.Live;

/// <summary>
/// Tells the other nodes who is at this node's desks, looks and types, and shows what they tell. Repeated every ten seconds; a node that has been silent for
/// thirty is taken to be empty.
/// </summary>
internal sealed class PresenceOfNodes(Presence presence, VisitorSignals visitors, NodeBus bus, HubNode node, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan RepeatEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, long> heardAt = new();

    private sealed record Whisper(Guid Node, Guid[]? Present = null, Guid? Conversation = null, Viewer[]? Viewers = null, Guid? AgentTyping = null, bool? Typing = null);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (bus.IsOn)
        {
            bus.Subscribe(RedisKeys.Signals, text => Hear(JsonSerializer.Deserialize<Whisper>(text, HubJson.Options)!));
            presence.PresentHereChanged += TellPresent;
            presence.ViewersHereChanged += TellViewers;
            presence.AgentTyping += (conversation, agent, typing) => Tell(new Whisper(node.Id, Conversation: conversation, AgentTyping: agent, Typing: typing));
            presence.VisitorTypingHere += (conversation, typing) => Tell(new Whisper(node.Id, Conversation: conversation, Typing: typing));
        }

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!bus.IsOn)
        {
            return;
        }

        using var timer = new PeriodicTimer(RepeatEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            TellPresent();
            foreach (var conversation in presence.ViewedHere)
            {
                TellViewers(conversation);
            }

            foreach (var (other, at) in heardAt.Where(entry => time.GetElapsedTime(entry.Value) > SilentAfter))
            {
                if (heardAt.TryRemove(KeyValuePair.Create(other, at)))
                {
                    presence.Gone(other);
                }
            }
        }
    }

    private void Hear(Whisper whisper)
    {
        heardAt[whisper.Node] = time.GetTimestamp();
        switch (whisper)
        {
            case { Present: { } agents }:
                presence.PresentElsewhere(whisper.Node, agents);
                break;
            case { Conversation: { } conversation, Viewers: { } viewers }:
                presence.ViewersElsewhere(whisper.Node, conversation, viewers);
                break;
            case { Conversation: { } conversation, AgentTyping: { } agent, Typing: { } typing }:
                _ = visitors.TellAsync(conversation, agent, typing);
                break;
            case { Conversation: { } conversation, Typing: { } typing }:
                presence.TellVisitorTyping(conversation, typing);
                break;
        }
    }

    private void TellPresent() => Tell(new Whisper(node.Id, Present: [.. presence.PresentHere]));

    private void TellViewers(Guid conversation) => Tell(new Whisper(node.Id, Conversation: conversation, Viewers: [.. presence.ViewersHere(conversation)]));

    private void Tell(Whisper whisper) => bus.Publish(RedisKeys.Signals, JsonSerializer.Serialize(whisper, HubJson.Options));
}
