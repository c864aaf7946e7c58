using System.Globalization;

namespace Hub.Bench.Machine;

/// <summary>What Linux says about processes: processor time (with children, living and dead) and resident memory.</summary>
internal static class Processes
{
    private const double TicksPerSecond = 100; // USER_HZ, the unit of /proc/<pid>/stat on every Linux.

    /// <summary>Seconds of processor time of a process and all below it.</summary>
    public static double CpuSeconds(int root)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => name![0] is >= '1' and <= '9').Select(name => Read(name!)).OfType<Stat>().ToLookup(stat => stat.Parent);
        if (Read(root.ToString(CultureInfo.InvariantCulture)) is not { } top)
        {
            return 0;
        }

        double Sum(Stat stat) => stat.Own + stat.DeadChildren + all[stat.Id].Sum(Sum);
        return Sum(top) / TicksPerSecond;
    }

    /// <summary>Seconds of processor time of one process alone.</summary>
    public static double OwnCpuSeconds(int process) => (Read(process.ToString(CultureInfo.InvariantCulture))?.Own ?? 0) / TicksPerSecond;

    /// <summary>Resident memory in MiB.</summary>
    public static double ResidentMiB(int process) => Status(process, "VmRSS:") / 1024;

    public static double[] LoadAverage() =>
        [.. File.ReadAllText("/proc/loadavg").Split(' ').Take(3).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];

    private static double Status(int process, string name)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.AsSpan(name.Length).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private static Stat? Read(string process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");

            // The command's name may contain anything; what follows its last parenthesis may not.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            long Field(int number) => long.Parse(fields[number - 3], CultureInfo.InvariantCulture);
            return new Stat(int.Parse(process, CultureInfo.InvariantCulture), (int)Field(4), Field(14) + Field(15), Field(16) + Field(17));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed record Stat(int Id, int Parent, long Own, long DeadChildren);
}
