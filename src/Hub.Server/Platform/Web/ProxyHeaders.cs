using Microsoft.AspNetCore.HttpOverrides;

namespace Hub.Server.Platform.Web;

/// <summary>The visitor's address and scheme as a trusted proxy says them. Without trusted proxies the headers mean nothing (RL5).</summary>
internal static class ProxyHeaders
{
    public static void Use(WebApplication app)
    {
        var trusted = app.Services.GetRequiredService<HubOptions>().TrustedProxies;
        if (trusted.Count == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in trusted)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }
}
