using System.Text.Json;
using Hub.Channels;
using Hub.Server.Conversations;
using Hub.Server.Demo.Texts;
using Hub.Server.Platform;

namespace Hub.Server.Demo;

/// <param name="ProviderId">The provider's name for it; null for what never left the house or never arrived.</param>
internal sealed record PlayedMessage(NewMessage Message, DeliveryState? State, string? Code, string? ProviderId);

/// <param name="ReasonId">Null: nobody has said yet.</param>
/// <param name="Fields">As JSON.</param>
internal sealed record PlayedConversation(
    ConversationState State, DateTimeOffset CreatedAt, IReadOnlyList<PlayedMessage> Messages, Guid? ReasonId = null, Guid? ResultId = null, string Fields = "{}")
{
    /// <summary>The one that this one goes on from.</summary>
    public Guid? PreviousId { get; set; }
}

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
        var words = new DemoWords(random, customer.Regular, owner.Name, createdAt);
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

        var (reason, result) = DemoTopics.Of(dialogue.Tags);
        Settle(state, outcome, times[^1], result);
        state.Version = state.LastNumber;
        var resolved = outcome == DemoOutcome.Resolved;
        var named = resolved ? dialogue.Steps.Any(step => step.Text.Contains("{order}", StringComparison.Ordinal)) : state.OwnerId is not null && random.Next(4) == 0;
        var fields = new Dictionary<string, object>();
        if (named)
        {
            fields["order_number"] = words.Order;
        }

        if (resolved && DemoTopics.IsGift(dialogue.Tags))
        {
            fields["gift"] = true;
        }

        return new PlayedConversation(
            state, createdAt, Deliver(state, outcome), outcome != DemoOutcome.Spam && (resolved || random.Next(3) == 0) ? staff.Terms[reason] : null, resolved ? staff.Terms[result] : null,
            JsonSerializer.Serialize(fields, HubJson.Options));
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

        var text = words.Tell(step.Text);
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

    private void Settle(ConversationState state, DemoOutcome outcome, DateTimeOffset last, string result)
    {
        switch (outcome)
        {
            case DemoOutcome.Resolved:
                var how = result switch { "refunded" => staff.Terms["refund"], "resent" => staff.Terms["again"], _ => (Guid?)null };
                state.ChangeStatus(colleague, ConversationStatus.Resolved, how, null, last.AddMinutes(3));
                break;
            case DemoOutcome.Answered when random.Next(3) > 0:
                state.ChangeStatus(colleague, ConversationStatus.WaitingForCustomer, random.Next(3) == 0 ? staff.Terms["asked"] : null, null, last.AddMinutes(1));
                break;
            case DemoOutcome.Asking:
                state.ChangeStatus(
                    colleague, ConversationStatus.WaitingForOthers, staff.Terms[random.Next(3) == 0 ? "garden" : "carrier"], random.Next(3) == 0 ? null : now.AddHours(random.Next(6, 60)), last.AddMinutes(2));
                break;
            case DemoOutcome.Snoozed:
                state.ChangeStatus(colleague, ConversationStatus.Snoozed, null, now.AddHours(random.Next(5, 80)), last.AddMinutes(2));
                break;
            case DemoOutcome.Spam:
                state.MarkSpam(colleague, last.AddMinutes(random.Next(2, 9)));
                break;
        }
    }

    private List<PlayedMessage> Deliver(ConversationState state, DemoOutcome outcome)
    {
        var trouble = outcome switch
        {
            DemoOutcome.Refused => (DeliveryState.Failed, "monthly_limit"),
            DemoOutcome.Uncertain => (DeliveryState.Unknown, "timeout"),
            DemoOutcome.Blocked => (DeliveryState.Failed, "recipient_refused"),
            DemoOutcome.Unassigned or DemoOutcome.Waiting or DemoOutcome.Answered or DemoOutcome.Asking or DemoOutcome.Snoozed or DemoOutcome.Resolved or DemoOutcome.Spam =>
                ((DeliveryState State, string Code)?)null,
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
