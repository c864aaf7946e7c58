namespace Hub.Server.Platform.Web;

/// <summary>Headers every answer carries. A handler that needs another policy (a sandboxed file, the widget's frame) sets its own.</summary>
internal static class SecurityHeaders
{
    public static void Use(WebApplication app)
    {
        var https = app.Services.GetRequiredService<HubOptions>().PublicUrl?.Scheme == Uri.UriSchemeHttps;
        app.Use((context, next) =>
        {
            // At the last moment: an error answer begins with cleared headers, and a handler's own policy stays.
            context.Response.OnStarting(() =>
            {
                var headers = context.Response.Headers;
                headers.XContentTypeOptions = "nosniff";
                headers.TryAdd("Referrer-Policy", "same-origin");
                headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
                headers.TryAdd("Content-Security-Policy", Policy(context.Request.Host, "'none'"));
                if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
                {
                    // Nothing of a desk stays in the browser's cache for whoever sits down there next.
                    headers.TryAdd("Cache-Control", "no-store");
                }

                if (https)
                {
                    headers.StrictTransportSecurity = "max-age=31536000";
                }

                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    /// <summary>Own scripts, own styles, own data; the live view's socket by name, since not every browser counts it as 'self'.</summary>
    public static string Policy(HostString host, string frameAncestors) =>
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; " +
        $"connect-src 'self'{Socket(host)}; frame-ancestors {frameAncestors}; base-uri 'none'; form-action 'self'; object-src 'none'";

    /// <summary>The chat inside a site's page: nothing but its own script, style, pictures and socket, and no form that leads elsewhere.</summary>
    public static string ChatPolicy(HostString host, string frameAncestors) =>
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; " +
        $"connect-src 'self'{Socket(host)}; frame-ancestors {frameAncestors}; base-uri 'none'; form-action 'none'";

    // The host goes into a header: only what a host name may contain.
    private static string Socket(HostString host) =>
        host.HasValue && host.Value.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or ':' or '[' or ']') ? $" ws://{host.Value} wss://{host.Value}" : "";
}
