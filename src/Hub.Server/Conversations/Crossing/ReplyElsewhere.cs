using System.Text.Json;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Crossing;

/// <summary>
/// The hub itself writes into a conversation by another address of its customer, for workers and rules: what an agent has answered in a chat nobody looks at
/// any more goes on as mail. It is a word of the hub, so it answers nothing by itself; what the customer answers to it comes back into the conversation.
/// </summary>
internal sealed class ReplyElsewhere(NpgsqlDataSource dataSource, ChooseWay ways, ReplyRefusal refusals, Letters letters, FactSignal facts, SendSignal sends, TimeProvider time)
{
    /// <param name="Key">The message's id: made once per message, so that doing it again changes nothing.</param>
    /// <param name="Via">The address of the conversation's customer; their home is as good as any other.</param>
    /// <param name="Automatic">What it is, for the desk; stored as <c>automatic</c> of its content.</param>
    /// <param name="Subject">On channels that have one; null: that of the thread.</param>
    internal sealed record Word(Guid ConversationId, Guid Key, Guid Via, string Text, string Automatic, string? Subject = null)
    {
        public override string ToString() => $"word {Key}";
    }

    /// <param name="claim">Asked last, in the transaction that queues it: whether it is still wanted. Null: it is.</param>
    /// <returns>Null when it is queued, now or by an earlier call with the same key; else why not: a code as <c>cannot_send</c> has it, "not_found", or "not_wanted".</returns>
    public async Task<string?> SendAsync(Word word, Func<NpgsqlConnection, ConversationState, Task<bool>>? claim, CancellationToken cancellationToken)
    {
        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, word.ConversationId, cancellationToken))
        {
            if (!batch.Conversations.TryGetValue(word.ConversationId, out var conversation))
            {
                return "not_found";
            }

            await using (var known = new NpgsqlCommand("SELECT 1 FROM conversations.message WHERE conversation_id = $1 AND id = $2", batch.Connection).With(conversation.Id, word.Key))
            {
                if (await known.ExecuteScalarAsync(cancellationToken) is not null)
                {
                    return null;
                }
            }

            var (way, noWay) = await ways.OfAsync(batch.Connection, conversation, word.Via, null, cancellationToken);
            var letter = way is null ? null : await letters.CompleteAsync(batch.Connection, conversation, word.Subject is null ? null : new LetterRequest(word.Subject, null, null, null, null), cancellationToken, way) is { } usual
                ? usual with { Cc = [] } : null;
            if ((noWay ?? await refusals.OfAsync(batch.Connection, conversation, word.Text, [], Guid.Empty, cancellationToken, letter, way: way)) is { } refusal)
            {
                return refusal;
            }

            if (claim is not null && !await claim(batch.Connection, conversation))
            {
                return "not_wanted";
            }

            ways.Take(conversation, way);
            var content = letter is null
                ? JsonSerializer.SerializeToElement(new { type = "text", body = word.Text, automatic = word.Automatic }, HubJson.Options) : AppendReply.Of(letter, word.Text, word.Automatic);
            var message = conversation.Append(MessageKind.Outbound, Actor.System, content, letter is null ? "text" : "email", word.Text, batch.Now, word.Key);
            conversation.NewMessages[^1] = message with { Way = way };
            if (letter is not null)
            {
                batch.Also(Participants.Add(conversation.Id, message.Number, [.. letter.Everybody]));
            }

            try
            {
                await batch.CommitAsync(CancellationToken.None);
            }
            catch (PostgresException exception) when (JoinedIdentities.IsTaken(exception))
            {
                return ChooseWay.OpenElsewhere;
            }
        }

        facts.Raise();
        sends.Raise();
        return null;
    }
}
