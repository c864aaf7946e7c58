using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using SkiaSharp;

namespace Hub.Server.Platform.Files;

/// <summary>
/// Small pictures of large ones, made when first looked at and kept beside them. What a picture claims to measure is read before any of it is decoded, so
/// that a few hundred bytes cannot ask for gigabytes; only a few are made at once.
/// </summary>
internal sealed class ImagePreviews(FileStore files) : IDisposable
{
    public const string ContentType = "image/jpeg";

    /// <summary>The longer edge at most, in pixels: sharp in a thread on a dense screen.</summary>
    public const int Edge = 720;

    /// <summary>Smaller files are shown as they are, in bytes.</summary>
    public const long WorthIt = 150_000;

    /// <summary>At four bytes each, what may be decoded at once.</summary>
    private const long MaxPixels = 24_000_000;

    private const int MostRemembered = 10_000;

    /// <summary>Asked for again and again, what cannot be made small would cost as much each time.</summary>
    private readonly ConcurrentDictionary<string, bool> impossible = new();

    private readonly SemaphoreSlim running = new(Math.Max(1, Environment.ProcessorCount / 2));

    private static readonly Lazy<byte[]> Drawn = new(DrawStill);

    /// <summary>What stands for a video until it is played, as PNG: nothing of the video itself, which is not decoded here.</summary>
    public static byte[] Still => Drawn.Value;

    public static bool HasStill(string? contentType) => contentType == "video/mp4";

    /// <summary>Moving pictures are shown moving; others from a size on where a small one saves something.</summary>
    public static bool Helps(string? contentType, long? size) => contentType is "image/jpeg" or "image/png" or "image/webp" && size >= WorthIt;

    /// <summary>The key of the small picture, or null when none can be made: no picture, a broken one, or one too large to open.</summary>
    /// <exception cref="FileNotFoundException">There is no such file any more.</exception>
    public async Task<string?> OfAsync(string key, CancellationToken cancellationToken)
    {
        var small = KeyFor(key);
        if (await files.ExistsAsync(small, cancellationToken))
        {
            return small;
        }

        if (impossible.ContainsKey(key))
        {
            return null;
        }

        await running.WaitAsync(cancellationToken);
        try
        {
            byte[] original;
            await using (var stream = await files.OpenAsync(key, cancellationToken))
            {
                original = new byte[stream.Length];
                await stream.ReadExactlyAsync(original, cancellationToken);
            }

            if (Shrink(original) is not { } bytes)
            {
                if (impossible.Count >= MostRemembered)
                {
                    impossible.Clear();
                }

                impossible[key] = true;
                return null;
            }

            await files.StoreAsAsync(small, bytes, cancellationToken);
            if (!await files.ExistsAsync(key, CancellationToken.None))
            {
                await files.DeleteAsync(key); // Taken back meanwhile: what was made of it goes too.
                return null;
            }

            return small;
        }
        finally
        {
            running.Release();
        }
    }

    /// <summary>One file has one preview, found by its name alone, so nothing but the file itself has to be remembered.</summary>
    public static string KeyFor(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes("preview " + key)).AsSpan(0, 16));

    public void Dispose() => running.Dispose();

    /// <summary>A JPEG, upright, without anything the camera wrote along; null when it cannot be opened.</summary>
    internal static byte[]? Shrink(byte[] original)
    {
        using var drawn = Open(original, Edge);
        using var encoded = drawn?.Encode(SKEncodedImageFormat.Jpeg, 82);
        return encoded?.ToArray();
    }

    /// <summary>The middle of it as a square PNG of <paramref name="edge"/> pixels, upright, without anything the camera wrote along; null when it cannot be opened.</summary>
    public static byte[]? Square(byte[] original, int edge)
    {
        using var image = Open(original, 4 * edge);
        if (image is null)
        {
            return null;
        }

        var side = Math.Min(image.Width, image.Height);
        using var surface = SKSurface.Create(new SKImageInfo(edge, edge, SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.DrawImage(image, SKRect.Create((image.Width - side) / 2, (image.Height - side) / 2, side, side), new SKRect(0, 0, edge, edge), new SKSamplingOptions(SKCubicResampler.Mitchell));
        using var drawn = surface.Snapshot();
        using var encoded = drawn.Encode(SKEncodedImageFormat.Png, 100);
        return encoded.ToArray();
    }

    private static byte[] DrawStill()
    {
        using var surface = SKSurface.Create(new SKImageInfo(640, 360, SKColorType.Rgba8888, SKAlphaType.Premul));
        using var paint = new SKPaint { Color = SKColors.White, IsAntialias = true };
        using var triangle = new SKPath();
        triangle.AddPoly([new SKPoint(280, 120), new SKPoint(280, 240), new SKPoint(384, 180)]);
        surface.Canvas.Clear(new SKColor(0x1C, 0x1D, 0x21));
        surface.Canvas.DrawPath(triangle, paint);
        using var image = surface.Snapshot();
        using var encoded = image.Encode(SKEncodedImageFormat.Png, 100);
        return encoded.ToArray();
    }

    private static SKImage? Open(byte[] original, int edge)
    {
        using var data = SKData.CreateCopy(original);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.Info.Width <= 0 || codec.Info.Height <= 0)
        {
            return null;
        }

        var scale = Math.Min(1f, (float)edge / Math.Max(codec.Info.Width, codec.Info.Height));
        var opened = codec.GetScaledDimensions(scale);
        if (opened.Width <= 0 || opened.Height <= 0 || (long)opened.Width * opened.Height > MaxPixels)
        {
            return null;
        }

        using var bitmap = new SKBitmap(new SKImageInfo(opened.Width, opened.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
        {
            return null;
        }

        var (width, height) = (Math.Max(1, (int)MathF.Round(codec.Info.Width * scale)), Math.Max(1, (int)MathF.Round(codec.Info.Height * scale)));
        var turned = codec.EncodedOrigin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        using var surface = SKSurface.Create(new SKImageInfo(turned ? height : width, turned ? width : height, SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Concat(Upright(codec.EncodedOrigin, width, height));
        using var image = SKImage.FromBitmap(bitmap);
        surface.Canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKCubicResampler.Mitchell));
        return surface.Snapshot();
    }

    /// <summary>Source: CIPA DC-008 (Exif 2.32), 4.6.4, tag Orientation: which side of what is shown is the file's row 0 and column 0.</summary>
    private static SKMatrix Upright(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, height, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, height, -1, 0, width, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
