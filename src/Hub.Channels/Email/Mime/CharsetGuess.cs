using System.Text;
using System.Text.Unicode;

namespace Hub.Channels.Email.Mime;

/// <summary>
/// Text of bytes whose label is missing, wrong or unknown. In Japan the order that goes wrong least: escapes of ISO-2022-JP, strict UTF-8, then whichever of
/// Shift_JIS and EUC-JP reads like Japanese, then Windows-1252, in which everything means something.
/// </summary>
internal static class CharsetGuess
{
    /// <summary>Enough to tell; a longer text costs no more.</summary>
    private const int Sample = 64 * 1024;

    /// <summary>Bytes with a label. Adds a warning where the label is not believed.</summary>
    internal static string Decode(ReadOnlySpan<byte> bytes, string? label, ISet<string> warnings)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            return Encoding.UTF8.GetString(bytes[3..]);
        }

        var named = Charsets.Find(label);
        if (named is null)
        {
            if (!string.IsNullOrWhiteSpace(label))
            {
                warnings.Add(MailWarning.CharsetUnknown);
            }

            return Decode(bytes);
        }

        if (IsWide(named))
        {
            return named.GetString(bytes).TrimStart('\uFEFF');
        }

        if (Ascii.IsValid(bytes) && (named.CodePage is 50221 or 52936 || named.WebName.StartsWith("iso-2022", StringComparison.Ordinal) || !HasIso2022(bytes)))
        {
            return named.GetString(bytes);
        }

        var text = Believe(bytes, named);
        if (text is null)
        {
            warnings.Add(MailWarning.CharsetWrong);
            return Decode(bytes);
        }

        if (text.Contains('\uFFFD'))
        {
            warnings.Add(MailWarning.CharsetBroken);
        }

        return text;
    }

    /// <summary>Bytes without a label.</summary>
    internal static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (HasIso2022(bytes))
        {
            return Charsets.Iso2022Jp.GetString(bytes);
        }

        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Best(bytes).GetString(bytes);
    }

    /// <summary>An escape to JIS X 0208 or to half-width kana.</summary>
    internal static bool HasIso2022(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOf("\u001b$B"u8) >= 0 || bytes.IndexOf("\u001b$@"u8) >= 0 || bytes.IndexOf("\u001b(I"u8) >= 0;

    private static bool IsWide(Encoding encoding) => encoding.CodePage is 1200 or 1201 or 12000 or 12001;

    /// <summary>The text by its label, or null if the label is wrong.</summary>
    private static string? Believe(ReadOnlySpan<byte> bytes, Encoding named)
    {
        var utf8 = Utf8.IsValid(bytes);
        if (named.CodePage == 65001)
        {
            // One damaged character in a long UTF-8 text is not another charset.
            return utf8 || MostlyUtf8(bytes) ? Encoding.UTF8.GetString(bytes) : null;
        }

        if (named.CodePage is 50221 or 52936 || named.WebName.StartsWith("iso-2022", StringComparison.Ordinal))
        {
            return HasIso2022(bytes) ? named.GetString(bytes) : null;
        }

        if (HasIso2022(bytes) || (utf8 && (named.IsSingleByte || HasThreeByteSequences(bytes))))
        {
            return null;
        }

        return named.IsSingleByte ? named.GetString(bytes) : Charsets.TryStrict(named, bytes) ?? (Best(bytes).CodePage == named.CodePage ? named.GetString(bytes) : null);
    }

    private static bool MostlyUtf8(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..Math.Min(bytes.Length, Sample)];
        var text = Encoding.UTF8.GetString(sample);
        var broken = text.AsSpan().Count('\uFFFD');
        var whole = 0;
        foreach (var c in text)
        {
            whole += c is > '\u007f' and not '\uFFFD' ? 1 : 0;
        }

        return whole > 10 * broken;
    }

    /// <summary>Kana and kanji in UTF-8. Two-byte sequences alone may as well be two half-width kana or an EUC kanji.</summary>
    private static bool HasThreeByteSequences(ReadOnlySpan<byte> bytes) => bytes.ContainsAnyInRange((byte)0xE2, (byte)0xEF);

    private static Encoding Best(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..Math.Min(bytes.Length, Sample)];
        var best = Charsets.Windows1252;
        var score = 0;
        foreach (var candidate in (ReadOnlySpan<Encoding>)[Charsets.Cp932, Charsets.EucJp])
        {
            var own = JapaneseScore(candidate.GetString(sample));
            if (own > score)
            {
                (best, score) = (candidate, own);
            }
        }

        return best;
    }

    /// <summary>How much a text reads like Japanese; at most 0 if it does not.</summary>
    private static int JapaneseScore(string text)
    {
        var score = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            score += c switch
            {
                '\uFFFD' => -20,
                >= '\u3041' and <= '\u30FE' => 4,
                >= '\u3000' and <= '\u303F' => 3,
                >= '\uFF01' and <= '\uFF5E' => 2,
                // A single kanji between Latin letters is an accented letter and its neighbour.
                >= '\u4E00' and <= '\u9FFF' => i > 0 && i + 1 < text.Length && char.IsAsciiLetter(text[i - 1]) && char.IsAsciiLetter(text[i + 1]) ? -4 : 2,
                // Half-width kana are what EUC kanji look like in Shift_JIS.
                >= '\uFF61' and <= '\uFF9F' => -1,
                >= '\uE000' and <= '\uF8FF' => -6,
                >= '\u0080' and <= '\u009F' => -10,
                _ => 0,
            };
        }

        return score == 0 && text.AsSpan().ContainsAnyInRange('\uFF61', '\uFF9F') ? 1 : score;
    }
}
