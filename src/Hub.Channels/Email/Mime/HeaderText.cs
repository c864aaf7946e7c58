using System.Text;
using MimeKit;

namespace Hub.Channels.Email.Mime;

/// <summary>Values of header fields as text: RFC 2047 as people really write it, and raw 8-bit of any charset.</summary>
internal static class HeaderText
{
    internal static readonly ParserOptions ParserOptions = new() { MaxMimeDepth = MimeLimits.Depth, AllowAddressesWithoutDomain = true, AllowUnquotedCommasInAddresses = true };

    internal static string Decode(ReadOnlySpan<byte> raw) => Clean(Header.Unfold(EncodedWords.Decode(Plain(raw))));

    /// <summary>Without decoding encoded words.</summary>
    internal static string Utf8(ReadOnlySpan<byte> raw) => CharsetGuess.Decode(raw);

    /// <summary>The value with its encoded words in UTF-8, for MimeKit to read its structure.</summary>
    internal static byte[] ToUtf8(ReadOnlySpan<byte> raw) => EncodedWords.ToUtf8(Plain(raw));

    /// <summary>
    /// The value in UTF-8, so that whatever reads its structure meets no half of a Shift_JIS character that looks like a quote or a backslash.
    /// ISO-2022-JP without an encoded word is 7-bit and shows by its escapes only.
    /// </summary>
    private static byte[] Plain(ReadOnlySpan<byte> raw) =>
        Ascii.IsValid(raw) && !CharsetGuess.HasIso2022(raw) ? raw.ToArray() : Encoding.UTF8.GetBytes(CharsetGuess.Decode(raw));

    /// <summary>RFC 5322 3.6.8: printable ASCII without colon and space.</summary>
    internal static bool IsName(string field)
    {
        foreach (var c in field)
        {
            if (c is <= ' ' or >= '\u007f' or ':')
            {
                return false;
            }
        }

        return field.Length > 0;
    }

    /// <summary>One line of text without control characters.</summary>
    internal static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 && text.AsSpan().IndexOfAnyInRange('\u007f', '\u009f') < 0)
        {
            return text.Trim();
        }

        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\0')
            {
                line.Append('\uFFFD');
            }
            else if (c is '\t' or '\r' or '\n')
            {
                line.Append(' ');
            }
            else if (!char.IsControl(c))
            {
                line.Append(c);
            }
        }

        return line.ToString().Trim();
    }
}
