namespace Hub.Channels.Email;

/// <summary>
/// The bytes of a connection with a limit on how many may come in answer to one question, so that no server can fill the memory with a line that does
/// not end or a literal nobody asked for.
/// </summary>
internal sealed class MeteredStream(Stream inner) : Stream
{
    /// <summary>Enough for any answer but a message: folder lists, the numbers of a mailbox with a million mails.</summary>
    internal const long Talk = 16 * 1024 * 1024;

    private long _left = Talk;

    /// <summary>A new question: this much may come from now on.</summary>
    internal void Allow(long bytes) => Volatile.Write(ref _left, bytes);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer) => Counted(inner.Read(buffer));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Counted(await inner.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Counted(int read) =>
        Interlocked.Add(ref _left, -read) >= 0 ? read : throw new IOException("Too much came.", new MailException(MailFault.BadAnswer, "answer_too_long"));
}
