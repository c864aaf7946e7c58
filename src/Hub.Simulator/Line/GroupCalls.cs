using Hub.Simulator.State;
using Hub.Simulator.Webhooks;

namespace Hub.Simulator.Line;

/// <summary>Groups and rooms: summary, members, their profiles, and leaving. In a group that is not played here, whoever is known is a member.</summary>
internal static class GroupCalls
{
    private const int PageSize = 100;

    public static void Map(RouteGroupBuilder line)
    {
        line.MapGet("/group/{id}/summary", Summary).WithName("GetGroupSummary").WithMetadata(new FaultGroup("profile"));
        foreach (var (kind, prefix) in new[] { ("group", 'C'), ("room", 'R') })
        {
            line.MapGet($"/{kind}/{{id}}/member/{{userId}}", (string id, string userId, HttpContext http) => Member(prefix, id, userId, http)).WithName($"Get_{kind}_MemberProfile").WithMetadata(new FaultGroup("profile"));
            line.MapGet($"/{kind}/{{id}}/members/count", (string id, HttpContext http) => Count(prefix, id, http)).WithName($"Get_{kind}_MemberCount");
            line.MapGet($"/{kind}/{{id}}/members/ids", (string id, HttpContext http, string? start) => MemberIds(prefix, id, start, http)).WithName($"Get_{kind}_MembersIds");
            line.MapPost($"/{kind}/{{id}}/leave", (string id, HttpContext http, GroupEvents events) => Leave(prefix, id, http, events)).WithName($"Leave_{kind}");
        }
    }

    private static IResult Summary(string id, HttpContext http)
    {
        if (!Ids.IsGroup(id) || id[0] != 'C')
        {
            return LineError.Of(404, LineError.NotFound);
        }
        var account = http.Account();
        lock (account.Gate)
        {
            if (!account.Users.TryGetValue(id, out var group))
            {
                return Results.Json(new { groupId = id, groupName = "お茶の会 / Tea circle" }, Json.Wire);
            }
            return group.Blocked
                ? LineError.Of(404, LineError.NotFound)
                : Results.Json(new { groupId = id, groupName = group.DisplayName, pictureUrl = AccountCalls.Picture(http, "U" + id[1..]) }, Json.Wire);
        }
    }

    private static IResult Member(char prefix, string id, string userId, HttpContext http)
    {
        var account = http.Account();
        lock (account.Gate)
        {
            var played = account.Users.GetValueOrDefault(id);
            return id.Length == 33 && id[0] == prefix && account.Users.TryGetValue(userId, out var user) && !user.IsGroup && (played is null || (!played.Blocked && played.Members!.Contains(userId)))
                ? Results.Json(new { userId, displayName = user.DisplayName, pictureUrl = user.PictureUrl ?? AccountCalls.Picture(http, userId) }, Json.Wire)
                : LineError.Of(404, LineError.NotFound);
        }
    }

    private static IResult Count(char prefix, string id, HttpContext http) =>
        Members(prefix, id, http) is { } members ? Results.Json(new { count = members.Length }) : LineError.Of(404, LineError.NotFound);

    private static IResult MemberIds(char prefix, string id, string? start, HttpContext http)
    {
        if (Members(prefix, id, http) is not { } members)
        {
            return LineError.Of(404, LineError.NotFound);
        }
        var page = members.Order(StringComparer.Ordinal).Where(member => start is null || string.CompareOrdinal(member, start) > 0).Take(PageSize + 1).ToArray();
        return Results.Json(new { memberIds = page.Take(PageSize), next = page.Length > PageSize ? page[PageSize - 1] : null }, Json.Wire);
    }

    private static IResult Leave(char prefix, string id, HttpContext http, GroupEvents events)
    {
        if (Members(prefix, id, http) is null)
        {
            return LineError.Of(404, LineError.NotFound);
        }
        events.SetInside(http.Account(), http.Account().Users[id], inside: false);
        return Results.Json(new { });
    }

    /// <summary>Null where the account is not in such a group.</summary>
    private static string[]? Members(char prefix, string id, HttpContext http)
    {
        var account = http.Account();
        lock (account.Gate)
        {
            return id.Length == 33 && id[0] == prefix && account.Friend(id) is { Members: { } members } ? [.. members] : null;
        }
    }
}
