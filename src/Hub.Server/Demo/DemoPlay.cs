using System.Text.Json;
using Hub.Channels;
using Hub.Server.Conversations;
using Hub.Server.Demo.Texts;
using Hub.Server.Platform;

namespace Hub.Server.Demo;

/// <param name="ProviderId">The provider's name for it; null for what never left the house or never arrived.</param>
internal sealed record PlayedMessage(NewMessage Message, DeliveryState? State, string? Code, string? ProviderId);

internal sealed record PlayedConversation(ConversationState State, DateTimeOffset CreatedAt, IReadOnlyList<PlayedMessage> Messages);

/// <summary>Plays one story through <see cref="ConversationState"/>, so that numbers, preview, waiting time and unread follow the rules of real conversations.</summary>
internal sealed class DemoPlay(Random random, DemoCustomer customer, DemoIdentity identity, DemoStaff staff, DemoColleague owner, DemoTeam team, DateTimeOffset now)
{
    /// <summary>Over a longer pause the story begins anew.</summary>
    private static readonly TimeSpan LongPause = TimeSpan.FromHours(100);

    private readonly Actor writer = Actor.Customer(customer.Id);
    private readonly Actor colleague = Actor.Agent(owner.Id);

    public PlayedConversation Run(Dialogue dialogue, DemoOutcome outcome, DateTimeOffset end)
    {
        var times = DemoClock.Times(dialogue.Steps, end, random);
        var createdAt = times[0];
        var state = new ConversationState
        {
            Id = Guid.CreateVersion7(createdAt), // ids of conversations sort by their begin
            AccountId = identity.Account.Id,
            Channel = identity.Account.Channel,
            BrandId = staff.BrandId,
            IdentityId = identity.Id,
            CustomerId = customer.Id,
            IsNew = true,
            TeamId = identity.Account.Team.Id,
            LastActivityAt = createdAt,
        };
        var words = new DemoWords(random, customer.Regular, owner, createdAt);
        for (var i = 0; i < dialogue.Steps.Count; i++)
        {
            var (step, at) = (dialogue.Steps[i], times[i]);
            if (step.Kind == StepKind.Pause)
            {
                Pause(state, dialogue.Steps[i + 1], at, times[i + 1], words);
                continue;
            }

            if (outcome == DemoOutcome.Blocked && i == dialogue.Steps.Count - 1)
            {
                state.AppendActivity(writer, "unfollowed", null, at.AddSeconds(-40));
            }

            Say(state, step, at, words, dialogue.Tags);
        }

        Settle(state, outcome, times[^1]);
        state.Version = state.LastNumber;
        return new PlayedConversation(state, createdAt, Deliver(state, outcome));
    }

    private void Say(ConversationState state, Step step, DateTimeOffset at, DemoWords words, string[] tags)
    {
        if (step.IsInbound)
        {
            state.Reopen(writer, at);
            var content = words.Content(step, identity.Account.Channel == "line");
            var json = JsonSerializer.SerializeToElement(content, HubJson.Options);
            state.Append(
                MessageKind.Inbound, writer, json, json.GetProperty("type").GetString()!, content.Text, at, identity.Account.Channel == "webchat" ? MakeId() : null, at.AddMilliseconds(-400));
            return;
        }

        if (state.OwnerId is null)
        {
            // A third is handed out by the supervisor, the rest taken by whoever answers.
            var by = random.Next(3) == 0 ? Actor.Agent(staff.People["supervisor"].Id) : colleague;
            state.Assign(by, owner.Id, team.Id, new { ownerId = owner.Id, ownerName = owner.Name, teamId = team.Id, teamName = team.Name }, at.AddSeconds(-30));
            state.Tag(colleague, tags, at.AddSeconds(-10));
        }

        var text = words.Fill(step.Text);
        var body = JsonSerializer.SerializeToElement<MessageContent>(new TextContent(text), HubJson.Options);
        state.Append(step.Kind == StepKind.Note ? MessageKind.Note : MessageKind.Outbound, colleague, body, "text", text, at, MakeId());
    }

    /// <summary>Before a customer who comes back the matter was settled; before an agent who does, it was put off until then.</summary>
    private void Pause(ConversationState state, Step next, DateTimeOffset from, DateTimeOffset until, DemoWords words)
    {
        if (until - from > LongPause)
        {
            words.Begin(until);
        }
        else if (next.IsInbound)
        {
            state.Resolve(colleague, from);
        }
        else
        {
            state.ChangeStatus(colleague, ConversationStatus.Snoozed, null, until.AddMinutes(-10), from);
            state.Reopen(Actor.System, until.AddMinutes(-10));
        }
    }

    private void Settle(ConversationState state, DemoOutcome outcome, DateTimeOffset last)
    {
        if (outcome == DemoOutcome.Resolved)
        {
            state.Resolve(colleague, last.AddMinutes(3));
        }
        else if (outcome == DemoOutcome.Answered && random.Next(2) == 0)
        {
            state.ChangeStatus(colleague, ConversationStatus.WaitingForCustomer, null, null, last.AddMinutes(1));
        }
        else if (outcome == DemoOutcome.Snoozed)
        {
            state.ChangeStatus(colleague, ConversationStatus.Snoozed, null, now.AddHours(random.Next(5, 80)), last.AddMinutes(2));
        }
    }

    private List<PlayedMessage> Deliver(ConversationState state, DemoOutcome outcome)
    {
        var trouble = outcome switch
        {
            DemoOutcome.Refused => (DeliveryState.Failed, "monthly_limit"),
            DemoOutcome.Uncertain => (DeliveryState.Unknown, "timeout"),
            DemoOutcome.Blocked => (DeliveryState.Failed, "recipient_refused"),
            DemoOutcome.Unassigned or DemoOutcome.Waiting or DemoOutcome.Answered or DemoOutcome.Snoozed or DemoOutcome.Resolved => ((DeliveryState State, string Code)?)null,
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };
        state.Attention = trouble is null ? 0 : 1;
        var lastInbound = state.NewMessages.LastOrDefault(message => message.Kind == MessageKind.Inbound)?.Number ?? 0;
        var lastOutbound = state.NewMessages.LastOrDefault(message => message.Kind == MessageKind.Outbound)?.Number ?? 0;
        return state.NewMessages.ConvertAll(message => message.Kind switch
        {
            MessageKind.Inbound => new PlayedMessage(message, null, null, ProviderId(state, message)),
            MessageKind.Outbound when trouble is not null && message.Number == lastOutbound => new PlayedMessage(message, trouble.Value.State, trouble.Value.Code, null),
            MessageKind.Outbound when identity.Account.Channel == "webchat" =>
                new PlayedMessage(message, message.Number < lastInbound ? DeliveryState.Read : DeliveryState.Delivered, null, null),
            MessageKind.Outbound => new PlayedMessage(message, DeliveryState.Accepted, null, ProviderId(state, message)),
            _ => new PlayedMessage(message, null, null, null),
        });
    }

    /// <summary>A visitor's message goes by the id its page made; on LINE a name that LINE and the simulator, which count, never give.</summary>
    private static string ProviderId(ConversationState state, NewMessage message) => message.Id is { } id && message.Kind == MessageKind.Inbound ? id.ToString() : $"demo-{state.Id:N}-{message.Number}";

    private Guid MakeId()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
