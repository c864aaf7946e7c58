using AngleSharp.Dom;

namespace Hub.Channels.Email.Mime;

/// <summary>
/// Finds what mail programs put around quotes and signatures in HTML. Walks by the lists of children only: AngleSharp looks for a node's next sibling from
/// the beginning each time, which is quadratic in a flat document.
/// </summary>
internal sealed class HtmlQuotes
{
    private static readonly string[] _quoteClasses =
        [QuoteSplitter.QuoteClass, "gmail_quote", "gmail_quote_container", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "tutanota_quote", "zmail_extra", "moz-forward-container"];

    /// <summary>What follows them is the earlier mail, up to the end.</summary>
    private static readonly string[] _dividers = ["divRplyFwdMsg", "appendonsend", "OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container", "x_divRplyFwdMsg", "reply-intro"];

    private static readonly string[] _signatureClasses = ["gmail_signature", "moz-signature", "hub_signature"];

    private readonly List<INode> _quotes = [];
    private readonly List<INode> _signatures = [];
    private bool _inEarlierMail;
    private bool _forwarded;

    internal static SplitMail Split(IElement body, Func<string, string?> picture)
    {
        var found = new HtmlQuotes();
        found.Find(body, 0);
        HashSet<INode> hidden = [.. found._quotes, .. found._signatures];
        if (found._quotes.Count > 0 && !SaysSomething(body, hidden, 0))
        {
            // Everything is quoted: a forwarded mail. Show it.
            found._quotes.Clear();
            hidden = [.. found._signatures];
        }

        if (!SaysSomething(body, hidden, 0))
        {
            found._signatures.Clear();
            hidden.Clear();
        }

        var visible = new CleanHtmlWriter(picture, hidden);
        visible.WriteChildren(body);
        return new SplitMail(visible.ToString(), Written(found._quotes, picture), Written(found._signatures, picture));
    }

    /// <summary>In document order; not within a quote.</summary>
    private void Find(INode parent, int depth)
    {
        var children = parent.ChildNodes;
        for (var i = 0; i < children.Length && !_forwarded && depth <= MailHtml.MostDepth * 2; i++)
        {
            if (_inEarlierMail)
            {
                _quotes.Add(children[i]);
            }
            else if (children[i] is IElement element)
            {
                Look(element, i + 1 < children.Length ? children[i + 1] : null, depth);
            }
        }
    }

    private void Look(IElement element, INode? next, int depth)
    {
        if (IsDivider(element, next))
        {
            _inEarlierMail = true;
            _quotes.Add(element);
        }
        else if (IsQuote(element))
        {
            // Gmail gives a forwarded mail the class of a quote.
            _forwarded = FirstLines(element) is [var first, ..] && QuoteMarks.IsForward(first);
            if (!_forwarded)
            {
                _quotes.Add(element);
            }
        }
        else if (IsSignature(element))
        {
            _signatures.Add(element);
        }
        else
        {
            Find(element, depth + 1);
        }
    }

    private static bool IsQuote(IElement element) =>
        Has(element, _quoteClasses) || (element.LocalName == "blockquote" && string.Equals(element.GetAttribute("type"), "cite", StringComparison.OrdinalIgnoreCase));

    private static bool IsSignature(IElement element) => Has(element, _signatureClasses) || element.Id is "Signature" or "x_Signature" or "ms-outlook-mobile-signature";

    private static bool Has(IElement element, string[] classes) => element.HasAttribute("class") && classes.Any(element.ClassList.Contains);

    /// <summary>By name; or Outlook's ruled-off block of From, Sent, To, Subject; or "-----Original Message-----".</summary>
    private static bool IsDivider(IElement element, INode? next)
    {
        if (element.Id is { } id && _dividers.Contains(id))
        {
            return true;
        }

        if (element.LocalName is not ("div" or "p" or "hr" or "span" or "td"))
        {
            return false;
        }

        var rule = element.LocalName == "hr";
        var ruled = rule || element.GetAttribute("style")?.Replace(" ", "").Contains("border-top:solid", StringComparison.OrdinalIgnoreCase) == true;
        var text = FirstLines(rule ? next : element);
        return text.Count > 0 && (QuoteMarks.IsDivider(text[0]) || (ruled && QuoteMarks.StartsHeaderBlock([.. text], 0)));
    }

    private static bool SaysSomething(INode parent, HashSet<INode> hidden, int depth)
    {
        foreach (var node in parent.ChildNodes)
        {
            if (hidden.Contains(node) || node is IElement { LocalName: "style" or "script" or "title" or "head" } || depth > MailHtml.MostDepth * 2)
            {
                continue;
            }

            if (node is IElement { LocalName: "img" } || (node.NodeType == NodeType.Text && !string.IsNullOrWhiteSpace(node.TextContent)) || SaysSomething(node, hidden, depth + 1))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The text at the beginning of a node, a line for each block or break: enough to recognise a block of labels, and never more.</summary>
    private static List<string> FirstLines(INode? root)
    {
        var lines = new List<string> { "" };
        var steps = 60;
        if (root is not null)
        {
            Collect(root, 0);
        }

        return [.. lines.Select(line => line.ReplaceLineEndings(" ").Trim()).Where(line => line.Length > 0)];

        void Collect(INode node, int depth)
        {
            if (--steps < 0 || depth > 30)
            {
                return;
            }

            if (node.NodeType == NodeType.Text)
            {
                lines[^1] += node.TextContent.Cut(300);
            }
            else if (node is IElement { LocalName: "br" or "p" or "div" or "tr" or "li" })
            {
                lines.Add("");
            }

            for (var i = 0; i < node.ChildNodes.Length && steps > 0; i++)
            {
                Collect(node.ChildNodes[i], depth + 1);
            }
        }
    }

    private static string? Written(List<INode> nodes, Func<string, string?> picture)
    {
        var writer = new CleanHtmlWriter(picture);
        nodes.ForEach(node => writer.Write(node));
        var html = writer.ToString();
        return html.Length == 0 ? null : html;
    }
}
