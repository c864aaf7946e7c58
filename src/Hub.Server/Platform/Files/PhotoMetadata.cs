using System.Buffers.Binary;

namespace Hub.Server.Platform.Files;

/// <summary>
/// Takes out of a photo what its camera wrote along (where, when, by whom), and leaves the picture as it is, byte for byte. Which way up it is
/// held stays, and colours keep their profile. What is no well-formed JPEG, PNG or WebP is left alone.
/// </summary>
internal static class PhotoMetadata
{
    private const int MostBeforePicture = 4 << 20;

    public static bool Knows(string contentType) => contentType is "image/jpeg" or "image/png" or "image/webp";

    /// <summary>Copies the picture without them.</summary>
    /// <returns>False when there is nothing to take out, or the bytes are not what they claim to be: then <paramref name="to"/> is of no use.</returns>
    public static async Task<bool> CopyWithoutAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var start = new byte[12];
        if (await from.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken) < start.Length)
        {
            return false;
        }

        try
        {
            return start switch
            {
                [0xFF, 0xD8, ..] => await JpegAsync(from, to, cancellationToken),
                [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => await PngAsync(from, to, cancellationToken),
                [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P'] => await WebPAsync(from, to, cancellationToken),
                _ => false,
            };
        }
        catch (EndOfStreamException)
        {
            return false;
        }
    }

    /// <summary>Source: ITU-T T.81, annex B; Exif 2.32, 4.7. Segments stand before the first scan; APP1 holds Exif and XMP, APP13 IPTC.</summary>
    private static async Task<bool> JpegAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        from.Position = 2;
        await to.WriteAsync(new byte[] { 0xFF, 0xD8 }, cancellationToken);
        var (found, orientation) = (false, 1);
        var kept = new MemoryStream();
        while (from.Position < MostBeforePicture)
        {
            var head = await ReadAsync(from, 4, cancellationToken);
            var length = BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2));
            if (head[0] != 0xFF || length < 2)
            {
                return false;
            }

            if (head[1] == 0xDA)
            {
                if (!found)
                {
                    return false;
                }

                await to.WriteAsync(orientation == 1 ? [] : Turned(orientation), cancellationToken);
                await to.WriteAsync(kept.ToArray(), cancellationToken);
                await to.WriteAsync(head, cancellationToken);
                await from.CopyToAsync(to, cancellationToken);
                return true;
            }

            var body = await ReadAsync(from, length - 2, cancellationToken);
            if (head[1] is 0xE1 or 0xED or 0xFE)
            {
                found = true;
                orientation = head[1] == 0xE1 && body.AsSpan().StartsWith("Exif\0\0"u8) ? Orientation(body.AsSpan(6)) : orientation;
            }
            else
            {
                kept.Write(head);
                kept.Write(body);
            }
        }

        return false;
    }

    /// <summary>Source: PNG specification, third edition, 11.3: eXIf, the three kinds of text, and tIME.</summary>
    private static async Task<bool> PngAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        from.Position = 0;
        await to.WriteAsync(await ReadAsync(from, 8, cancellationToken), cancellationToken);
        var found = false;
        while (true)
        {
            var head = await ReadAsync(from, 8, cancellationToken);
            var length = BinaryPrimitives.ReadUInt32BigEndian(head) + 4L; // with its check sum
            var kind = head[4..];
            if (kind.AsSpan().SequenceEqual("eXIf"u8) || kind.AsSpan().SequenceEqual("tEXt"u8) || kind.AsSpan().SequenceEqual("zTXt"u8) || kind.AsSpan().SequenceEqual("iTXt"u8) || kind.AsSpan().SequenceEqual("tIME"u8))
            {
                found = true;
                Skip(from, length);
                continue;
            }

            await to.WriteAsync(head, cancellationToken);
            await CopyAsync(from, to, length, cancellationToken);
            if (kind.AsSpan().SequenceEqual("IEND"u8))
            {
                return found;
            }
        }
    }

    /// <summary>Source: WebP container specification (developers.google.com/speed/webp/docs/riff_container), extended file format.</summary>
    private static async Task<bool> WebPAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var start = to.Position;
        from.Position = 0;
        await to.WriteAsync(await ReadAsync(from, 12, cancellationToken), cancellationToken);
        var found = false;
        while (from.Position < from.Length)
        {
            var head = await ReadAsync(from, 8, cancellationToken);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4));
            var padded = length + (length & 1L);
            if (head.AsSpan(0, 4).SequenceEqual("EXIF"u8) || head.AsSpan(0, 4).SequenceEqual("XMP "u8))
            {
                found = true;
                Skip(from, padded);
                continue;
            }

            await to.WriteAsync(head, cancellationToken);
            if (head.AsSpan(0, 4).SequenceEqual("VP8X"u8) && length >= 1)
            {
                to.WriteByte((byte)((await ReadAsync(from, 1, cancellationToken))[0] & ~0x0C));
                padded--;
            }

            await CopyAsync(from, to, padded, cancellationToken);
        }

        var size = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)(to.Position - start - 8));
        to.Position = start + 4;
        await to.WriteAsync(size, cancellationToken);
        to.Position = to.Length;
        return found;
    }

    /// <summary>1 unless the first directory names another one of eight.</summary>
    private static int Orientation(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 10)
        {
            return 1;
        }

        var big = tiff[0] == 'M';
        var at = Number(tiff, 4, 4, big);
        var count = at + 2 <= tiff.Length ? Number(tiff, (int)at, 2, big) : 0;
        for (var entry = at + 2; count > 0 && entry + 12 <= tiff.Length; entry += 12, count--)
        {
            if (Number(tiff, (int)entry, 2, big) == 0x0112)
            {
                return Number(tiff, (int)entry + 8, 2, big) is >= 1 and <= 8 and var orientation ? (int)orientation : 1;
            }
        }

        return 1;

        static long Number(ReadOnlySpan<byte> bytes, int at, int length, bool big)
        {
            var value = 0L;
            for (var i = 0; i < length; i++)
            {
                value = (value << 8) | bytes[at + (big ? i : length - 1 - i)];
            }

            return value;
        }
    }

    /// <summary>A segment that says nothing but which way up.</summary>
    private static byte[] Turned(int orientation) =>
    [
        0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
    ];

    private static async Task<byte[]> ReadAsync(Stream from, int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        await from.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static void Skip(Stream from, long length) =>
        from.Position = from.Position + length <= from.Length ? from.Position + length : throw new EndOfStreamException();

    private static async Task CopyAsync(Stream from, Stream to, long length, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(length, 64 * 1024)];
        for (var left = length; left > 0;)
        {
            var part = (int)Math.Min(left, buffer.Length);
            await from.ReadExactlyAsync(buffer.AsMemory(0, part), cancellationToken);
            await to.WriteAsync(buffer.AsMemory(0, part), cancellationToken);
            left -= part;
        }
    }
}
