using System.Security.Cryptography;

namespace Hub.Server.Backup;

/// <summary>Seals what is written to it. Ended explicitly: what was only disposed has no last chunk and will not open.</summary>
internal sealed class SealedWriter(Stream target, Sealing sealing) : Stream
{
    private readonly AesGcm cipher = sealing.Cipher();
    private readonly byte[] chunk = new byte[Sealing.ChunkSize];
    private readonly byte[] result = new byte[Sealing.ChunkSize + Sealing.TagSize];
    private int filled;
    private uint number;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            if (filled == chunk.Length)
            {
                Put(last: false);
            }

            var taken = Math.Min(buffer.Length, chunk.Length - filled);
            buffer[..taken].CopyTo(chunk.AsSpan(filled));
            filled += taken;
            buffer = buffer[taken..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public void End() => Put(last: true);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        cipher.Dispose();
        base.Dispose(disposing);
    }

    private void Put(bool last)
    {
        if (number == 0)
        {
            target.Write(sealing.Header.Span);
        }

        sealing.Seal(cipher, checked(number++), last, chunk.AsSpan(0, filled), result);
        target.Write(result, 0, filled + Sealing.TagSize);
        filled = 0;
    }
}
