using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Hub.Server.Platform.Files;

/// <summary>Reads one object of a bucket from wherever it is asked to: a browser that jumps within a video asks for a part only.</summary>
internal sealed class S3ReadStream(AmazonS3Client client, string bucket, string name, long length) : Stream
{
    private GetObjectResponse? answer;
    private long at;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => at;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (value != at)
            {
                at = value;
                answer?.Dispose();
                answer = null;
            }
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (at >= length || buffer.IsEmpty)
        {
            return 0;
        }

        try
        {
            answer ??= await S3Storage.TryAsync(() => client.GetObjectAsync(
                new GetObjectRequest { BucketName = bucket, Key = name, ByteRange = at == 0 ? null : new ByteRange(at, length - 1) }, cancellationToken));
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw new FileNotFoundException("The file is not in the bucket any more.", exception);
        }

        var read = await answer.ResponseStream.ReadAsync(buffer, cancellationToken);
        at += read;
        return read > 0 ? read : throw new EndOfStreamException("The bucket gave less than it had said.");
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Libraries that write mail read like this.</summary>
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => at + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        answer?.Dispose();
        base.Dispose(disposing);
    }
}
