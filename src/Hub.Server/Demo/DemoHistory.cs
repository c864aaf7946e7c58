using System.Security.Cryptography;
using System.Text;
using Hub.Server.Conversations;
using Hub.Server.Customers;
using Hub.Server.Demo.Texts;

namespace Hub.Server.Demo;

internal sealed record DemoIdentity(Guid Id, DemoAccount Account, string ExternalId, string? DisplayName, bool Verified, bool Reachable);

internal sealed record DemoCustomer(Guid Id, Regular Regular, IReadOnlyList<DemoIdentity> Identities);

/// <summary>What happened in the shop in the last ninety days, and one conversation that has gone on for longer. The same seed makes the same people.</summary>
internal sealed class DemoHistory
{
    public const int CustomersInAll = 400;
    public const int ConversationsInAll = 1500;
    public static readonly TimeSpan Length = TimeSpan.FromDays(90);
    private const int Seed = 1948;
    private static readonly List<Dialogue> Cafe = Dialogue.Read(CafeDialogues.Weeks);

    private readonly Random random = new(Seed);
    private readonly DemoStories stories = new();
    private readonly DemoPeople people;
    private readonly DemoLogs logs;
    private readonly DemoStaff staff;
    private readonly DateTimeOffset now;

    private DemoHistory(DemoStaff staff, DateTimeOffset now)
    {
        (this.staff, this.now) = (staff, now);
        people = new DemoPeople(random);
        logs = new DemoLogs(random, staff, now);
    }

    public List<DemoCustomer> Customers { get; } = [];

    public List<PlayedConversation> Conversations { get; } = [];

    public IReadOnlyList<DemoCall> Calls => logs.Calls;

    public List<DemoFollowUp> FollowUps { get; } = [];

    public static DemoHistory Write(DemoStaff staff, DateTimeOffset now)
    {
        var history = new DemoHistory(staff, now);
        history.TellRegulars();
        history.TellCafe();
        history.TellTexts();
        history.Tell(history.Welcome(Regulars.Long), DemoOutcome.Answered, now.AddHours(-7));
        history.Tell(history.Welcome(Regulars.Gone, reachable: false), DemoOutcome.Blocked, now.AddHours(-30));
        history.TellSpam();
        history.TellPlayed();
        history.TellOthers();
        history.Promise();
        return history;
    }

    private void TellRegulars()
    {
        foreach (var (index, regular) in Regulars.All.Index())
        {
            var customer = Welcome(people.Reached(regular));
            var (outcome, minutesAgo) = DemoPlan.Of(index);
            Tell(customer, outcome, now.AddMinutes(-minutesAgo));
            if (index % 5 < 3)
            {
                Tell(customer, DemoOutcome.Resolved, now.AddDays(-34 - index * 0.5).AddMinutes(-random.Next(600)), older: true);
            }
        }
    }

    private void TellPlayed()
    {
        foreach (var (index, regular) in Regulars.Played.Index())
        {
            Tell(Welcome(people.Reached(regular)), DemoOutcome.Resolved, DemoClock.WhileOpen(now.AddDays(-13 - 6 * index), random));
        }
    }

    /// <summary>One conversation of 400 messages, a week's order after the other.</summary>
    private void TellCafe()
    {
        const int length = 400;
        var customer = Welcome(people.Reached(Regulars.Cafe));
        var said = 0;
        var steps = Weeks().TakeWhile(step => step.Kind == StepKind.Pause || ++said <= length - 2); // beside these: assigned, tagged
        Play(customer, customer.Identities[0], new Dialogue(["卸", "カフェ"], [.. steps]), staff.People["yuka"], staff.Subscriptions, DemoOutcome.Answered, now.AddMinutes(-70));
    }

    private void TellTexts()
    {
        foreach (var story in SmsTexts.All)
        {
            var customer = Welcome(story.Customer);
            Play(
                customer, customer.Identities[0], Dialogue.Read(story.Steps)[0], staff.People[story.Agent], story.Customer.Language == "ja" ? staff.Support : staff.English, story.Outcome,
                now.AddMinutes(-story.MinutesAgo));
        }
    }

    private static IEnumerable<Step> Weeks()
    {
        for (var week = 0; ; week++)
        {
            foreach (var step in Cafe[week % Cafe.Count].Steps)
            {
                yield return step;
            }

            yield return new Step(StepKind.Pause, "160");
        }
    }

    /// <summary>Spam is kept for thirty days, so all of it is younger.</summary>
    private void TellSpam()
    {
        foreach (var (index, (name, language, text)) in Remarks.Spam.Index())
        {
            var customer = Welcome(new Regular(name, null, language, null, null, [], [new(index % 3 == 0 ? "web" : "line", name)]));
            Play(
                customer, customer.Identities[0], new Dialogue(["spam"], [new Step(StepKind.Customer, text)]), staff.People[index % 2 == 0 ? "agent" : "shota"], staff.Support, DemoOutcome.Spam,
                now.AddDays(-1 - 2.6 * index));
        }
    }

    /// <summary>Everybody else: the newest conversation of each, then older ones until the shop has had as many as it had, with its calls, letters and visits.</summary>
    private void TellOthers()
    {
        var plan = DemoPlan.OfOthers(random).ToArray();
        random.Shuffle(plan);
        var latest = new List<(DemoCustomer Customer, int Newest)>();
        for (var index = 0; Customers.Count < CustomersInAll; index++)
        {
            var customer = Welcome(people.Make());
            if (index < plan.Length)
            {
                Tell(customer, plan[index].Outcome, now.AddMinutes(-plan[index].MinutesAgo));
            }
            else
            {
                Tell(customer, DemoOutcome.Resolved, DemoClock.WhileOpen(now.AddDays(-1 - 48 * random.NextDouble()), random));
            }

            latest.Add((customer, Conversations.Count - 1));
        }

        for (var entry = 0; entry < DemoLogs.InAll; entry++)
        {
            Conversations.Add(logs.Write(latest[random.Next(latest.Count)].Customer, entry));
        }

        while (Conversations.Count < ConversationsInAll)
        {
            // Some write often, most seldom.
            var place = (int)(latest.Count * Math.Pow(random.NextDouble(), 1.6));
            var newest = Conversations[latest[place].Newest];
            var end = DemoClock.WhileOpen(newest.CreatedAt.AddDays(-9 - 11 * random.NextDouble()), random);
            if (end > now - Length + TimeSpan.FromDays(8))
            {
                Tell(latest[place].Customer, DemoOutcome.Resolved, end, newest.State.IdentityId);
                newest.PreviousId = Conversations[^1].State.Id;
                latest[place] = (latest[place].Customer, Conversations.Count - 1);
            }
        }
    }

    private DemoCustomer Welcome(Regular regular, bool reachable = true)
    {
        var identities = regular.Addresses.Select(address =>
        {
            var account = staff.Accounts[address.Way switch { "line" => "line-demo", "line2" => "line-demo-2", "sms" => "sms-demo", _ => "web-demo" }];
            var externalId = address.Way switch
            {
                "site" => IdentityIds.VouchedPrefix + address.Name,
                "sms" => address.Name,
                "web" => Convert.ToHexStringLower(Hash($"visitor/{address.Name}"))[..32],
                _ => "U" + Convert.ToHexStringLower(Hash($"{account.Key}/{address.Name}"))[..32], // as the simulator names its people
            };
            return new DemoIdentity(
                IdentityIds.Of(account.Id, externalId), account, externalId, address.Way switch { "web" => null, "site" => regular.Name, _ => address.Shown }, address.Way == "site", reachable);
        });
        var customer = new DemoCustomer(MakeId(), Cautioned(regular), [.. identities]);
        Customers.Add(customer);
        return customer;
    }

    private Regular Cautioned(Regular regular)
    {
        var cautions = regular.Language == "ja" ? Remarks.JapaneseCautions : Remarks.EnglishCautions;
        var place = Customers.Count(customer => customer.Regular.Language == regular.Language && customer.Regular.Caution is not null);
        var sofar = Customers.Count(customer => customer.Regular.Caution is not null);

        // Whoever comes next and speaks the language of one that is left: who that is depends on the hour at which the demo is made.
        return place < cautions.Count && Customers.Count >= 17 + 23 * sofar ? regular with { Caution = cautions[place] } : regular;
    }

    /// <param name="older">An earlier one, on the customer's last address.</param>
    /// <param name="on">The identity, when it is to be a certain one.</param>
    private void Tell(DemoCustomer customer, DemoOutcome outcome, DateTimeOffset end, Guid? on = null, bool older = false)
    {
        var identity = customer.Identities.FirstOrDefault(identity => identity.Id == on) ?? customer.Identities[older ? ^1 : 0];
        stories.Tell(customer.Regular.Language, outcome, (whole, place) =>
        {
            var (owner, team) = OwnerOf(customer, whole, place);
            return new DemoPlay(random, customer, identity, staff, owner, team, now).Run(whole with { Steps = DemoPlan.Cut(whole.Steps, outcome, random) }, outcome, end);
        }, Conversations);
    }

    private (DemoColleague Owner, DemoTeam Team) OwnerOf(DemoCustomer customer, Dialogue dialogue, int place)
    {
        if (customer.Regular.Language != "ja")
        {
            return (staff.People["olivia"], staff.English);
        }

        return dialogue.Tags.Intersect(["定期便", "卸"]).Any()
            ? (staff.People[place % 3 == 0 ? "agent" : "yuka"], staff.Subscriptions)
            : (staff.People[(place % 5) switch { 0 or 3 => "shota", 1 => "supervisor", _ => "agent" }], staff.Support);
    }

    private void Play(DemoCustomer customer, DemoIdentity identity, Dialogue dialogue, DemoColleague owner, DemoTeam team, DemoOutcome outcome, DateTimeOffset end) =>
        Conversations.Add(new DemoPlay(random, customer, identity, staff, owner, team, now).Run(dialogue, outcome, end));

    /// <summary>Calls that were promised: most are done, and none falls due while somebody is still looking around.</summary>
    private void Promise()
    {
        FollowUps.AddRange(logs.FollowUps);
        var owned = Conversations.Where(played => played.State is { OwnerId: not null, IdentityId: not null }).ToList();
        FollowUps.AddRange(owned.Where(played => !played.State.Status.IsClosed()).Where((_, index) => index % 6 == 2).Select(played => DemoFollowUp.Open(random, played, now)));
        FollowUps.AddRange(owned.Where(played => played.State.Status == ConversationStatus.Resolved).Where((_, index) => index % 40 == 7).Select(played => DemoFollowUp.Done(random, played)));
    }

    private Guid MakeId()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
