using System.Text;

namespace Hub.Channels.Email.Mime;

/// <summary>format=flowed (RFC 3676): paragraphs that were wrapped for old programs, in both directions.</summary>
internal static class FlowedText
{
    private const int Width = 76;
    private const string Signature = "-- ";

    /// <param name="deleteSpace">DelSp=yes: the space at the end of a line only says that it goes on.</param>
    internal static string Unwrap(string text, bool deleteSpace)
    {
        var result = new StringBuilder(text.Length);
        int? openDepth = null;
        var first = true;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range];
            var depth = line.Length - line.TrimStart('>').Length;
            line = line[depth..];
            if (line.StartsWith(' '))
            {
                line = line[1..];
            }

            var signature = line is Signature;
            if (openDepth != depth || signature)
            {
                if (!first)
                {
                    result.Append('\n');
                }

                result.Append('>', depth);
                if (depth > 0)
                {
                    result.Append(' ');
                }
            }

            var goesOn = line.EndsWith(' ') && !signature;
            result.Append(goesOn && deleteSpace ? line[..^1] : line);
            openDepth = goesOn ? depth : null;
            first = false;
        }

        return result.ToString();
    }

    /// <summary>
    /// Wraps long lines at spaces only, so that text without spaces (Japanese) never gains one. Quoted lines keep their depth. Spaces at the end of a line are
    /// dropped, because they would mean that it goes on.
    /// </summary>
    internal static string Wrap(string text)
    {
        var result = new StringBuilder(text.Length + (text.Length / 40));
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range];
            var depth = line.Length - line.TrimStart('>').Length;
            var content = line[depth..];
            if (depth > 0 && content.StartsWith(' '))
            {
                content = content[1..];
            }

            WrapLine(result, depth, content is Signature ? Signature : content.TrimEnd(' '));
        }

        result.Length--;
        return result.ToString();
    }

    private static void WrapLine(StringBuilder result, int depth, ReadOnlySpan<char> content)
    {
        while (true)
        {
            result.Append('>', depth);
            if (depth > 0 || content.StartsWith(' ') || content.StartsWith('>') || content.StartsWith("From "))
            {
                result.Append(' ');
            }

            var end = content.Length <= Width ? -1 : content[..Width].LastIndexOf(' ');
            // Not before the first word, and not where the rest would begin with a space: readers drop one of those.
            while (end > 0 && content[end + 1] == ' ')
            {
                end--;
                end = end > 0 ? content[..end].LastIndexOf(' ') : -1;
            }

            // A line of its own, these are the beginning of a signature.
            if (end <= 0 || content[..(end + 1)] is Signature)
            {
                result.Append(content).Append('\n');
                return;
            }

            result.Append(content[..(end + 1)]).Append('\n');
            content = content[(end + 1)..];
        }
    }
}
