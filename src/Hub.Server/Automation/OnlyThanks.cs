using System.Text;
using System.Text.RegularExpressions;

namespace Hub.Server.Automation;

/// <summary>Tells words that ask for nothing: thanks and "understood". Whoever thanks for an answer is not sent an acknowledgement.</summary>
internal static partial class OnlyThanks
{
    private const int Longest = 60;

    public static bool Is(string? words) => words is { Length: <= Longest } && Words().IsMatch(Plain().Replace(words.Normalize(NormalizationForm.FormKC), "").ToLowerInvariant());

    /// <summary>Whatever is neither letter nor digit, emoji included.</summary>
    [GeneratedRegex(@"[^\p{L}\p{N}]")]
    private static partial Regex Plain();

    [GeneratedRegex("""
        ^(本当に|誠に|大変|早速|早々に|ご?(丁寧|親切|連絡|返信|対応|回答|確認)(に|な|の)?(ご?(連絡|返信|対応|回答|説明))?(いただき|を|、)?|はい|ok|okay|yes)*
        (ありがと[うー]*(ございま(す|した)|ございます[。！]*|御座いま(す|した))?|有難う(ございま(す|した)|御座いま(す|した))?|あざ(す|っす)|感謝(します|いたします|しています)?|助かりま(す|した)|
        承知(しました|いたしました|です)|了解(です|しました|いたしました)?|わかりました|分かりました|かしこまりました|よろしくお願い(します|いたします|致します)|
        thankyou(verymuch|somuch)?|thanks(alot|somuch|verymuch)?|thx|ty|gotit|understood|ok|okay)+$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Words();
}
