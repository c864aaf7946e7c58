using System.Text;
using MimeKit.Encodings;

namespace Hub.Channels.Email.Mime;

/// <summary>
/// Encoded words (RFC 2047), so that every charset is decoded in one place: vendor characters, wrong labels, and characters that were cut in two, which needs the
/// bytes of neighbouring words joined before they are decoded. Words in quotes count too, since real mail puts them there.
/// </summary>
internal static class EncodedWords
{
    private readonly record struct Word(string Charset, bool Base64, int TextStart, int TextEnd, int End);

    /// <summary>A run of bytes: plain ones, or neighbouring words of one charset as the text they mean.</summary>
    private readonly record struct Piece(int Start, int End, string? Decoded);

    /// <summary>Text without structure, in UTF-8 but for its encoded words.</summary>
    internal static string Decode(byte[] header)
    {
        var text = new StringBuilder(header.Length);
        var pieces = Pieces(header);
        for (var i = 0; i < pieces.Count; i++)
        {
            var (start, end, decoded) = pieces[i];
            var between = decoded is null && i > 0 && i + 1 < pieces.Count && pieces[i - 1].Decoded is not null && pieces[i + 1].Decoded is not null;
            if (decoded is not null)
            {
                text.Append(decoded);
            }
            else if (!between || !header.AsSpan(start..end).Trim(" \t\r\n"u8).IsEmpty)
            {
                // White space between two words only keeps them apart.
                text.Append(Encoding.UTF8.GetString(header.AsSpan(start..end)));
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// A header with structure (addresses, parameters), its words rewritten in UTF-8 for MimeKit to decode. A beginning without an end is taken apart: looking for
    /// the ends of a hundred thousand of them costs MimeKit minutes.
    /// </summary>
    internal static byte[] ToUtf8(byte[] header)
    {
        if (header.AsSpan().IndexOf("=?"u8) < 0)
        {
            return header;
        }

        var result = new List<byte>(header.Length);
        foreach (var (start, end, decoded) in Pieces(header))
        {
            if (decoded is not null)
            {
                result.AddRange(Encoding.ASCII.GetBytes($"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(decoded))}?="));
                continue;
            }

            for (var i = start; i < end; i++)
            {
                result.Add(header[i]);
                if (header[i] == '=' && i + 1 < end && header[i + 1] == '?')
                {
                    result.Add((byte)' ');
                }
            }
        }

        return [.. result];
    }

    private static List<Piece> Pieces(byte[] header)
    {
        var pieces = new List<Piece>();
        var (at, plain) = (0, 0);
        while (header.AsSpan(at).IndexOf("=?"u8) is >= 0 and var next)
        {
            at += next;
            if (Read(header, at) is not { } word)
            {
                at += 2;
                continue;
            }

            if (at > plain)
            {
                pieces.Add(new Piece(plain, at, null));
            }

            var (bytes, start) = (new List<byte>(), at);
            for (Word? same = word; same is { } one; same = Neighbour(header, one))
            {
                bytes.AddRange(Bytes(header, one));
                at = one.End;
            }

            pieces.Add(new Piece(start, at, CharsetGuess.Decode([.. bytes], word.Charset, new HashSet<string>())));
            plain = at;
        }

        if (plain < header.Length)
        {
            pieces.Add(new Piece(plain, header.Length, null));
        }

        return pieces;
    }

    /// <summary>The next word, if it has the same charset and only white space stands between.</summary>
    private static Word? Neighbour(byte[] header, Word word)
    {
        var at = word.End;
        while (at < header.Length && header[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }

        return Read(header, at) is { } next && next.Charset.Equals(word.Charset, StringComparison.OrdinalIgnoreCase) ? next : null;
    }

    /// <summary><c>=?charset*language?B?text?=</c> at a place; the text may hold spaces, as some programs write it.</summary>
    private static Word? Read(byte[] header, int at)
    {
        var rest = header.AsSpan(Math.Min(at, header.Length));
        if (!rest.StartsWith("=?"u8))
        {
            return null;
        }

        var charsetEnd = rest[2..Math.Min(80, rest.Length)].IndexOf((byte)'?');
        if (charsetEnd <= 0 || rest.Length < charsetEnd + 6)
        {
            return null;
        }

        var encoding = rest[charsetEnd + 3] | 0x20;
        var textStart = charsetEnd + 5;
        if (encoding is not ('b' or 'q') || rest[charsetEnd + 4] != '?' || TextLength(rest[textStart..]) is not (>= 0 and var length))
        {
            return null;
        }

        var charset = Encoding.Latin1.GetString(rest.Slice(2, charsetEnd)).Split('*')[0];
        return charset.AsSpan().ContainsAny(" \t\r\n\"<>@,;") ? null : new Word(charset, encoding == 'b', at + textStart, at + textStart + length, at + textStart + length + 2);
    }

    /// <summary>Up to "?=", unless another word begins before: a header full of beginnings is looked through once, not once for each.</summary>
    private static int TextLength(ReadOnlySpan<byte> text)
    {
        for (var at = 0; text[at..].IndexOf((byte)'?') is >= 0 and var next; at++)
        {
            at += next;
            if (at + 1 < text.Length && text[at + 1] == '=')
            {
                return at;
            }

            if (at > 0 && text[at - 1] == '=')
            {
                return -1;
            }
        }

        return -1;
    }

    private static ReadOnlySpan<byte> Bytes(byte[] header, Word word)
    {
        IMimeDecoder decoder = word.Base64 ? new Base64Decoder() : new QuotedPrintableDecoder(rfc2047: true);
        var length = word.TextEnd - word.TextStart;
        var output = new byte[decoder.EstimateOutputLength(length)];
        return output.AsSpan(0, decoder.Decode(header, word.TextStart, length, output));
    }
}
