using Hub.Server.Conversations.Actions;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;

namespace Hub.Server.Conversations.Spam;

/// <summary>One key marks a conversation as spam, and undoes it. What its sender writes from then on joins it, rings nowhere and counts nowhere.</summary>
internal static class MarkSpam
{
    public const int MaxReason = 200;

    /// <param name="Block">Also let nothing of this sender come in as anything but spam.</param>
    /// <param name="Reason">Why, for the list of blocks; wanted to block.</param>
    /// <param name="Until">When the block ends. Null: never.</param>
    internal sealed record Request(bool Block = false, string? Reason = null, DateTimeOffset? Until = null);

    public static void Map(RouteGroupBuilder conversations)
    {
        conversations.MapPut("/{id:guid}/spam", MarkAsync).WithName("MarkSpam").RequirePermission(Permissions.MarkSpam).Produces<ConversationRow>();
        conversations.MapDelete("/{id:guid}/spam", UnmarkAsync).WithName("UnmarkSpam").RequirePermission(Permissions.MarkSpam).Produces<ConversationRow>();
    }

    private static async Task<IResult> MarkAsync(Guid id, Request? request, CurrentAgent agent, ConversationAction action, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request is { Block: true } && Check(request.Reason, request.Until, time.GetUtcNow()) is { } invalid)
        {
            return invalid;
        }

        return await action.RunAsync(
            id, agent, (conversation, batch) =>
            {
                conversation.MarkSpam(Actor.Agent(agent.Id), batch.Now);
                batch.Also(AuditLog.Insert(Entry(agent, conversation, "conversation.marked_spam")));
                if (request is { Block: true })
                {
                    if (conversation.IdentityId is not { } sender)
                    {
                        return Problem.Of(422, "no_sender");
                    }

                    foreach (var command in BlockWrites.Block(NewId.Create(time), sender, request.Reason!.Trim(), request.Until?.ToUniversalTime(), agent.Id, batch.Now))
                    {
                        batch.Also(command);
                    }

                    batch.Also(AuditLog.Insert(Entry(agent, conversation, "sender.blocked")));
                }

                return null;
            },
            cancellationToken);
    }

    /// <summary>Back to open; a block that came with it ends too.</summary>
    private static Task<IResult> UnmarkAsync(Guid id, CurrentAgent agent, ConversationAction action, CancellationToken cancellationToken) => action.RunAsync(
        id, agent, (conversation, batch) =>
        {
            if (conversation.Status != ConversationStatus.Spam)
            {
                return Problem.Of(409, "not_spam");
            }

            conversation.Reopen(Actor.Agent(agent.Id), batch.Now);
            foreach (var command in conversation.IdentityId is { } sender ? BlockWrites.Unblock(sender) : [])
            {
                batch.Also(command);
            }

            batch.Also(AuditLog.Insert(Entry(agent, conversation, "conversation.unmarked_spam")));
            return null;
        },
        cancellationToken);

    public static IResult? Check(string? reason, DateTimeOffset? until, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(reason) || reason.Trim().Length > MaxReason)
        {
            errors["reason"] = [string.IsNullOrWhiteSpace(reason) ? "required" : "too_long"];
        }

        if (until <= now)
        {
            errors["until"] = ["out_of_range"];
        }

        return errors.Count > 0 ? Problem.Invalid(errors) : null;
    }

    private static AuditEntry Entry(CurrentAgent agent, ConversationState conversation, string action) =>
        new(agent.AsActor(), action) { TargetKind = "conversation", TargetId = conversation.Id, CustomerId = conversation.CustomerId, ConversationId = conversation.Id };
}
