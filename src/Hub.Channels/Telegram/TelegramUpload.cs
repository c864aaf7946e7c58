using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Hub.Channels.Telegram;

/// <summary>Files on their way: one multipart body, streamed from where they lie.</summary>
internal sealed class TelegramUpload : IAsyncDisposable
{
    private readonly List<Stream> _streams = [];

    /// <summary>Opens every file before the first byte goes out, so that one that is missing costs nothing. Null when one is.</summary>
    internal static async Task<TelegramUpload?> OpenAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        var upload = new TelegramUpload();
        try
        {
            foreach (var file in message.Attachments)
            {
                if (file.OpenAsync is null)
                {
                    await upload.DisposeAsync();
                    return null;
                }

                upload._streams.Add(await file.OpenAsync(cancellationToken));
            }

            return upload;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            await upload.DisposeAsync();
            return null;
        }
    }

    internal HttpContent Content(OutboundMessage message)
    {
        var content = new MultipartFormDataContent { HeaderEncodingSelector = static (_, _) => Encoding.UTF8 };
        foreach (var (name, value) in TelegramMessages.Parameters(message))
        {
            content.Add(new StringContent(value as string ?? JsonSerializer.Serialize(value)), name);
        }

        if (message.Attachments is [var only])
        {
            Add(content, TelegramMessages.Kind(only), only, _streams[0]);
            return content;
        }

        var kinds = TelegramMessages.AlbumKinds(message.Attachments);
        var album = message.Attachments.Select((_, index) => new Dictionary<string, string> { ["type"] = kinds[index], ["media"] = $"attach://file{index}" }).ToList();
        if (!string.IsNullOrWhiteSpace(message.Text))
        {
            album[0]["caption"] = message.Text;
        }

        content.Add(new StringContent(JsonSerializer.Serialize(album)), "media");
        for (var index = 0; index < message.Attachments.Count; index++)
        {
            Add(content, $"file{index}", message.Attachments[index], _streams[index]);
        }

        return content;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _streams)
        {
            await stream.DisposeAsync();
        }
    }

    private static void Add(MultipartFormDataContent content, string name, OutboundAttachment file, Stream bytes)
    {
        var part = new StreamContent(bytes);
        part.Headers.ContentType = MediaTypeHeaderValue.TryParse(file.ContentType, out var type) ? type : new MediaTypeHeaderValue("application/octet-stream");

        // Written by hand: the ready-made form encodes names in a way Telegram shows as it is.
        part.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{name}\"; filename=\"{Name(file.FileName)}\"");
        content.Add(part);
    }

    /// <summary>Nothing that would end the header or be a path.</summary>
    private static string Name(string name)
    {
        var clean = new string([.. name.Where(c => !char.IsControl(c) && c is not ('"' or '\\' or '/' or '\r' or '\n'))]).Trim();
        return clean.Length == 0 ? "file" : clean.Length <= 120 ? clean : clean[(char.IsLowSurrogate(clean[^120]) ? ^119 : ^120)..];
    }
}
