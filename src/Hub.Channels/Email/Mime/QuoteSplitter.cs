namespace Hub.Channels.Email.Mime;

/// <summary>A text in the parts a reader wants: what is new, what repeats earlier mail, and the signature. Together they are the whole text.</summary>
/// <param name="Visible">Never empty unless the text is.</param>
public sealed record SplitMail(string Visible, string? Quoted, string? Signature)
{
    /// <summary>Lengths only.</summary>
    public override string ToString() => $"SplitMail {Visible.Length}+{Quoted?.Length ?? 0}+{Signature?.Length ?? 0}";
}

/// <summary>
/// Folds what a reply repeats. Only for showing: nothing is ever thrown away, since no rule of this kind is always right. A text that would vanish as a whole
/// (a forwarded mail, an answer that is all quotes) is left as it is, and so are answers written between the quoted lines.
/// </summary>
public static class QuoteSplitter
{
    /// <summary>The class of the element the hub puts around what it quotes, so that its own mail is always split right.</summary>
    public const string QuoteClass = "hub_quote";

    private const int MostLines = 50_000;

    /// <param name="text">Plain text with LF line ends.</param>
    public static SplitMail Text(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length > MostLines)
        {
            return new SplitMail(text, null, null);
        }

        var end = lines.Length;
        var divider = Divider(lines);
        var quotedFrom = divider ?? TrailingQuote(lines, end);
        var visible = lines[..(quotedFrom ?? end)];
        var quoted = quotedFrom is { } from ? lines[from..] : [];
        if (quotedFrom is null && LeadingQuote(lines) is { } leading)
        {
            (quoted, visible) = (lines[..leading], lines[leading..]);
        }

        if (visible.All(string.IsNullOrWhiteSpace))
        {
            (visible, quoted) = (lines, []);
        }

        var signature = SignatureRules.Start(visible);
        var result = new SplitMail(Joined(visible[..(signature ?? visible.Length)]) ?? "", Joined(quoted), signature is { } at ? Joined(visible[at..]) : null);
        return result.Visible.Length > 0 ? result : new SplitMail(text, null, null);
    }

    /// <param name="html">As it came in the mail. The parts come back cleaned by <see cref="MailHtml"/>; HTML that it gives as text is split as text.</param>
    /// <param name="picture">As for <see cref="MailHtml.Clean"/>.</param>
    public static SplitMail Html(string html, Func<string, string?>? picture = null)
    {
        if (MailHtml.Parse(html) is not { } body)
        {
            var text = Text(HtmlToText.Convert(html));
            return new SplitMail(
                MailHtml.AsPreformatted(text.Visible), text.Quoted is null ? null : MailHtml.AsPreformatted(text.Quoted), text.Signature is null ? null : MailHtml.AsPreformatted(text.Signature));
        }

        return HtmlQuotes.Split(body, picture ?? MailHtml.WithinTheMail);
    }

    /// <summary>The line from which on everything is an earlier mail.</summary>
    private static int? Divider(string[] lines)
    {
        var said = false;
        for (var i = 0; i < lines.Length; i++)
        {
            if (QuoteMarks.IsForward(lines[i]))
            {
                return null;
            }

            if (said && (QuoteMarks.IsDivider(lines[i]) || QuoteMarks.StartsHeaderBlock(lines, i) || QuoteMarks.RulesOffHeaderBlock(lines, i)))
            {
                return i;
            }

            said |= !string.IsNullOrWhiteSpace(lines[i]);
        }

        return null;
    }

    /// <summary>The quoted lines the text ends with, from the line that says who wrote them. A signature may follow them.</summary>
    private static int? TrailingQuote(string[] lines, int end)
    {
        // A signature below the quote, as some programs put it, is quoted with it.
        var last = end - 1;
        var after = 0;
        while (last >= 0 && !QuoteMarks.IsQuoted(lines[last]))
        {
            if (QuoteMarks.Attribution(lines, last) is { } alone && alone > 0 && after == 0)
            {
                return alone;
            }

            after += string.IsNullOrWhiteSpace(lines[last]) ? 0 : 1;
            last--;
        }

        if (last < 0 || (after > 0 && SignatureRules.Start(lines[(last + 1)..]) is null or > 1))
        {
            return AfterAttribution(lines);
        }

        var first = last;
        for (var i = last - 1; i >= 0 && (QuoteMarks.IsQuoted(lines[i]) || string.IsNullOrWhiteSpace(lines[i])); i--)
        {
            first = QuoteMarks.IsQuoted(lines[i]) ? i : first;
        }

        var above = first - 1;
        while (above >= 0 && string.IsNullOrWhiteSpace(lines[above]))
        {
            above--;
        }

        return above >= 0 ? QuoteMarks.Attribution(lines, above) ?? first : first;
    }

    /// <summary>Programs that quote without marks: "… wrote:" and then the mail as it was.</summary>
    private static int? AfterAttribution(string[] lines)
    {
        var said = false;
        var lastQuoted = Array.FindLastIndex(lines, QuoteMarks.IsQuoted);
        for (var i = 0; i < lines.Length; i++)
        {
            if (said && i > lastQuoted && QuoteMarks.IsCertainAttribution(lines[i]))
            {
                return i;
            }

            said |= !string.IsNullOrWhiteSpace(lines[i]);
        }

        return null;
    }

    /// <summary>An answer below the quote: how many lines the quote takes.</summary>
    private static int? LeadingQuote(string[] lines)
    {
        var at = 0;
        while (at < lines.Length && string.IsNullOrWhiteSpace(lines[at]))
        {
            at++;
        }

        if (at < lines.Length && !QuoteMarks.IsQuoted(lines[at]))
        {
            for (var end = at; end < Math.Min(at + 3, lines.Length); end++)
            {
                if (QuoteMarks.Attribution(lines, end) == at)
                {
                    at = end + 1;
                    break;
                }
            }
        }

        var from = at;
        while (at < lines.Length && (QuoteMarks.IsQuoted(lines[at]) || string.IsNullOrWhiteSpace(lines[at])))
        {
            at++;
        }

        return at > from && at < lines.Length && lines[from..at].Any(QuoteMarks.IsQuoted) && !lines[at..].Any(QuoteMarks.IsQuoted) ? at : null;
    }

    private static string? Joined(string[] lines)
    {
        var text = string.Join('\n', lines).Trim('\n');
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }
}
