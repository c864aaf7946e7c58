using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Live;
using Npgsql;

namespace Hub.Server.Conversations.Live;

/// <summary>
/// What a desk missed, by group and position; also the poll where WebSockets are blocked. Access is asked anew: a group one may not follow answers denied.
/// A desk that never had a socket does not know its groups: asking about none names them all.
/// </summary>
internal static class CatchUp
{
    private const int MaxGroups = 100;

    internal sealed record GroupPlace(string Group, string? Epoch, long After);

    internal sealed record Request(GroupPlace[] Groups);

    internal sealed record GroupEvents(string Group, long Position, IReadOnlyList<JsonElement> Events, bool Resync, bool Denied);

    internal sealed record Answer(string Epoch, IReadOnlyList<GroupEvents> Groups);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/live/catch-up", HandleAsync).WithName("CatchUp").RequireSignedIn().Produces<Answer>();

    private static async Task<IResult> HandleAsync(Request request, CurrentAgent agent, LiveGroups live, NpgsqlDataSource dataSource, AuditTrail audit, CancellationToken cancellationToken)
    {
        if (request.Groups.Length > MaxGroups)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["groups"] = ["too_many"] });
        }

        var allowed = ConversationAccess.GroupsOf(agent).ToHashSet(StringComparer.Ordinal);
        var answers = new List<GroupEvents>();
        var places = request.Groups.Length > 0 ? request.Groups : [.. allowed.Select(group => new GroupPlace(group, null, 0))];
        foreach (var place in places)
        {
            if (!allowed.Contains(place.Group) && !await MayOpenAsync(place.Group, agent, dataSource, audit, cancellationToken))
            {
                answers.Add(new GroupEvents(place.Group, 0, [], Resync: true, Denied: true));
                continue;
            }

            var (position, frames) = live.CatchUp(place.Group, place.Epoch, place.After);
            answers.Add(new GroupEvents(place.Group, position, EventsOf(frames, place.After), Resync: frames is null, Denied: false));
        }

        return TypedResults.Ok(new Answer(live.Epoch, answers));
    }

    public static IReadOnlyList<JsonElement> EventsOf(IReadOnlyList<LiveFrame>? frames, long after) =>
        frames is null ? [] : [.. frames.SelectMany(frame => JsonSerializer.Deserialize<JsonElement>(frame.Json).GetProperty("events").EnumerateArray().Skip((int)Math.Max(0, after - frame.After)))];

    private static async Task<bool> MayOpenAsync(string group, CurrentAgent agent, NpgsqlDataSource dataSource, AuditTrail audit, CancellationToken cancellationToken)
    {
        if (!group.StartsWith("conversation:", StringComparison.Ordinal) || !Guid.TryParse(group["conversation:".Length..], out var id) || group != LiveGroupNames.Conversation(id)
            || await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is not { } row)
        {
            return false;
        }

        await audit.SawAsync(GetConversation.Opened(agent, id, row.Customer.Id), cancellationToken);
        return true;
    }
}
