using System.Collections.Frozen;
using System.Net;
using System.Text;
using AngleSharp.Dom;

namespace Hub.Channels.Email.Mime;

/// <summary>Writes what is on the lists, and nothing else, as new text.</summary>
internal sealed class CleanHtmlWriter(Func<string, string?> picture, IReadOnlySet<INode>? except = null)
{
    private static readonly FrozenSet<string> _elements = Words(
        "a abbr address article aside b bdi bdo big blockquote caption center cite code col colgroup dd del dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header i ins kbd li"
        + " main mark nav ol p pre q rp rt ruby s samp section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var");

    private static readonly FrozenSet<string> _empty = Words("br hr wbr");

    /// <summary>Gone with what is in them. Other elements that are not on the list only lose their tags.</summary>
    private static readonly FrozenSet<string> _dropped = Words(
        "script style head title template noscript noembed noframes iframe frame frameset object embed applet param svg math link meta base audio video source track canvas select option textarea"
        + " input button datalist map area xml dialog portal plaintext xmp");

    private static readonly FrozenSet<string> _attributes = Words(
        "align alt bgcolor border cellpadding cellspacing color colspan dir face height lang nowrap rowspan size start title valign width");

    private readonly StringBuilder _html = new();

    internal void WriteChildren(INode parent, int depth = 0)
    {
        foreach (var node in parent.ChildNodes)
        {
            Write(node, depth);
        }
    }

    internal void Write(INode node, int depth = 0)
    {
        if (except?.Contains(node) == true || depth > MailHtml.MostDepth * 2)
        {
            return;
        }

        if (node.NodeType == NodeType.Text)
        {
            _html.Append(WebUtility.HtmlEncode(node.TextContent));
        }
        else if (node is IElement element)
        {
            Write(element, depth);
        }
    }

    public override string ToString() => _html.ToString();

    private void Write(IElement element, int depth)
    {
        var name = element.LocalName;
        if (_dropped.Contains(name) || element.NamespaceUri != "http://www.w3.org/1999/xhtml")
        {
            return;
        }

        if (name == "img")
        {
            Picture(element);
        }
        else if (_empty.Contains(name))
        {
            _html.Append('<').Append(name).Append('>');
        }
        else if (_elements.Contains(name))
        {
            _html.Append('<').Append(name);
            Attributes(element);
            if (name == "a" && SafeLink(element.GetAttribute("href")) is { } link)
            {
                Attribute("href", link);
                _html.Append(" target=\"_blank\" rel=\"noopener noreferrer nofollow\"");
            }

            _html.Append('>');
            WriteChildren(element, depth + 1);
            _html.Append("</").Append(name).Append('>');
        }
        else
        {
            WriteChildren(element, depth + 1);
        }
    }

    private void Picture(IElement element)
    {
        var source = element.GetAttribute("src")?.Trim();
        if (source is { Length: > 0 } && picture(source) is { } address && IsPicture(address))
        {
            _html.Append("<img");
            Attribute("src", address);
            Attributes(element);
            _html.Append('>');
        }
        else if (element.GetAttribute("alt")?.Trim() is { Length: > 0 } alt)
        {
            _html.Append(WebUtility.HtmlEncode($"[{alt}]"));
        }
    }

    private void Attributes(IElement element)
    {
        foreach (var attribute in element.Attributes)
        {
            if (attribute.LocalName == "style")
            {
                if (CleanStyle.Of(attribute.Value) is { Length: > 0 } style)
                {
                    Attribute("style", style);
                }
            }
            else if (_attributes.Contains(attribute.LocalName) && attribute.Value.Length <= 500)
            {
                Attribute(attribute.LocalName, attribute.Value);
            }
        }
    }

    private void Attribute(string name, string value) =>
        _html.Append(' ').Append(name).Append("=\"").Append(WebUtility.HtmlEncode(value)).Append('"');

    private static string? SafeLink(string? address)
    {
        var clean = Unspaced(address);
        return Starts(clean, "http://") || Starts(clean, "https://") || Starts(clean, "mailto:") || Starts(clean, "tel:") ? clean : null;
    }

    private static bool IsPicture(string address)
    {
        // A picture, never an SVG: that one is a document with scripts and links of its own.
        var clean = Unspaced(address);
        return Starts(clean, "cid:") || Starts(clean, "https://") || Starts(clean, "http://") || (clean.StartsWith('/') && !clean.StartsWith("//", StringComparison.Ordinal))
            || Starts(clean, "data:image/png;base64,") || Starts(clean, "data:image/jpeg;base64,") || Starts(clean, "data:image/gif;base64,") || Starts(clean, "data:image/webp;base64,");
    }

    private static bool Starts(string text, string start) => text.StartsWith(start, StringComparison.OrdinalIgnoreCase);

    /// <summary>Browsers pass over control characters within a scheme.</summary>
    private static string Unspaced(string? address) => string.Concat((address ?? "").Trim().Where(c => !char.IsControl(c)));

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
