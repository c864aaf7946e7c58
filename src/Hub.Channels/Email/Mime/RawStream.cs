using System.Runtime.InteropServices;

namespace Hub.Channels.Email.Mime;

/// <summary>
/// The message as it lies in memory, for MimeKit's reader. Within a header it ends after <see cref="MimeLimits.FieldBytes"/>: the reader collects a field in steps of
/// a few kilobytes, each time copying what it has, so one of ten megabytes would cost thirteen gigabytes.
/// </summary>
internal sealed class RawStream(ArraySegment<byte> raw) : MemoryStream(raw.Array!, raw.Offset, raw.Count, writable: false)
{
    private long? _fieldStart;

    /// <summary>A field was too long.</summary>
    internal bool Ended { get; private set; }

    internal static RawStream Of(ReadOnlyMemory<byte> raw) => new(MemoryMarshal.TryGetArray(raw, out var segment) ? segment : raw.ToArray());

    internal void BeginField() => _fieldStart = Position;

    internal void EndHeaders() => _fieldStart = null;

    public override int Read(byte[] buffer, int offset, int count)
    {
        Ended |= _fieldStart is { } start && Position - start > MimeLimits.FieldBytes + (16 * 1024);
        return Ended ? 0 : base.Read(buffer, offset, count);
    }

    public override int Read(Span<byte> buffer)
    {
        Ended |= _fieldStart is { } start && Position - start > MimeLimits.FieldBytes + (16 * 1024);
        return Ended ? 0 : base.Read(buffer);
    }
}
