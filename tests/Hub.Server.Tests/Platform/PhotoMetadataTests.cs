using System.Text;
using Hub.Server.Platform.Files;
using SkiaSharp;
using Xunit;

namespace Hub.Server.Tests.Platform;

public sealed class PhotoMetadataTests
{
    private static readonly byte[] Place = Encoding.ASCII.GetBytes("N35.6586,E139.7454");

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public async Task FI9_where_a_photo_was_taken_is_taken_out_and_the_picture_stays_as_it_was(SKEncodedImageFormat format)
    {
        var photo = Encode(format);
        var marked = format switch
        {
            SKEncodedImageFormat.Jpeg => [.. photo[..2], .. Segment(0xE1, [.. "Exif\0\0"u8, .. Exif(6), .. Place]), .. Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Place]), .. Segment(0xED, Place), .. Segment(0xFE, Place), .. photo[2..]],
            SKEncodedImageFormat.Png => [.. photo[..33], .. Chunk("eXIf", Exif(1)), .. Chunk("tEXt", [.. "Location\0"u8, .. Place]), .. Chunk("iTXt", Place), .. photo[33..]],
            _ => Extended(photo),
        };
        var clean = await CleanAsync(marked);
        Assert.NotNull(clean);
        Assert.Equal(-1, clean.AsSpan().IndexOf(Place));
        using var before = SKBitmap.Decode(photo);
        using var after = SKBitmap.Decode(clean);
        Assert.Equal(before.Bytes, after.Bytes);
        if (format == SKEncodedImageFormat.Jpeg)
        {
            using var data = SKData.CreateCopy(clean);
            using var codec = SKCodec.Create(data);
            Assert.Equal(SKEncodedOrigin.RightTop, codec.EncodedOrigin);
        }

        Assert.Null(await CleanAsync(photo)); // nothing to take out
    }

    [Fact]
    public async Task A_damaged_photo_is_left_alone_wherever_it_is_cut_off_or_changed()
    {
        var random = new Random(11);
        foreach (var format in new[] { SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp })
        {
            var photo = format == SKEncodedImageFormat.Webp ? Extended(Encode(format)) : Encode(format);
            for (var i = 0; i < 2_000; i++)
            {
                var damaged = photo[..random.Next(photo.Length)];
                for (var changes = random.Next(4); changes > 0 && damaged.Length > 0; changes--)
                {
                    damaged[random.Next(Math.Min(damaged.Length, 64))] = (byte)random.Next(256);
                }

                await CleanAsync(damaged);
            }
        }
    }

    private static async Task<byte[]?> CleanAsync(byte[] photo)
    {
        var to = new MemoryStream();
        return await PhotoMetadata.CopyWithoutAsync(new MemoryStream(photo), to, TestContext.Current.CancellationToken) ? to.ToArray() : null;
    }

    private static byte[] Encode(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(40, 30, SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Erase(SKColors.Teal);
        bitmap.SetPixel(3, 5, SKColors.Red);
        using var data = bitmap.Encode(format, format == SKEncodedImageFormat.Webp ? 100 : 90);
        return data.ToArray();
    }

    private static byte[] Exif(byte orientation) => [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];

    private static byte[] Segment(byte marker, byte[] body) => [0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];

    private static byte[] Chunk(string kind, byte[] body) => [0, 0, 0, (byte)body.Length, .. Encoding.ASCII.GetBytes(kind), .. body, 0, 0, 0, 0];

    /// <summary>A WebP in its extended form with Exif and XMP behind the picture.</summary>
    private static byte[] Extended(byte[] simple)
    {
        byte[] inner = [.. "VP8X"u8, 10, 0, 0, 0, 0x0C, 0, 0, 0, 39, 0, 0, 29, 0, 0, .. simple[12..], .. "EXIF"u8, (byte)Place.Length, 0, 0, 0, .. Place, .. "XMP "u8, (byte)Place.Length, 0, 0, 0, .. Place];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(inner.Length + 4), .. "WEBP"u8, .. inner];
    }
}
