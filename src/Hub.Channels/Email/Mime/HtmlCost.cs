using MimeKit.Text;

namespace Hub.Channels.Email.Mime;

/// <summary>Estimates from the tokens alone, in linear time, whether building a tree of HTML is bearable. Errs towards "no".</summary>
internal static class HtmlCost
{
    private const int MostTags = 100_000;

    /// <summary>Copies of formatting elements: one left open is made anew in every block that follows, all of them.</summary>
    private const int MostCopies = 300_000;

    internal static bool IsBearable(string html)
    {
        var open = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var (depth, formatting, copies, tags) = (0, 0, 0L, 0);
        var tokens = new HtmlTokenizer(new StringReader(html)) { DecodeCharacterReferences = false };
        while (tokens.ReadNextToken(out var token))
        {
            if (token is not HtmlTagToken tag)
            {
                continue;
            }

            if (++tags > MostTags || (copies += formatting) > MostCopies || depth > MailHtml.MostDepth)
            {
                return false;
            }

            if (tag.IsEmptyElement || tag.Id.IsEmptyElement() || ClosesItself(tag.Id) || tag.Name.Length > 100)
            {
                continue;
            }

            // An end without its beginning closes nothing, so it must not make room.
            open.TryGetValue(tag.Name, out var same);
            var step = !tag.IsEndTag ? 1 : same > 0 ? -1 : 0;
            open[tag.Name] = same + step;
            depth += step;
            formatting += tag.Id.IsFormattingElement() || tag.Id is HtmlTagId.A or HtmlTagId.Font or HtmlTagId.Code or HtmlTagId.Strike ? step : 0;
        }

        return depth <= MailHtml.MostDepth;
    }

    /// <summary>Elements whose end people leave out; the next of their kind ends them, so they do not nest.</summary>
    private static bool ClosesItself(HtmlTagId id) =>
        id is HtmlTagId.P or HtmlTagId.LI or HtmlTagId.DT or HtmlTagId.DD or HtmlTagId.TD or HtmlTagId.TH or HtmlTagId.TR or HtmlTagId.TBody or HtmlTagId.THead
            or HtmlTagId.Option or HtmlTagId.OptGroup or HtmlTagId.ColGroup;
}
