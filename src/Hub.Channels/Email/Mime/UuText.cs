using System.Text;
using MimeKit.Encodings;

namespace Hub.Channels.Email.Mime;

/// <summary>A file that an old program wrote into the text.</summary>
internal sealed record UuFile(string Name, byte[] Encoded)
{
    internal MailPart AsPart() =>
        new("application/octet-stream", Encoded.Length, () => PartContent.Decode(Encoded, "x-uuencode")) { FileName = Name, Disposition = MailDisposition.Attachment };
}

/// <summary>Finds <c>begin 644 name … end</c> in text and takes it out.</summary>
internal static class UuText
{
    private const int MostFiles = 100;

    internal static string Extract(string text, List<UuFile> files)
    {
        if (!text.Contains("begin ", StringComparison.Ordinal) || !text.Contains("\nend", StringComparison.Ordinal))
        {
            return text;
        }

        var rest = new StringBuilder(text.Length);
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (files.Count < MostFiles && Name(lines[i]) is { } name && End(lines, i + 1) is { } end)
            {
                files.Add(new UuFile(name, Encoding.ASCII.GetBytes(string.Join('\n', lines[i..(end + 1)]) + "\n")));
                i = end;
            }
            else
            {
                rest.Append(lines[i]).Append('\n');
            }
        }

        rest.Length = Math.Max(0, rest.Length - 1);
        return rest.ToString();
    }

    private static string? Name(string line)
    {
        var parts = line.TrimEnd().Split(' ', 3);
        return parts is ["begin", { Length: 3 or 4 } mode, { Length: > 0 } name] && mode.All(char.IsAsciiDigit)
            ? name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Cut(MimeLimits.FileNameLength)
            : null;
    }

    /// <summary>The line "end", if all lines before it are uuencoded. Stops at the first that is not, so a text full of "begin" costs no more than its length.</summary>
    private static int? End(string[] lines, int from)
    {
        for (var i = from; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            if (line == "end")
            {
                return i;
            }

            if (line.Length > 0 && (line[0] is < ' ' or > '`' || line.Length > 90 || line.AsSpan().ContainsAnyExceptInRange(' ', '`')))
            {
                return null;
            }
        }

        return null;
    }
}
