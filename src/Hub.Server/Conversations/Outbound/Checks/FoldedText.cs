using System.Text;

namespace Hub.Server.Conversations.Outbound.Checks;

/// <summary>Makes two spellings of one name or number comparable: width, case, kana and spaces.</summary>
internal static class FoldedText
{
    /// <summary>Full-width and half-width become one; nothing else changes.</summary>
    public static string Width(string text) => text.Normalize(NormalizationForm.FormKC);

    public static string Name(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var character in Width(name))
        {
            if (char.IsLetterOrDigit(character) || character is 'ー' or '々')
            {
                folded.Append(character is >= 'ぁ' and <= 'ゖ' ? (char)(character + 0x60) : char.ToLowerInvariant(character));
            }
        }

        return folded.ToString();
    }

    /// <summary>As the database indexes names: without spaces, in lower case.</summary>
    public static string Key(string name) => string.Concat(Width(name).Where(character => character is not (' ' or '・'))).ToLowerInvariant();

    public static bool IsKanji(char character) => character is (>= '\u4E00' and <= '\u9FFF') or (>= '\u3400' and <= '\u4DBF') or '々';

    public static bool IsKana(char character) => character is >= '\u3041' and <= '\u30FF';

    public static bool IsLatin(char character) => char.IsAsciiLetter(character) || character is >= '\u00C0' and <= '\u024F';
}
