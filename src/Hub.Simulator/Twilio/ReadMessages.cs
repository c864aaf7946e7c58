using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Twilio;

/// <summary>List, read and delete messages, and their media: an address of Twilio's that redirects to its storage.</summary>
internal static class ReadMessages
{
    public static void Map(RouteGroupBuilder rest)
    {
        rest.MapGet("/Messages.json", List).WithName("TwilioListMessages");
        rest.MapGet("/Messages/{sid}.json", (string sid, HttpContext http) => Find(http, sid) is { } message ? Results.Json(TwilioJson.Of(http.Account(), message)) : Missing()).WithName("TwilioFetchMessage");
        rest.MapDelete("/Messages/{sid}.json", (string sid, HttpContext http) =>
        {
            lock (http.Account().Gate)
            {
                return http.Account().Messages.Remove(sid) ? Results.NoContent() : Missing();
            }
        }).WithName("TwilioDeleteMessage");
        rest.MapGet("/Messages/{sid}/Media.json", ListMedia).WithName("TwilioListMedia");
        rest.MapGet("/Messages/{sid}/Media/{mediaSid}.json", (string sid, string mediaSid, HttpContext http) =>
            Find(http, sid)?.Media.FirstOrDefault(media => media.Sid == mediaSid) is { } media ? Results.Json(Media(http.Account(), sid, media)) : Missing()).WithName("TwilioFetchMedia");
        rest.MapGet("/Messages/{sid}/Media/{mediaSid}", (string sid, string mediaSid, HttpContext http) =>
            Find(http, sid)?.Media.Any(media => media.Sid == mediaSid) == true ? Results.Redirect($"/twilio-media/{http.Account().Key}/{sid}/{mediaSid}", preserveMethod: true) : Missing())
            .WithName("TwilioMedia");
    }

    /// <summary>The storage behind the redirect. Whoever shows credentials here has let them follow it.</summary>
    public static async Task<IResult> StorageAsync(string key, string sid, string mediaSid, HttpContext http, SmsWorld world, ContentStore store, CancellationToken cancellation)
    {
        if (http.Request.Headers.Authorization.Count > 0)
        {
            return Results.Text("Only one auth mechanism allowed", statusCode: 400);
        }
        SmsMedia? media = null;
        if (world.Find(key) is { } account)
        {
            lock (account.Gate)
            {
                media = account.Messages.GetValueOrDefault(sid)?.Media.FirstOrDefault(each => each.Sid == mediaSid);
            }
        }
        if (media is null || await store.ReadAsync(mediaSid, cancellation) is not { } bytes)
        {
            return Results.NotFound();
        }
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return Results.Bytes(bytes, media.ContentType);
    }

    private static IResult List(HttpContext http)
    {
        var (account, query) = (http.Account(), http.Request.Query);
        var size = Math.Clamp(int.TryParse(query["PageSize"], out var wanted) ? wanted : 50, 1, 1000);
        var page = int.TryParse(query["Page"], out var number) ? Math.Max(0, number) : 0;
        List<SmsMessage> found;
        lock (account.Gate)
        {
            found = [.. account.Messages.Values
                .Where(message => (Text(query, "To") is not { } to || message.To == to) && (Text(query, "From") is not { } from || message.From == from))
                .Where(message => Time(query, "DateSent>") is not { } after || message.At >= after)
                .Where(message => Time(query, "DateSent<") is not { } before || message.At <= before)
                .OrderByDescending(message => message.Sid[2..], StringComparer.Ordinal)];
        }
        var shown = found.Skip(page * size).Take(size).ToList();
        var path = $"/2010-04-01/Accounts/{account.AccountSid}/Messages.json";
        var rest = string.Concat(query.Where(pair => pair.Key is not ("Page" or "PageSize")).Select(pair => $"&{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value.ToString())}"));
        return Results.Json(new JsonObject
        {
            ["messages"] = new JsonArray([.. shown.Select(message => TwilioJson.Of(account, message))]),
            ["page"] = page,
            ["page_size"] = size,
            ["start"] = page * size,
            ["end"] = page * size + shown.Count - 1,
            ["first_page_uri"] = $"{path}?PageSize={size}&Page=0{rest}",
            ["previous_page_uri"] = page == 0 ? null : $"{path}?PageSize={size}&Page={page - 1}{rest}",
            ["next_page_uri"] = found.Count > (page + 1) * size ? $"{path}?PageSize={size}&Page={page + 1}{rest}" : null,
            ["uri"] = $"{path}?PageSize={size}&Page={page}{rest}",
        });
    }

    private static IResult ListMedia(string sid, HttpContext http)
    {
        if (Find(http, sid) is not { } message)
        {
            return Missing();
        }
        var account = http.Account();
        return Results.Json(new JsonObject
        {
            ["media_list"] = new JsonArray([.. message.Media.Select(media => Media(account, sid, media))]),
            ["page"] = 0,
            ["page_size"] = 50,
            ["next_page_uri"] = null,
        });
    }

    private static JsonObject Media(SmsAccount account, string sid, SmsMedia media) => new()
    {
        ["sid"] = media.Sid,
        ["account_sid"] = account.AccountSid,
        ["parent_sid"] = sid,
        ["content_type"] = media.ContentType,
        ["uri"] = $"/2010-04-01/Accounts/{account.AccountSid}/Messages/{sid}/Media/{media.Sid}.json",
    };

    private static SmsMessage? Find(HttpContext http, string sid)
    {
        lock (http.Account().Gate)
        {
            return http.Account().Messages.GetValueOrDefault(sid);
        }
    }

    private static string? Text(IQueryCollection query, string name) => query[name].FirstOrDefault() is { Length: > 0 } value ? value : null;

    private static DateTimeOffset? Time(IQueryCollection query, string name) =>
        DateTimeOffset.TryParse(Text(query, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static IResult Missing() => TwilioJson.Error(404, 20404, "The requested resource was not found");
}
