using Hub.Simulator.State;

namespace Hub.Simulator.Line;

/// <summary>The bytes of what people sent: content, preview, transcoding status.</summary>
internal static class MessageContents
{
    public static void Map(RouteGroupBuilder line)
    {
        var content = line.MapGroup("/message/{messageId}/content").WithMetadata(new FaultGroup("content"));
        content.MapGet("", ContentAsync).WithName("GetMessageContent");
        content.MapGet("/preview", PreviewAsync).WithName("GetMessageContentPreview");
        content.MapGet("/transcoding", Transcoding).WithName("GetMessageContentTranscodingByMessageId");
    }

    private static async Task<IResult> ContentAsync(string messageId, HttpContext http, ContentStore store, TimeProvider clock, CancellationToken cancellation)
    {
        if (Find(http.Account(), messageId, out var type) is { } refusal)
        {
            return refusal;
        }
        if (http.Account().Faults.StillPreparing(messageId))
        {
            return Results.StatusCode(202);
        }
        return await store.ReadAsync(messageId, cancellation) is { } bytes
            ? await SlowlyAsync(http, bytes, type, clock, cancellation)
            : LineError.Of(404, LineError.NotFound);
    }

    private static async Task<IResult> PreviewAsync(string messageId, HttpContext http, ContentStore store, CancellationToken cancellation)
    {
        if (Find(http.Account(), messageId, out var type) is { } refusal)
        {
            return refusal;
        }
        if (!type.StartsWith("image/", StringComparison.Ordinal))
        {
            return Results.Bytes(Phone.Pictures.Poster(messageId), "image/png");
        }
        return await store.ReadAsync(messageId, cancellation) is { } bytes ? Results.Bytes(bytes, type) : LineError.Of(404, LineError.NotFound);
    }

    private static IResult Transcoding(string messageId, HttpContext http) =>
        Find(http.Account(), messageId, out _)
        ?? Results.Json(new { status = http.Account().Faults.StillPreparing(messageId) ? "processing" : "succeeded" });

    private static IResult? Find(LineAccount account, string messageId, out string contentType)
    {
        contentType = "application/octet-stream";
        lock (account.Gate)
        {
            if (!account.Messages.TryGetValue(messageId, out var message) || message is not { From: "phone", Type: "image" or "video" or "audio" or "file" })
            {
                return LineError.Of(404, LineError.NotFound);
            }
            if (message.Unsent)
            {
                return LineError.Of(410, "Gone");
            }
            contentType = message.ContentType ?? contentType;
            return null;
        }
    }

    private static async Task<IResult> SlowlyAsync(HttpContext http, byte[] bytes, string type, TimeProvider clock, CancellationToken cancellation)
    {
        if (http.Account().Faults.Settings.SlowContent is not { } slow)
        {
            return Results.Bytes(bytes, type);
        }
        await Task.Delay(TimeSpan.FromMilliseconds(slow.DelayMs), clock, cancellation);
        if (slow.BytesPerSecond == 0)
        {
            return Results.Bytes(bytes, type);
        }
        return Results.Stream(async body =>
        {
            var portion = Math.Max(1, slow.BytesPerSecond / 10);
            for (var sent = 0; sent < bytes.Length; sent += portion)
            {
                await body.WriteAsync(bytes.AsMemory(sent, Math.Min(portion, bytes.Length - sent)), cancellation);
                await body.FlushAsync(cancellation);
                await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellation);
            }
        }, type);
    }
}
