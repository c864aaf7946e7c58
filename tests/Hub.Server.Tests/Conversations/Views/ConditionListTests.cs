using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Hub.Server.Conversations.Conditions;
using Xunit;

namespace Hub.Server.Tests.Conversations.Views;

/// <summary>The fields a condition can test stand in three places: in the server, in the desk that offers them, and on the page that explains them.</summary>
public sealed partial class ConditionListTests
{
    [Fact]
    public void The_desk_offers_and_the_page_explains_every_field_the_server_knows_and_no_other()
    {
        var server = ConversationFields.BuiltIn.Order(StringComparer.Ordinal).ToArray();
        var desk = Read("src/Hub.Agent/src/features/inbox/saved/fields-of-conditions.ts");
        var offered = desk[desk.IndexOf("export const builtInFields", StringComparison.Ordinal)..desk.IndexOf("} as const", StringComparison.Ordinal)];
        Assert.Equal(server, DeskField().Matches(offered).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));

        var page = Read("docs/conditions.md");
        var rows = page[page.IndexOf("| Field | Kind |", StringComparison.Ordinal)..page.IndexOf("| Kind | Operators |", StringComparison.Ordinal)].Split('\n').Skip(2).Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        Assert.Equal(server, rows.SelectMany(row => Quoted().Matches(row.Split('|')[1]).Select(match => match.Groups[1].Value)).Where(name => !name.StartsWith("fields.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private static string Read(string path, [CallerFilePath] string here = "") => File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../..", path));

    [GeneratedRegex("^  (\\w+): '", RegexOptions.Multiline)]
    private static partial Regex DeskField();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
