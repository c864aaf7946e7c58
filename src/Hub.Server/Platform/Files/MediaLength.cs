using TagLib;

namespace Hub.Server.Platform.Files;

/// <summary>How long a recording plays, read from what the file says of itself.</summary>
internal static class MediaLength
{
    /// <summary>Larger ones are not opened only to be measured, in bytes.</summary>
    private const long Most = 32 << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>MP3 and MPEG-4 audio under the names that browsers and phones give them, with the one the reader knows.</summary>
    private static readonly Dictionary<string, string> Readable = new(StringComparer.OrdinalIgnoreCase)
    {
        ["audio/mpeg"] = "audio/mpeg",
        ["audio/mp3"] = "audio/mpeg",
        ["audio/mp4"] = "audio/mp4",
        ["audio/x-m4a"] = "audio/mp4",
        ["audio/m4a"] = "audio/mp4",
    };

    public static bool Applies(string contentType) => Readable.ContainsKey(contentType);

    /// <summary>Null when it cannot be told: another kind, too large, broken, or longer than anybody listens.</summary>
    public static async Task<TimeSpan?> OfAsync(string contentType, Func<CancellationToken, Task<Stream>> openAsync, CancellationToken cancellationToken)
    {
        if (!Readable.TryGetValue(contentType, out var known))
        {
            return null;
        }

        using var copy = new MemoryStream();
        await using (var stream = await openAsync(cancellationToken))
        {
            if (stream.Length > Most)
            {
                return null;
            }

            await stream.CopyToAsync(copy, cancellationToken);
        }

        try
        {
            using var file = TagLib.File.Create(new Bytes(copy), known, ReadStyle.Average);
            return file.Properties?.Duration is { } length && length > TimeSpan.Zero && length < Longest ? length : null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A customer's or colleague's file: whatever its reader stumbles over, it has no length.
            return null;
        }
    }

    private sealed class Bytes(Stream stream) : TagLib.File.IFileAbstraction
    {
        public string Name => "recording";

        public Stream ReadStream => stream;

        public Stream WriteStream => Stream.Null;

        public void CloseStream(Stream stream)
        {
        }
    }
}
