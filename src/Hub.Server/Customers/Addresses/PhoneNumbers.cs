using System.Text;
using System.Text.RegularExpressions;

namespace Hub.Server.Customers;

/// <summary>
/// Telephone numbers as people and machines write them, to E.164 (ITU-T, 2010): "+" and at most 15 digits. Numbers without a country are Japanese unless
/// the caller says another calling code; what cannot be one number for certain is null rather than a guess.
/// </summary>
internal static partial class PhoneNumbers
{
    public const string Japan = "81";

    private const int MaxDigits = 15;
    private const int MinDigits = 7;

    /// <param name="written">Any spelling: full width, dashes of every kind, "+81(0)3-…", a leading 0 lost in a spreadsheet.</param>
    /// <param name="country">The calling code of numbers that name none.</param>
    public static string? Normalise(string? written, string country = Japan)
    {
        if (string.IsNullOrWhiteSpace(written))
        {
            return null;
        }

        var text = Prefix().Replace(written.Normalize(NormalizationForm.FormKC).Trim(), "");
        text = Extension().Replace(text, "");
        var international = text.StartsWith('+');
        if (international)
        {
            // The trunk prefix that people put in brackets is not dialled from abroad.
            text = Trunk().Replace(text, "$1");
        }

        if (!Allowed().IsMatch(text))
        {
            return null;
        }

        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return international ? International(digits) : country == Japan ? Japanese(digits) : National(digits, country);
    }

    private static string? International(string digits)
    {
        if (digits.StartsWith(Japan, StringComparison.Ordinal))
        {
            var rest = digits[Japan.Length..];
            return JapaneseSubscriber(rest.StartsWith('0') ? rest[1..] : rest);
        }

        return digits.Length is >= MinDigits and <= MaxDigits && digits[0] != '0' ? "+" + digits : null;
    }

    private static string? Japanese(string digits) => digits switch
    {
        // 010 is how one dials abroad from Japan; 00-prefixes of carriers are left alone, except Japan's own number dialled in full.
        _ when digits.StartsWith("010", StringComparison.Ordinal) && digits.Length > 11 => International(digits[3..]),
        _ when digits.StartsWith("0081", StringComparison.Ordinal) => International(digits[2..]),
        _ when digits.StartsWith("00", StringComparison.Ordinal) => null,
        ['0', .. var subscriber] => JapaneseSubscriber(subscriber),
        _ => JapaneseSubscriber(digits)
            ?? (digits.StartsWith(Japan, StringComparison.Ordinal) && digits.Length is 11 or 12 ? JapaneseSubscriber(digits[2..]) : null),
    };

    /// <summary>Without the leading 0: nine digits, or ten for mobile, IP (50), pager (20) and toll-free 0800 numbers.</summary>
    private static string? JapaneseSubscriber(string digits) => digits switch
    {
        ['0', ..] => null,
        [('2' or '5' or '6' or '7' or '8' or '9'), '0', ..] => digits.Length == 10 ? $"+{Japan}{digits}" : null,
        _ => digits.Length == 9 ? $"+{Japan}{digits}" : null,
    };

    private static string? National(string digits, string country)
    {
        if (digits.StartsWith("00", StringComparison.Ordinal))
        {
            return International(digits[2..]);
        }

        var rest = digits.StartsWith('0') ? digits[1..] : country == "1" && digits.Length == 11 && digits[0] == '1' ? digits[1..] : digits;
        return International(country + rest);
    }

    [GeneratedRegex(@"^(?:tel|phone|電話|fax)\s*[:.]?\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\s*(?:内線|ext\.?|x|#|;ext=)\s*[0-9]{1,6}\s*\)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Extension();

    [GeneratedRegex(@"^(\+[0-9]{1,3})[\s\-]*\(0\)")]
    private static partial Regex Trunk();

    // After NFKC: digits, one leading plus, spaces, brackets, dots, slashes, and the dashes NFKC leaves alone, the long vowel mark among them.
    [GeneratedRegex(@"^\+?[0-9\s().,/\-\u2010-\u2015\u2212\u30FC\u30FB~\u301C]+$")]
    private static partial Regex Allowed();
}
