using Hub.Server.Demo.Texts;

namespace Hub.Server.Demo;

/// <summary>How a story stands today.</summary>
internal enum DemoOutcome
{
    /// <summary>Nobody has answered.</summary>
    Unassigned,

    /// <summary>The customer waits for the owner.</summary>
    Waiting,

    /// <summary>The customer has the last answer.</summary>
    Answered,

    /// <summary>The carrier or a tea garden is being asked.</summary>
    Asking,

    Snoozed,
    Resolved,

    /// <summary>The last answer was refused: this month's messages are used up.</summary>
    Refused,

    /// <summary>Nobody knows whether the last answer arrived.</summary>
    Uncertain,

    /// <summary>The customer has blocked the account, so the last answer was refused.</summary>
    Blocked,

    Spam,
}

/// <summary>What is on the desk today, from a few minutes to a few weeks old.</summary>
internal static class DemoPlan
{
    private static readonly (DemoOutcome Outcome, int MinutesAgo)[] Today =
    [
        (DemoOutcome.Waiting, 6), (DemoOutcome.Resolved, 3100), (DemoOutcome.Unassigned, 14), (DemoOutcome.Answered, 210), (DemoOutcome.Snoozed, 1500), (DemoOutcome.Waiting, 52),
        (DemoOutcome.Unassigned, 4), (DemoOutcome.Waiting, 31), (DemoOutcome.Refused, 1800), (DemoOutcome.Unassigned, 77), (DemoOutcome.Answered, 340), (DemoOutcome.Waiting, 125),
        (DemoOutcome.Resolved, 900), (DemoOutcome.Uncertain, 480), (DemoOutcome.Unassigned, 190), (DemoOutcome.Snoozed, 2700), (DemoOutcome.Waiting, 405), (DemoOutcome.Answered, 1380),
        (DemoOutcome.Resolved, 4400), (DemoOutcome.Unassigned, 26), (DemoOutcome.Waiting, 980), (DemoOutcome.Resolved, 7300), (DemoOutcome.Answered, 2600), (DemoOutcome.Snoozed, 4000),
        (DemoOutcome.Resolved, 10_100), (DemoOutcome.Unassigned, 610), (DemoOutcome.Waiting, 1460), (DemoOutcome.Answered, 3500), (DemoOutcome.Resolved, 12_900), (DemoOutcome.Resolved, 14_300),
        (DemoOutcome.Waiting, 2050), (DemoOutcome.Answered, 5100), (DemoOutcome.Resolved, 17_000), (DemoOutcome.Snoozed, 5800), (DemoOutcome.Unassigned, 9), (DemoOutcome.Waiting, 18),
        (DemoOutcome.Answered, 150), (DemoOutcome.Resolved, 21_500), (DemoOutcome.Unassigned, 260), (DemoOutcome.Waiting, 700), (DemoOutcome.Resolved, 26_000), (DemoOutcome.Snoozed, 1250),
    ];

    /// <summary>What else is going on, beside the regulars: how many stand where, and between how many minutes ago they came to stand there.</summary>
    private static readonly (DemoOutcome Outcome, int Count, int From, int Until)[] Others =
    [
        (DemoOutcome.Unassigned, 9, 5, 330), (DemoOutcome.Waiting, 24, 8, 2900), (DemoOutcome.Answered, 22, 60, 6500), (DemoOutcome.Asking, 12, 120, 5000), (DemoOutcome.Snoozed, 7, 300, 4300),
    ];

    public static (DemoOutcome Outcome, int MinutesAgo) Of(int index) => Today[index % Today.Length];

    public static IEnumerable<(DemoOutcome Outcome, int MinutesAgo)> OfOthers(Random random) =>
        Others.SelectMany(others => Enumerable.Range(0, others.Count), (others, _) => (others.Outcome, random.Next(others.From, others.Until)));

    /// <summary>Whether a story has a moment in which it can stand so.</summary>
    public static bool Fits(IReadOnlyList<Step> steps, DemoOutcome outcome) => outcome is not DemoOutcome.Waiting
        || steps.SkipWhile(step => step.Kind != StepKind.Agent).Any(step => step.Kind == StepKind.Customer);

    /// <summary>A story ends where it stands today.</summary>
    public static IReadOnlyList<Step> Cut(IReadOnlyList<Step> steps, DemoOutcome outcome, Random random)
    {
        switch (outcome)
        {
            case DemoOutcome.Resolved:
                return steps;
            case DemoOutcome.Unassigned or DemoOutcome.Spam:
                return [.. steps.TakeWhile(step => step.IsInbound)];
            default:
                var answered = steps.Index().First(step => step.Item.Kind == StepKind.Agent).Index;
                var ends = steps.Index().Skip(answered).Where(step => outcome == DemoOutcome.Waiting ? step.Item.Kind == StepKind.Customer : step.Item.Kind == StepKind.Agent).ToList();

                // Early on there is still something to say.
                return [.. steps.Take(ends[random.Next(Math.Min(2, ends.Count))].Index + 1)];
        }
    }
}
