using System.Text.RegularExpressions;
using Hub.Server.Conversations.Sensitive;

namespace Hub.Server.Conversations.Outbound.Checks;

/// <summary>
/// The usual ways to send the wrong thing (誤送信), as far as the message itself shows them. Pure; what needs a look-up is in <see cref="OtherCustomers"/>.
/// Each rule is made to stay silent on ordinary texts: a question that comes too often is answered without reading.
/// </summary>
internal static partial class SendChecks
{
    /// <summary>From how many recipients on a person should look at the list once more.</summary>
    public const int ManyRecipients = 5;

    private const int EnoughJapanese = 5;
    private const int EnoughLetters = 12;

    public static IEnumerable<SendQuestion> Ask(Outgoing message)
    {
        var unknown = message.Recipients.Where(recipient => !message.KnownRecipients.Contains(recipient, StringComparer.OrdinalIgnoreCase)).ToList();
        if (unknown.Count > 0)
        {
            yield return new SendQuestion("new_recipient", string.Join(", ", unknown));
        }

        if (message.Recipients.Count >= ManyRecipients)
        {
            yield return new SendQuestion("many_recipients", message.Recipients.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        if (message.Text is not { } written)
        {
            yield break;
        }

        var text = FoldedText.Width(written).Trim();
        if (FirstOf(text, NoteBeginning(), NotePhrase()) is { } note)
        {
            yield return new SendQuestion("note_like", note);
        }

        if (FirstOf(written, Placeholder()) is { } placeholder)
        {
            yield return new SendQuestion("placeholder", placeholder);
        }

        if (GreetingOnly().IsMatch(text) && message.Files == 0)
        {
            yield return new SendQuestion("greeting_only", text);
        }
        else if (text.Length > 0 && text[^1] is '、' or ',')
        {
            yield return new SendQuestion("unfinished", text[Math.Max(0, text.Length - 20)..]);
        }

        if (message.Files == 0 && FirstOf(text, AttachmentPromised()) is { } promise && !CustomersAttachment().IsMatch(text))
        {
            yield return new SendQuestion("attachment_missing", promise);
        }

        if (SensitiveNumbers.Find(written) is { Count: > 0 } numbers)
        {
            yield return new SendQuestion("sensitive_number", SensitiveNumbers.Mask(written.Substring(numbers[0].Start, numbers[0].Length), [numbers[0] with { Start = 0 }]));
        }

        if (message.OtherBrands.FirstOrDefault(brand => Names(text, brand) && !message.Brand.Contains(brand, StringComparison.OrdinalIgnoreCase)) is { } other)
        {
            yield return new SendQuestion("wrong_brand", other, message.Brand);
        }

        if (message.LastInbound is { } theirs && LanguageOf(theirs) is { } wanted && LanguageOf(text) is { } used && wanted != used)
        {
            yield return new SendQuestion("other_language", used, wanted);
        }

        if (message.HiddenAuthor is { } author && RealName.In(text, author) is { } name)
        {
            yield return new SendQuestion("real_name", name, author.WorkName);
        }

        if (message.DeskAddress is { Length: > 0 } desk && FirstOf(text, DeskPath()) is { } path && text.Contains(desk, StringComparison.OrdinalIgnoreCase))
        {
            yield return new SendQuestion("desk_link", path);
        }
    }

    private static string? FirstOf(string text, params ReadOnlySpan<Regex> patterns)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Match(text) is { Success: true } match)
            {
                return match.Value.Trim();
            }
        }

        return null;
    }

    /// <summary>"ja", "en" or, when there is too little to tell or both, null.</summary>
    internal static string? LanguageOf(string text)
    {
        var words = Links().Replace(text, " ");
        var japanese = words.Count(character => FoldedText.IsKana(character) || FoldedText.IsKanji(character));
        var latin = words.Count(FoldedText.IsLatin);
        return japanese == 0 ? latin >= EnoughLetters ? "en" : null : japanese >= EnoughJapanese && japanese > latin && words.Any(FoldedText.IsKana) ? "ja" : null;
    }

    /// <summary>Letters must stand alone and keep their case, or every "main" would name the brand Main.</summary>
    private static bool Names(string text, string brand)
    {
        var name = FoldedText.Width(brand).Trim();
        if (name.Length < 3)
        {
            return false;
        }

        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at == 0 || !FoldedText.IsLatin(text[at - 1]) || !FoldedText.IsLatin(name[0])) && (end == text.Length || !FoldedText.IsLatin(text[end]) || !FoldedText.IsLatin(name[^1])))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"^(?:[\[\(【《<※*■□#]*\s*(?:社内|内部|メモ|memo|internal|社外秘|引き?継ぎ?|note|FYI|TODO|自分用|確認用|共有)(?:[のへ]?(?:メモ|共有|連絡|用|限り|note|only))?[\]\)】》>:：、\s]|@[\p{L}]{1,20}(?:さん)?[\s、,])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoteBeginning();

    [GeneratedRegex(@"この(?:お客様|お客さん|客)|クレーマー|お客(?:様|さん)には?(?:まだ)?(?:言わ|伝え|内緒)|@[\p{L}]{1,12}さん|\b[Tt]his customer\b|\b[Tt]he customer (?:is|wants|says|said|has|keeps)\b|\b[Dd]on['’]t tell (?:the customer|him|her|them)\b", RegexOptions.CultureInvariant)]
    private static partial Regex NotePhrase();

    [GeneratedRegex(@"\{\{?\s*[\p{L}_][\p{L}\p{N}_. ]*\}?\}|[\[［【<＜（(](?:お?名前|氏名|姓|会社名|注文番号|金額|日付|日時|担当者名?|name|first name|customer name|customer|date|amount|order number|order no\.?|company)[\]］】>＞）)]|[〇○◯●]{2,}|(?<![\p{L}\p{N}])(?:XX+|ＸＸ+|xxx+)(?![\p{L}])|_{4,}|＿{3,}|%[A-Z_]{3,}%|\blorem ipsum\b|\bTBD\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^(?:(?:[^\s、。,]{1,16}(?:様|さま|さん))[\s、。,]*(?:(?:いつも)?(?:大変)?お世話になって(?:おり|い)ます[\s、。,!]*)?|(?:いつも)?(?:大変)?お世話になって(?:おり|い)ます[\s、。,!]*|[Dd]ear [^,\n]{1,40},?\s*)$", RegexOptions.CultureInvariant)]
    private static partial Regex GreetingOnly();

    [GeneratedRegex(@"添付(?:いたし|致し|し|の(?:とおり|通り|ファイル|資料|写真|画像|PDF|請求書|書類)|ファイル|にて|をご(?:確認|覧|参照))|(?:ファイル|資料|画像|PDF)を(?:お送り|送付)(?:いたし|し)ます|\b(?:I|we)(?:['’]ve| have)? attach(?:ed)?\b|\b(?:I am|I['’]m|we are|we['’]re) attaching\b|\b(?:please find|see|find) (?:the )?attach(?:ed|ment)\b|\battached (?:is|are|you)\b|\bthe attached (?:file|invoice|document|pdf|photo|picture|form|list)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AttachmentPromised();

    /// <summary>The customer is asked for, or thanked for, a file of theirs.</summary>
    [GeneratedRegex(@"添付(?:して|いただ|頂|くださ|下さ|をお願|ありがとう|された|のうえ)|添付(?:の|ファイル)?[^。\n]{0,10}(?:いただ|頂|ありがとうござい)|\byou(?:['’]ve| have)? attached\b|\byour attached\b|\bplease attach\b|\bthe attachment you\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CustomersAttachment();

    [GeneratedRegex(@"https?://\S+|\S+@\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Links();

    [GeneratedRegex(@"https?://[^\s/]+/(?:inbox|customers|settings|attention|api|conversations?)(?:/\S*)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DeskPath();
}
