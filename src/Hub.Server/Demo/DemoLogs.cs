using Hub.Server.Conversations;
using Hub.Server.Conversations.Starting;
using Hub.Server.Customers;
using Hub.Server.Demo.Texts;

namespace Hub.Server.Demo;

/// <summary>A call as the telephone system reported it.</summary>
internal sealed record DemoCall(
    Guid Id, Guid AccountId, Guid TeamId, string? Shown, string? Number, Guid? AgentId, Guid CustomerId, Guid ConversationId, int MessageNumber, DateTimeOffset StartedAt, DateTimeOffset? AnsweredAt,
    DateTimeOffset EndedAt, int? Seconds);

internal sealed record DemoFollowUp(Guid Id, Guid ConversationId, Guid? OwnerId, DateTimeOffset DueAt, string Text, Guid? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? DoneAt, Guid? DoneBy)
{
    private static readonly string[] Wanted = ["到着の確認をお電話で", "茶園からの返事をお伝えする", "代品が届いたか伺う", "見積もりのお返事を伺う", "", "再配達の結果を確認"];

    public static DemoFollowUp Open(Random random, PlayedConversation played, DateTimeOffset now) => new(
        Guid.CreateVersion7(played.State.LastActivityAt), played.State.Id, played.State.OwnerId, now.AddHours(random.Next(3, 70)).AddMinutes(random.Next(60)), Wanted[random.Next(Wanted.Length)],
        played.State.OwnerId, played.State.LastActivityAt, null, null);

    public static DemoFollowUp Done(Random random, PlayedConversation played) => new(
        Guid.CreateVersion7(played.CreatedAt), played.State.Id, played.State.OwnerId, played.State.LastActivityAt, Wanted[random.Next(Wanted.Length)], played.State.OwnerId, played.CreatedAt,
        played.State.LastActivityAt.AddMinutes(-random.Next(1, 4)), played.State.OwnerId);
}

/// <summary>Telephone calls, faxes, letters and visits: conversations without a channel.</summary>
internal sealed class DemoLogs(Random random, DemoStaff staff, DateTimeOffset now)
{
    public const int InAll = 150;
    private const int StillWaiting = 3;
    private static readonly string[] JapaneseStaff = ["agent", "shota", "supervisor", "yuka"];

    public List<DemoCall> Calls { get; } = [];

    /// <summary>Missed calls that are to be returned, or were.</summary>
    public List<DemoFollowUp> FollowUps { get; } = [];

    public PlayedConversation Write(DemoCustomer customer, int entry)
    {
        var texts = customer.Regular.Language == "ja" ? LogTexts.Japanese : LogTexts.English;
        var text = entry < StillWaiting ? texts.First(each => each.Kind == "missed") : texts[entry % texts.Count];
        var waits = entry < StillWaiting;
        var at = waits ? now.AddMinutes(-35 - 50 * entry) : DemoClock.WhileOpen(now.AddDays(-1 - 87 * random.NextDouble()), random);
        var english = customer.Regular.Language != "ja";
        var person = staff.People[english ? "olivia" : JapaneseStaff[random.Next(JapaneseStaff.Length)]];
        var medium = text.Kind switch { "fax" => LogMedium.Fax, "letter" => LogMedium.Letter, "visit" => LogMedium.Visit, _ => LogMedium.Phone };
        var reported = text.Kind is "phone" or "missed";
        var telephone = staff.Accounts["phone-demo"];
        var state = new ConversationState
        {
            Id = Guid.CreateVersion7(at),
            AccountId = reported ? telephone.Id : null,
            Channel = LogEntries.ChannelOf(medium),
            BrandId = staff.BrandId,
            IdentityId = null,
            CustomerId = customer.Id,
            IsNew = true,
            TeamId = english ? staff.English.Id : staff.Support.Id,
            LastActivityAt = at,
        };
        var words = new DemoWords(random, customer.Regular, person.Name, at);
        if (text.Kind == "missed")
        {
            Missed(state, customer, telephone, waits, at, person);
        }
        else
        {
            var seconds = reported ? random.Next(48, 900) : (int?)null;
            state.OwnerId = person.Id;
            var content = new LogContent(
                medium, LogDirection.Inbound, text.Reason is null ? null : words.Tell(text.Reason), text.Outcome is null ? null : words.Tell(text.Outcome), words.Tell(text.Text!), at, seconds,
                reported ? CallState.Ended : null);
            var number = LogEntries.Append(state, reported ? Actor.System : Actor.Agent(person.Id), content, at.AddSeconds(seconds ?? 0));
            if (reported)
            {
                Calls.Add(Call(state, customer, telephone, number, at, person.Id, seconds));
            }

            state.Resolve(Actor.Agent(person.Id), at.AddMinutes(20));
        }

        state.Version = state.LastNumber;
        var (reason, result) = DemoTopics.Of(text.Tags.Split(' '));
        var resolved = state.Status == ConversationStatus.Resolved;
        return new PlayedConversation(
            state, at, [.. state.NewMessages.Select(message => new PlayedMessage(message, null, null, null))], resolved ? staff.Terms[reason] : null, resolved ? staff.Terms[result] : null);
    }

    private void Missed(ConversationState state, DemoCustomer customer, DemoAccount telephone, bool waits, DateTimeOffset at, DemoColleague person)
    {
        var number = LogEntries.Append(state, Actor.System, new LogContent(LogMedium.Phone, LogDirection.Inbound, null, null, null, at, null, CallState.Missed), at.AddSeconds(40));
        var call = Call(state, customer, telephone, number, at, null, null);
        Calls.Add(call);
        if (waits)
        {
            (state.WaitingSince, state.Unread) = (at, 1);
            FollowUps.Add(new DemoFollowUp(call.Id, state.Id, null, now.AddHours(3 + FollowUps.Count), "", null, at, null, null));
            return;
        }

        var back = at.AddMinutes(random.Next(8, 90));
        var colleague = Actor.Agent(person.Id);
        state.Assign(colleague, person.Id, state.TeamId, new { ownerId = person.Id, ownerName = person.Name, teamId = state.TeamId }, back.AddMinutes(-1));
        LogEntries.Append(
            state, colleague, new LogContent(LogMedium.Phone, LogDirection.Outbound, customer.Regular.Language == "ja" ? "折り返し" : "Called back", null, null, back, random.Next(60, 420)), back.AddMinutes(5));
        state.Resolve(colleague, back.AddMinutes(8));
        FollowUps.Add(new DemoFollowUp(call.Id, state.Id, person.Id, at.AddMinutes(30), "", null, at, back.AddMinutes(6), person.Id));
    }

    private DemoCall Call(ConversationState state, DemoCustomer customer, DemoAccount telephone, int number, DateTimeOffset at, Guid? agentId, int? seconds)
    {
        var shown = customer.Regular.Elsewhere.FirstOrDefault(address => address.Kind == CustomerAddresses.Phone).Shown;
        var answered = seconds is null ? (DateTimeOffset?)null : at;
        return new DemoCall(
            Guid.CreateVersion7(at), telephone.Id, telephone.Team.Id, shown, CustomerAddresses.Normalise(CustomerAddresses.Phone, shown), agentId, customer.Id, state.Id, number,
            at.AddSeconds(answered is null ? 0 : -random.Next(4, 25)), answered, at.AddSeconds(seconds ?? 40), seconds);
    }
}
