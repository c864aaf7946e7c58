using System.Text.Json;
using Hub.Channels;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Actions;

/// <summary>
/// Takes a reply back before its first attempt. Its number stays, without words; the words go back to their author's draft and the conversation is as it
/// was before: who waits since when, the last words in the list, open if sending had resolved it.
/// </summary>
internal static class UndoSend
{
    internal sealed record Returned(string? Text, IReadOnlyList<Attachments.Files.Uploaded> Files, DraftLetter? Letter);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapDelete("/{id:guid}/messages/{number:int}", HandleAsync).WithName("UndoSend").RequirePermission(Permissions.Reply).Produces<Returned>();

    private static async Task<IResult> HandleAsync(Guid id, int number, CurrentAgent agent, ConversationAction action, MaskedValues maskedValues, CancellationToken cancellationToken)
    {
        Returned? returned = null;
        var result = await action.RunQueryingAsync(
            id, agent, async (conversation, batch) =>
            {
                await using var find = new NpgsqlCommand("""
                    SELECT COALESCE(m.content->>'body', m.content->>'caption'), v.sealed, CASE WHEN m.content->>'type' = 'email' THEN m.content::text END FROM conversations.message m
                    LEFT JOIN conversations.masked_value v ON v.conversation_id = m.conversation_id AND v.number = m.number
                    WHERE m.conversation_id = $1 AND m.number = $2 AND m.kind = 1 AND m.sender_id = $3
                    """, batch.Connection).With(id, number, agent.Id);
                var message = await find.ReadFirstAsync(
                    reader => new { Text = reader.IsDBNull(0) ? null : reader.GetString(0), Sealed = reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1), Letter = reader.TextOrNull(2) }, cancellationToken);
                if (message is null)
                {
                    return Problem.NotFound();
                }

                await using var stop = new NpgsqlCommand("DELETE FROM conversations.send WHERE conversation_id = $1 AND number = $2 AND held AND attempts = 0", batch.Connection).With(id, number);
                if (await stop.ExecuteNonQueryAsync(cancellationToken) == 0)
                {
                    return Problem.Of(409, "too_late");
                }

                var text = message.Sealed is null ? message.Text : maskedValues.Open(id, number, message.Sealed);
                var letter = message.Letter is null ? null : DraftLetter.Of((EmailContent)JsonSerializer.Deserialize<MessageContent>(message.Letter, HubJson.Options)!, text);
                await using var free = new NpgsqlCommand("""
                    UPDATE conversations.attachment SET conversation_id = NULL, number = NULL, account_id = NULL WHERE conversation_id = $1 AND number = $2
                    RETURNING id, kind, file_name, content_type, size
                    """, batch.Connection).With(id, number);
                returned = new Returned(text, await free.ReadAllAsync(
                    reader => new Attachments.Files.Uploaded(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4)), cancellationToken), letter);
                await ForgetAsync(batch, conversation, agent.Id, number, text, letter, cancellationToken);
                return null;
            },
            cancellationToken);
        return returned is null ? result : TypedResults.Ok(returned);
    }

    private static async Task ForgetAsync(ConversationBatch batch, ConversationState conversation, Guid agentId, int number, string? text, DraftLetter? letter, CancellationToken cancellationToken)
    {
        batch.Also(MaskedValues.Forget(conversation.Id, number));
        batch.Also(new NpgsqlBatchCommand($"""
            UPDATE conversations.message SET content = '{UnsentContent.Json}', state = $3, state_code = NULL, state_at = $4, version = version + 1 WHERE conversation_id = $1 AND number = $2
            """)
        {
            Parameters = { new() { Value = conversation.Id }, new() { Value = number }, new() { Value = (short)DeliveryState.TakenBack }, new() { Value = batch.Now } },
        });
        SaveDraft.Returned(batch, conversation.Id, agentId, text, letter);
        // An address that came in with nothing but this message takes no part.
        await using (var only = new NpgsqlCommand("""
            SELECT m.via FROM conversations.message m WHERE m.conversation_id = $1 AND m.number = $2 AND m.via IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM conversations.message o WHERE o.conversation_id = $1 AND o.number <> $2 AND o.via = m.via AND o.state IS DISTINCT FROM $3)
            AND NOT EXISTS (SELECT 1 FROM conversations.conversation f WHERE f.merged_into = $1 AND (f.identity_id = m.via
                OR f.merged_before->'joined' @> jsonb_build_array(jsonb_build_object('identityId', m.via))))
            """, batch.Connection).With(conversation.Id, number, (short)DeliveryState.TakenBack))
        {
            if (await only.ExecuteScalarAsync(cancellationToken) is Guid address)
            {
                conversation.Leave(address);
            }
        }

        conversation.MessageChanged(number);
        conversation.Reopen(Actor.Agent(agentId), batch.Now);
        // What the hub said by itself neither answers nor hides anything.
        await using var before = new NpgsqlCommand("""
            WITH said AS (SELECT * FROM conversations.message WHERE conversation_id = $1 AND number <> $2 AND kind <> 3 AND state IS DISTINCT FROM $3 AND NOT (kind = 1 AND sender_type = 3))
            SELECT p.number, p.kind, p.sender_type, CASE WHEN p.unsent THEN 'unsent' ELSE p.content->>'type' END, COALESCE(p.content->>'body', p.content->>'caption'), p.at,
                (SELECT min(w.at) FROM said w WHERE w.kind = 0 AND w.number > COALESCE((SELECT max(o.number) FROM said o WHERE o.kind = 1), 0))
            FROM (SELECT * FROM said ORDER BY number DESC LIMIT 1) p
            """, batch.Connection).With(conversation.Id, number, (short)DeliveryState.TakenBack);
        await using var reader = await before.ExecuteReaderAsync(cancellationToken);
        var any = await reader.ReadAsync(cancellationToken);
        if (conversation.Preview?.Number == number)
        {
            conversation.Preview = any
                ? MessagePreview.Of(
                    reader.GetInt32(0), (MessageKind)reader.GetInt16(1), (SenderType)reader.GetInt16(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5))
                : null;
        }

        conversation.WaitingSince = any && !reader.IsDBNull(6) ? reader.GetFieldValue<DateTimeOffset>(6) : null;
    }
}
