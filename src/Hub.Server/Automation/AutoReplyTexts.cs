using System.Globalization;
using System.Text.RegularExpressions;
using Hub.Server.Conversations;
using Hub.Server.Platform.Calendar;

namespace Hub.Server.Automation;

/// <summary>Fills in what an account says by itself. A text with a gap is not said at all: nobody is there to fill it in.</summary>
internal sealed partial class AutoReplyTexts(TimeProvider time)
{
    private static readonly CultureInfo Japanese = CultureInfo.GetCultureInfo("ja-JP");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public RenderedText Render(string text, string language, AutoReply settings, ReplyContext context)
    {
        var values = context.ValuesIn(language);
        values[ReplyVariables.ExpectedAnswer] = settings.ExpectedMinutes is { } minutes && context.Calendar is { } calendar
            ? Expected(calendar, time.GetUtcNow(), TimeSpan.FromMinutes(minutes), language)
            : null;
        // The first message comes before the name: nobody's acknowledgement waits for a profile.
        if (string.IsNullOrEmpty(values.GetValueOrDefault("customer.name")))
        {
            text = NameWithTitle().Replace(text, language == "ja" ? "お客様" : "customer");
        }

        return ReplyVariables.Render(text, values);
    }

    /// <summary>The customer's language, else that of the words: any kana or kanji is Japanese, plain Latin letters are not.</summary>
    public static string LanguageOf(string? known, string? words) =>
        known ?? (words is not null && words.Any(char.IsAsciiLetter) && !JapaneseLetter().IsMatch(words) ? "en" : "ja");

    /// <summary>Rounded up to ten minutes: a promise to the minute would be kept by nobody.</summary>
    private static string? Expected(BusinessCalendar calendar, DateTimeOffset now, TimeSpan within, string language)
    {
        if (calendar.AddBusinessTime(now, within) is not { } by)
        {
            return null;
        }

        var local = calendar.LocalAt(by);
        local = new DateTime((local.Ticks + TimeSpan.TicksPerMinute * 10 - 1) / (TimeSpan.TicksPerMinute * 10) * (TimeSpan.TicksPerMinute * 10));
        var today = local.Date == calendar.LocalAt(now).Date;
        return (language, today) switch
        {
            ("ja", true) => local.ToString("本日H:mm頃", Japanese),
            ("ja", false) => local.ToString("M月d日（ddd）H:mm頃", Japanese),
            (_, true) => local.ToString("'today,' H:mm", English),
            _ => local.ToString("dddd d MMMM, H:mm", English),
        };
    }

    [GeneratedRegex(@"[{｛]{2}\s*customer\.name\s*[}｝]{2}\s?(様|さま|さん)?", RegexOptions.IgnoreCase)]
    private static partial Regex NameWithTitle();

    [GeneratedRegex(@"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")]
    private static partial Regex JapaneseLetter();
}
