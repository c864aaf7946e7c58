using Hub.Server.Conversations.Attention;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Actions;

/// <summary>Sends a failed message again. An uncertain one only when the agent says so knowingly: the customer may then get it twice.</summary>
internal static class RetryMessage
{
    internal sealed record Request(bool Confirm);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPost("/{id:guid}/messages/{number:int}/retry", HandleAsync).WithName("RetryMessage").RequirePermission(Permissions.Reply).Produces<MessageView>();

    private static async Task<IResult> HandleAsync(
        Guid id, int number, Request? request, CurrentAgent agent, ConversationAction action, MessageReader messages, SendSignal sends, CancellationToken cancellationToken)
    {
        var retried = false;
        var result = await action.RunQueryingAsync(
            id, agent, async (conversation, batch) =>
            {
                await using var command = new NpgsqlCommand("""
                    WITH was AS (SELECT state, state_code FROM conversations.message WHERE conversation_id = $1 AND number = $2)
                    UPDATE conversations.message SET state = 0, state_code = NULL, state_at = $4, version = version + 1
                    WHERE conversation_id = $1 AND number = $2 AND kind = 1 AND (state = 5 OR state = 6 AND $3) RETURNING (SELECT state FROM was)
                    """, batch.Connection).With(id, number, request?.Confirm ?? false, batch.Now);
                if (await command.ExecuteScalarAsync(cancellationToken) is not short was)
                {
                    return Problem.Of(409, "not_failed");
                }

                batch.Also(new NpgsqlBatchCommand("""
                    INSERT INTO conversations.send (conversation_id, number, account_id, retry_key)
                    SELECT $1, $2, COALESCE(i.account_id, $3), gen_random_uuid() FROM conversations.message m LEFT JOIN customers.identity i ON i.id = m.via WHERE m.conversation_id = $1 AND m.number = $2
                    """)
                {
                    Parameters = { new() { Value = id }, new() { Value = number }, new() { Value = (object?)conversation.AccountId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid } },
                });
                batch.Also(AuditLog.Insert(new AuditEntry(agent.AsActor(), "message.sent_again")
                {
                    CustomerId = conversation.CustomerId,
                    ConversationId = id,
                    Data = new { number, was = (DeliveryState)was },
                }));
                await UnsettledSends.RemoveAsync(batch, conversation, number, cancellationToken);
                conversation.MessageChanged(number);
                retried = true;
                return null;
            },
            cancellationToken);
        if (!retried)
        {
            return result;
        }

        sends.Raise();
        return TypedResults.Ok((await messages.ByNumbersAsync([(id, number)], cancellationToken))[0]);
    }
}
