using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Web;

namespace Hub.Server.Conversations.WebChat;

/// <summary>
/// Which pages may use the visitor API: the hub's own, where the chat's frame comes from, and those the site's settings name. Who sends no
/// <c>Origin</c> is no browser; the token alone counts there.
/// </summary>
internal sealed class VisitorOrigins(HubOptions options, ChannelAccounts accounts)
{
    private const string Self = "'self'";

    public bool MayUse(HttpRequest request, AccountEntry? site) => IsOwn(request) || SiteSettings.AllowedOrigins(site).Contains(request.Headers.Origin.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>At an upgrade nobody has said yet which site it is about: any site's pages pass, and the first call asks again.</summary>
    public async ValueTask<bool> MayConnectAsync(HttpRequest request, CancellationToken cancellationToken) =>
        IsOwn(request) || (await accounts.AllAsync(cancellationToken)).Any(site => site is { Active: true, Account.Channel: Visitors.Channel } && MayUse(request, site));

    /// <summary>Who may show the chat in a frame, as CSP writes it; null for an unknown site.</summary>
    public async ValueTask<string?> FrameAncestorsAsync(string site, CancellationToken cancellationToken) =>
        await accounts.ByKeyAsync(Visitors.Channel, site, cancellationToken) is { Active: true } account ? string.Join(' ', SiteSettings.AllowedOrigins(account).Prepend(Self)) : null;

    /// <summary>For an endpoint that is no route handler: refuses a foreign origin before anything else.</summary>
    public static void Guard(IEndpointConventionBuilder endpoints) => endpoints.Add(endpoint =>
    {
        var open = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = async context =>
        {
            if (await context.RequestServices.GetRequiredService<VisitorOrigins>().MayConnectAsync(context.Request, context.RequestAborted))
            {
                await open(context);
            }
            else
            {
                await Problem.Of(StatusCodes.Status403Forbidden, "origin_not_allowed").ExecuteAsync(context);
            }
        };
    });

    private bool IsOwn(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            || string.Equals(origin, options.PublicUrl?.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);
    }
}
