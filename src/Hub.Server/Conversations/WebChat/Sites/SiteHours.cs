using Hub.Channels;
using Hub.Server.Identity;
using Hub.Server.Integrations;

namespace Hub.Server.Conversations.WebChat.Sites;

/// <summary>Nobody answers now.</summary>
/// <param name="Why">"closed" or "nobody".</param>
/// <param name="OpensAt">The brand's next opening; null when it is open, or none is in sight.</param>
/// <param name="ByMail">The answer comes by e-mail; else it comes into the chat.</param>
internal sealed record SiteAway(string Why, DateTimeOffset? OpensAt, bool ByMail);

/// <summary>Whether somebody answers at a site now, and by which mail account of its brand an answer can come later.</summary>
internal sealed class SiteHours(BrandCalendars calendars, ChannelAccounts accounts, AgentPresence presence, TimeProvider time)
{
    /// <summary>Null while somebody answers, or when the site has no form for it.</summary>
    public async ValueTask<SiteAway?> AwayAsync(AccountEntry site, OfflineForm form, CancellationToken cancellationToken)
    {
        if (!form.On)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var calendar = (await calendars.OfAsync(site.BrandId, cancellationToken))?.Calendar;
        var open = calendar?.IsOpen(now) ?? true;
        return open && !(form.WhenNobody && presence.Present.Count == 0)
            ? null
            : new SiteAway(open ? "nobody" : "closed", open ? null : calendar!.NextOpening(now), await MailOfAsync(site, cancellationToken) is not null);
    }

    /// <summary>Whether the brand is open, and when that changes next; null when it does not.</summary>
    public async ValueTask<(bool Open, DateTimeOffset? Turns)> OpenAsync(AccountEntry site, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return (await calendars.OfAsync(site.BrandId, cancellationToken))?.Calendar is not { } calendar ? (true, null)
            : calendar.IsOpen(now) ? (true, calendar.NextClosing(now))
            : (false, calendar.NextOpening(now));
    }

    /// <summary>The brand's mail account that can answer: of the site's team before others.</summary>
    public async ValueTask<AccountEntry?> MailOfAsync(AccountEntry site, CancellationToken cancellationToken) => (await accounts.AllAsync(cancellationToken))
        .Where(account => account.BrandId == site.BrandId && account is { Active: true, ReceiveOnly: false, PausedAt: null }
            && accounts.Adapter(account.Account.Channel) is ITakesForms forms && forms.CanAnswer(account.Account))
        .OrderByDescending(account => account.TeamId == site.TeamId).ThenBy(account => account.Account.Key, StringComparer.Ordinal).FirstOrDefault();
}
