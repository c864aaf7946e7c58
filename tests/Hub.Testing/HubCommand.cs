using System.Diagnostics;

namespace Hub.Testing;

/// <summary>The server's commands besides serving, as a process of its own.</summary>
public static class HubCommand
{
    /// <returns>The exit code and what it wrote for people.</returns>
    public static async Task<(int Code, string Said)> RunAsync(string[] arguments, IEnumerable<KeyValuePair<string, string?>>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Hub.Server.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("Hub__", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        // Most of what a program of a few seconds runs, it runs too seldom to be worth compiling a second time; loops are still made fast while they run.
        start.Environment["DOTNET_TC_CallCounting"] = "0";
        start.Environment["Hub__PostgresDirectory"] = await TestDatabases.ProgramsAsync();
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await errors + await output);
    }
}
