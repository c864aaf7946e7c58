using System.Text.Json;
using Hub.Server.Conversations.WebChat.Invitations;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;

namespace Hub.Server.Conversations.WebChat.Sites;

/// <summary>How a site's chat looks and what it asks, over the API.</summary>
internal static class ManageSite
{
    /// <param name="Mail">The mail account by which the brand answers what is left while it is closed; null when it has none.</param>
    /// <param name="Counts">How often each invitation was shown and opened within thirty days.</param>
    internal sealed record View(ChatSiteSettings Settings, int Version, string Brand, string? Mail, IReadOnlyList<InvitationCount> Counts);

    internal sealed record Site(Guid Id, string Key, string Name, string Brand);

    internal sealed record SiteList(IReadOnlyList<Site> Items);

    internal sealed record SaveRequest(ChatSiteSettings Settings, int Version);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/chat-sites", ListAsync).WithTags("Web chat").WithName("ListChatSites").RequirePermission(Permissions.ManageAccounts).Produces<SiteList>();
        var site = routes.MapGroup("/api/channel-accounts/{id:guid}/chat").WithTags("Web chat");
        site.MapGet("/", GetAsync).WithName("GetChatSite").RequirePermission(Permissions.ManageAccounts).Produces<View>();
        site.MapPut("/", PutAsync).WithName("SaveChatSite").RequirePermission(Permissions.ManageAccounts).Produces<View>();
    }

    private static async Task<IResult> ListAsync(ChannelAccounts accounts, CancellationToken cancellationToken) => TypedResults.Ok(new SiteList(
        [.. (await accounts.AllAsync(cancellationToken)).Where(account => account.Account.Channel == Visitors.Channel).OrderBy(account => account.Account.Key, StringComparer.Ordinal)
            .Select(account => new Site(account.Account.Id, account.Account.Key, account.Name, account.BrandName))]));

    private static async Task<IResult> GetAsync(Guid id, ChannelAccounts accounts, ChatSites sites, SiteHours hours, InvitationCounts counts, CancellationToken cancellationToken) =>
        await SiteAsync(id, accounts, cancellationToken) is { } account ? TypedResults.Ok(await ViewAsync(account, sites, hours, counts, cancellationToken)) : Problem.NotFound();

    private static async Task<IResult> PutAsync(Guid id, SaveRequest request, CurrentAgent agent, ChannelAccounts accounts, ChatSites sites, SiteHours hours, InvitationCounts counts, CancellationToken cancellationToken)
    {
        if (await SiteAsync(id, accounts, cancellationToken) is not { } account)
        {
            return Problem.NotFound();
        }

        if (request.Settings is null)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["settings"] = ["required"] });
        }

        var check = new CheckSite();
        var settings = check.Read(request.Settings);
        if (check.Errors.Any)
        {
            return check.Errors.ToProblem();
        }

        var before = await sites.OfAsync(id, cancellationToken);
        return await sites.SaveAsync(new ChatSite(id, request.Version, settings), Changed(before.Settings, settings), agent, cancellationToken)
            ? TypedResults.Ok(await ViewAsync(account, sites, hours, counts, cancellationToken))
            : Problem.Of(409, "chat_site_changed");
    }

    private static async ValueTask<AccountEntry?> SiteAsync(Guid id, ChannelAccounts accounts, CancellationToken cancellationToken) =>
        await accounts.ByIdAsync(id, cancellationToken) is { Account.Channel: Visitors.Channel } account ? account : null;

    /// <summary>A greeting that was set with the account before there was this page is shown here.</summary>
    private static async Task<View> ViewAsync(AccountEntry account, ChatSites sites, SiteHours hours, InvitationCounts counts, CancellationToken cancellationToken)
    {
        var site = await sites.OfAsync(account.Account.Id, cancellationToken);
        var theme = site.Settings.Theme;
        return new View(
            site.Settings with { Theme = theme with { Greeting = SiteSettings.Greeting(account, theme) } }, site.Version, account.BrandName, (await hours.MailOfAsync(account, cancellationToken))?.Name,
            await counts.OfAsync(account.Account.Id, cancellationToken));
    }

    /// <summary>Which parts are others than before, for the audit log; what they say stays out of it.</summary>
    private static List<string> Changed(ChatSiteSettings before, ChatSiteSettings after)
    {
        var (old, now) = (JsonSerializer.SerializeToElement(before, HubJson.Options), JsonSerializer.SerializeToElement(after, HubJson.Options));
        return [.. now.EnumerateObject().Where(part => !old.TryGetProperty(part.Name, out var was) || !JsonElement.DeepEquals(was, part.Value)).Select(part => part.Name)];
    }
}
