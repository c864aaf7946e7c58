using System.Security.Cryptography;
using System.Text;
using Hub.Server.Conversations;
using Hub.Server.Customers;
using Hub.Server.Demo.Texts;

namespace Hub.Server.Demo;

internal sealed record DemoIdentity(Guid Id, DemoAccount Account, string ExternalId, string? DisplayName, bool Verified, bool Reachable);

internal sealed record DemoCustomer(Guid Id, Regular Regular, IReadOnlyList<DemoIdentity> Identities);

/// <summary>What happened in the shop until now. The same seed tells the same story, at other dates.</summary>
internal sealed class DemoHistory
{
    private const int Seed = 1948;
    private static readonly List<Dialogue> Japanese = [.. Dialogue.Read(JapaneseDialogues.Orders), .. Dialogue.Read(JapaneseDialogues.Subscriptions), .. Dialogue.Read(JapaneseDialogues.Wholesale)];
    private static readonly List<Dialogue> English = [.. Dialogue.Read(EnglishDialogues.Orders), .. Dialogue.Read(EnglishDialogues.Subscriptions)];
    private static readonly List<Dialogue> Cafe = Dialogue.Read(CafeDialogues.Weeks);

    private readonly Random random = new(Seed);
    private readonly DemoStaff staff;
    private readonly DateTimeOffset now;
    private readonly Dictionary<string, int> told = [];

    private DemoHistory(DemoStaff staff, DateTimeOffset now) => (this.staff, this.now) = (staff, now);

    public List<DemoCustomer> Customers { get; } = [];

    public List<PlayedConversation> Conversations { get; } = [];

    public static DemoHistory Write(DemoStaff staff, DateTimeOffset now)
    {
        var history = new DemoHistory(staff, now);
        history.TellRegulars();
        history.TellCafe();
        history.Tell(history.Welcome(Regulars.Long), DemoOutcome.Answered, now.AddHours(-7));
        history.Tell(history.Welcome(Regulars.Gone, reachable: false), DemoOutcome.Blocked, now.AddHours(-30));
        return history;
    }

    private void TellRegulars()
    {
        foreach (var (index, regular) in Regulars.All.Index())
        {
            var customer = Welcome(regular);
            var (outcome, minutesAgo) = DemoPlan.Of(index);
            if (index % 5 < 3)
            {
                Tell(customer, DemoOutcome.Resolved, now.AddDays(-34 - index * 0.5).AddMinutes(-random.Next(600)), older: true);
            }

            Tell(customer, outcome, now.AddMinutes(-minutesAgo));
        }
    }

    /// <summary>One conversation of 400 messages, a week's order after the other.</summary>
    private void TellCafe()
    {
        const int length = 400;
        var customer = Welcome(Regulars.Cafe);
        var said = 0;
        var steps = Weeks().TakeWhile(step => step.Kind == StepKind.Pause || ++said <= length - 3); // beside these: created, assigned, tagged
        Play(customer, customer.Identities[0], new Dialogue(["卸", "カフェ"], [.. steps]), staff.People["yuka"], staff.Subscriptions, DemoOutcome.Answered, now.AddMinutes(-70));
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

    private DemoCustomer Welcome(Regular regular, bool reachable = true)
    {
        var identities = regular.Addresses.Select(address =>
        {
            var account = staff.Accounts[address.Way switch { "line" => "line-demo", "line2" => "line-demo-2", _ => "web-demo" }];
            var externalId = address.Way switch
            {
                "site" => IdentityIds.VouchedPrefix + address.Name,
                "web" => Convert.ToHexStringLower(Hash($"visitor/{address.Name}"))[..32],
                _ => "U" + Convert.ToHexStringLower(Hash($"{account.Key}/{address.Name}"))[..32], // as the simulator names its people
            };
            return new DemoIdentity(
                IdentityIds.Of(account.Id, externalId), account, externalId, address.Way switch { "web" => null, "site" => regular.Name, _ => address.Name }, address.Way == "site", reachable);
        });
        var customer = new DemoCustomer(MakeId(), regular, [.. identities]);
        Customers.Add(customer);
        return customer;
    }

    private void Tell(DemoCustomer customer, DemoOutcome outcome, DateTimeOffset end, bool older = false)
    {
        // The next story of the customer's language, so that each is told as seldom as possible.
        var texts = customer.Regular.Language == "ja" ? Japanese : English;
        var place = told[customer.Regular.Language] = told.GetValueOrDefault(customer.Regular.Language) + 1;
        var whole = texts[place % texts.Count];
        var dialogue = whole with { Steps = DemoPlan.Cut(whole.Steps, outcome, random) };
        var identity = customer.Identities[older ? customer.Identities.Count - 1 : 0];
        var (owner, team) = OwnerOf(customer, dialogue, place);
        Play(customer, identity, dialogue, owner, team, outcome, end);
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

    private Guid MakeId()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
