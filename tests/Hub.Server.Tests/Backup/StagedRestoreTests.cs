using Hub.Server.Platform.Startup;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Backup;

/// <summary>The last step of a restore: renames that a crash may stop after any of them.</summary>
public sealed class StagedRestoreTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_crash_after_any_rename_is_carried_to_the_end_by_the_next_start(int renamesDone)
    {
        var folder = TestFolders.New("swap");
        Directory.CreateDirectory(Path.Combine(folder, "postgres"));
        await File.WriteAllTextAsync(Path.Combine(folder, "postgres", "data"), "old");
        await File.WriteAllTextAsync(Path.Combine(folder, "master.key"), "old");
        var staging = await StagedRestore.BeginAsync(folder, TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(staging, "postgres"));
        await File.WriteAllTextAsync(Path.Combine(staging, "postgres", "data"), "new");
        await File.WriteAllTextAsync(Path.Combine(staging, "master.key"), "new");

        StagedRestore.Plan(folder, "before-x");
        var aside = Directory.CreateDirectory(Path.Combine(folder, "before-x")).FullName;
        foreach (var (from, to) in new[] { (folder, aside), (staging, folder) }.SelectMany(way => new[] { "postgres", "master.key" }.Select(name => (Path.Combine(way.Item1, name), Path.Combine(way.Item2, name)))).Take(renamesDone))
        {
            Directory.Move(from, to);
        }

        StagedRestore.Finish(folder);
        StagedRestore.Finish(folder);

        Assert.Equal(("new", "new"), (await File.ReadAllTextAsync(Path.Combine(folder, "postgres", "data")), await File.ReadAllTextAsync(Path.Combine(folder, "master.key"))));
        Assert.Equal(("old", "old"), (await File.ReadAllTextAsync(Path.Combine(aside, "postgres", "data")), await File.ReadAllTextAsync(Path.Combine(aside, "master.key"))));
        Assert.False(Directory.Exists(staging));
    }
}
