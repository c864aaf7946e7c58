using System.Text.Json.Nodes;
using Hub.Channels;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Inbound;

/// <summary>
/// A customer changes the words of a message, in the caller's transaction. The message says that it was changed and what it said before (<see cref="EarlierWordings"/>); where it has been answered already the thread says so
/// below, since the answer was to other words. Files stay as they came.
/// </summary>
internal sealed class EditMessage(MaskedValues maskedValues)
{
    public async Task HandleAsync(ConversationBatch batch, ConversationState conversation, int number, MessageEdited edited, MaskedText? masked, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand("""
            SELECT m.content::text, EXISTS (SELECT FROM conversations.message a WHERE a.conversation_id = $1 AND a.number > $2 AND a.kind = 1 AND a.sender_type <> 3), m.at
            FROM conversations.message m WHERE m.conversation_id = $1 AND m.number = $2 AND m.kind = 0 AND NOT m.unsent AND m.content->>'type' IN ('text', 'file')
            """, batch.Connection).With(conversation.Id, number);
        var known = await find.ReadFirstAsync(reader => new { Content = JsonNode.Parse(reader.GetString(0))!.AsObject(), Answered = reader.GetBoolean(1), At = reader.GetFieldValue<DateTimeOffset>(2) }, cancellationToken);
        if (known is null)
        {
            return;
        }

        var content = known.Content;
        var member = content["type"]!.GetValue<string>() == "text" ? "body" : "caption";
        if (content[member]?.GetValue<string>() == edited.Text)
        {
            return; // Something else about it changed: a preview of a link, a reaction.
        }

        if (content[member]?.GetValue<string>() is { Length: > 0 } before)
        {
            EarlierWordings.Keep(batch, conversation.Id, number, content["editedAt"]?.GetValue<DateTimeOffset>() ?? known.At, before);
        }

        content[member] = edited.Text ?? (member == "body" ? "" : null);
        content["editedAt"] = batch.Now.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        content.Remove("redacted");
        content.Remove("masked");
        batch.Also(MaskedValues.Forget(conversation.Id, number));
        if (masked is not null)
        {
            content["masked"] = new JsonArray([.. masked.Kinds.Select(kind => (JsonNode)kind)]);
            batch.Also(maskedValues.Insert(conversation.Id, number, masked));
        }

        batch.Also(new NpgsqlBatchCommand("UPDATE conversations.message SET content = $3, version = version + 1 WHERE conversation_id = $1 AND number = $2")
        {
            Parameters = { new() { Value = conversation.Id }, new() { Value = number }, new() { Value = content.ToJsonString(HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb } },
        });
        if (conversation.Preview is { } preview && preview.Number == number)
        {
            conversation.Preview = MessagePreview.Of(number, preview.Kind, preview.Sender, preview.ContentType, edited.Text, preview.At);
        }

        conversation.MessageChanged(number);
        if (known.Answered)
        {
            conversation.AppendActivity(Actor.Customer(conversation.CustomerId), "edited", new { number }, batch.Now);
        }
    }
}
