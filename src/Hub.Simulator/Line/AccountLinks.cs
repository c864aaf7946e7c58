using Hub.Simulator.State;

namespace Hub.Simulator.Line;

/// <summary>Issues link tokens; the dialog they lead to is a page of its own (<c>/dialog/bot/accountLink</c>).</summary>
internal static class AccountLinks
{
    public static void Map(RouteGroupBuilder line) => line.MapPost("/user/{userId}/linkToken", Issue).WithName("IssueLinkToken");

    private static IResult Issue(string userId, HttpContext http, TimeProvider clock)
    {
        var account = http.Account();
        lock (account.Gate)
        {
            return account.Friend(userId) is { IsGroup: false }
                ? Results.Json(new { linkToken = account.LinkTokens.Issue(userId, clock.GetUtcNow()) })
                : LineError.Of(404, LineError.NotFound);
        }
    }
}
