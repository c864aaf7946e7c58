using System.Text.RegularExpressions;

namespace Hub.Channels.Email.Mime;

/// <summary>How mail programs mark what they quote, in the languages we meet. Patterns run without backtracking, on lines of a limited length.</summary>
internal static partial class QuoteMarks
{
    private const int LongestLine = 400;

    /// <summary>"On Fri … X &lt;a@b&gt; wrote:", over up to three lines, in several languages.</summary>
    private static readonly Regex _western = Rule(
        @"^\s*(On\s.+(wrote|schrieb)|Am\s.+schrieb.*|Le\s.+a écrit|El\s.+escribió|Em\s.+escreveu|Il\s.+ha scritto|Op\s.+schreef.*|Den\s.+skrev.*|.{1,120}\swrote)\s*[:：]\s*$");

    /// <summary>"2026年11月27日(金) 9:30 山田太郎 &lt;taro@example.com&gt;:", "2026/11/27 9:30、山田さんのメール:", "… 山田さんは書きました:".</summary>
    private static readonly Regex _japanese = Rule(
        @"^\s*(\d{4}\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}日?.{0,300}(<[^<>\s]+@[^<>\s]+>|のメール|wrote|さん|様|書きました|書いた)\s*[:：]?|.{0,200}(さん|様|氏)?[はが、]?\s*(書きました|書かれました|writes|のメッセージ|のメール)\s*[:：])\s*$");

    private static readonly Regex _divider = Rule(
        @"^\s*[-－—_=＝*\s]{2,}\s*(Original Message|Original message|Original-Nachricht|Ursprüngliche Nachricht|Message d'origine|Mensaje original|Mensagem original|Messaggio originale|元のメッセージ|元のメール|返信元のメッセージ|返信元メッセージ|オリジナル\s*メッセージ|原始邮件|原始郵件|원본 메시지)\s*[-－—_=＝*\s]{2,}\s*$");

    private static readonly Regex _forward = Rule(
        @"^\s*([-－—_=＝*\s]{2,}\s*(Forwarded [Mm]essage|Weitergeleitete Nachricht|Message transféré|転送されたメッセージ|転送メッセージ|転送|转发的邮件)|Begin forwarded message|転送されたメッセージ\s*[:：]).*$");

    private static readonly Regex _from = Rule(@"^\s*[*>]*\s*(From|差出人|送信者|送信元|Von|De|Da|发件人|寄件者|보낸 사람)\s*[*]*\s*[:：]");

    private static readonly Regex _label = Rule(
        @"^\s*[*>]*\s*(From|Sent|Date|To|Cc|Subject|Reply-To|差出人|送信者|送信元|送信日時|日時|日付|宛先|CC|件名|返信先|Von|Gesendet|Datum|An|Betreff|De|Envoyé|À|Objet|Enviado|Para|Asunto|Da|Inviato|A|Oggetto|发件人|发送时间|收件人|主题|보낸 사람|보낸 날짜|받는 사람|제목)\s*[*]*\s*[:：]");

    internal static bool IsQuoted(string line) => line.AsSpan().TrimStart(" \u3000") is ['>' or '＞', ..];

    internal static bool IsDivider(string line) => Matches(_divider, line);

    internal static bool IsForward(string line) => Matches(_forward, line);

    /// <summary>At least three of From, Sent, To and Subject within six lines, From or the date first.</summary>
    internal static bool StartsHeaderBlock(string[] lines, int at)
    {
        if (!Matches(_from, lines[at]) && !Matches(_label, lines[at]))
        {
            return false;
        }

        var from = false;
        var labels = 0;
        for (var i = at; i < Math.Min(at + 6, lines.Length); i++)
        {
            from |= Matches(_from, lines[i]);
            labels += Matches(_label, lines[i]) ? 1 : 0;
        }

        return from && labels >= 3;
    }

    /// <summary>Outlook's long line above the block.</summary>
    internal static bool RulesOffHeaderBlock(string[] lines, int at) =>
        lines[at].Length is >= 10 and <= 100 && !lines[at].AsSpan().Trim(" \r").ContainsAnyExcept('_', '-') && at + 1 < lines.Length && StartsHeaderBlock(lines, at + 1);

    /// <summary>Where the words that introduce a quote begin, if they end in this line; null if they don't.</summary>
    internal static int? Attribution(string[] lines, int end)
    {
        var joined = "";
        for (var start = end; start >= Math.Max(0, end - 2) && !IsQuoted(lines[start]); start--)
        {
            joined = lines[start].TrimEnd() + (joined.Length > 0 ? " " : "") + joined;
            if (IsCertainAttribution(joined))
            {
                // "On … <a@b>" and "wrote:" may stand on lines of their own; the date decides where it began.
                while (start > Math.Max(0, end - 2) && start > 0 && !StartsWithDate(lines[start]) && StartsWithDate(lines[start - 1]))
                {
                    start--;
                }

                return start;
            }
        }

        return null;
    }

    internal static bool IsCertainAttribution(string line) => Matches(_western, line) || Matches(_japanese, line);

    private static bool StartsWithDate(string line)
    {
        var text = line.AsSpan().TrimStart();
        return text.StartsWith("On ") || text.StartsWith("Am ") || text.StartsWith("Le ") || (text.Length > 4 && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[3]));
    }

    private static bool Matches(Regex rule, string line) => line.Length is > 0 and <= LongestLine && rule.IsMatch(line);

    private static Regex Rule(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
