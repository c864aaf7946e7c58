using System.Text.Json.Nodes;
using Hub.Simulator.Line;
using Hub.Simulator.State;
using Hub.Simulator.Webhooks;

namespace Hub.Simulator.Control;

/// <summary>People: list, make up, block, unblock, and what their phone shows.</summary>
internal static class UserControl
{
    public static void Map(RouteGroupBuilder account)
    {
        account.MapGet("/users", List).WithName("SimListUsers");
        account.MapPost("/users", CreateAsync).WithName("SimCreateUser");
        account.MapGet("/users/{userId}/thread", Thread).WithName("SimGetThread");
        account.MapPost("/users/{userId}/block", (string userId, string? wait, HttpContext http, PhoneEvents events, bool refuses = false) =>
            SetBlockedAsync(userId, true, refuses, wait, http, events)).WithName("SimBlock");
        account.MapPost("/users/{userId}/unblock", (string userId, string? wait, HttpContext http, PhoneEvents events) =>
            SetBlockedAsync(userId, false, false, wait, http, events)).WithName("SimUnblock");
    }

    private static IResult List(HttpContext http, bool load = false)
    {
        var account = http.SimAccount();
        lock (account.Gate)
        {
            return Results.Json(new { items = account.Users.Values.Where(user => load || !user.Load).Select(UserView.Of).ToArray() }, Json.Wire);
        }
    }

    private static async Task<IResult> CreateAsync(NewUser request, HttpContext http, PhoneEvents events, Simulation simulation)
    {
        var account = http.SimAccount();
        if (request.DisplayName?.Trim() is not { Length: >= 1 and <= 100 } name)
        {
            return ControlApi.Problem(400, "displayName must be 1..100 characters");
        }
        if (request.PictureUrl is { } picture && !LineUrl.Allowed(picture))
        {
            return ControlApi.Problem(400, "pictureUrl must be https, or http to this machine");
        }
        if (request.UserId is { } wanted && !Ids.IsUser(wanted))
        {
            return ControlApi.Problem(400, "userId must be U and 32 hex digits");
        }
        var user = new LineUser
        {
            UserId = request.UserId ?? Ids.RandomUser(),
            DisplayName = name,
            PictureUrl = request.PictureUrl,
            Language = request.Language,
            StatusMessage = request.StatusMessage,
        };
        lock (account.Gate)
        {
            if (!account.Users.TryAdd(user.UserId, user))
            {
                return ControlApi.Problem(409, "userId is taken");
            }
            simulation.Record(account, user);
        }
        if (request.Follow)
        {
            await events.Other(account, user, "follow", replies: true, ("follow", new JsonObject { ["isUnblocked"] = false })).FirstAnswer;
        }
        return Results.Json(UserView.Of(user), Json.Wire, statusCode: 201);
    }

    private static IResult Thread(string userId, HttpContext http, int limit = 200)
    {
        var account = http.SimAccount();
        lock (account.Gate)
        {
            return account.Users.TryGetValue(userId, out var user)
                ? Results.Json(new { user = UserView.Of(user), items = user.Thread.TakeLast(Math.Clamp(limit, 1, 5000)).Select(id => Json.Of(account.Messages[id])).ToArray() }, Json.Wire)
                : ControlApi.Problem(404, "No such user");
        }
    }

    private static async Task<IResult> SetBlockedAsync(string userId, bool blocked, bool refuses, string? wait, HttpContext http, PhoneEvents events)
    {
        var account = http.SimAccount();
        LineUser? user;
        lock (account.Gate)
        {
            if (!account.Users.TryGetValue(userId, out user))
            {
                return ControlApi.Problem(404, "No such user");
            }
        }
        if (user.IsGroup)
        {
            return ControlApi.Problem(409, "The account is put out of a group, not blocked");
        }
        return events.SetBlocked(account, user, blocked, refuses) is { } pending
            ? await Outcome.AnswerAsync(pending, wait, http.RequestAborted)
            : ControlApi.Problem(409, blocked ? "The account is blocked already" : "The account is not blocked");
    }

    internal sealed record NewUser(string? DisplayName, string? PictureUrl, string? Language, string? StatusMessage, string? UserId, bool Follow = false);
}
