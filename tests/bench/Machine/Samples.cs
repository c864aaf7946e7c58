namespace Hub.Bench.Machine;

/// <summary>Durations in stopwatch ticks, all of them kept: no buckets, no lost tail.</summary>
internal sealed class Samples(int capacity = 1024)
{
    private long[] values = new long[Math.Max(16, capacity)];
    private bool sorted;

    public int Count { get; private set; }

    public void Add(long ticks)
    {
        if (Count == values.Length)
        {
            Array.Resize(ref values, values.Length * 2);
        }

        values[Count++] = ticks;
        sorted = false;
    }

    public void Add(Samples other)
    {
        for (var i = 0; i < other.Count; i++)
        {
            Add(other.values[i]);
        }
    }

    public double Milliseconds(double quantile)
    {
        if (Count == 0)
        {
            return double.NaN;
        }

        if (!sorted)
        {
            Array.Sort(values, 0, Count);
            sorted = true;
        }

        return Clock.Milliseconds(values[Math.Min(Count - 1, (int)(quantile * Count))]);
    }

    public double MeanMilliseconds => Count == 0 ? double.NaN : Clock.Milliseconds(1) * values.AsSpan(0, Count).ToArray().Average();

    public static double Median(IEnumerable<double> numbers)
    {
        var ordered = numbers.Order().ToList();
        return ordered.Count == 0 ? double.NaN : (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
