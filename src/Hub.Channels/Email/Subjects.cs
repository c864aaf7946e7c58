using System.Globalization;
using System.Text.RegularExpressions;

namespace Hub.Channels.Email;

/// <summary>What a subject says without the prefixes mail programs add (RFC 5256 2.1, and those of Japanese programs).</summary>
internal static partial class Subjects
{
    /// <summary>Null when nothing is left.</summary>
    internal static string? Base(string subject)
    {
        var text = Spaces().Replace(subject.Normalize(System.Text.NormalizationForm.FormKC), " ").Trim();
        while (true)
        {
            var shorter = Suffix().Replace(Prefix().Replace(text, ""), "").Trim();
            if (shorter.Length == text.Length)
            {
                return text.Length == 0 ? null : text;
            }

            text = shorter;
        }
    }

    /// <summary>A conversation's number as the hub's texts write it: [#123].</summary>
    internal static long? Number(string subject) =>
        Mark().Match(subject) is { Success: true } match && long.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^(?:(?:re|fwd?|fw|aw|sv|tr|wg|回复|转发|返信|転送)\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s*:\s*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\s*\(fwd\)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Suffix();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"[\[［]\s*[#＃](\d{1,12})\s*[\]］]", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();
}
