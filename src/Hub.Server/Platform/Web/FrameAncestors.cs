namespace Hub.Server.Platform.Web;

/// <summary>Who may show the chat of a site in a frame: origins separated by spaces as CSP writes them, or null for an unknown site. Registered by the module that knows the sites.</summary>
internal delegate ValueTask<string?> FrameAncestors(string site, CancellationToken cancellationToken);
