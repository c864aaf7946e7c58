using System.Text.Json;
using Hub.Server.Conversations.WebChat.Sites;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;

namespace Hub.Server.Conversations.WebChat;

/// <summary>
/// What the button on a site's page looks like, as a script module: a page that allows this hub's scripts needs no other permission for it, and nothing is sent
/// along but the page's origin.
/// </summary>
internal static class GetLook
{
    /// <param name="Open">The brand is open now; that turns at <paramref name="TurnsAt"/>, in milliseconds of the epoch.</param>
    internal sealed record Look(string Accent, ChatSide Side, ChatScheme Scheme, ChatIcon Icon, string? Label, bool Open, long? TurnsAt, IReadOnlyList<LookInvitation> Invitations);

    internal sealed record LookInvitation(Guid Id, string Page, int Seconds, int Views, bool OnlyOpen, int Days, string Text);

    public static void Map(RouteGroupBuilder api) => api.MapGet("/look", HandleAsync).WithName("GetChatLook").ExcludeFromDescription();

    private static async Task<IResult> HandleAsync(string site, HttpContext context, Visitors visitors, ChatSites sites, SiteHours hours, CancellationToken cancellationToken, string? language = null)
    {
        if (await visitors.SiteAsync(site, cancellationToken) is not { } account)
        {
            return Problem.Of(404, "unknown_site");
        }

        var wanted = language == "ja" ? "ja" : "en";
        var settings = (await sites.OfAsync(account.Account.Id, cancellationToken)).Settings;
        var (theme, (open, turns)) = (settings.Theme, await hours.OpenAsync(account, cancellationToken));
        return Module(
            context,
            new Look(
                theme.Accent, theme.Side, theme.Scheme, theme.Icon, theme.Label.In(wanted), open, turns?.ToUnixTimeMilliseconds(),
                [.. settings.Invitations.Where(each => each.On).Select(each => new LookInvitation(each.Id, each.Page, each.Seconds, each.Views, each.OnlyOpen, each.Days, each.Text.In(wanted)!))]),
            TimeSpan.FromMinutes(1));
    }

    /// <summary>JSON is a script's value as it stands (ECMAScript 2019). Modules are fetched with CORS; the group has let only this hub's and the site's pages pass.</summary>
    internal static IResult Module(HttpContext context, object value, TimeSpan kept)
    {
        var headers = context.Response.Headers;
        if (context.Request.Headers.Origin.ToString() is { Length: > 0 } origin)
        {
            headers.AccessControlAllowOrigin = origin;
        }

        headers.Vary = "Origin";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers.CacheControl = kept > TimeSpan.Zero ? $"private, max-age={(int)kept.TotalSeconds}" : "no-store";
        return TypedResults.Text($"export default {JsonSerializer.Serialize(value, HubJson.Options)};", "text/javascript; charset=utf-8");
    }
}
