using Hub.Server.Platform.Web;

namespace Hub.Server.Conversations.Source;

/// <summary>
/// <c>GET /letter-frame</c>: the empty page into which the desk puts a formatted message. A page of its own has a policy of its own: nothing loads from elsewhere and
/// no script runs, while the message keeps its styles, which the desk's policy allows nobody.
/// </summary>
internal static class LetterFrame
{
    private const string Policy = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    // Paper-white in every theme, since letters bring their own colours.
    private const string Page = """
        <!DOCTYPE html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title></title><style>
        html { color-scheme: light; background: #fff; color: #1c1d21 }
        body { margin: 8px; font: 14px/1.6 system-ui, "Hiragino Sans", "Noto Sans CJK JP", sans-serif; overflow-wrap: anywhere }
        img { max-width: 100%; height: auto }
        table { max-width: 100% }
        pre { white-space: pre-wrap }
        blockquote { margin: 0 0 0 .5em; padding-left: .75em; border-left: 2px solid #d0d3da }
        a { color: #3149b8 }
        </style></head><body></body></html>
        """;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/letter-frame", Handle).WithName("GetLetterFrame").AuthenticatesItself("An empty page, the same for everybody.").ExcludeFromDescription();

    private static IResult Handle(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "private, max-age=3600";
        return TypedResults.Text(Page, "text/html; charset=utf-8");
    }
}
