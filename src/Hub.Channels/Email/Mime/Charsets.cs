using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text;

namespace Hub.Channels.Email.Mime;

/// <summary>Charsets by the names mail gives them.</summary>
internal static class Charsets
{
    /// <summary>Names .NET does not know, or knows as something narrower than what is sent under them (vendor characters: ①, ㈱, 髙, half-width kana).</summary>
    private static readonly FrozenDictionary<string, int> _codePages = Names(
        (932, "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j cp932 ms932 x-ms-cp932 shift_jisx0213 shift_jis-2004"),
        (50221, "iso-2022-jp csiso2022jp iso-2022-jp-ms cp50220 cp50221 cp50222 jis iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-2004"),
        (51932, "euc-jp eucjp x-euc-jp eucjp-ms eucjp-win cp51932 ujis x-euc"),
        (54936, "gb2312 gbk gb_2312-80 x-gbk cp936 gb18030"),
        (52936, "hz-gb-2312"),
        (950, "big5 big5-hkscs cp950"),
        (949, "ks_c_5601-1987 euc-kr cp949 uhc windows-949"),
        (65001, "utf8 utf-8 unicode-1-1-utf-8 utf-8-sig utf8mb4 cp65001"),
        (1252, "iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 cp1252"),
        (1254, "iso-8859-9"),
        (1255, "iso-8859-8-i"),
        (874, "iso-8859-11 tis-620"),
        (850, "cp-850"),
        (10000, "macintosh"));

    private static readonly ConcurrentDictionary<int, Encoding> _encodings = new();

    internal static Encoding Cp932 => ByPage(932);

    internal static Encoding EucJp => ByPage(51932);

    internal static Encoding Iso2022Jp => ByPage(50221);

    internal static Encoding Windows1252 => ByPage(1252);

    /// <summary>Before anything in the process touches MimeKit: it looks for its charsets once, and never again for those it missed.</summary>
#pragma warning disable CA2255 // A library's initializer runs unasked. This one only makes known what .NET ships.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

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
            return ByPage(page);
        }

        try
        {
            return name.Contains("utf-7", StringComparison.OrdinalIgnoreCase) ? null : ByPage(Encoding.GetEncoding(name).CodePage);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>What has no meaning becomes U+FFFD everywhere: some code pages would write "・" or "?", which people write too.</summary>
    private static Encoding ByPage(int page) =>
        _encodings.GetOrAdd(page, number => Encoding.GetEncoding(number, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD")));

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

    private static FrozenDictionary<string, int> Names(params ReadOnlySpan<(int Page, string Names)> pages)
    {
        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var (page, list) in pages)
        {
            foreach (var name in list.Split(' '))
            {
                names[name] = page;
            }
        }

        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
