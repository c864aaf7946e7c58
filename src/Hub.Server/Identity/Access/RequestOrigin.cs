namespace Hub.Server.Identity;

internal enum RequestSource
{
    /// <summary>The browser says: from a page of ours.</summary>
    OwnPage,

    /// <summary>The browser says: from somewhere else.</summary>
    OtherSite,

    /// <summary>Nothing is said; not a browser, or a very old one.</summary>
    Unsaid,
}

/// <summary>
/// Where a request comes from. <c>Sec-Fetch-Site</c> decides; browsers leave it out on plain http other than loopback and on WebSockets, then
/// <c>Origin</c> must be the public address. The demo may be opened by any loopback name, so there its own one counts as well.
/// </summary>
internal sealed class RequestOrigin(IdentitySettings settings)
{
    public RequestSource Judge(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0)
        {
            return site.Count == 1 && string.Equals(site[0], "same-origin", StringComparison.Ordinal) ? RequestSource.OwnPage : RequestSource.OtherSite;
        }

        var origin = request.Headers.Origin;
        if (origin.Count == 0)
        {
            return RequestSource.Unsaid;
        }

        return origin.Count == 1 && IsOurs(origin[0], request) ? RequestSource.OwnPage : RequestSource.OtherSite;
    }

    private bool IsOurs(string? origin, HttpRequest request) =>
        origin is not null
        && (string.Equals(origin, settings.PublicUrl?.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)
            || (settings.Demo
                && string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)
                && Uri.TryCreate(origin, UriKind.Absolute, out var address)
                && address.IsLoopback));
}
