using System.Diagnostics;

namespace Hub.Bench.Machine;

/// <summary>The monotonic clock. On Linux all processes read the same one, so that a moment taken in one may be compared in another.</summary>
internal static class Clock
{
    public static long Now => Stopwatch.GetTimestamp();

    public static long PerSecond => Stopwatch.Frequency;

    public static double Seconds(long ticks) => (double)ticks / Stopwatch.Frequency;

    public static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    public static long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Stopwatch.Frequency);
}
