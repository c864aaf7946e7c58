using MimeKit;

namespace Hub.Channels.Email.Mime;

internal enum MimeNodeKind
{
    Leaf,
    Multipart,
    Message,
}

/// <summary>A part by its place in the raw message; nothing is copied.</summary>
internal sealed class MimeNode(MimeNodeKind kind, ContentType type, IReadOnlyList<MailHeader> headers, int depth)
{
    internal MimeNodeKind Kind { get; } = kind;

    internal ContentType Type { get; } = type;

    internal string MediaType { get; } = type.MimeType.ToLowerInvariant();

    internal MailHeaders Headers { get; } = new(headers);

    internal int Depth { get; } = depth;

    internal List<MimeNode> Children { get; } = [];

    /// <summary>Of a container: what stands before its first boundary. All of it, if that never came.</summary>
    internal ReadOnlyMemory<byte> Stray { get; set; }

    internal bool Closed { get; set; }

    /// <summary>What follows its headers, still encoded.</summary>
    internal ReadOnlyMemory<byte> Content { get; set; }
}

/// <summary>
/// Takes a message apart with MimeKit's forward reader, which holds a few kilobytes whatever comes. Building MimeKit's own tree instead would cost hundreds of
/// bytes for each of the parts and headers that six bytes of input can make, so the limits are kept here, while reading (MI1).
/// </summary>
internal sealed class MimeTree : MimeKit.MimeReader
{
    private readonly ReadOnlyMemory<byte> _raw;
    private readonly RawStream _stream;
    private readonly Stack<MimeNode> _open = new();
    private readonly ISet<string> _warnings;
    private List<MailHeader> _headers = [];
    private int _headerBytes;
    private int _headerCount;
    private int _parts;
    private int _start;

    /// <summary>Above zero inside a forwarded message or a container that is left out: it is one file, whatever is in it.</summary>
    private int _skipping;

    private MimeTree(ReadOnlyMemory<byte> raw, RawStream stream, ISet<string> warnings)
        : base(HeaderText.ParserOptions, stream, MimeFormat.Entity)
    {
        _raw = raw;
        _stream = stream;
        stream.BeginField();
        _warnings = warnings;
    }

    internal MimeNode? Root { get; private set; }

    /// <summary>Never throws: what was read before the reader gave up is kept, and the part it was in goes to the end.</summary>
    internal static MimeNode? Read(ReadOnlyMemory<byte> raw, ISet<string> warnings)
    {
        using var stream = RawStream.Of(raw);
        var tree = new MimeTree(raw, stream, warnings);
        try
        {
            tree.ReadMessage();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            warnings.Add(tree.Root is null ? MailWarning.HeadersMissing : MailWarning.ReadFailed);
            if (tree._open.TryPeek(out var node) && node.Kind != MimeNodeKind.Multipart)
            {
                node.Content = raw[tree._start..];
            }
        }

        if (stream.Ended)
        {
            warnings.Add(MailWarning.HeadersCut);
        }

        return tree.Root;
    }

    protected override void OnHeadersBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        _stream.BeginField();
        if (_skipping == 0)
        {
            _headers = [];
        }
    }

    protected override void OnHeadersEnd(long beginOffset, int beginLineNumber, long endOffset, int endLineNumber, CancellationToken cancellationToken) => _stream.EndHeaders();

    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken)
    {
        _stream.BeginField();
        if (_skipping > 0)
        {
            return;
        }

        var raw = header.RawValue;
        _headerBytes += header.RawField.Length + raw.Length + 1;
        if (++_headerCount > MimeLimits.Headers || _headerBytes > MimeLimits.HeaderBytes)
        {
            _warnings.Add(MailWarning.HeadersCut);
        }
        else if (HeaderText.IsName(header.Field))
        {
            _headers.Add(new MailHeader(header.Field, raw));
        }
        else if (!header.Field.StartsWith("From ", StringComparison.Ordinal))
        {
            _warnings.Add(MailWarning.HeaderBroken);
        }
    }

    protected override void OnMimePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) =>
        Open(MimeNodeKind.Leaf, contentType);

    protected override void OnMimePartContentBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        if (_skipping == 0)
        {
            _start = (int)beginOffset;
        }
    }

    protected override void OnMimePartContentEnd(long beginOffset, int beginLineNumber, long endOffset, int lines, NewLineFormat? newLineFormat, CancellationToken cancellationToken)
    {
        if (_skipping == 0)
        {
            _open.Peek().Content = Slice(beginOffset, endOffset);
        }
    }

    protected override void OnMimePartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken) => Close();

    protected override void OnMessagePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        Open(MimeNodeKind.Message, contentType);
        _skipping++;
    }

    protected override void OnMessagePartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken)
    {
        _skipping--;
        Close(headersEndOffset, endOffset);
    }

    protected override void OnMultipartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        Open(MimeNodeKind.Multipart, contentType);
        if (_skipping > 0)
        {
            _skipping++;
        }
    }

    protected override void OnMultipartPreambleEnd(long beginOffset, int beginLineNumber, long endOffset, int lines, CancellationToken cancellationToken)
    {
        if (_skipping == 0)
        {
            _open.Peek().Stray = Slice(beginOffset, endOffset);
        }
    }

    protected override void OnMultipartEndBoundaryEnd(long beginOffset, int lineNumber, long endOffset, CancellationToken cancellationToken)
    {
        if (_skipping == 0)
        {
            _open.Peek().Closed = true;
        }
    }

    protected override void OnMultipartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken)
    {
        if (_skipping > 0)
        {
            _skipping--;
        }

        Close(headersEndOffset, endOffset);
    }

    private void Open(MimeNodeKind kind, ContentType type)
    {
        if (_skipping > 0)
        {
            return;
        }

        var node = new MimeNode(kind, type, _headers, _open.Count);
        if (Root is null)
        {
            Root = node;
        }
        else if (++_parts < MimeLimits.Parts)
        {
            _open.Peek().Children.Add(node);
        }
        else
        {
            _warnings.Add(MailWarning.PartsCut);
        }

        _open.Push(node);
    }

    private void Close()
    {
        if (_skipping == 0)
        {
            _open.Pop();
        }
    }

    private void Close(long start, long end)
    {
        if (_skipping == 0)
        {
            _open.Pop().Content = Slice(start, end);
        }
    }

    private ReadOnlyMemory<byte> Slice(long start, long end) => _raw[(int)start..(int)Math.Max(start, end)];
}
