using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Hub.Server.Platform.Files;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;
using Xunit;

namespace Hub.Server.Tests.Conversations.Outbound;

public sealed class PreviewTests(ChatHub hub) : IClassFixture<ChatHub>
{
    private static readonly byte[] Photo = Encode(SKEncodedImageFormat.Jpeg);

    [Fact]
    public async Task A_large_photo_is_shown_small_upright_and_without_what_the_camera_wrote_along()
    {
        var file = await UploadAsync("photo.jpg", "image/jpeg", Turned(Photo));
        using var answer = await GetAsync($"/api/attachments/{file}/preview", hub.Admin);
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(bytes.Length < Photo.Length / 4, $"{bytes.Length} of {Photo.Length} bytes");
        Assert.Equal(-1, bytes.AsSpan().IndexOf("Exif"u8));
        using var small = SKBitmap.Decode(bytes);
        Assert.Equal((480, 720), (small.Width, small.Height));

        // Its left half is red; held a quarter turn to the right, red is on top.
        Assert.True(small.GetPixel(240, 100).Red > 150 && small.GetPixel(240, 100).Blue < 100);
        Assert.True(small.GetPixel(240, 620).Blue > 150 && small.GetPixel(240, 620).Red < 100);
    }

    [Fact]
    public async Task FI4_a_picture_that_claims_to_be_huge_is_broken_or_is_none_comes_as_it_is()
    {
        foreach (var (type, bytes) in new[] { ("image/png", Claims(50_000, 50_000)), ("image/jpeg", Photo[..200]), ("image/webp", new byte[200_000]), ("image/png", Claims(0, 0)) })
        {
            byte[] given = [.. bytes, .. new byte[200_000]];
            var file = await UploadAsync("given.bin", type, given);
            using var answer = await GetAsync($"/api/attachments/{file}/preview", hub.Admin);
            Assert.Equal(given, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        var svg = await UploadAsync("given.svg", "image/svg+xml", [.. "<svg onload='alert(1)'/>"u8.ToArray(), .. Enumerable.Repeat((byte)' ', 200_000)]);
        using var attached = await GetAsync($"/api/attachments/{svg}/preview", hub.Admin);
        Assert.Equal("attachment", attached.Content.Headers.ContentDisposition!.DispositionType);
    }

    [Fact]
    public async Task A_provider_gets_a_link_to_the_small_picture_and_both_go_with_the_file()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Preview");
        var file = await UploadAsync("tea.png", "image/png", Encode(SKEncodedImageFormat.Png));
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "Here it is", file), "accepted");
        string? preview = null;
        await Eventually.HoldsAsync(async () => (preview = (await hub.PhoneThreadAsync(user)).Where(item => item.GetProperty("type").GetString() == "image")
            .Select(item => item.GetProperty("content").TryGetProperty("previewImageUrl", out var url) ? url.GetString() : null).FirstOrDefault()) is not null);
        var link = new Uri(preview!).PathAndQuery;
        using (var small = await GetAsync(link, null))
        {
            Assert.True(small.Content.Headers.ContentLength < 1_000_000, $"{small.Content.Headers.ContentLength} bytes"); // LINE refuses more
        }

        var store = hub.Services.GetRequiredService<FileStore>();
        var key = await hub.ScalarAsync<string>("SELECT storage_key FROM conversations.attachment WHERE id = $1", file);
        Assert.True(await store.ExistsAsync(ImagePreviews.KeyFor(key), TestContext.Current.CancellationToken));
        var number = await hub.ScalarAsync<int>("SELECT number FROM conversations.attachment WHERE id = $1", file);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages/{number}/redact", new { attachmentId = file, reason = "sent by mistake" })).Is(HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => !await store.ExistsAsync(key, TestContext.Current.CancellationToken) && !await store.ExistsAsync(ImagePreviews.KeyFor(key), TestContext.Current.CancellationToken));
        using var http = hub.CreateClient();
        using var dead = await http.GetAsync(new Uri(link, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, dead.StatusCode);
    }

    [Fact]
    public async Task A_video_goes_out_with_a_still_and_a_recording_with_its_length_and_what_cannot_be_measured_as_a_link()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Plays");
        var files = new[]
        {
            await UploadAsync("tea.mp4", "video/mp4", [0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 2, 0]),
            await UploadAsync("voice.mp3", "audio/mpeg", Recording(frames: 200)),
            await UploadAsync("broken.m4a", "audio/mp4", [0, 0, 0, 16, .. "ftypM4A "u8, 0, 0, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF]),
        };
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "", files), "accepted");

        var sent = (await hub.PhoneThreadAsync(user)).TakeLast(3).ToList();
        Assert.Equal(["video", "audio", "text"], sent.Select(item => item.GetProperty("type").GetString()));
        Assert.InRange(sent[1].GetProperty("content").GetProperty("duration").GetInt64(), 5_000, 5_400); // 200 frames of 1,152 samples at 44,100 a second
        Assert.StartsWith("broken.m4a\n", sent[2].GetProperty("content").GetProperty("text").GetString(), StringComparison.Ordinal);
        using var still = await GetAsync(new Uri(sent[0].GetProperty("content").GetProperty("previewImageUrl").GetString()!).PathAndQuery, null);
        Assert.Equal("image/png", still.Content.Headers.ContentType!.MediaType);
        using var picture = SKBitmap.Decode(await still.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal((640, 360), (picture.Width, picture.Height));
    }

    /// <summary>MPEG-1 layer III, 128 kbit/s, 44.1 kHz: silent frames of 417 bytes.</summary>
    private static byte[] Recording(int frames) => [.. Enumerable.Range(0, frames).SelectMany(_ => (byte[])[0xFF, 0xFB, 0x90, 0x00, .. new byte[413]])];

    private async Task<Guid> UploadAsync(string name, string type, byte[] bytes) => (await hub.Admin.SendAsync("POST", "/api/uploads", null, request =>
    {
        request.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        request.Headers.Add("X-File-Name", name);
    })).Is(HttpStatusCode.Created).Id;

    private async Task<HttpResponseMessage> GetAsync(string path, DeskClient? by)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (by is not null)
        {
            request.Headers.Add("Cookie", by.Cookie);
        }

        using var http = hub.CreateClient();
        var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer;
    }

    /// <summary>Left half red, right half blue, with noise that no format makes small.</summary>
    private static byte[] Encode(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(1800, 1200);
        var random = new Random(7);
        for (var y = 0; y < bitmap.Height; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                var noise = (byte)random.Next(60);
                bitmap.SetPixel(x, y, x < bitmap.Width / 2 ? new SKColor((byte)(195 + noise), noise, noise) : new SKColor(noise, noise, (byte)(195 + noise)));
            }
        }

        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>With the camera's word that it was held a quarter turn to the right (Exif 2.32, orientation 6).</summary>
    private static byte[] Turned(byte[] jpeg) =>
    [
        .. jpeg[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, .. jpeg[2..],
    ];

    /// <summary>A PNG that names its size and has no picture.</summary>
    private static byte[] Claims(uint width, uint height)
    {
        var header = new byte[17];
        "IHDR"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(8), height);
        (header[12], header[13]) = (8, 6);
        var sum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(sum, Checksum(header));
        return [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', 0, 0, 0, 13, .. header, .. sum];
    }

    /// <summary>Source: PNG specification, third edition, annex D.</summary>
    private static uint Checksum(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 1 ? 0xEDB88320 ^ (sum >> 1) : sum >> 1;
            }
        }

        return ~sum;
    }
}
