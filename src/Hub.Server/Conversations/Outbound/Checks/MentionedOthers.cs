using System.Globalization;
using System.Text.RegularExpressions;
using Hub.Server.Customers;

namespace Hub.Server.Conversations.Outbound.Checks;

/// <summary>What in a text may belong to somebody: names, telephone numbers, e-mail addresses, numbers of conversations. Most texts have nothing of the kind.</summary>
internal sealed partial record MentionedOthers(
    IReadOnlyList<string> Addressed, IReadOnlyDictionary<string, string> Names, IReadOnlyDictionary<string, string> Phones, IReadOnlyDictionary<string, string> Mails,
    IReadOnlyDictionary<long, string> Numbers)
{
    private const int AtMost = 40;
    private const int ShortestName = 3;

    public bool IsEmpty => Addressed.Count + Names.Count + Phones.Count + Mails.Count + Numbers.Count == 0;

    public static MentionedOthers In(string? written)
    {
        var text = FoldedText.Width(written ?? "");
        var (names, phones, mails, numbers) = (new Dictionary<string, string>(), new Dictionary<string, string>(), new Dictionary<string, string>(), new Dictionary<long, string>());
        foreach (Match match in BeforeTitle().Matches(text))
        {
            // Japanese has no spaces: the name may begin anywhere in the run before 様.
            var run = match.Groups[1].Value;
            for (var length = Math.Min(8, run.Length); length >= ShortestName && names.Count < AtMost; length--)
            {
                var name = run[^length..].Trim();
                names.TryAdd(FoldedText.Key(name), name);
            }
        }

        foreach (Match match in TwoCapitals().Matches(text))
        {
            if (names.Count < AtMost)
            {
                names.TryAdd(FoldedText.Key(match.Value), match.Value);
            }
        }

        foreach (Match match in Phone().Matches(text))
        {
            var digits = string.Concat(match.Value.Where(character => char.IsAsciiDigit(character) || character == '+'));
            var international = digits.StartsWith('+') ? digits : digits.StartsWith('0') && digits.Length is 10 or 11 ? "+81" + digits[1..] : null;
            if (international is { Length: >= 9 and <= 16 } && phones.Count < AtMost)
            {
                phones.TryAdd(international, match.Value.Trim());
                phones.TryAdd(international[1..], match.Value.Trim());
                if (international.StartsWith("+81", StringComparison.Ordinal))
                {
                    phones.TryAdd("0" + international[3..], match.Value.Trim());
                }
            }
        }

        foreach (Match match in Mail().Matches(text))
        {
            var address = match.Value.TrimEnd('.').ToLowerInvariant();
            if (mails.Count < AtMost && mails.TryAdd(address, match.Value))
            {
                mails.TryAdd(IdentityIds.VouchedPrefix + address, match.Value);
            }
        }

        foreach (Match match in Number().Matches(text))
        {
            if (long.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && numbers.Count < AtMost)
            {
                numbers.TryAdd(number, match.Value.Trim());
            }
        }

        return new MentionedOthers(AddressedName.In(text), names, phones, mails, numbers);
    }

    [GeneratedRegex(@"([\p{IsCJKUnifiedIdeographs}々\p{IsHiragana}\p{IsKatakana}ー]{1,12}(?: [\p{IsCJKUnifiedIdeographs}々\p{IsHiragana}\p{IsKatakana}ー]{1,6})?) ?(?:様|さま|さん)", RegexOptions.CultureInvariant)]
    private static partial Regex BeforeTitle();

    [GeneratedRegex(@"\b[A-Z][a-z'’-]+ [A-Z][a-z'’-]+\b", RegexOptions.CultureInvariant)]
    private static partial Regex TwoCapitals();

    [GeneratedRegex(@"(?<![\d-])(?:\+\d{1,3}[- .]?|0)\d{1,4}[-) .]{0,2}\(?\d{1,4}[-) .]{0,2}\d{3,4}(?![\d-])", RegexOptions.CultureInvariant)]
    private static partial Regex Phone();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", RegexOptions.CultureInvariant)]
    private static partial Regex Mail();

    [GeneratedRegex(@"(?:#|(?:受付|お?問い?合わ?せ|会話|チケット|案件)(?:番号)?[ :はの]{0,2}|\b(?:ticket|conversation|case|reference) ?(?:no\.?|number)? ?[#:]? ?)(\d{2,12})(?!\d|-\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
