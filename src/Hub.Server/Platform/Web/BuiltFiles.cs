using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Hub.Server.Platform.Web;

/// <summary>
/// Serves the built desk and widget: compressed where the browser takes it, hashed names for ever, pages always asked for anew. Runs between
/// routing and sign-in, on requests no route has claimed; the files are public, what they show is not.
/// </summary>
internal static class BuiltFiles
{
    private static readonly FileExtensionContentTypeProvider Types = new();
    private static readonly PathString[] NeverPages = ["/api", "/webhooks", "/hubs", "/widget", "/livez", "/readyz", "/openapi", "/help", "/assets"];

    public static void Use(WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint() is not null)
        {
            await next(context);
        }
        else if (!(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) || !await TrySendAsync(context))
        {
            await Problems.WriteAsync(context, StatusCodes.Status404NotFound);
        }
    });

    private static string Root(HttpContext context) =>
        context.RequestServices.GetRequiredService<IWebHostEnvironment>().WebRootPath is { Length: > 0 } configured ? configured : Path.Combine(AppContext.BaseDirectory, "wwwroot");

    private static async Task<bool> TrySendAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (path == "/widget.js")
        {
            context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            return await SendAsync(context, "widget/widget.js", "public, max-age=300");
        }

        if (path == "/widget/chat")
        {
            return await SendChatAsync(context);
        }

        if (path.StartsWithSegments("/widget/assets", out var asset))
        {
            context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            return await SendAsync(context, "widget/assets" + asset, "public, max-age=31536000, immutable");
        }

        if (path.StartsWithSegments("/assets", out asset))
        {
            return await SendAsync(context, "desk/assets" + asset, "public, max-age=31536000, immutable");
        }

        if (NeverPages.Any(prefix => path.StartsWithSegments(prefix)))
        {
            return false;
        }

        // The desk's own addresses have no dot; what has one is a file or a mistake.
        return path.HasValue && path.Value.Contains('.', StringComparison.Ordinal) && path != "/index.html"
            ? await SendAsync(context, "desk" + path, "public, max-age=3600")
            : await SendAsync(context, "desk/index.html", "no-cache");
    }

    private static async Task<bool> SendChatAsync(HttpContext context)
    {
        if (context.RequestServices.GetService<FrameAncestors>() is not { } ask || context.Request.Query["site"].ToString() is not { Length: > 0 and <= 100 } site
            || await ask(site, context.RequestAborted) is not { } ancestors)
        {
            return false;
        }

        context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.ChatPolicy(context.Request.Host, ancestors);
        context.Response.Headers["Cross-Origin-Opener-Policy"] = "unsafe-none";
        return await SendAsync(context, "widget/chat/index.html", "no-cache");
    }

    private static async Task<bool> SendAsync(HttpContext context, string name, string caching)
    {
        var root = Root(context);
        var file = Path.GetFullPath(Path.Combine(root, name));
        if (!file.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || file.EndsWith(".map", StringComparison.Ordinal) || !File.Exists(file))
        {
            return false;
        }

        var (chosen, encoding) = Compressed(context.Request, file);
        var response = context.Response;
        response.ContentType = Types.TryGetContentType(file, out var type) ? type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type : "application/octet-stream";
        response.Headers.CacheControl = caching;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        var info = new FileInfo(chosen);
        var tag = new EntityTagHeaderValue($"\"{info.Length:x}-{info.LastWriteTimeUtc.Ticks:x}\"");
        response.GetTypedHeaders().ETag = tag;
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return true;
        }

        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
        }

        response.ContentLength = info.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.SendFileAsync(chosen, context.RequestAborted);
        }

        return true;
    }

    private static (string File, string? Encoding) Compressed(HttpRequest request, string file)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        foreach (var (encoding, extension) in new[] { ("br", ".br"), ("gzip", ".gz") })
        {
            if (accepted.Any(one => one.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && one.Quality is not 0) && File.Exists(file + extension))
            {
                return (file + extension, encoding);
            }
        }

        return (file, null);
    }
}
