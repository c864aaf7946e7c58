using System.Text.RegularExpressions;

namespace Hub.Server.Conversations.Outbound.Checks;

/// <summary>Whom a text addresses: "田中様、" or "Dear Emma," at the beginning of a line.</summary>
internal static partial class AddressedName
{
    private static readonly HashSet<string> NobodysName = new(StringComparer.Ordinal)
    {
        "お客", "客", "皆", "みな", "お得意", "ご担当者", "担当者", "ご担当", "担当", "奥", "お子", "ご主人", "旦那", "ご家族", "お連れ", "お母", "お父", "お姉", "お兄", "お隣", "先方", "業者", "店長", "お医者", "たく", "お疲れ", "ご苦労",
        "お世話", "お互い", "ご馳走", "お待ち遠", "お気の毒", "各位", "会員", "ご本人", "本人", "保護者", "there", "all", "team", "everyone", "everybody", "customer", "sir", "madam", "sir or madam", "again", "folks",
        "friend", "friends", "and", "thanks", "valued customer",
    };

    /// <summary>Names at the beginning of lines, without titles; general addresses such as お客様 are none.</summary>
    public static List<string> In(string text)
    {
        var found = new List<string>();
        foreach (var line in FoldedText.Width(text).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var match = Japanese().Match(line) is { Success: true } japanese ? japanese : English().Match(line);
            var name = match.Success ? match.Groups["name"].Value.Trim() : "";
            if (name.Length is > 0 and <= 20 && !NobodysName.Contains(name.ToLowerInvariant()) && !IsSentence(name))
            {
                found.Add(name);
            }
        }

        return found;
    }

    /// <summary>
    /// Whether a customer known by these names can be meant. Where that cannot be told (a nickname only, another script) the answer is yes: a question that
    /// comes too often is not read.
    /// </summary>
    public static bool CanMean(string addressed, CustomerNames customer)
    {
        var known = new[] { customer.Name, customer.Kana, customer.DisplayName }.OfType<string>().Where(name => name.Trim().Length > 0).ToList();
        var called = FoldedText.Name(addressed);
        foreach (var name in known)
        {
            var whole = FoldedText.Name(name);
            var parts = name.Split([' ', '　', '・'], StringSplitOptions.RemoveEmptyEntries).Select(FoldedText.Name).Where(part => part.Length > 1);
            if (whole.Length > 0 && (whole.Contains(called, StringComparison.Ordinal) || called.Contains(whole, StringComparison.Ordinal) || parts.Any(part => called.Contains(part, StringComparison.Ordinal))))
            {
                return true;
            }
        }

        // A real name, as opposed to a nickname: kanji, or several words of letters.
        var comparable = addressed.Any(FoldedText.IsKanji)
            ? known.Any(name => name.Any(FoldedText.IsKanji) || IsFullLatin(name))
            : addressed.Any(FoldedText.IsLatin) ? known.Any(IsFullLatin) : known.Any(name => FoldedText.Name(name).All(FoldedText.IsKana));
        return !comparable;
    }

    private static bool IsFullLatin(string name) => name.Any(FoldedText.IsLatin) && !name.Any(FoldedText.IsKanji) && name.Trim().Contains(' ', StringComparison.Ordinal);

    /// <summary>"先ほどご注文の田中" is a piece of a sentence: kanji with particles between.</summary>
    private static bool IsSentence(string name) => name.Any(FoldedText.IsKanji) && name.Any(character => character is 'は' or 'が' or 'を' or 'に' or 'で' or 'と' or 'も' or 'の' or 'た' or 'て');

    [GeneratedRegex(@"^(?<name>[\p{IsCJKUnifiedIdeographs}々\p{IsHiragana}\p{IsKatakana}A-Za-z・. ]{1,24}?) ?(?:様|さま|さん|殿|先生)(?=[\s、。,.!:]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Japanese();

    [GeneratedRegex(@"^(?:[Dd]ear|[Hh]i|[Hh]ello|[Hh]ey|[Gg]ood (?:morning|afternoon|evening))[ ,]+(?:(?:Mr|Ms|Mrs|Miss|Dr)\.? )?(?<name>\p{L}[\p{L}'’-]*(?: \p{L}[\p{L}'’-]*){0,2})\s*(?:[,!.:]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex English();
}
