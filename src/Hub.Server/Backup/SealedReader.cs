using System.Security.Cryptography;

namespace Hub.Server.Backup;

/// <summary>Opens a sealed backup; the source stands after the header.</summary>
internal sealed class SealedReader(Stream source, Sealing sealing) : Stream
{
    private readonly AesGcm cipher = sealing.Cipher();
    private readonly byte[] chunk = new byte[Sealing.ChunkSize];
    private byte[] next = new byte[Sealing.ChunkSize + Sealing.TagSize];
    private byte[] current = new byte[Sealing.ChunkSize + Sealing.TagSize];
    private int nextLength = -1;
    private int filled;
    private int taken;
    private uint number;
    private bool ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (taken == filled)
        {
            if (ended)
            {
                return 0;
            }

            OpenNext();
        }

        var count = Math.Min(buffer.Length, filled - taken);
        chunk.AsSpan(taken, count).CopyTo(buffer);
        taken += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        cipher.Dispose();
        source.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>One chunk ahead, since only the end of the file tells which chunk is the last.</summary>
    private void OpenNext()
    {
        if (nextLength < 0)
        {
            nextLength = source.ReadAtLeast(next, next.Length, throwOnEndOfStream: false);
        }

        (current, next) = (next, current);
        var length = nextLength;
        nextLength = source.ReadAtLeast(next, next.Length, throwOnEndOfStream: false);
        ended = nextLength == 0;
        if (length < Sealing.TagSize)
        {
            throw new BackupException("The backup is cut off.");
        }

        try
        {
            sealing.Open(cipher, number++, ended, current.AsSpan(0, length), chunk);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new BackupException("The backup is damaged or cut off: what is left of it does not open.");
        }

        (filled, taken) = (length - Sealing.TagSize, 0);
    }
}
