using Hub.Simulator.State;
using Hub.Simulator.Webhooks;

namespace Hub.Simulator.Control;

/// <summary>Groups and rooms of people who are there already: make one, change who is in it, invite the account and put it out.</summary>
internal static class GroupControl
{
    private const int MaxMembers = 100;

    public static void Map(RouteGroupBuilder account)
    {
        account.MapPost("/groups", CreateAsync).WithName("SimCreateGroup");
        account.MapPut("/groups/{groupId}", ChangeAsync).WithName("SimChangeGroup");
    }

    private static async Task<IResult> CreateAsync(NewGroup request, string? wait, HttpContext http, Simulation simulation, PhoneEvents events, CancellationToken cancellation)
    {
        var account = http.SimAccount();
        if (request.Room ? request.Name is not null : request.Name?.Trim() is not { Length: >= 1 and <= 100 })
        {
            return ControlApi.Problem(400, "name must be 1..100 characters; a room has none");
        }
        LineUser group;
        PendingWebhook pending;
        lock (account.Gate)
        {
            if (Unknown(account, request.Members) is { } problem)
            {
                return ControlApi.Problem(400, problem);
            }
            group = new LineUser
            {
                UserId = Ids.RandomGroup(request.Room),
                DisplayName = request.Name?.Trim() ?? string.Join("、", request.Members!.Select(member => account.Users[member].DisplayName)),
                Members = [.. request.Members!.Distinct()],
            };
            account.Users[group.UserId] = group;
            simulation.Record(account, group);
            pending = events.Other(account, group, "join", replies: true);
        }
        await Outcome.AnswerAsync(pending, wait, cancellation);
        return Results.Json(UserView.Of(group), Json.Wire, statusCode: 201);
    }

    private static async Task<IResult> ChangeAsync(string groupId, GroupChange change, string? wait, HttpContext http, GroupEvents events, CancellationToken cancellation)
    {
        var account = http.SimAccount();
        LineUser? group;
        string[] current;
        lock (account.Gate)
        {
            if (!account.Users.TryGetValue(groupId, out group) || !group.IsGroup)
            {
                return ControlApi.Problem(404, "No such group");
            }
            if (change.Members is not null && Unknown(account, change.Members) is { } problem)
            {
                return ControlApi.Problem(400, problem);
            }
            current = [.. group.Members!];
        }
        var wanted = change.Members ?? current;
        PendingWebhook?[] happened =
        [
            change.Inside == true ? events.SetInside(account, group, inside: true) : null,
            events.Change(account, group, [.. wanted.Except(current)], join: true),
            events.Change(account, group, [.. current.Except(wanted)], join: false),
            change.Inside == false ? events.SetInside(account, group, inside: false) : null,
        ];
        foreach (var pending in happened.OfType<PendingWebhook>())
        {
            await Outcome.AnswerAsync(pending, wait, cancellation);
        }
        return Results.Json(UserView.Of(group), Json.Wire);
    }

    private static string? Unknown(LineAccount account, string[]? members) =>
        members is not { Length: >= 1 and <= MaxMembers } ? $"members must be 1..{MaxMembers} people"
        : members.FirstOrDefault(member => !account.Users.TryGetValue(member, out var user) || user.IsGroup) is { } stranger ? $"{stranger} is nobody here" : null;

    internal sealed record NewGroup(string? Name, string[]? Members, bool Room = false);

    /// <param name="Inside">Whether the account is in the group; null: as it is.</param>
    internal sealed record GroupChange(string[]? Members, bool? Inside);
}
