namespace Hub.Channels;

/// <summary>
/// How a text is cut into parts (3GPP TS 23.038 and 23.040): a short alphabet, or 16-bit units as soon as one character is not in it. The desk counts by
/// the same data. A character is never cut in two.
/// </summary>
/// <param name="Narrow">Characters of the short alphabet that take one unit.</param>
/// <param name="Escaped">Characters of the short alphabet that take two.</param>
/// <param name="NarrowSingle">Units of a message of one part.</param>
/// <param name="NarrowPart">Units of each part of a longer one.</param>
/// <param name="WideSingle">UTF-16 units of a message of one part with any other character.</param>
/// <param name="WidePart">UTF-16 units of each part of a longer one.</param>
public sealed record TextParts(string Narrow, string Escaped, int NarrowSingle, int NarrowPart, int WideSingle, int WidePart)
{
    /// <summary>GSM 7-bit default alphabet with its extension table, else UCS-2.</summary>
    public static TextParts Sms { get; } = new(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
        "\f^{}\\[~]|€",
        NarrowSingle: 160, NarrowPart: 153, WideSingle: 70, WidePart: 67);

    public PartCount Count(string text)
    {
        if (text.Length == 0)
        {
            return new PartCount(Wide: false, Parts: 0, Left: NarrowSingle);
        }

        var wide = text.Any(unit => !Narrow.Contains(unit, StringComparison.Ordinal) && !Escaped.Contains(unit, StringComparison.Ordinal));
        var (single, part) = wide ? (WideSingle, WidePart) : (NarrowSingle, NarrowPart);
        var (units, parts, inLast) = (0, 1, 0);
        foreach (var character in text.EnumerateRunes())
        {
            var size = wide ? character.Utf16SequenceLength : Escaped.Contains((char)character.Value, StringComparison.Ordinal) ? 2 : 1;
            units += size;
            if (inLast + size > part)
            {
                (parts, inLast) = (parts + 1, 0);
            }

            inLast += size;
        }

        return units <= single ? new PartCount(wide, 1, single - units) : new PartCount(wide, parts, part - inLast);
    }
}

/// <param name="Wide">Some character is not in the short alphabet.</param>
/// <param name="Left">Units left in the last part.</param>
public sealed record PartCount(bool Wide, int Parts, int Left);
