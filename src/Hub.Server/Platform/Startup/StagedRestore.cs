using System.Text.Json;
using Hub.Server.Platform.Database.Embedded;
using Hub.Server.Platform.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Server.Platform.Startup;

/// <summary>
/// A restored data directory is built in a folder within the data directory, which may be a volume's root, and then takes its place by renames. The
/// plan is written before the first one, and whoever holds the directory's lock next carries it out to the end.
/// </summary>
internal static class StagedRestore
{
    private const string Folder = "restoring";
    private const string PlanFile = "plan.json";

    /// <summary>What belongs to the hub in a data directory and moves with a restore.</summary>
    public static IReadOnlyList<string> Belongings { get; } = ["postgres", "postgres.password", FileStore.FolderName, "master.key", "admin.password"];

    /// <summary>What may lie there as well and stays: this start's, and what can be made again.</summary>
    public static IReadOnlyList<string> Staying { get; } = ["hub.lock", "logs", "socket", "pgbin", "simulator", "colleagues.json", Folder];

    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, Folder);

    public static bool HoldsHub(string dataDirectory) => Belongings.Any(name => Path.Exists(Path.Combine(dataDirectory, name)));

    /// <summary>A fresh folder to build in; what an interrupted restore left is deleted.</summary>
    public static async Task<string> BeginAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        await DropAsync(dataDirectory, cancellationToken);
        var staging = PathIn(dataDirectory);
        DataDirectory.Create(staging);
        return staging;
    }

    public static async Task DropAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var staging = PathIn(dataDirectory);
        if (Directory.Exists(staging))
        {
            await PostgresProcesses.StopLeftoversAsync(Path.Combine(staging, "postgres"), NullLogger.Instance, cancellationToken);
            Directory.Delete(staging, recursive: true);
        }
    }

    /// <summary>From here on the restore is carried out to the end, by whoever starts next if need be.</summary>
    /// <param name="dataDirectory">Whose lock the caller holds.</param>
    /// <param name="aside">The folder the earlier hub's belongings go to.</param>
    public static void Plan(string dataDirectory, string aside)
    {
        var staging = PathIn(dataDirectory);
        List<string> bring = [.. Belongings.Where(name => Path.Exists(Path.Combine(staging, name)))];
        List<string> old = [.. Belongings.Where(name => Path.Exists(Path.Combine(dataDirectory, name)))];
        DataDirectory.WriteSecret(Path.Combine(staging, PlanFile), JsonSerializer.Serialize(new Moves(aside, old, bring)));
    }

    /// <summary>Nothing to do but after a restore that was killed between its renames.</summary>
    public static void Finish(string dataDirectory)
    {
        var (staging, planFile) = (PathIn(dataDirectory), Path.Combine(PathIn(dataDirectory), PlanFile));
        if (!File.Exists(planFile))
        {
            return;
        }

        var plan = JsonSerializer.Deserialize<Moves>(File.ReadAllText(planFile))!;
        var aside = Path.Combine(dataDirectory, plan.Aside);
        if (plan.Old.Count > 0)
        {
            DataDirectory.Create(aside);
        }

        foreach (var name in plan.Old.Where(name => !Path.Exists(Path.Combine(aside, name))))
        {
            Directory.Move(Path.Combine(dataDirectory, name), Path.Combine(aside, name));
        }

        foreach (var name in plan.Bring.Where(name => Path.Exists(Path.Combine(staging, name))))
        {
            Directory.Move(Path.Combine(staging, name), Path.Combine(dataDirectory, name));
        }

        File.Delete(planFile);
        Directory.Delete(staging, recursive: true);
    }

    private sealed record Moves(string Aside, List<string> Old, List<string> Bring);
}
