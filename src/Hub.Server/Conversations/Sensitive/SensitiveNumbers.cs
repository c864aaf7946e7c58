using System.Globalization;

namespace Hub.Server.Conversations.Sensitive;

/// <summary>What a run of digits is taken for.</summary>
internal enum SensitiveKind { Card, MyNumber }

/// <param name="Start">Where it begins in the text as it was written.</param>
/// <param name="Length">With the separators inside.</param>
internal readonly record struct SensitiveSpan(int Start, int Length, SensitiveKind Kind, string Digits);

/// <summary>
/// Finds payment cards (13 to 19 digits of a known issuer, Luhn) and マイナンバー (12 digits, check digit of 総務省令第85号 第5条) in what people write: any
/// digits of any width, with or without separators. Numbers that the words around them call an order, a parcel, a telephone or a member are left alone,
/// because a twelfth of all twelve-digit numbers has a right check digit by chance.
/// </summary>
internal static class SensitiveNumbers
{
    private const int ContextBefore = 24;
    private const int ContextAfter = 12;

    private static readonly string[] OtherWords =
    [
        "注文", "受注", "伝票", "送り状", "追跡", "問い合わせ番号", "問合せ番号", "お問合わせ", "配送", "荷物", "予約番号", "会員", "顧客番号", "商品", "品番", "型番", "jan", "電話", "携帯", "tel", "fax", "order",
        "tracking", "parcel", "shipment", "invoice", "請求", "member", "booking", "serial", "シリアル", "imei", "isbn", "phone", "口座", "account",
    ];

    private static readonly string[] MyNumberWords = ["マイナンバー", "個人番号", "mynumber", "my number"];

    public static List<SensitiveSpan> Find(string? text)
    {
        var found = new List<SensitiveSpan>();
        if (text is null || text.Length < 12)
        {
            return found;
        }

        for (var at = 0; at < text.Length; at++)
        {
            if (Digit(text[at]) < 0)
            {
                continue;
            }

            var groups = Groups(text, at);
            var end = groups[^1].Start + groups[^1].Digits.Length;
            found.AddRange(InGroups(text, groups));
            at = end;
        }

        return found;
    }

    /// <summary>The text with every number found replaced: of a card the last four digits stay, of a マイナンバー nothing.</summary>
    public static string Mask(string text, IReadOnlyList<SensitiveSpan> found)
    {
        if (found.Count == 0)
        {
            return text;
        }

        var masked = new System.Text.StringBuilder(text.Length);
        var from = 0;
        foreach (var span in found)
        {
            masked.Append(text, from, span.Start - from).Append(span.Kind == SensitiveKind.Card ? "•••• •••• •••• " + span.Digits[^4..] : "•••• •••• ••••");
            from = span.Start + span.Length;
        }

        return masked.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>The digit of any script a phone or computer may write, else -1.</summary>
    private static int Digit(char character) => char.IsAsciiDigit(character) ? character - '0' : character < 128 ? -1 : CharUnicodeInfo.GetDecimalDigitValue(character);

    private static bool Separates(char character) => character is ' ' or '-' or '.' or '_' or '　' or '\u00A0' or '‐' or '‑' or '‒' or '–' or '—' or '―' or '−' or '－' or 'ー' or '・' or '．';

    /// <summary>Digits that belong together: groups with at most two separators between them.</summary>
    private static List<(int Start, string Digits)> Groups(string text, int at)
    {
        var groups = new List<(int Start, string Digits)>();
        while (true)
        {
            var start = at;
            while (at < text.Length && Digit(text[at]) >= 0)
            {
                at++;
            }

            groups.Add((start, string.Create(at - start, (text, start), static (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = (char)('0' + Digit(source.text[source.start + i]));
                }
            })));
            var next = at;
            while (next < text.Length && next - at < 2 && Separates(text[next]))
            {
                next++;
            }

            if (next == at || next >= text.Length || Digit(text[next]) < 0)
            {
                return groups;
            }

            at = next;
        }
    }

    private static IEnumerable<SensitiveSpan> InGroups(string text, List<(int Start, string Digits)> groups)
    {
        for (var first = 0; first < groups.Count; first++)
        {
            for (var last = groups.Count - 1; last >= first; last--)
            {
                var layout = groups.GetRange(first, last - first + 1);
                var digits = string.Concat(layout.Select(group => group.Digits));
                if (digits.Length > 19 || KindOf(digits, [.. layout.Select(group => group.Digits.Length)]) is not { } kind)
                {
                    continue;
                }

                var (start, end) = (groups[first].Start, groups[last].Start + groups[last].Digits.Length);
                if (!IsSomethingElse(text, start, end, kind))
                {
                    yield return new SensitiveSpan(start, end - start, kind, digits);
                }

                first = last;
                break;
            }
        }
    }

    private static SensitiveKind? KindOf(string digits, int[] layout)
    {
        if (digits.Length == 12 && layout is [12] or [4, 4, 4] && IsMyNumber(digits))
        {
            return SensitiveKind.MyNumber;
        }

        var laidOut = layout.Length == 1 || layout is [4, 6, 5] or [4, 6, 4] || (layout[..^1].All(length => length == 4) && layout[^1] is >= 1 and <= 7);
        return digits.Length is >= 13 and <= 19 && laidOut && HasIssuer(digits) && PassesLuhn(digits) ? SensitiveKind.Card : null;
    }

    internal static bool PassesLuhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? (digit * 2) - 9 : digit * 2;
        }

        return sum % 10 == 0;
    }

    /// <summary>Beginnings and lengths that a card network has issued.</summary>
    internal static bool HasIssuer(string digits)
    {
        var (two, three, four) = (int.Parse(digits.AsSpan(0, 2), CultureInfo.InvariantCulture), int.Parse(digits.AsSpan(0, 3), CultureInfo.InvariantCulture), int.Parse(digits.AsSpan(0, 4), CultureInfo.InvariantCulture));
        return digits.Length switch
        {
            13 => digits[0] == '4',
            14 => two is 36 or 38 or 39 || three is >= 300 and <= 305,
            15 => two is 34 or 37,
            16 => digits[0] == '4' || two is >= 51 and <= 55 or 65 or 62 || four is (>= 2221 and <= 2720) or (>= 3528 and <= 3589) or 6011 || three is >= 644 and <= 649,
            19 => digits[0] == '4' || two is 62 || four is >= 3528 and <= 3589 or 6011,
            _ => two is 62 or 65 || four is >= 3528 and <= 3589,
        };
    }

    internal static bool IsMyNumber(string digits)
    {
        // Pn counts from the digit left of the check digit; Qn = n + 1 up to six, then n - 5.
        var sum = 0;
        for (var n = 1; n <= 11; n++)
        {
            sum += (digits[11 - n] - '0') * (n <= 6 ? n + 1 : n - 5);
        }

        var rest = sum % 11;
        return digits.Any(digit => digit != digits[0]) && digits[11] - '0' == (rest <= 1 ? 0 : 11 - rest);
    }

    /// <summary>The words beside a number say what it is. One that is called マイナンバー is one, whatever else stands there.</summary>
    private static bool IsSomethingElse(string text, int start, int end, SensitiveKind kind)
    {
        var from = Math.Max(0, start - ContextBefore);
        var before = Fold(text[from..start]);
        if (kind == SensitiveKind.MyNumber && MyNumberWords.Any(word => before.Contains(word, StringComparison.Ordinal)))
        {
            return false;
        }

        if (kind == SensitiveKind.Card)
        {
            // A card is a card unless its own label says otherwise: only what stands right before it counts.
            var label = before.TrimEnd(' ', ':', '：', 'は', '#', '。', '・', '\n');
            return OtherWords.Any(word => label.EndsWith(word, StringComparison.Ordinal) || label.EndsWith(word + "番号", StringComparison.Ordinal) || label.EndsWith(word + " number", StringComparison.Ordinal)
                || label.EndsWith(word + " no.", StringComparison.Ordinal));
        }

        var after = Fold(text[end..Math.Min(text.Length, end + ContextAfter)]);
        return OtherWords.Any(word => before.Contains(word, StringComparison.Ordinal) || after.Contains(word, StringComparison.Ordinal))
            || before.TrimEnd().EndsWith('+');
    }

    private static string Fold(string text) => text.Normalize(System.Text.NormalizationForm.FormKC).ToLowerInvariant();
}
