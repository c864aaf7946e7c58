using Hub.Server.Conversations.Sensitive;
using Hub.Server.Identity;
using Hub.Server.Platform;

namespace Hub.Server.Conversations.Actions;

/// <summary>Gives a conversation to a person, a team, or back to nobody.</summary>
internal static class AssignConversation
{
    /// <param name="Version">Given: refuse if the conversation has changed since.</param>
    /// <param name="Note">What whoever gets it should know; written before it is handed over, in the same step.</param>
    /// <param name="From">Given: refuse if it is somebody else's by now. What the customer writes meanwhile is no reason.</param>
    internal sealed record Request(Guid? OwnerId, Guid? TeamId, int? Version, string? Note = null, Assigned? From = null)
    {
        public override string ToString() => $"assignment to {OwnerId}, {TeamId}";
    }

    internal sealed record Assigned(Guid? OwnerId, Guid? TeamId);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPut("/{id:guid}/assignment", HandleAsync).WithName("AssignConversation").RequirePermission(Permissions.Assign).Produces<ConversationRow>();

    private static async Task<IResult> HandleAsync(Guid id, Request request, CurrentAgent agent, ConversationAction action, Agents directory, MaskedValues maskedValues, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.Note?.Length > AddNote.MaxLength)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["note"] = ["too_long"] });
        }

        var owner = request.OwnerId is { } ownerId ? await directory.GetAsync(ownerId, cancellationToken) : null;
        if (request.OwnerId is not null && owner is not { Active: true })
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["ownerId"] = ["unknown"] });
        }

        var teams = await directory.TeamsAsync(cancellationToken);
        var team = teams.FirstOrDefault(candidate => candidate.Id == request.TeamId);
        if (request.TeamId is not null && team is null)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["teamId"] = ["unknown"] });
        }

        return await action.RunAsync(
            id, agent, (conversation, batch) =>
            {
                if ((request.Version is { } version && version != conversation.Version) || (request.From is { } from && (from.OwnerId, from.TeamId) != (conversation.OwnerId, conversation.TeamId)))
                {
                    return Problem.Of(409, "conversation_changed");
                }

                if (!string.IsNullOrWhiteSpace(request.Note))
                {
                    if (!ConversationAccess.May(agent, Permissions.Note, ConversationAccess.Of(conversation)))
                    {
                        return Problem.Of(403, "forbidden");
                    }

                    AddNote.Append(conversation, batch, agent.Id, NewId.Create(time), MaskedText.Of(request.Note), maskedValues);
                }

                conversation.Assign(
                    Actor.Agent(agent.Id), owner?.Id, request.TeamId, new { ownerId = owner?.Id, ownerName = owner?.Name, teamId = team?.Id, teamName = team?.Name }, batch.Now);
                return null;
            },
            cancellationToken);
    }
}
