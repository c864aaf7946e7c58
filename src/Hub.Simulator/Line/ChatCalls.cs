using System.Text.Json.Nodes;
using Hub.Simulator.State;
using Hub.Simulator.Webhooks;

namespace Hub.Simulator.Line;

/// <summary>The loading animation and "mark as read".</summary>
internal static class ChatCalls
{
    public static void Map(RouteGroupBuilder line)
    {
        line.MapPost("/chat/loading/start", StartLoadingAsync).WithName("ShowLoadingAnimation");
        line.MapPost("/chat/markAsRead", MarkByTokenAsync).WithName("MarkMessagesAsReadByToken");
        line.MapPost("/message/markAsRead", MarkByUserAsync).WithName("MarkMessagesAsRead");
    }

    private static async Task<IResult> StartLoadingAsync(HttpContext http, PageStream pages, CancellationToken cancellation)
    {
        var (body, refusal) = await LineBody.ReadAsync(http, cancellation);
        if (refusal is not null)
        {
            return refusal;
        }
        if (body.Text("chatId") is not { } userId || !Ids.IsUser(userId))
        {
            return LineError.Property("chatId");
        }
        var seconds = body["loadingSeconds"] is null ? 20 : body.Number("loadingSeconds");
        if (seconds is not (>= 5 and <= 60) || seconds % 5 != 0)
        {
            return LineError.Property("loadingSeconds");
        }
        var account = http.Account();
        pages.Tell("loading", () => new { accountKey = account.Key, userId, seconds });
        return Results.Json(new { }, statusCode: 202);
    }

    private static async Task<IResult> MarkByTokenAsync(HttpContext http, Simulation simulation, CancellationToken cancellation)
    {
        var (body, refusal) = await LineBody.ReadAsync(http, cancellation);
        if (refusal is not null)
        {
            return refusal;
        }
        var account = http.Account();
        lock (account.Gate)
        {
            if (body.Text("markAsReadToken") is not { Length: > 1 } token
                || !account.Messages.TryGetValue(token[1..], out var message) || PhoneEvents.ReadToken(message.Id) != token)
            {
                return LineError.Property("markAsReadToken");
            }
            MarkThread(simulation, account, account.Users[message.UserId], message);
            return Results.Json(new { });
        }
    }

    private static async Task<IResult> MarkByUserAsync(HttpContext http, Simulation simulation, CancellationToken cancellation)
    {
        var (body, refusal) = await LineBody.ReadAsync(http, cancellation);
        if (refusal is not null)
        {
            return refusal;
        }
        var account = http.Account();
        lock (account.Gate)
        {
            if ((body["chat"] as JsonObject)?.Text("userId") is not { } userId || account.Friend(userId) is not { } user)
            {
                return LineError.Property("chat.userId");
            }
            MarkThread(simulation, account, user, upTo: null);
            return Results.Json(new { });
        }
    }

    // Reading a message means having read everything before it.
    private static void MarkThread(Simulation simulation, LineAccount account, LineUser user, ThreadMessage? upTo)
    {
        var end = upTo is null ? user.Thread.Count : user.Thread.LastIndexOf(upTo.Id) + 1;
        for (var i = end - 1; i >= 0; i--)
        {
            var message = account.Messages[user.Thread[i]];
            if (message.From != "phone")
            {
                continue;
            }
            if (message.ReadByHub)
            {
                break;
            }
            message.ReadByHub = true;
            simulation.Record(account, message);
        }
    }
}
