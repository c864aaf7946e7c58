using Hub.Channels;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;

namespace Hub.Server.Conversations.Attachments;

/// <summary>
/// <c>GET /api/stickers/{accountId}/{stickerId}</c>: a sticker's picture, which says nothing of any customer. The hub fetches it, so that nobody's browser
/// tells the provider who looks at what; the browser then keeps it, since a sticker never changes.
/// </summary>
internal static class GetSticker
{
    private const int MaxBytes = 2_000_000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/stickers/{accountId:guid}/{stickerId}", HandleAsync).WithTags("Conversations").WithName("GetSticker").RequireSignedIn().Produces<Stream>(200, "image/png");

    private static async Task<IResult> HandleAsync(Guid accountId, string stickerId, ChannelAccounts accounts, HttpContext http, CancellationToken cancellationToken)
    {
        if (await accounts.ByIdAsync(accountId, cancellationToken) is not { } account)
        {
            return Problem.NotFound();
        }

        using var bytes = new MemoryStream();
        var outcome = await accounts.Adapter(account.Account.Channel).FetchStickerAsync(account.Account, stickerId, bytes, MaxBytes, cancellationToken);
        var picture = bytes.ToArray();
        if (outcome.Status != FetchStatus.Fetched || PictureFormat.Of(picture) is not { } type)
        {
            return Problem.NotFound();
        }

        http.Response.Headers.CacheControl = "private, max-age=2592000, immutable";
        return TypedResults.Bytes(picture, type);
    }
}
