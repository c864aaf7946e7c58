using System.Text.Json.Nodes;
using Hub.Simulator.State;
using Hub.Simulator.Webhooks;

namespace Hub.Simulator.Control;

/// <summary>
/// LINE's account linking dialog: what its page shows, and what becomes of it. A token that is used or too old leads nowhere and tells the hub nothing. One that was
/// issued to somebody else than whoever opens the dialog fails, and LINE says so without saying who it was.
/// </summary>
internal static class LinkControl
{
    public static void Map(RouteGroupBuilder sim)
    {
        sim.MapGet("/links", Look).WithName("SimLookAtLink");
        sim.MapPost("/links", LinkAsync).WithName("SimLink");
    }

    private static IResult Look(Simulation simulation, TimeProvider clock, string linkToken = "", string nonce = "")
    {
        if (Find(simulation, linkToken, clock.GetUtcNow()) is not var (account, userId, state))
        {
            return Results.Json(new { state = "unknown" });
        }
        lock (account.Gate)
        {
            return Results.Json(new
            {
                state = state == "good" && !IsNonce(nonce) ? "noNonce" : state,
                accountKey = account.Key,
                accountName = account.Name,
                userId,
                people = account.Users.Values.Where(user => user is { Load: false, IsGroup: false }).Select(user => new { user.UserId, user.DisplayName }),
            }, Json.Wire);
        }
    }

    private static async Task<IResult> LinkAsync(LinkRequest request, string? wait, Simulation simulation, PhoneEvents events, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (Find(simulation, request.LinkToken ?? "", now) is not var (account, owner, state))
        {
            return ControlApi.Problem(400, "unknown");
        }
        if (!IsNonce(request.Nonce))
        {
            return ControlApi.Problem(400, "nonce must be 10..255 characters");
        }
        if (state != "good")
        {
            return ControlApi.Problem(400, state);
        }
        PendingWebhook pending;
        lock (account.Gate)
        {
            if (!account.Users.TryGetValue(request.UserId ?? owner, out var user))
            {
                return ControlApi.Problem(404, "No such user");
            }
            account.LinkTokens.Use(request.LinkToken!);
            var linked = user.UserId == owner;
            pending = events.Other(
                account, user, "accountLink", replies: linked, named: linked, ("link", new JsonObject { ["result"] = linked ? "ok" : "failed", ["nonce"] = request.Nonce }));
        }
        return await Outcome.AnswerAsync(pending, wait, cancellation);
    }

    private static bool IsNonce(string? nonce) => nonce is { Length: >= 10 and <= 255 };

    private static (LineAccount Account, string UserId, string State)? Find(Simulation simulation, string token, DateTimeOffset now)
    {
        foreach (var account in simulation.Accounts)
        {
            lock (account.Gate)
            {
                if (account.LinkTokens.Look(token, now) is var (userId, state))
                {
                    return (account, userId, state);
                }
            }
        }
        return null;
    }

    /// <param name="UserId">Who opens the dialog; the token's owner unless given.</param>
    internal sealed record LinkRequest(string? LinkToken, string? Nonce, string? UserId);
}
