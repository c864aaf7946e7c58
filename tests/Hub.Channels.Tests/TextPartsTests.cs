using System.Text.Json;
using Xunit;

namespace Hub.Channels.Tests;

/// <summary>The table is the desk's too: both count alike.</summary>
public sealed class TextPartsTests
{
    private sealed record Case(string Text, bool Wide, int Parts, int Left);

    [Fact]
    public void Every_text_of_the_desks_table_has_its_parts()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CrmHub.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        var table = File.ReadAllText(Path.Combine(folder.FullName, "src", "Hub.Agent", "src", "features", "thread", "model", "text-parts.cases.json"));
        var cases = JsonSerializer.Deserialize<Case[]>(table, JsonSerializerOptions.Web)!;

        Assert.True(cases.Length > 25);
        Assert.All(cases, each => Assert.Equal(new PartCount(each.Wide, each.Parts, each.Left), TextParts.Sms.Count(each.Text)));
    }
}
