using Hub.Server.Conversations.WebChat.Sites;
using Hub.Server.Identity;
using Hub.Server.Platform.Web;

namespace Hub.Server.Conversations.WebChat.Invitations;

/// <summary>
/// A page tells that it has shown an invitation, or that it was opened: as a script it fetches, since that is all its policy need allow. Nothing is kept but the count.
/// </summary>
internal static class CountInvitation
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/invitations/{id:guid}/{did}", HandleAsync).WithName("CountInvitation").ExcludeFromDescription();

    private static async Task<IResult> HandleAsync(
        string site, Guid id, string did, HttpContext context, Visitors visitors, ChatSites sites, InvitationCounts counts, VisitorLimits limits, CancellationToken cancellationToken)
    {
        if (did is not ("shown" or "opened") || await visitors.SiteAsync(site, cancellationToken) is not { } account
            || !(await sites.OfAsync(account.Account.Id, cancellationToken)).Settings.Invitations.Any(invitation => invitation.Id == id))
        {
            return Problem.NotFound();
        }

        using var lease = limits.Calls.AttemptAcquire("ip/" + NetworkKey.Of(context.Connection.RemoteIpAddress));
        if (!lease.IsAcquired)
        {
            return VisitorApi.SlowDown(context);
        }

        counts.Add(account.Account.Id, id, opened: did == "opened");
        return GetLook.Module(context, 1, TimeSpan.Zero);
    }
}
