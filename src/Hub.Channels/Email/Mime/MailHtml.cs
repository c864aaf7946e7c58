using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Hub.Channels.Email.Mime;

/// <summary>
/// Makes HTML of a mail harmless on the server: for quotes in replies, forwarding, printing and export. It writes a new string of what it knows to be safe; what it
/// does not know it leaves out. The desk cleans once more, with the parser that renders, and shows the result in a frame without scripts: neither is trusted alone.
/// </summary>
/// <remarks>
/// AngleSharp takes quadratic time in depth (50,000 nested elements: 6.7 s), and unclosed formatting elements multiply. HTML that is too long, too deep or of that kind
/// is given as text.
/// </remarks>
public static class MailHtml
{
    /// <summary>Longer HTML is given as text.</summary>
    public const int MostCharacters = 2 * 1024 * 1024;

    /// <summary>Deeper HTML is given as text.</summary>
    public const int MostDepth = 512;

    private static readonly HtmlParser _parser = new();

    /// <param name="picture">
    /// Gives the new address of a picture's source (<c>cid:…</c>, <c>https:…</c>), or null to show its alternative text instead. Without it, pictures within the
    /// mail stay and remote ones, which tell their sender that the mail was opened, go.
    /// </param>
    public static string Clean(string html, Func<string, string?>? picture = null)
    {
        if (Parse(html) is not { } body)
        {
            return AsPreformatted(HtmlToText.Convert(html));
        }

        var writer = new CleanHtmlWriter(picture ?? WithinTheMail);
        writer.WriteChildren(body);
        return writer.ToString();
    }

    internal static string? WithinTheMail(string source) =>
        source.StartsWith("cid:", StringComparison.OrdinalIgnoreCase) || source.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? source : null;

    internal static string AsPreformatted(string text) => $"<div style=\"white-space:pre-wrap\">{System.Net.WebUtility.HtmlEncode(text)}</div>";

    /// <summary>Its body, or null if parsing it would cost too much.</summary>
    internal static IElement? Parse(string html) => html.Length <= MostCharacters && HtmlCost.IsBearable(html) ? _parser.ParseDocument(html).Body : null;
}
