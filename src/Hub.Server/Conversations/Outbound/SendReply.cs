using System.Text.Json;
using Hub.Channels;
using Hub.Server.Conversations.Actions;
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
internal sealed class SendReply(NpgsqlDataSource dataSource, ChannelAccounts accounts, Brands brands, MessageReader messages, FactSignal facts, SendSignal sends, TimeProvider time)
{
    /// <param name="Id">Made by the client once per message; repeating the request with it changes nothing.</param>
    /// <param name="ExpectedOwnerId">Given: refuse if the owner is somebody else.</param>
    /// <param name="SeenNumber">Given: refuse if a colleague or bot has written after it.</param>
    /// <param name="StatusAfter">The status to leave the conversation in, in the same step: resolved, waiting, snoozed.</param>
    internal sealed record Request(Guid Id, string? Text, Guid[]? AttachmentIds, JsonElement ExpectedOwnerId, int? SeenNumber, ChangeStatus.StatusRequest? StatusAfter = null);

    internal sealed record Conflict(string Code, ConversationRow Current);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPost("/{id:guid}/messages", (Delegate)PostAsync).WithName("SendReply").RequirePermission(Permissions.Reply)
            .Produces<MessageView>(201).Produces<MessageView>(200).Produces<Conflict>(409, "application/problem+json");

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

        if (ReplyVariables.FirstIn(text) is { } variable)
        {
            return Problem.Of(422, "empty_variable", variable);
        }

        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, id, cancellationToken))
        {
            if (!batch.Conversations.TryGetValue(id, out var conversation) || !ConversationAccess.MaySee(agent, conversation))
            {
                return Problem.NotFound();
            }

            if (await FindAsync(batch.Connection, id, request.Id, cancellationToken) is { } earlier)
            {
                var same = earlier.Kind == MessageKind.Outbound && earlier.SenderId == agent.Id && earlier.Text == text && earlier.Attachments.SetEquals(files);
                return same ? TypedResults.Ok(await ViewAsync(id, earlier.Number, cancellationToken)) : Problem.Of(409, "id_reused");
            }

            if (await ChangedSinceAsync(batch.Connection, conversation, request, agent, cancellationToken))
            {
                var row = (await ConversationRow.ByIdsAsync(dataSource, [id], cancellationToken))[0];
                return TypedResults.Json(new { title = "Conflict", status = 409, code = "conversation_changed", current = row }, HubJson.Options, "application/problem+json", 409);
            }

            if (await RefusalAsync(batch.Connection, conversation, text, files, agent.Id, cancellationToken) is { } refusal)
            {
                return Problem.Of(422, "cannot_send", refusal);
            }

            if (conversation.Status.IsDormant())
            {
                conversation.Reopen(Actor.Agent(agent.Id), batch.Now);
            }

            var number = Queue(batch, conversation, request.Id, text, files, agent);
            if (conversation.OwnerId is null && conversation.Status == ConversationStatus.Open)
            {
                conversation.Assign(Actor.Agent(agent.Id), agent.Id, conversation.TeamId, new { ownerId = agent.Id, ownerName = agent.Name, teamId = conversation.TeamId }, batch.Now);
            }

            if (request.StatusAfter is { } statusAfter)
            {
                var stopped = agent.Can(Permissions.Resolve) ? await ChangeStatus.ApplyAsync(conversation, batch, statusAfter, agent, brands, cancellationToken) : Problem.Of(403, "forbidden");
                if (stopped is not null)
                {
                    return stopped;
                }
            }

            batch.Also(new NpgsqlBatchCommand("DELETE FROM conversations.draft WHERE conversation_id = $1 AND agent_id = $2 AND kind = 0")
            {
                Parameters = { new() { Value = id }, new() { Value = agent.Id } },
            });
            try
            {
                await batch.CommitAsync(CancellationToken.None);
            }
            catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "message_id" })
            {
                return Problem.Of(409, "id_reused");
            }

            facts.Raise();
            sends.Raise();
            return TypedResults.Created($"/api/conversations/{id}/messages?after={number - 1}", await ViewAsync(id, number, CancellationToken.None));
        }
    }

    /// <summary>
    /// A word of the hub itself, marked as automatic: to an open conversation that still waits, if the claim holds in the same transaction. It is no
    /// answer: the customer goes on waiting.
    /// </summary>
    /// <param name="automatic">What it is, for the desk.</param>
    /// <returns>Whether it was queued.</returns>
    public async Task<bool> AutomaticAsync(
        Guid id, string text, string automatic, Func<NpgsqlConnection, ConversationState, Task<bool>> claim, CancellationToken cancellationToken)
    {
        if (ReplyVariables.FirstIn(text) is not null)
        {
            return false;
        }

        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, id, cancellationToken))
        {
            if (!batch.Conversations.TryGetValue(id, out var conversation) || conversation is not { Status: ConversationStatus.Open, WaitingSince: not null }
                || await RefusalAsync(batch.Connection, conversation, text, [], Guid.Empty, cancellationToken) is not null || !await claim(batch.Connection, conversation))
            {
                return false;
            }

            conversation.Append(MessageKind.Outbound, Actor.System, JsonSerializer.SerializeToElement(new { type = "text", body = text, automatic }, HubJson.Options), "text", text, batch.Now, NewId.Create(time));
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

        if (request.ExpectedOwnerId.ValueKind is JsonValueKind.String && request.ExpectedOwnerId.TryGetGuid(out var expected) && conversation.OwnerId != expected)
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

    /// <summary>Why this cannot be sent in this conversation, or null.</summary>
    public async Task<string?> RefusalAsync(
        NpgsqlConnection connection, ConversationState conversation, string? text, Guid[] files, Guid uploader, CancellationToken cancellationToken)
    {
        if (conversation is not { IdentityId: { } identityId, AccountId: { } accountId })
        {
            return "no_channel";
        }

        var account = await accounts.ByIdAsync(accountId, cancellationToken);
        if (account is not { Active: true })
        {
            return "account_inactive";
        }

        var capabilities = accounts.Adapter(conversation.Channel).Capabilities;
        if (text is null && files.Length == 0)
        {
            return "no_text";
        }

        if (text?.Length > capabilities.MaxTextLength)
        {
            return "too_long";
        }

        await using (var command = new NpgsqlCommand("SELECT reachable FROM customers.identity WHERE id = $1", connection).With(identityId))
        {
            if (await command.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return "not_reachable";
            }
        }

        if (files.Length == 0)
        {
            return null;
        }

        if (!capabilities.Attachments)
        {
            return "no_attachments";
        }

        await using var check = new NpgsqlCommand("""
            WITH free AS (SELECT size FROM conversations.attachment WHERE id = ANY($1) AND uploaded_by = $2 AND conversation_id IS NULL AND state = 1 FOR UPDATE)
            SELECT count(*), COALESCE(max(size), 0) FROM free
            """, connection).With(files, uploader);
        await using var reader = await check.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt64(0) != files.Distinct().Count() ? "unknown_attachment" : reader.GetInt64(1) > capabilities.MaxAttachmentBytes ? "attachment_too_large" : null;
    }

    /// <summary>Appends the message with its files, to be sent once the batch has committed. Its number.</summary>
    public static int Queue(ConversationBatch batch, ConversationState conversation, Guid id, string? text, Guid[] files, CurrentAgent agent)
    {
        var content = files.Length == 0
            ? JsonSerializer.SerializeToElement(new { type = "text", body = text }, HubJson.Options)
            : JsonSerializer.SerializeToElement(new { type = "file", kind = "file", caption = text }, HubJson.Options);
        var number = conversation.Append(MessageKind.Outbound, Actor.Agent(agent.Id), content, files.Length == 0 ? "text" : "file", text, batch.Now, id).Number;
        Attach(batch, conversation, files, number);
        return number;
    }

    private static void Attach(ConversationBatch batch, ConversationState conversation, Guid[] files, int number)
    {
        if (files.Length > 0)
        {
            batch.Also(new NpgsqlBatchCommand("""
                UPDATE conversations.attachment a SET conversation_id = $1, number = $2, account_id = $3, position = f.position
                FROM unnest($4::uuid[]) WITH ORDINALITY AS f(id, position) WHERE a.id = f.id
                """)
            {
                Parameters = { new() { Value = conversation.Id }, new() { Value = number }, new() { Value = conversation.AccountId }, new() { Value = files } },
            });
        }
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

    private sealed record EarlierMessage(int Number, MessageKind Kind, Guid? SenderId, string? Text, HashSet<Guid> Attachments);
}
