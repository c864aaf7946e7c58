using System.Text.RegularExpressions;
using Hub.Server.Identity;

namespace Hub.Server.Conversations.Outbound.Checks;

/// <summary>Does its author give their real name in a text whose reader is to know the work name? Asked only for brands that want work names.</summary>
internal static class RealName
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;
    private const string Before = @"(?:担当の?|わたくし、?|私、?|\bI(?:['’]m| am)|\bmy name is|\bthis is|\bregards,?|(?:\n|^)[-–—]*)\s*";
    private const string After = @"\s*(?:です|と申し|でございます|が担当|が承)";

    /// <summary>The whole name, or a part of it as people introduce themselves: a customer may have the same family name.</summary>
    /// <param name="text">With full-width and half-width made one.</param>
    public static string? In(string text, PersonNames author)
    {
        var parts = FoldedText.Width(author.Name).Split([' ', '・'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 1 && Regex.Match(text, string.Join(@"[\s・]*", parts.Select(Regex.Escape)), Options) is { Success: true } whole)
        {
            return whole.Value;
        }

        var work = FoldedText.Width(author.WorkName ?? "");
        return parts.Where(part => part.Length > 1 && !work.Contains(part, StringComparison.OrdinalIgnoreCase)).Select(Regex.Escape)
            .Select(part => Regex.Match(text, $@"{Before}(?<name>{part})(?!\p{{L}})|(?<name>{part}){After}", Options))
            .FirstOrDefault(match => match.Success)?.Groups["name"].Value;
    }
}
