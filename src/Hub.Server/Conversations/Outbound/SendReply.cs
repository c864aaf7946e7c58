using System.Text.Json;
using Hub.Channels;
using Hub.Server.Conversations.Actions;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.Outbound.Checks;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Outbound;

/// <summary>
/// The one door out: agents now, bots, rules and campaigns later. Checks who, whether and what; stores the message as queued under the id its author
/// made; answers. <see cref="DeliverMessage"/> does the rest.
/// </summary>
internal sealed class SendReply(
    NpgsqlDataSource dataSource, ChannelAccounts accounts, Brands brands, MessageReader messages, ReplyRefusal refusals, ChooseWay ways, Letters letters, AskSender checks, AppendReply append, FactSignal facts, SendSignal sends, TimeProvider time)
{
    /// <param name="Id">Made by the client once per message; repeating the request with it changes nothing.</param>
    /// <param name="ExpectedOwnerId">Given: refuse if the owner is somebody else.</param>
    /// <param name="SeenNumber">Given: refuse if a colleague or bot has written after it.</param>
    /// <param name="StatusAfter">The status to leave the conversation in, in the same step: resolved, waiting, snoozed.</param>
    /// <param name="Confirmed">Codes of the questions that its author has answered with yes.</param>
    /// <param name="UndoSeconds">How long it waits so that its author can take it back; the channel says how long at most. Absent: not at all.</param>
    /// <param name="Letter">Recipients and subject, on channels that have them. Absent: an answer to the customer.</param>
    /// <param name="Composed">A sticker, a place, a card or answers to choose from, on channels that have them.</param>
    /// <param name="Quotes">The number of the message it answers, on channels that show it.</param>
    /// <param name="SendAt">Given: it becomes a message then, unless the customer writes first.</param>
    /// <param name="Via">Another address of the customer that it is to go to; null: the one the conversation began with.</param>
    internal sealed record Request(Guid Id, string? Text, Guid[]? AttachmentIds, JsonElement ExpectedOwnerId, int? SeenNumber, string[]? Confirmed, int? UndoSeconds, DateTimeOffset? SendAt,
        ChangeStatus.StatusRequest? StatusAfter = null, LetterRequest? Letter = null, Composed? Composed = null, Guid? Via = null, int? Quotes = null);

    internal sealed record Conflict(string Code, ConversationRow Current);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPost("/{id:guid}/messages", (Delegate)PostAsync).WithName("SendReply").RequirePermission(Permissions.Reply)
            .Produces<MessageView>(201).Produces<MessageView>(200).Produces<ConversationRow>(202).Produces<Conflict>(409, "application/problem+json");

    private static Task<IResult> PostAsync(Guid id, Request request, CurrentAgent agent, SendReply send, CancellationToken cancellationToken) =>
        send.HandleAsync(id, request, agent, cancellationToken);

    private async Task<IResult> HandleAsync(Guid id, Request request, CurrentAgent agent, CancellationToken cancellationToken)
    {
        var files = request.AttachmentIds ?? [];
        var text = string.IsNullOrWhiteSpace(request.Text) ? null : request.Text;
        if (request.Id == Guid.Empty)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["id"] = ["required"] });
        }

        var words = request.Composed is { } composed ? string.Join('\n', new[] { text, composed.Words }.Where(each => !string.IsNullOrEmpty(each))) : text;
        if (request.Composed?.Fault(text, files) is { } fault)
        {
            return Problem.Of(422, "cannot_send", fault);
        }

        if (ReplyVariables.FirstIn(words) is { } variable)
        {
            return Problem.Of(422, "empty_variable", variable);
        }

        if (request is { SendAt: not null } and ({ Composed: not null } or { Quotes: not null }))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["sendAt"] = ["words_only"] });
        }

        var hold = TimeSpan.Zero;
        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, id, cancellationToken))
        {
            if (!batch.Conversations.TryGetValue(id, out var conversation) || ConversationAccess.Refusal(agent, conversation) is not null)
            {
                return ConversationAccess.Refusal(agent, conversation)!;
            }

            var (way, noWay) = await ways.OfAsync(batch.Connection, conversation, request.Via, ChooseWay.For(agent), cancellationToken);
            if (request.Letter is not null && letters.Check(way?.Channel ?? conversation.Channel, request.Letter) is { Count: > 0 } errors)
            {
                return Problem.Invalid(errors);
            }

            text = await letters.SignAsync(way?.AccountId ?? conversation.AccountId, text, request.Letter, cancellationToken);
            var masked = MaskedText.Of(text);
            if (await FindAsync(batch.Connection, id, request.Id, cancellationToken) is { } earlier)
            {
                var same = earlier.Kind == MessageKind.Outbound && earlier.SenderId == agent.Id && earlier.Text == masked.Text && earlier.Attachments.SetEquals(files)
                    && (request.Composed is null || await IsAsync(batch.Connection, id, request.Id, request.Composed, cancellationToken));
                return same ? TypedResults.Ok(await ViewAsync(id, earlier.Number, cancellationToken)) : Problem.Of(409, "id_reused");
            }

            if ((request.SendAt is not null || conversation.Scheduled > 0) && await ScheduledReplies.ExistsAsync(batch.Connection, request.Id, cancellationToken))
            {
                return request.SendAt is null ? Problem.Of(409, "id_reused") : TypedResults.Accepted((string?)null, (await ConversationRow.ByIdsAsync(dataSource, [id], cancellationToken))[0]);
            }

            // Only now: when the answer was lost and the time has come since, it is known already.
            if (request.SendAt is { } at && (at <= batch.Now || at > batch.Now.AddYears(1)))
            {
                return Problem.Invalid(new Dictionary<string, string[]> { ["sendAt"] = ["out_of_range"] });
            }

            if (await ChangedSinceAsync(batch.Connection, conversation, request, agent, cancellationToken))
            {
                var row = (await ConversationRow.ByIdsAsync(dataSource, [id], cancellationToken))[0];
                return TypedResults.Json(new { title = "Conflict", status = 409, code = "conversation_changed", current = row }, HubJson.Options, "application/problem+json", 409);
            }

            if (request.Quotes is { } quoted && !await Quoting.IsPossibleAsync(batch.Connection, id, way?.AccountId ?? conversation.AccountId, quoted, cancellationToken))
            {
                return Problem.Invalid(new Dictionary<string, string[]> { ["quotes"] = ["unknown"] });
            }

            var letter = await letters.CompleteAsync(batch.Connection, conversation, request.Letter, cancellationToken, way);
            if ((noWay ?? await refusals.OfAsync(batch.Connection, conversation, text, files, agent.Id, cancellationToken, letter, request.Composed, way)) is { } refusal)
            {
                return Problem.Of(422, "cannot_send", refusal);
            }

            if (await checks.AskAsync(batch.Connection, conversation, words, files, request.Confirmed, agent, cancellationToken, letter) is { Count: > 0 } questions)
            {
                return AskSender.Answer(questions);
            }

            var number = 0;
            if (request.SendAt is { } later)
            {
                ScheduledReplies.Add(batch, conversation, request.Id, agent.Id, text, files, later.ToUniversalTime(), request.Confirmed ?? [], letter, way!.Via);
            }
            else
            {
                var allowed = UndoTime.SecondsOf((await accounts.ByIdAsync(way!.AccountId, cancellationToken))!, accounts.Adapter(way.Channel).Capabilities.UndoSeconds);
                hold = UndoTime.For(request.UndoSeconds ?? 0, allowed, conversation, batch.Now);
                ways.Take(conversation, way);
                number = append.Append(batch, conversation, request.Id, agent.Id, agent.Name, masked, files, hold, letter, request.Composed, way, request.Quotes);
                CallForHelp.Answered(batch, conversation, agent);
            }

            if (request.StatusAfter is { } statusAfter)
            {
                var stopped = ConversationAccess.May(agent, Permissions.Resolve, ConversationAccess.Of(conversation)) ? await ChangeStatus.ApplyAsync(conversation, batch, statusAfter, agent, brands, cancellationToken) : Problem.Of(403, "forbidden");
                if (stopped is not null)
                {
                    return stopped;
                }
            }

            SaveDraft.Sent(batch, id, agent.Id);
            try
            {
                await batch.CommitAsync(CancellationToken.None);
            }
            catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "message_id" })
            {
                return Problem.Of(409, "id_reused");
            }
            catch (PostgresException exception) when (JoinedIdentities.IsTaken(exception))
            {
                return Problem.Of(422, "cannot_send", ChooseWay.OpenElsewhere);
            }

            facts.Raise();
            if (request.SendAt is not null)
            {
                return TypedResults.Accepted((string?)null, (await ConversationRow.ByIdsAsync(dataSource, [id], CancellationToken.None))[0]);
            }

            sends.RaiseAfter(hold, time);
            return TypedResults.Created($"/api/conversations/{id}/messages?after={number - 1}", await ViewAsync(id, number, CancellationToken.None));
        }
    }

    /// <summary>
    /// A word of the hub itself, marked as automatic: to an open conversation that still waits, if the claim holds in the same transaction. It is no
    /// answer: the customer goes on waiting.
    /// </summary>
    /// <param name="automatic">What it is, for the desk.</param>
    /// <param name="via">The address the customer wrote from, when it is not the conversation's home.</param>
    /// <returns>Whether it was queued.</returns>
    public async Task<bool> AutomaticAsync(
        Guid id, string text, string automatic, Func<NpgsqlConnection, ConversationState, Task<bool>> claim, CancellationToken cancellationToken, Guid? via = null)
    {
        if (ReplyVariables.FirstIn(text) is not null)
        {
            return false;
        }

        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, id, cancellationToken))
        {
            if (!batch.Conversations.TryGetValue(id, out var conversation) || conversation is not { Status: ConversationStatus.Open, WaitingSince: not null }
                || await ways.OfAsync(batch.Connection, conversation, via, null, cancellationToken) is not ({ } way, null)
                || await refusals.OfAsync(batch.Connection, conversation, text, [], Guid.Empty, cancellationToken, way: way) is not null
                // It would come when the account goes on, and by then it is no acknowledgement any more.
                || await accounts.ByIdAsync(way.AccountId, cancellationToken) is { PausedAt: not null } || !await claim(batch.Connection, conversation))
            {
                return false;
            }

            // The answer of a machine goes to whoever wrote, and to nobody besides.
            var letter = await letters.CompleteAsync(batch.Connection, conversation, null, cancellationToken, way) is { } usual ? usual with { Cc = [] } : null;
            var content = letter is null ? JsonSerializer.SerializeToElement(new { type = "text", body = text, automatic }, HubJson.Options) : AppendReply.Of(letter, text, automatic);
            var word = conversation.Append(MessageKind.Outbound, Actor.System, content, letter is null ? "text" : "email", text, batch.Now, NewId.Create(time));
            conversation.NewMessages[^1] = word with { Way = way };
            await batch.CommitAsync(CancellationToken.None);
        }

        facts.Raise();
        sends.Raise();
        return true;
    }

    private async Task<MessageView> ViewAsync(Guid id, int number, CancellationToken cancellationToken) =>
        (await messages.ByNumbersAsync([(id, number)], cancellationToken))[0];

    /// <summary>A colleague or a bot has answered, or the owner is another than the author saw. More words of the customer are no reason to stop.</summary>
    private static async Task<bool> ChangedSinceAsync(NpgsqlConnection connection, ConversationState conversation, Request request, CurrentAgent agent, CancellationToken cancellationToken)
    {
        if (request.ExpectedOwnerId.ValueKind is JsonValueKind.Null && conversation.OwnerId is { } owner && owner != agent.Id)
        {
            return true;
        }

        if (request.ExpectedOwnerId.ValueKind is JsonValueKind.String && request.ExpectedOwnerId.TryGetGuid(out var expected) && conversation.OwnerId != expected && conversation.OwnerId != agent.Id)
        {
            return true;
        }

        if (request.SeenNumber is not { } seen || seen >= conversation.LastNumber)
        {
            return false;
        }

        await using var command = new NpgsqlCommand("""
            SELECT 1 FROM conversations.message WHERE conversation_id = $1 AND number > $2 AND kind = 1 AND sender_type <> 3 AND sender_id IS DISTINCT FROM $3 LIMIT 1
            """, connection).With(conversation.Id, seen, agent.Id);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private static async Task<EarlierMessage?> FindAsync(NpgsqlConnection connection, Guid conversationId, Guid messageId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT m.number, m.kind, m.sender_id, COALESCE(m.content->>'body', m.content->>'caption'),
            ARRAY(SELECT a.id FROM conversations.attachment a WHERE a.conversation_id = m.conversation_id AND a.number = m.number)
            FROM conversations.message m WHERE m.conversation_id = $1 AND m.id = $2
            """, connection).With(conversationId, messageId);
        return await command.ReadFirstAsync(reader => new EarlierMessage(
            reader.GetInt32(0), (MessageKind)reader.GetInt16(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), reader.IsDBNull(3) ? null : reader.GetString(3),
            [.. reader.GetFieldValue<Guid[]>(4)]), cancellationToken);
    }

    private static async Task<bool> IsAsync(NpgsqlConnection connection, Guid conversationId, Guid messageId, Composed composed, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT content @> $3 FROM conversations.message WHERE conversation_id = $1 AND id = $2", connection).With(conversationId, messageId);
        command.Parameters.Add(new() { Value = composed.In(JsonSerializer.SerializeToElement(new { }, HubJson.Options)).GetRawText(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private sealed record EarlierMessage(int Number, MessageKind Kind, Guid? SenderId, string? Text, HashSet<Guid> Attachments);
}
