using Hub.Simulator.State;

namespace Hub.Simulator.Line;

/// <summary>Profile, followers, bot info, quota.</summary>
internal static class AccountCalls
{
    public static void Map(RouteGroupBuilder line)
    {
        line.MapGet("/profile/{userId}", Profile).WithName("GetProfile").WithMetadata(new FaultGroup("profile"));
        line.MapGet("/followers/ids", Followers).WithName("GetFollowers");
        line.MapGet("/info", Info).WithName("GetBotInfo");
        line.MapGet("/message/quota", Quota).WithName("GetMessageQuota");
        line.MapGet("/message/quota/consumption", Consumption).WithName("GetMessageQuotaConsumption");
    }

    private static IResult Profile(string userId, HttpContext http)
    {
        var account = http.Account();
        lock (account.Gate)
        {
            return account.Friend(userId) is { IsGroup: false } user
                ? Results.Json(new { userId, displayName = user.DisplayName, pictureUrl = user.PictureUrl ?? Picture(http, userId), statusMessage = user.StatusMessage, language = user.Language }, Json.Wire)
                : LineError.Of(404, LineError.NotFound);
        }
    }

    private static IResult Followers(HttpContext http, int limit = 300, string? start = null)
    {
        if (limit is < 1 or > 1000)
        {
            return LineError.Property("limit");
        }
        var account = http.Account();
        lock (account.Gate)
        {
            var page = account.Users.Values.Where(user => !user.Blocked && !user.IsGroup).Select(user => user.UserId).Order(StringComparer.Ordinal)
                .Where(id => start is null || string.CompareOrdinal(id, start) > 0).Take(limit + 1).ToArray();
            return Results.Json(new { userIds = page.Take(limit), next = page.Length > limit ? page[limit - 1] : null }, Json.Wire);
        }
    }

    private static IResult Info(HttpContext http)
    {
        var account = http.Account();
        return Results.Json(new
        {
            userId = account.BotUserId,
            basicId = "@" + account.ChannelId,
            displayName = account.Name,
            pictureUrl = Picture(http, account.BotUserId),
            chatMode = "bot",
            markAsReadMode = "manual",
        });
    }

    private static IResult Quota(HttpContext http) =>
        http.Account().Quota is { } value ? Results.Json(new { type = "limited", value }) : Results.Json(new { type = "none" });

    private static IResult Consumption(HttpContext http, TimeProvider clock)
    {
        var account = http.Account();
        lock (account.Gate)
        {
            return Results.Json(new { totalUsage = account.Usage(clock.GetUtcNow()) });
        }
    }

    internal static string Picture(HttpContext http, string userId) => $"{http.Request.Scheme}://{http.Request.Host}/avatars/{userId}.png";
}
