using System.Diagnostics;

namespace Hub.Bench.Wire;

/// <summary>This program again, in another role.</summary>
internal static class ChildProcess
{
    public static Process StartSelf(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Hub.Bench.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }
}
