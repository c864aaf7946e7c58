using System.Globalization;
using System.Text;

namespace Hub.Simulator.Mail;

/// <summary>Words of any charset in a header (RFC 2047), folded, each whole in itself.</summary>
internal static class EncodedWords
{
    private const int PerWord = 10;

    public static string Of(string text, Encoding charset)
    {
        if (text.All(c => c is >= ' ' and <= '~') && !text.Contains("=?", StringComparison.Ordinal))
        {
            return text;
        }
        var characters = new List<string>();
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
        {
            characters.Add(elements.GetTextElement());
        }
        var name = charset.CodePage switch { 50220 => "ISO-2022-JP", 932 => "Shift_JIS", _ => "UTF-8" };
        return string.Join("\r\n ", characters.Chunk(PerWord).Select(chunk => $"=?{name}?B?{Convert.ToBase64String(charset.GetBytes(string.Concat(chunk)))}?="));
    }
}
