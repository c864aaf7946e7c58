using System.Globalization;
using Hub.Server.Demo.Texts;

namespace Hub.Server.Demo;

/// <summary>When each step of a story happened, so that the last one happens at the given time.</summary>
internal static class DemoClock
{
    public static readonly TimeSpan Japan = TimeSpan.FromHours(9);

    /// <summary>While the shop was open, on the given day or the one before.</summary>
    public static DateTimeOffset WhileOpen(DateTimeOffset around, Random random)
    {
        var day = around.ToOffset(Japan).Date;
        return new DateTimeOffset(day.DayOfWeek == DayOfWeek.Sunday ? day.AddDays(-1) : day, Japan).AddMinutes(random.Next(11 * 60, 18 * 60)).AddSeconds(random.Next(60)).ToUniversalTime();
    }

    public static DateTimeOffset[] Times(IReadOnlyList<Step> steps, DateTimeOffset end, Random random)
    {
        var offsets = new TimeSpan[steps.Count];
        for (var i = 1; i < steps.Count; i++)
        {
            offsets[i] = offsets[i - 1] + Gap(steps[i - 1], steps[i], random);
        }

        return [.. offsets.Select(offset => end - offsets[^1] + offset)];
    }

    private static TimeSpan Gap(Step before, Step step, Random random)
    {
        var (least, most) = (before, step) switch
        {
            // The conversation is put aside a little after the last word, and the time that passes begins there.
            (_, { Kind: StepKind.Pause }) => (60, 240),
            ({ Kind: StepKind.Pause }, _) => Hours(before),
            ({ IsInbound: true }, { IsInbound: true }) => (15, 80),
            (_, { IsInbound: true }) => (50, 900),
            (_, { Kind: StepKind.Note }) => (90, 400),
            ({ Kind: StepKind.Agent }, _) => (30, 150),
            _ => (100, 700),
        };
        return TimeSpan.FromSeconds(random.Next(least, most));
    }

    private static (int Least, int Most) Hours(Step pause)
    {
        var seconds = int.Parse(pause.Text, CultureInfo.InvariantCulture) * 3600;
        return (seconds - 1500, seconds + 1500);
    }
}
