using System.Text;
using MimeKit.Text;

namespace Hub.Channels.Email.Mime;

/// <summary>
/// HTML as text for people: paragraphs, lists, quotes ("&gt; "), links with their address, no styles, scripts or hidden parts. One pass over the tokens without a
/// tree, so deep or endless mark-up costs no more than its length.
/// </summary>
public static class HtmlToText
{
    private const int MostCharacters = 4 * 1024 * 1024;

    public static string Convert(string html)
    {
        html = html.Cut(MostCharacters);
        var text = new HtmlTextBuilder(skipHidden: true).Build(html);

        // A hidden part that is never closed would hide everything.
        return text.Length > 0 ? text : new HtmlTextBuilder(skipHidden: false).Build(html);
    }
}

internal sealed class HtmlTextBuilder(bool skipHidden)
{
    private const int DeepestQuote = 10;
    private readonly StringBuilder _text = new();
    private int _quote;
    private int _pre;
    private int _breaks;
    private bool _space;
    private bool _lineStarted;
    private HtmlTagId _skipped = HtmlTagId.Unknown;
    private int _skippedDepth;
    private string? _link;
    private int _linkStart;

    internal string Build(string html)
    {
        var tokens = new HtmlTokenizer(new StringReader(html)) { DecodeCharacterReferences = true, IgnoreTruncatedTags = true };
        while (tokens.ReadNextToken(out var token))
        {
            if (token is HtmlTagToken tag)
            {
                Tag(tag);
            }
            else if (token.Kind == HtmlTokenKind.Data && _skippedDepth == 0)
            {
                Words(((HtmlDataToken)token).Data);
            }
        }

        return _text.ToString().Trim('\n');
    }

    private void Tag(HtmlTagToken tag)
    {
        if (_skippedDepth > 0)
        {
            if (tag.Id == _skipped && !tag.IsEmptyElement)
            {
                _skippedDepth += tag.IsEndTag ? -1 : 1;
            }

            return;
        }

        if (!tag.IsEndTag && Skips(tag))
        {
            (_skipped, _skippedDepth) = (tag.Id, 1);
            return;
        }

        switch (tag.Id)
        {
            case HtmlTagId.Br when !tag.IsEndTag:
                EndLine();
                break;
            case HtmlTagId.P or HtmlTagId.H1 or HtmlTagId.H2 or HtmlTagId.H3 or HtmlTagId.H4 or HtmlTagId.H5 or HtmlTagId.H6 or HtmlTagId.Table or HtmlTagId.UL or HtmlTagId.OL:
                Break(2);
                break;
            case HtmlTagId.BlockQuote:
                Break(1);
                _quote = Math.Clamp(_quote + (tag.IsEndTag ? -1 : 1), 0, DeepestQuote);
                break;
            case HtmlTagId.Pre:
                Break(1);
                _pre = Math.Max(0, _pre + (tag.IsEndTag ? -1 : 1));
                break;
            case HtmlTagId.LI when !tag.IsEndTag:
                Break(1);
                Words("- ");
                break;
            case HtmlTagId.HR:
                Break(1);
                Words("----");
                Break(1);
                break;
            case HtmlTagId.TD or HtmlTagId.TH:
                _space = true;
                break;
            case HtmlTagId.Image when Attribute(tag, HtmlAttributeId.Alt) is { } alt:
                Words($"[{alt}]");
                break;
            case HtmlTagId.A:
                Link(tag);
                break;
            case HtmlTagId.Div or HtmlTagId.TR or HtmlTagId.LI or HtmlTagId.DL or HtmlTagId.DT or HtmlTagId.DD or HtmlTagId.Section or HtmlTagId.Article or HtmlTagId.Header
                or HtmlTagId.Footer or HtmlTagId.Center or HtmlTagId.Address or HtmlTagId.Form or HtmlTagId.Body:
                Break(1);
                break;
        }
    }

    private bool Skips(HtmlTagToken tag) => tag.Id switch
    {
        HtmlTagId.Head or HtmlTagId.Style or HtmlTagId.Script or HtmlTagId.Title or HtmlTagId.NoScript or HtmlTagId.Object => !tag.IsEmptyElement,
        HtmlTagId.Image or HtmlTagId.Br or HtmlTagId.HR or HtmlTagId.Input => false,
        _ => skipHidden && !tag.IsEmptyElement && Attribute(tag, HtmlAttributeId.Style)?.Replace(" ", "").Contains("display:none", StringComparison.OrdinalIgnoreCase) == true,
    };

    private void Link(HtmlTagToken tag)
    {
        if (!tag.IsEndTag)
        {
            _link = Attribute(tag, HtmlAttributeId.Href);
            _linkStart = _text.Length;
            return;
        }

        if (_link is { Length: <= 2000 } link && (link.StartsWith("http", StringComparison.OrdinalIgnoreCase) || link.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)))
        {
            var shown = _text.ToString(_linkStart, _text.Length - _linkStart).Trim();
            var target = link.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? link[7..] : link;
            if (shown.Length > 0 && !target.TrimEnd('/').EndsWith(shown.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))
            {
                Words($" <{target.Trim()}>");
            }
        }

        _link = null;
    }

    private void Words(string data)
    {
        foreach (var c in data)
        {
            if (_pre > 0 && c is '\n')
            {
                EndLine();
            }
            else if (c is ' ' or '\t' or '\n' or '\r' or '\f' or '\u00a0')
            {
                if (_pre > 0)
                {
                    StartLine();
                    _text.Append(' ');
                }
                else
                {
                    _space = true;
                }
            }
            else if (c is not ('\u200b' or '\u200c' or '\ufeff' or '\u00ad' or '\u034f' or < ' '))
            {
                StartLine();
                _text.Append(c);
            }
        }
    }

    private void StartLine()
    {
        if (!_lineStarted)
        {
            if (_text.Length > 0)
            {
                _text.Append('\n', Math.Clamp(_breaks, 1, 2));
            }

            for (var i = 0; i < _quote; i++)
            {
                _text.Append("> ");
            }

            (_lineStarted, _breaks) = (true, 0);
        }
        else if (_space)
        {
            _text.Append(' ');
        }

        _space = false;
    }

    private void EndLine()
    {
        _breaks++;
        (_lineStarted, _space) = (false, false);
    }

    /// <summary>At least so many line ends before what comes next.</summary>
    private void Break(int breaks)
    {
        _breaks = Math.Max(_breaks, breaks);
        (_lineStarted, _space) = (false, false);
    }

    private static string? Attribute(HtmlTagToken tag, HtmlAttributeId id)
    {
        foreach (var attribute in tag.Attributes)
        {
            if (attribute.Id == id)
            {
                return attribute.Value?.Trim() is { Length: > 0 } value ? value : null;
            }
        }

        return null;
    }
}
