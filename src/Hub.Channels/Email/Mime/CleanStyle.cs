using System.Collections.Frozen;
using System.Text;

namespace Hub.Channels.Email.Mime;

/// <summary>
/// Inline styles that only colour and arrange text: nothing that loads (<c>url()</c>), leaves its place (<c>position</c>, negative margins) or hides behind escapes.
/// </summary>
internal static class CleanStyle
{
    private static readonly FrozenSet<string> _properties = (
        "background-color border border-bottom border-bottom-color border-bottom-style border-bottom-width border-collapse border-color border-left border-left-color border-left-style border-left-width"
        + " border-radius border-right border-right-color border-right-style border-right-width border-spacing border-style border-top border-top-color border-top-style border-top-width border-width"
        + " color direction display font font-family font-size font-style font-variant font-weight height letter-spacing line-height list-style-type margin margin-bottom margin-left margin-right"
        + " margin-top max-width min-width overflow-wrap padding padding-bottom padding-left padding-right padding-top text-align text-decoration text-indent text-transform unicode-bidi vertical-align"
        + " white-space width word-break word-spacing word-wrap").Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> _functions = new[] { "rgb", "rgba", "hsl", "hsla" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    internal static string Of(string style)
    {
        // Comments and escapes are how forbidden words are spelt so that a filter misses them; a mail that needs them looks plainer.
        if (style.Length > 4_000 || style.ContainsAny('\\', '<', '@') || style.Contains("/*", StringComparison.Ordinal))
        {
            return "";
        }

        var clean = new StringBuilder();
        foreach (var declaration in style.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = declaration.IndexOf(':');
            if (colon > 0 && _properties.Contains(declaration[..colon].TrimEnd()) && IsSafe(declaration[(colon + 1)..].Trim()))
            {
                clean.Append(clean.Length > 0 ? ";" : "").Append(declaration[..colon].TrimEnd().ToLowerInvariant()).Append(':').Append(declaration[(colon + 1)..].Trim());
            }
        }

        return clean.ToString();
    }

    private static bool IsSafe(string value)
    {
        if (value.Length is 0 or > 300 || value.StartsWith('-') || value.Contains(" -", StringComparison.Ordinal) || value.Count(c => c == '"') % 2 > 0 || value.Count(c => c == '\'') % 2 > 0)
        {
            return false;
        }

        var word = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c == '(' && !_functions.Contains(value[word..i]))
            {
                return false;
            }

            if (!char.IsLetterOrDigit(c) && c != '-')
            {
                if (!"#%.,() '\"+/!".Contains(c))
                {
                    return false;
                }

                word = i + 1;
            }
        }

        return true;
    }
}
