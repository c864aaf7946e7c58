using Hub.Channels;
using Hub.Server.Customers;
using Hub.Server.Identity;

namespace Hub.Server.Conversations.Source;

/// <summary>
/// A picture of a message that lies on another server, fetched by the hub for whoever asked to see it: the other server learns neither who looks nor from
/// where. Only addresses that stand in the message itself, only public ones, only pictures.
/// </summary>
internal sealed class RemoteImage(FormattedMessage formatted) : IDisposable
{
    private const int MaxBytes = 5 * 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly FormattedMessage formatted = formatted;
    private readonly HttpClient client = ChannelHttpClient.CreateForPublicAddresses();

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapGet("/{id:guid}/messages/{number:int}/images/{place:int}", (Delegate)GetAsync).WithName("GetMessageImage").RequireSignedIn().Produces<Stream>(200, "image/png");

    private static async Task<IResult> GetAsync(Guid id, int number, int place, CurrentAgent agent, RemoteImage images, HttpContext context, CancellationToken cancellationToken)
    {
        if (await images.formatted.ReadAsync(id, number, agent, images: true, cancellationToken) is not { } message || message.Remote.ElementAtOrDefault(place) is not { } address
            || await images.FetchAsync(address, cancellationToken) is not { } bytes || PictureFormat.Of(bytes) is not { } type)
        {
            return Problem.NotFound();
        }

        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, max-age=3600";
        return TypedResults.Bytes(bytes, type);
    }

    private async Task<byte[]?> FetchAsync(string address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!response.IsSuccessStatusCode || response.Content.Headers.ContentLength > MaxBytes)
            {
                return null;
            }

            await using var stream = await response.Content.ReadAsStreamAsync(limit.Token);
            var bytes = new byte[MaxBytes + 1];
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, limit.Token);
            return length > MaxBytes ? null : bytes[..length];
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose() => client.Dispose();
}
