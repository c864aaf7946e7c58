using System.Text.Json.Nodes;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Jobs;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Sensitive;

/// <summary>
/// Where else the words of a message, or a file, can be: the raw body it came in, parked items, what it said before it was changed, drafts and scheduled replies of the conversation, and other messages of
/// it that repeat them. Within the transaction that holds the conversation.
/// </summary>
internal sealed class RedactedCopies(ConversationBatch batch, ConversationState conversation, int number)
{
    /// <summary>Shorter words stand in many texts by chance; they are removed where the whole text is repeated.</summary>
    public const int Telling = 4;

    public static string? TextOf(JsonObject content) => (content["body"] ?? content["caption"] ?? content["rawJson"])?.GetValue<string>();

    public static NpgsqlBatchCommand SetText(Guid conversationId, int number, JsonObject content, string text)
    {
        content[content.ContainsKey("body") ? "body" : content.ContainsKey("caption") ? "caption" : "rawJson"] = text;
        content.Remove("masked");
        content.Remove("text"); // messages of earlier versions hold their words twice
        content["redacted"] = true;
        if (content.ContainsKey("html"))
        {
            // A letter loses its other forms: the words stand in them too.
            (content["html"], content["quoted"]) = (false, null);
        }

        return new NpgsqlBatchCommand("UPDATE conversations.message SET content = $3, version = version + 1 WHERE conversation_id = $1 AND number = $2")
        {
            Parameters = { new() { Value = conversationId }, new() { Value = number }, new() { Value = content.ToJsonString(HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb } },
        };
    }

    public async Task RemoveAsync(string shown, string? original, string left, IReadOnlyList<string> removed, CancellationToken cancellationToken)
    {
        // Longest first: a text that holds another is replaced whole. What was masked here stood as plain digits elsewhere.
        var whole = new List<string> { shown };
        var parts = removed.Select(words => words.Trim()).Where(words => words.Length >= Telling).ToList();
        if (original is not null)
        {
            var numbers = MaskedText.Of(original).Numbers;
            parts.AddRange(numbers);
            whole.Add(original);
            whole.Add(numbers.Aggregate(original, (text, digits) => text.Replace(digits, ScrubDelivery.Mask, StringComparison.Ordinal)));
        }

        // What it said before was somebody's whole message only in its own raw bodies; elsewhere such words may be anybody's, unless what is removed stands in them.
        var earlier = await EarlierAsync(cancellationToken);
        await RawAsync([.. whole, .. earlier], parts, left, cancellationToken);
        whole.AddRange(earlier.Where(text => parts.Any(part => text.Contains(part, StringComparison.Ordinal))));
        await RawBodies.ForgetAsync(batch, conversation.Id, number, cancellationToken);
        await DraftsAsync(whole, parts, left, cancellationToken);
        await MessagesAsync(whole, parts, left, cancellationToken);
        await OtherWordingsAsync(whole, parts, left, cancellationToken);
    }

    /// <summary>What the message said before goes whole: nobody has looked through it.</summary>
    private async Task<List<string>> EarlierAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("DELETE FROM conversations.earlier_wording WHERE conversation_id = $1 AND number = $2 RETURNING text", batch.Connection).With(conversation.Id, number);
        return await command.ReadAllAsync(reader => reader.GetString(0), cancellationToken);
    }

    private async Task OtherWordingsAsync(List<string> whole, List<string> parts, string left, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT number, place, text FROM conversations.earlier_wording WHERE conversation_id = $1 AND number <> $2", batch.Connection).With(conversation.Id, number);
        foreach (var (other, place, text) in await command.ReadAllAsync(reader => (reader.GetInt32(0), reader.GetInt32(1), reader.GetString(2)), cancellationToken))
        {
            if (Cut(text, whole, parts, left) is { } changed)
            {
                batch.Also(new NpgsqlBatchCommand("UPDATE conversations.earlier_wording SET text = $4 WHERE conversation_id = $1 AND number = $2 AND place = $3")
                {
                    Parameters = { new() { Value = conversation.Id }, new() { Value = other }, new() { Value = place }, new() { Value = changed } },
                });
            }
        }
    }

    /// <summary>The file and every copy of its bytes in the conversation. False when the message has no such file.</summary>
    public async Task<bool> RemoveFileAsync(Guid attachment, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            WITH wanted AS (SELECT id, sha256 FROM conversations.attachment WHERE id = $1 AND conversation_id = $2 AND number = $3)
            UPDATE conversations.attachment a SET state = 3, error = 'redacted', file_name = NULL, reference = NULL, sha256 = NULL, size = NULL
            FROM wanted w WHERE a.conversation_id = $2 AND (a.id = w.id OR a.sha256 = w.sha256) RETURNING a.number
            """, batch.Connection).With(attachment, conversation.Id, number);
        var numbers = (await command.ReadAllAsync(reader => reader.GetInt32(0), cancellationToken)).Distinct().ToList();
        foreach (var each in numbers)
        {
            batch.Also(new NpgsqlBatchCommand("UPDATE conversations.message SET content = content || '{\"redacted\": true}', version = version + 1 WHERE conversation_id = $1 AND number = $2")
            {
                Parameters = { new() { Value = conversation.Id }, new() { Value = each } },
            });
            conversation.MessageChanged(each);
            batch.Enqueue(new NewJob("purge-files", $"{conversation.Id:N}/{each}", new { conversationId = conversation.Id, number = each }));
        }

        return numbers.Count > 0;
    }

    private async Task RawAsync(List<string> whole, List<string> parts, string left, CancellationToken cancellationToken)
    {
        await using var ids = new NpgsqlCommand("""
            SELECT provider_id, account_id FROM conversations.message_key WHERE conversation_id = $2 AND number = $3
            AND account_id IN (SELECT $1::uuid UNION SELECT i.account_id FROM conversations.message m JOIN customers.identity i ON i.id = m.via WHERE m.conversation_id = $2 AND m.number = $3)
            """, batch.Connection).With(conversation.AccountId, conversation.Id, number);
        foreach (var (providerId, accountId) in await ids.ReadAllAsync(reader => (reader.GetString(0), reader.GetGuid(1)), cancellationToken))
        {
            await BodiesAsync("conversations.delivery", "body", accountId, providerId, whole, parts, left, cancellationToken);
            await BodiesAsync("platform.parked", "raw", accountId, providerId, whole, parts, left, cancellationToken);
        }
    }

    /// <summary>Raw bodies that name the message (a number within a chat stands there apart from its chat), also repetitions of it on later days. A look through a month of bodies: rare, and worth its second.</summary>
    private async Task BodiesAsync(string table, string column, Guid accountId, string providerId, List<string> whole, List<string> parts, string left, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT id, {column} FROM {table} WHERE account_id = $1 AND NOT EXISTS (SELECT FROM unnest(string_to_array($2, '/')) part WHERE position(convert_to(part, 'UTF8') in {column}) = 0)", batch.Connection)
            .With(accountId, providerId);
        foreach (var (id, body) in await command.ReadAllAsync(reader => (reader.GetValue(0), reader.GetFieldValue<byte[]>(1)), cancellationToken))
        {
            var first = RawBody.Replace(body, whole, left, whole: true);
            if ((RawBody.Replace(first ?? body, parts, RedactMessage.Mark) ?? first) is { } changed)
            {
                batch.Also(new NpgsqlBatchCommand($"UPDATE {table} SET {column} = $2 WHERE id = $1") { Parameters = { new() { Value = id }, new() { Value = changed } } });
            }
        }
    }

    private async Task DraftsAsync(List<string> whole, List<string> parts, string left, CancellationToken cancellationToken)
    {
        foreach (var table in new[] { "conversations.draft", "conversations.scheduled_reply" })
        {
            await using var command = new NpgsqlCommand($"SELECT ctid::text, text FROM {table} WHERE conversation_id = $1 AND text IS NOT NULL FOR UPDATE", batch.Connection).With(conversation.Id);
            foreach (var (place, text) in await command.ReadAllAsync(reader => (reader.GetString(0), reader.GetString(1)), cancellationToken))
            {
                if (Cut(text, whole, parts, left) is { } changed)
                {
                    batch.Also(new NpgsqlBatchCommand($"UPDATE {table} SET text = $2 WHERE ctid = $1::tid") { Parameters = { new() { Value = place }, new() { Value = changed } } });
                }
            }
        }
    }

    private async Task MessagesAsync(List<string> whole, List<string> parts, string left, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT number, content::text FROM conversations.message WHERE conversation_id = $1 AND number <> $2 AND kind <> 3", batch.Connection).With(conversation.Id, number);
        foreach (var (other, json) in await command.ReadAllAsync(reader => (reader.GetInt32(0), reader.GetString(1)), cancellationToken))
        {
            var content = JsonNode.Parse(json)!.AsObject();
            if (TextOf(content) is not { } text || Cut(text, whole, parts, left) is not { } changed)
            {
                continue;
            }

            batch.Also(SetText(conversation.Id, other, content, changed));
            batch.Also(MaskedValues.Forget(conversation.Id, other));
            conversation.MessageChanged(other);
            if (conversation.Preview is { } preview && preview.Number == other)
            {
                conversation.Preview = MessagePreview.Of(other, preview.Kind, preview.Sender, preview.ContentType, changed, preview.At);
            }
        }
    }

    /// <summary>The text without the words; null when they are not in it.</summary>
    private static string? Cut(string text, List<string> whole, List<string> parts, string left)
    {
        var changed = whole.Where(words => words.Length >= Telling).OrderByDescending(words => words.Length).Aggregate(text, (current, words) => current.Replace(words, left, StringComparison.Ordinal));
        changed = parts.OrderByDescending(words => words.Length).Aggregate(changed, (current, words) => current.Replace(words, RedactMessage.Mark, StringComparison.Ordinal));
        return changed == text ? null : changed;
    }
}
