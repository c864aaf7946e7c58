using System.Collections.Frozen;
using System.Text;

namespace Hub.Channels.Email.Mime;

/// <summary>Charsets by the names mail gives them.</summary>
internal static class Charsets
{
    /// <summary>Names .NET does not know, or knows as something narrower than what is sent under them (vendor characters: ①, ㈱, 髙, half-width kana).</summary>
    private static readonly FrozenDictionary<string, int> _codePages = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        ["shift_jis"] = 932, ["shift-jis"] = 932, ["sjis"] = 932, ["x-sjis"] = 932, ["ms_kanji"] = 932, ["windows-31j"] = 932, ["cp932"] = 932, ["ms932"] = 932,
        ["x-ms-cp932"] = 932, ["shift_jisx0213"] = 932, ["shift_jis-2004"] = 932,
        ["iso-2022-jp"] = 50221, ["csiso2022jp"] = 50221, ["iso-2022-jp-ms"] = 50221, ["cp50220"] = 50221, ["cp50221"] = 50221, ["cp50222"] = 50221, ["jis"] = 50221,
        ["iso-2022-jp-1"] = 50221, ["iso-2022-jp-2"] = 50221, ["iso-2022-jp-3"] = 50221, ["iso-2022-jp-2004"] = 50221,
        ["euc-jp"] = 51932, ["eucjp"] = 51932, ["x-euc-jp"] = 51932, ["eucjp-ms"] = 51932, ["eucjp-win"] = 51932, ["cp51932"] = 51932, ["ujis"] = 51932, ["x-euc"] = 51932,
        ["gb2312"] = 54936, ["gbk"] = 54936, ["gb_2312-80"] = 54936, ["x-gbk"] = 54936, ["cp936"] = 54936, ["gb18030"] = 54936, ["hz-gb-2312"] = 52936,
        ["big5"] = 950, ["big5-hkscs"] = 950, ["cp950"] = 950,
        ["ks_c_5601-1987"] = 949, ["euc-kr"] = 949, ["cp949"] = 949, ["uhc"] = 949, ["windows-949"] = 949,
        ["utf8"] = 65001, ["utf-8"] = 65001, ["unicode-1-1-utf-8"] = 65001, ["utf-8-sig"] = 65001, ["utf8mb4"] = 65001, ["cp65001"] = 65001,
        ["iso-8859-1"] = 1252, ["iso8859-1"] = 1252, ["iso_8859-1"] = 1252, ["latin1"] = 1252, ["latin-1"] = 1252, ["cp1252"] = 1252, ["cp-850"] = 850, ["macintosh"] = 10000,
        ["iso-8859-8-i"] = 1255, ["iso-8859-9"] = 1254, ["iso-8859-11"] = 874, ["tis-620"] = 874,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    static Charsets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    internal static Encoding Cp932 => Encoding.GetEncoding(932);

    internal static Encoding EucJp => Encoding.GetEncoding(51932);

    internal static Encoding Iso2022Jp => Encoding.GetEncoding(50221);

    internal static Encoding Windows1252 => Encoding.GetEncoding(1252);

    /// <summary>
    /// Null for a charset nobody knows, for the labels that mean "I do not know", and for UTF-7: it hides mark-up from every filter that looks at the
    /// bytes, and no program of today writes it (MI3).
    /// </summary>
    internal static Encoding? Find(string? label)
    {
        var name = label?.Trim().Trim('"', '\'').Trim() ?? "";
        if (name.Length is 0 or > 40)
        {
            return null;
        }

        if (_codePages.TryGetValue(name, out var page))
        {
            return Encoding.GetEncoding(page);
        }

        try
        {
            return name.Contains("utf-7", StringComparison.OrdinalIgnoreCase) ? null : Encoding.GetEncoding(name);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The text if every byte has a meaning, else null.</summary>
    internal static string? TryStrict(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetString(bytes);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
