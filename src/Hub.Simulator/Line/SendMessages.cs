using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Line;

/// <summary>reply, push, multicast and validate.</summary>
internal static class SendMessages
{
    public static void Map(RouteGroupBuilder line)
    {
        var send = line.MapGroup("/message").WithMetadata(new FaultGroup("send"));
        send.MapPost("/reply", ReplyAsync).WithName("ReplyMessage");
        send.MapPost("/push", PushAsync).WithName("PushMessage");
        send.MapPost("/multicast", MulticastAsync).WithName("Multicast");
        line.MapPost("/message/validate/{kind}", ValidateAsync).WithName("ValidateMessages");
    }

    private static async Task<IResult> ReplyAsync(HttpContext http, Simulation simulation, TimeProvider clock, CancellationToken cancellation)
    {
        var (body, refusal) = await LineBody.ReadAsync(http, cancellation);
        if (refusal is not null || (refusal = Check(body)) is not null)
        {
            return refusal;
        }
        if (body.Text("replyToken") is not { Length: > 0 } token)
        {
            return LineError.Invalid([new("May not be empty", "replyToken")]);
        }
        var account = http.Account();
        var now = clock.GetUtcNow();
        lock (account.Gate)
        {
            if (account.ReplyTokens.Find(token, now) is not { } userId)
            {
                return LineError.Of(400, LineError.InvalidReplyToken);
            }
            if (account.Refuses(userId))
            {
                return LineError.Of(400, LineError.NotDelivered);
            }
            account.ReplyTokens.Use(token);
            return Sent(new Delivery(simulation, account, http.RequestId(), now, "reply", null, body).To(userId));
        }
    }

    private static async Task<IResult> PushAsync(HttpContext http, Simulation simulation, TimeProvider clock, CancellationToken cancellation)
    {
        var (body, refusal) = await LineBody.ReadAsync(http, cancellation);
        if (refusal is not null || (refusal = Check(body)) is not null)
        {
            return refusal;
        }
        if (body.Text("to") is not { } to || !(Ids.IsUser(to) || Ids.IsGroup(to)))
        {
            return LineError.Property("to");
        }
        return Deliver(http, simulation, clock.GetUtcNow(), "push", body, [to], Sent);
    }

    private static async Task<IResult> MulticastAsync(HttpContext http, Simulation simulation, TimeProvider clock, CancellationToken cancellation)
    {
        var (body, refusal) = await LineBody.ReadAsync(http, cancellation);
        if (refusal is not null || (refusal = Check(body)) is not null)
        {
            return refusal;
        }
        if (body["to"] is not JsonArray { Count: >= 1 and <= 500 } list)
        {
            return LineError.Invalid([new("Size must be between 1 and 500", "to")]);
        }
        var to = list.Select(item => item is JsonValue value && value.TryGetValue(out string? id) ? id : "").Distinct().ToArray();
        return to.All(Ids.IsUser)
            ? Deliver(http, simulation, clock.GetUtcNow(), "multicast", body, to, _ => Results.Json(new { }))
            : LineError.Property("to");
    }

    private static async Task<IResult> ValidateAsync(string kind, HttpContext http, CancellationToken cancellation)
    {
        if (kind is not ("reply" or "push" or "multicast" or "narrowcast" or "broadcast"))
        {
            return LineError.Of(404, LineError.NotFound);
        }
        var (body, refusal) = await LineBody.ReadAsync(http, cancellation);
        return refusal ?? Check(body) ?? Results.Json(new { });
    }

    private static IResult? Check(JsonObject body) => MessageRules.Check(body) is { Count: > 0 } details ? LineError.Invalid(details) : null;

    private static IResult Sent(JsonArray sentMessages) => Results.Json(new { sentMessages }, Json.Wire);

    /// <summary>The part push and multicast share: retry key, monthly quota, one delivery per recipient.</summary>
    private static IResult Deliver(
        HttpContext http, Simulation simulation, DateTimeOffset now, string mode, JsonObject body, string[] to, Func<JsonArray, IResult> answer)
    {
        var account = http.Account();
        string? retryKey = http.Request.Headers["X-Line-Retry-Key"];
        if (retryKey is not null && !Guid.TryParseExact(retryKey, "D", out _))
        {
            return LineError.Of(400, "The retry key is invalid");
        }
        retryKey = retryKey?.ToLowerInvariant();
        lock (account.Gate)
        {
            if (retryKey is not null && account.RetryKeys.Find(retryKey, now) is { } known)
            {
                http.Response.Headers["X-Line-Accepted-Request-Id"] = known.RequestId;
                return LineError.Of(409, LineError.AcceptedBefore, sentMessages: known.SentMessages.DeepClone().AsArray());
            }
            if (to.Any(account.Refuses))
            {
                return LineError.Of(400, LineError.NotDelivered);
            }
            // Everybody who gets it counts.
            var arriving = to.Sum(userId => account.Friend(userId) is { } friend ? friend.Members?.Count ?? 1 : 0);
            if (account.Quota is { } quota && account.Usage(now) + arriving > quota)
            {
                return LineError.Of(429, LineError.MonthlyLimit);
            }
            var delivery = new Delivery(simulation, account, http.RequestId(), now, mode, retryKey, body);
            var sent = to.Select(delivery.To).ToArray();
            simulation.RecordAccepted(account, retryKey, new(http.RequestId(), now, sent[0].DeepClone().AsArray()), arriving);
            return answer(sent[0]);
        }
    }

    /// <summary>Puts an accepted request's messages on phones. A blocked or unknown user is answered the same, but nothing arrives.</summary>
    private sealed class Delivery(Simulation simulation, LineAccount account, string requestId, DateTimeOffset now, string mode, string? retryKey, JsonObject body)
    {
        public JsonArray To(string userId)
        {
            var sent = new JsonArray();
            var friend = account.Friend(userId);
            foreach (var message in body["messages"]!.AsArray().Select(node => node!.AsObject()))
            {
                var id = simulation.Ids.Message();
                var type = message.Text("type")!;
                account.Ledger.Add(id, userId, message.Text("text"), type, mode, retryKey, requestId, now, friend is not null);
                if (friend is not null)
                {
                    simulation.Record(account, new ThreadMessage
                    {
                        Id = id,
                        UserId = userId,
                        From = "hub",
                        Type = type,
                        Content = message.DeepClone().AsObject(),
                        At = now,
                        Mode = mode,
                        RetryKey = retryKey,
                        RequestId = requestId,
                        NotificationDisabled = body.Flag("notificationDisabled"),
                    });
                }
                sent.Add(Sent(id, type));
            }
            return sent;
        }

        // LINE gives quote tokens for what can be quoted only.
        private static JsonObject Sent(string id, string type) => type is "text" or "textV2" or "sticker" or "image" or "video" or "template" or "flex"
            ? new JsonObject { ["id"] = id, ["quoteToken"] = "q" + id }
            : new JsonObject { ["id"] = id };
    }
}
