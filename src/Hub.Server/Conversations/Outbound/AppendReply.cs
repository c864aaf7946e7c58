using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Channels;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Npgsql;

namespace Hub.Server.Conversations.Outbound;

/// <summary>A reply that has been let through becomes a queued message: now, or when its time has come.</summary>
internal sealed class AppendReply(MaskedValues maskedValues)
{
    /// <returns>Its number.</returns>
    public int Append(ConversationBatch batch, ConversationState conversation, Guid id, Guid authorId, string authorName, MaskedText text, Guid[] files, TimeSpan hold, Letter? letter = null, Composed? composed = null, MessageWay? way = null, int? quotes = null)
    {
        var author = Actor.Agent(authorId);
        var content = letter is not null ? Of(letter, text.Text)
            : files.Length == 0
            ? JsonSerializer.SerializeToElement(new { type = "text", body = text.Text }, HubJson.Options)
            : JsonSerializer.SerializeToElement(new { type = "file", kind = "file", caption = text.Text }, HubJson.Options);
        content = composed?.In(content) ?? content;
        if (quotes is not null)
        {
            var marked = JsonObject.Create(content)!;
            marked["quote"] = new JsonObject { ["number"] = quotes };
            content = JsonSerializer.SerializeToElement(marked, HubJson.Options);
        }

        var kind = composed?.Kind ?? (letter is not null ? "email" : files.Length == 0 ? "text" : "file");
        if (conversation.Status.IsDormant())
        {
            conversation.Reopen(author, batch.Now);
        }

        var message = conversation.Append(MessageKind.Outbound, author, text.Mark(content), kind, composed?.Content?.Text ?? text.Text, batch.Now, id) with { Hold = hold, Way = way };
        conversation.NewMessages[^1] = message;
        if (text.Original is not null)
        {
            batch.Also(maskedValues.Insert(conversation.Id, message.Number, text));
        }

        if (conversation.OwnerId is null && conversation.Status == ConversationStatus.Open)
        {
            conversation.Assign(author, authorId, conversation.TeamId, new { ownerId = authorId, ownerName = authorName, teamId = conversation.TeamId }, batch.Now);
        }

        if (files.Length > 0)
        {
            batch.Also(new NpgsqlBatchCommand("""
                UPDATE conversations.attachment a SET conversation_id = $1, number = $2, account_id = $3, position = f.position
                FROM unnest($4::uuid[]) WITH ORDINALITY AS f(id, position) WHERE a.id = f.id
                """)
            {
                Parameters = { new() { Value = conversation.Id }, new() { Value = message.Number }, new() { Value = way?.AccountId ?? conversation.AccountId!.Value }, new() { Value = files } },
            });
        }

        if (letter is not null)
        {
            batch.Also(Participants.Add(conversation.Id, message.Number, [.. letter.Everybody]));
        }

        return message.Number;
    }

    /// <summary>A letter as it is stored and shown.</summary>
    public static JsonElement Of(Letter letter, string? text, string? automatic = null) => JsonSerializer.SerializeToElement<MessageContent>(
        new EmailContent(letter.Subject, null, letter.To, letter.Cc, text ?? "", null, Html: false) { Bcc = letter.Bcc.Count > 0 ? letter.Bcc : null, Automatic = automatic }, HubJson.Options);
}
