using Hub.Server.Conversations.Actions;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Attention;

/// <summary>A person says what became of a failed or uncertain message: it arrived after all, or nothing more is to be done. "Send again" is <see cref="RetryMessage"/>.</summary>
internal static class SettleSend
{
    private const int MaxReason = 500;

    internal enum Outcome { Arrived, Dismissed }

    /// <param name="Reason">For <see cref="Outcome.Dismissed"/>: why nothing more is done. Shown in the thread to colleagues.</param>
    internal sealed record Request(Outcome Outcome, string? Reason)
    {
        public override string ToString() => Outcome.ToString();
    }

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPost("/{id:guid}/messages/{number:int}/settle", HandleAsync).WithName("SettleSend").RequirePermission(Permissions.Reply).Produces<MessageView>();

    private static async Task<IResult> HandleAsync(
        Guid id, int number, Request request, CurrentAgent agent, ConversationAction action, MessageReader messages, CancellationToken cancellationToken)
    {
        var reason = request.Reason?.Trim();
        if (request.Outcome == Outcome.Dismissed && (string.IsNullOrEmpty(reason) || reason.Length > MaxReason))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["reason"] = [string.IsNullOrEmpty(reason) ? "required" : "too_long"] });
        }

        var settled = false;
        var result = await action.RunQueryingAsync(
            id, agent, async (conversation, batch) =>
            {
                await using var find = new NpgsqlCommand("SELECT state FROM conversations.message WHERE conversation_id = $1 AND number = $2 AND kind = 1 AND state IN (5, 6) FOR UPDATE", batch.Connection)
                    .With(id, number);
                if (await find.ExecuteScalarAsync(cancellationToken) is not short state)
                {
                    return Problem.Of(409, "not_failed");
                }

                // The provider has said that it did not arrive; nobody can know better.
                if (request.Outcome == Outcome.Arrived && state == (short)DeliveryState.Failed)
                {
                    return Problem.Of(409, "has_failed");
                }

                if (!await UnsettledSends.RemoveAsync(batch, conversation, number, cancellationToken))
                {
                    return Problem.Of(409, "settled");
                }

                batch.Also(new NpgsqlBatchCommand(request.Outcome == Outcome.Arrived
                    ? "UPDATE conversations.message SET state = 2, state_code = 'settled', state_at = $3, version = version + 1 WHERE conversation_id = $1 AND number = $2"
                    : "UPDATE conversations.message SET state_at = $3, version = version + 1 WHERE conversation_id = $1 AND number = $2")
                {
                    Parameters = { new() { Value = id }, new() { Value = number }, new() { Value = batch.Now } },
                });
                conversation.MessageChanged(number);
                conversation.AppendActivity(Actor.Agent(agent.Id), request.Outcome == Outcome.Arrived ? "sendArrived" : "sendDismissed", new { number, reason = request.Outcome == Outcome.Dismissed ? reason : null }, batch.Now);
                batch.Also(AuditLog.Insert(new AuditEntry(agent.AsActor(), "message.settled")
                {
                    CustomerId = conversation.CustomerId,
                    ConversationId = id,
                    Data = new { number, was = (DeliveryState)state, request.Outcome },
                }));
                settled = true;
                return null;
            },
            cancellationToken);
        return settled ? TypedResults.Ok((await messages.ByNumbersAsync([(id, number)], cancellationToken))[0]) : result;
    }
}
