using System.Collections.Concurrent;
using System.Net;
using Hub.Simulator.State;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Hub.Simulator.Phone;

/// <summary>The phone page, the sample shop and the avatars.</summary>
internal static class Pages
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "simulator-pages");
    private const int Drawings = 8;
    private static readonly ConcurrentDictionary<string, byte[]> Avatars = new();

    public static void MapPages(this WebApplication app)
    {
        app.UseFileServer(new FileServerOptions
        {
            FileProvider = new PhysicalFileProvider(Folder),
            StaticFileOptions =
            {
                ContentTypeProvider = new FileExtensionContentTypeProvider { Mappings = { [".md"] = "text/markdown; charset=utf-8" } },
                OnPrepareResponse = response => response.Context.Response.Headers.CacheControl = "no-cache",
            },
        });
        app.MapGet("/shop", (SimulatorOptions options, CancellationToken cancellation) => PageAsync("shop.html", options, cancellation)).WithName("Shop");
        app.MapGet("/shop/members", (SimulatorOptions options, CancellationToken cancellation) => PageAsync("members.html", options, cancellation)).WithName("MemberPage");
        app.MapGet("/dialog/bot/accountLink", (SimulatorOptions options, CancellationToken cancellation) => PageAsync("link.html", options, cancellation)).WithName("AccountLinkDialog");
        app.MapGet("/avatars/{name}.png", Avatar).WithName("Avatar");
        app.MapGet("/stickershop/v1/sticker/{id:long:min(1)}/android/sticker.png", Sticker).WithName("Sticker");
    }

    private static async Task<IResult> PageAsync(string name, SimulatorOptions options, CancellationToken cancellation)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Folder, name), cancellation);
        return Results.Content(page.Replace("{hub}", WebUtility.HtmlEncode(options.HubUrl)), "text/html; charset=utf-8");
    }

    /// <summary>Our own stickers have drawings; in place of LINE's, which are not ours to show, stands one of them, the same for the same sticker.</summary>
    private static IResult Sticker(long id, HttpContext http)
    {
        http.Response.Headers.CacheControl = "max-age=86400";
        return Results.File(Path.Combine(Folder, "stickers", $"{(id - 1) % Drawings + 1}.png"), "image/png");
    }

    private static IResult Avatar(string name, HttpContext http)
    {
        if (!Ids.IsUser(name))
        {
            return Results.NotFound();
        }
        // Drawing takes a moment; load runs could ask for ten thousand faces.
        if (Avatars.Count > 2000)
        {
            Avatars.Clear();
        }
        http.Response.Headers.CacheControl = "max-age=86400";
        return Results.Bytes(Avatars.GetOrAdd(name, Pictures.Avatar), "image/png");
    }
}
