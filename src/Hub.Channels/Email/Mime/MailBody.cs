using System.Net;

namespace Hub.Channels.Email.Mime;

/// <summary>Which parts of a message are its body and which are files.</summary>
internal sealed class MailBody
{
    private readonly ISet<string> _warnings;
    private readonly List<MimeNode> _files = [];
    private readonly List<UuFile> _uuFiles = [];
    private List<Piece> _pieces = [];

    private bool _guessed;

    private MailBody(ISet<string> warnings) => _warnings = warnings;

    /// <summary>Something shown in one place: as text, as HTML, or as either.</summary>
    private readonly record struct Piece(string? Text, string? Html);

    internal string? Text { get; private set; }

    internal string? Html { get; private set; }

    internal IReadOnlyList<MailPart> Files { get; private set; } = [];

    /// <summary>The machine-readable parts of a report, and the returned message.</summary>
    internal IReadOnlyList<MimeNode> Reports { get; private set; } = [];

    internal static MailBody Of(MimeNode root, ISet<string> warnings)
    {
        var body = new MailBody(warnings);
        body.Walk(root, mayBeNamed: true);
        var shown = body._pieces;
        body.Text = shown.Any(piece => piece.Text is not null) ? string.Join('\n', shown.Select(piece => piece.Text ?? HtmlToText.Convert(piece.Html!))) : null;
        body.Html = shown.Any(piece => piece.Html is not null) ? string.Join("<br>\n", shown.Select(piece => piece.Html ?? AsHtml(piece.Text!))) : null;
        var pictures = ContentIds.In(body.Html);
        body.Files = [.. body._files.Select(node => PartReading.File(node, pictures, warnings)), .. body._uuFiles.Select(file => file.AsPart())];
        body.Reports = body._files;
        return body;
    }

    /// <param name="mayBeNamed">The place is one where a body is expected, so a name does not make it a file.</param>
    private void Walk(MimeNode node, bool mayBeNamed)
    {
        switch (node.Kind)
        {
            case MimeNodeKind.Multipart when node.Children.Count == 0:
                WalkStray(node);
                break;
            case MimeNodeKind.Multipart:
                if (!node.Closed)
                {
                    _warnings.Add(MailWarning.BoundaryUnclosed);
                }

                WalkChildren(node, mayBeNamed);
                break;
            case MimeNodeKind.Leaf when IsBody(node, mayBeNamed):
                _pieces.Add(Read(node));
                break;
            default:
                if (node.MediaType.StartsWith("multipart/", StringComparison.Ordinal))
                {
                    _warnings.Add(MailWarning.TooDeep);
                }

                _files.Add(node);
                break;
        }
    }

    private void WalkChildren(MimeNode node, bool mayBeNamed)
    {
        switch (node.MediaType)
        {
            case "multipart/alternative":
                WalkAlternatives(node);
                break;
            case "multipart/related":
                var start = node.Type.Parameters["start"]?.Trim('<', '>', ' ');
                var root = node.Children.Find(child => start is not null && PartReading.ContentId(child) == start) ?? node.Children.Find(child => child.MediaType is "text/html" or "text/plain" or "multipart/alternative" or "multipart/mixed" or "multipart/related") ?? node.Children[0];
                Walk(root, mayBeNamed: true);
                _files.AddRange(node.Children.Where(child => child != root).SelectMany(Leaves));
                break;
            case "multipart/report":
                Walk(node.Children[0], mayBeNamed: true);
                _files.AddRange(node.Children.Skip(1).SelectMany(Leaves));
                break;
            default:
                for (var i = 0; i < node.Children.Count; i++)
                {
                    Walk(node.Children[i], mayBeNamed && i == 0);
                }

                break;
        }
    }

    /// <summary>One piece of the versions: the first that is text, the last that is HTML (RFC 2046 5.1.4: the best comes last).</summary>
    private void WalkAlternatives(MimeNode node)
    {
        var before = _pieces;
        string? text = null;
        string? html = null;
        foreach (var child in node.Children)
        {
            _pieces = [];
            Walk(child, mayBeNamed: true);
            if (text is null && _pieces.Exists(piece => piece.Text is not null))
            {
                text = string.Join('\n', _pieces.Select(piece => piece.Text ?? HtmlToText.Convert(piece.Html!)));
            }

            if (_pieces.Exists(piece => piece.Html is not null))
            {
                html = string.Join("<br>\n", _pieces.Select(piece => piece.Html ?? AsHtml(piece.Text!)));
            }
        }

        _pieces = before;
        if (text is not null || html is not null)
        {
            _pieces.Add(new Piece(text, html));
        }
    }

    /// <summary>A container whose boundary never came is read as the text it most likely is.</summary>
    private void WalkStray(MimeNode node)
    {
        if (!_guessed && BoundaryGuess.Read(node, _warnings) is { } guessed)
        {
            // Once: a guess within a guess would let a mail be read again and again.
            _guessed = true;
            _warnings.Add(MailWarning.BoundaryGuessed);
            Walk(guessed, mayBeNamed: true);
            return;
        }

        _warnings.Add(MailWarning.BoundaryMissing);
        if (!node.Stray.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            _pieces.Add(new Piece(PartReading.Text(node.Stray, "7bit", node, _warnings).Value, null));
        }
    }

    private static IEnumerable<MimeNode> Leaves(MimeNode node) => node.Kind == MimeNodeKind.Multipart ? node.Children.SelectMany(Leaves) : [node];

    private static bool IsBody(MimeNode node, bool mayBeNamed) =>
        node.MediaType is "text/plain" or "text/html" or "text/enriched" or "text/richtext" or "text"
        && PartReading.Disposition(node) != MailDisposition.Attachment
        && (mayBeNamed || PartReading.FileName(node) is null);

    private Piece Read(MimeNode node)
    {
        var read = PartReading.Text(node.Content, PartContent.Encoding(node), node, _warnings);
        if (read.Cut)
        {
            _files.Add(node);
        }

        if (node.MediaType == "text/html")
        {
            return new Piece(null, read.Value);
        }

        return new Piece(UuText.Extract(read.Value, _uuFiles), null);
    }

    private static string AsHtml(string text) => $"<div style=\"white-space:pre-wrap\">{WebUtility.HtmlEncode(text)}</div>";
}
