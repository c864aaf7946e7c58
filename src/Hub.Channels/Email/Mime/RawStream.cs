using System.Runtime.InteropServices;

namespace Hub.Channels.Email.Mime;

internal static class RawStream
{
    /// <summary>A stream over the bytes as they lie.</summary>
    internal static MemoryStream Of(ReadOnlyMemory<byte> raw) =>
        MemoryMarshal.TryGetArray(raw, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(raw.ToArray(), writable: false);
}
