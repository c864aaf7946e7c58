using System.Text.Json.Nodes;
using Hub.Simulator.State;
using Hub.Simulator.Webhooks;

namespace Hub.Simulator.Control;

/// <summary>Writing from a phone, and taking back what was written.</summary>
internal static class PhoneControl
{
    public static void Map(RouteGroupBuilder account)
    {
        account.MapPost("/users/{userId}/messages", WriteAsync).WithName("SimWrite");
        account.MapPost("/users/{userId}/messages/{messageId}/unsend", UnsendAsync).WithName("SimUnsend");
        account.MapGet("/messages/{messageId}/content", ContentAsync).WithName("SimContent");
    }

    private static async Task<IResult> WriteAsync(
        string userId, JsonObject request, string? wait, HttpContext http, PhoneEvents events, Simulation simulation, ContentStore store, CancellationToken cancellation)
    {
        var account = http.SimAccount();
        LineUser? user;
        lock (account.Gate)
        {
            if (!account.Users.TryGetValue(userId, out user))
            {
                return ControlApi.Problem(404, "No such user");
            }
            if (user.Blocked)
            {
                return ControlApi.Problem(409, user.IsGroup ? "The account is not in this group" : "This user has blocked the account");
            }
            if (user.IsGroup && !(request.Text("author") is { } author && user.Members!.Contains(author)))
            {
                return ControlApi.Problem(400, "author must be a member of the group");
            }
        }
        switch (request.Text("type"))
        {
            case "postback":
                return request.Text("data") is { Length: >= 1 and <= 300 } data
                    ? await AnswerAsync(events.Other(account, user, "postback", replies: true, ("postback", Postback(data, request["params"] as JsonObject))))
                    : ControlApi.Problem(400, "data must be 1..300 characters");
            case "unknown" when request.Text("messageType") is null:
                return await AnswerAsync(events.Other(
                    account, user, request.Text("eventType") ?? "newKindOfEvent", replies: true, ("detail", request["detail"]?.DeepClone() ?? new JsonObject { ["value"] = 1 })));
            default:
                var draft = PhoneDraft.Read(request);
                if (draft.Problem is not null)
                {
                    return ControlApi.Problem(400, draft.Problem);
                }
                var messageId = simulation.Ids.Message();
                if (draft.Bytes is not null)
                {
                    await store.KeepAsync(messageId, draft.Bytes, cancellation);
                }
                return await AnswerAsync(events.Message(account, user, messageId, draft.Type, draft.Content, draft.ContentType, user.IsGroup ? request.Text("author") : null));
        }

        Task<IResult> AnswerAsync(PendingWebhook pending) => Outcome.AnswerAsync(pending, wait, cancellation);
    }

    private static async Task<IResult> UnsendAsync(
        string userId, string messageId, string? wait, HttpContext http, PhoneEvents events, Simulation simulation, ContentStore store, CancellationToken cancellation)
    {
        var account = http.SimAccount();
        PendingWebhook pending;
        lock (account.Gate)
        {
            if (!account.Messages.TryGetValue(messageId, out var message) || message.UserId != userId || message.From != "phone")
            {
                return ControlApi.Problem(404, "No such message of this user");
            }
            if (message.Unsent)
            {
                return ControlApi.Problem(409, "The message was unsent already");
            }
            message.Unsent = true;
            simulation.Record(account, message);
            pending = events.Other(account, account.Users[userId], "unsend", replies: false, ("unsend", new JsonObject { ["messageId"] = messageId }));
        }
        store.Drop(messageId);
        return await Outcome.AnswerAsync(pending, wait, cancellation);
    }

    /// <summary>The bytes for the phone page itself.</summary>
    private static async Task<IResult> ContentAsync(string messageId, HttpContext http, ContentStore store, CancellationToken cancellation)
    {
        string? type;
        lock (http.SimAccount().Gate)
        {
            type = http.SimAccount().Messages.GetValueOrDefault(messageId)?.ContentType;
        }
        if (type is null || await store.ReadAsync(messageId, cancellation) is not { } bytes)
        {
            return ControlApi.Problem(404, "No such content");
        }
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(bytes, type);
    }

    private static JsonObject Postback(string data, JsonObject? parameters)
    {
        var postback = new JsonObject { ["data"] = data };
        if (parameters is not null)
        {
            postback["params"] = parameters.DeepClone();
        }
        return postback;
    }
}
