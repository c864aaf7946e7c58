using System.Text;
using MimeKit;

namespace Hub.Channels.Email.Mime;

/// <summary>Content-Disposition with a file name (RFC 2183, RFC 2231). MimeKit 4.18 may cut a character outside of the BMP (an emoji) in two where it continues a name.</summary>
internal static class FileNameHeader
{
    private const int SegmentLength = 55;

    internal static Header Of(string disposition, string name)
    {
        var value = new StringBuilder($"{disposition};\r\n");
        if (Ascii.IsValid(name) && name.Length <= 60 && !name.Contains("=?", StringComparison.Ordinal))
        {
            value.Append($" filename=\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        }
        else
        {
            var segments = Segments(name);
            for (var i = 0; i < segments.Count; i++)
            {
                var number = segments.Count == 1 ? "" : $"*{i}";
                value.Append($" filename{number}*={(i == 0 ? "utf-8''" : "")}{segments[i]}{(i + 1 < segments.Count ? ";\r\n" : "")}");
            }
        }

        return HeaderWriting.Raw("Content-Disposition", value.ToString());
    }

    private static List<string> Segments(string name)
    {
        var segments = new List<string> { "" };
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in name.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(bytes);
            var encoded = length == 1 && (char.IsAsciiLetterOrDigit((char)bytes[0]) || bytes[0] is (byte)'.' or (byte)'-' or (byte)'_')
                ? ((char)bytes[0]).ToString()
                : string.Concat(bytes[..length].ToArray().Select(b => $"%{b:X2}"));
            if (segments[^1].Length + encoded.Length > SegmentLength)
            {
                segments.Add("");
            }

            segments[^1] += encoded;
        }

        return segments;
    }
}
