using Hub.Server.Conversations.Outbound;
using Hub.Server.Conversations.Outbound.Checks;
using Hub.Server.Conversations.Records;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Starting;

/// <summary>
/// Writes to a customer first. What <see cref="SendReply"/> refuses or asks its author, is refused and asked here too. Where a conversation is open
/// already, that one is named instead: two open threads on one channel would split the customer's answer.
/// </summary>
internal sealed class StartConversation(NpgsqlDataSource dataSource, ChannelAccounts accounts, ReplyRefusal refusals, AskSender checks, Letters letters, AppendReply append, FactSignal facts, SendSignal sends, TimeProvider time)
{
    /// <param name="Id">Made by the client once: the id of the conversation and of its first message. Repeating the request with it changes nothing.</param>
    /// <param name="Confirmed">Codes of the questions that its author has answered with yes.</param>
    internal sealed record Request(Guid Id, Guid CustomerId, Guid IdentityId, string? Text, Guid[]? AttachmentIds, LetterRequest? Letter = null, string[]? Confirmed = null)
    {
        public override string ToString() => $"conversation {Id}";
    }

    private sealed record Target(Guid CustomerId, Guid AccountId);

    private sealed record Started(Guid CustomerId, Guid? IdentityId, Guid? Author, string? Text, HashSet<Guid> Files);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPost("/", (Delegate)PostAsync).WithName("StartConversation").RequirePermission(Permissions.Reply).Produces<ConversationRow>(201).Produces<ConversationRow>().Produces<AskSender.Needed>(409, "application/problem+json");

    private static Task<IResult> PostAsync(Request request, CurrentAgent agent, StartConversation start, CancellationToken cancellationToken) => start.HandleAsync(request, agent, cancellationToken);

    private async Task<IResult> HandleAsync(Request request, CurrentAgent agent, CancellationToken cancellationToken)
    {
        if (request.Id == Guid.Empty)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["id"] = ["required"] });
        }

        if (ReplyVariables.FirstIn(request.Text) is { } variable)
        {
            return Problem.Of(422, "empty_variable", variable);
        }

        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, request.CustomerId, cancellationToken) || await FindTargetAsync(request, cancellationToken) is not { } target
            || target.CustomerId != request.CustomerId)
        {
            return Problem.NotFound();
        }

        var (text, files) = (string.IsNullOrWhiteSpace(request.Text) ? null : request.Text, request.AttachmentIds ?? []);
        text = await letters.SignAsync(target.AccountId, text, request.Letter, cancellationToken);
        if (await FindStartedAsync(request.Id, cancellationToken) is { } earlier)
        {
            return earlier.CustomerId == request.CustomerId && earlier.IdentityId == request.IdentityId && earlier.Author == agent.Id && earlier.Text == MaskedText.Of(text).Text && earlier.Files.SetEquals(files)
                ? TypedResults.Ok(await RowAsync(request.Id, cancellationToken))
                : Problem.Of(409, "id_reused");
        }

        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, cancellationToken))
        {
            if (await FindOpenAsync(batch.Connection, request.IdentityId, cancellationToken) is { } open)
            {
                return open.Id == request.Id ? TypedResults.Ok(await RowAsync(request.Id, cancellationToken)) : Open(open, agent);
            }

            if (await accounts.ByIdAsync(target.AccountId, cancellationToken) is not { } account)
            {
                return Problem.NotFound();
            }

            var conversation = batch.Create(target.AccountId, account.Account.Channel, account.BrandId, account.TeamId, request.IdentityId, request.CustomerId, id: request.Id, threaded: account.Threads);
            conversation.OwnerId = agent.Id;
            conversation.Subject = request.Letter?.Subject?.Trim();
            if (ConversationAccess.Refusal(agent, conversation) is { } forbidden)
            {
                return forbidden;
            }

            if (request.Letter is not null && letters.Check(conversation.Channel, request.Letter) is { Count: > 0 } errors)
            {
                return Problem.Invalid(errors);
            }

            var letter = await letters.FirstAsync(batch.Connection, conversation, request.Letter, cancellationToken);
            if (await refusals.OfAsync(batch.Connection, conversation, text, files, agent.Id, cancellationToken, letter) is { } refusal)
            {
                return Problem.Of(422, "cannot_send", refusal);
            }

            if (await checks.AskAsync(batch.Connection, conversation, text, files, request.Confirmed, agent, cancellationToken, letter) is { Count: > 0 } questions)
            {
                return AskSender.Answer(questions);
            }

            append.Append(batch, conversation, request.Id, agent.Id, agent.Name, MaskedText.Of(text), files, TimeSpan.Zero, letter);
            try
            {
                await batch.CommitAsync(CancellationToken.None);
            }
            catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                // The customer wrote, a colleague was quicker, or this request came twice at once.
                await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
                return await FindStartedAsync(request.Id, cancellationToken) is not null ? TypedResults.Ok(await RowAsync(request.Id, cancellationToken))
                    : await FindOpenAsync(connection, request.IdentityId, cancellationToken) is { } winner ? Open(winner, agent)
                    : Problem.Of(409, "id_reused");
            }
        }

        facts.Raise();
        sends.Raise();
        return TypedResults.Created($"/api/conversations/{request.Id}", await RowAsync(request.Id, CancellationToken.None));
    }

    /// <summary>The open conversation's id, for those who may see it.</summary>
    private static IResult Open((Guid Id, Whose Whose) open, CurrentAgent agent) => ConversationAccess.Sees(agent, open.Whose)
        ? TypedResults.Json(new { title = "Conflict", status = 409, code = "already_open", conversationId = open.Id }, HubJson.Options, "application/problem+json", 409)
        : Problem.Of(409, "open_elsewhere");

    private async Task<ConversationRow> RowAsync(Guid id, CancellationToken cancellationToken) => (await ConversationRow.ByIdsAsync(dataSource, [id], cancellationToken))[0];

    private async Task<Target?> FindTargetAsync(Request request, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT customer_id, account_id FROM customers.identity WHERE id = $1").With(request.IdentityId);
        return await command.ReadFirstAsync(reader => new Target(reader.GetGuid(0), reader.GetGuid(1)), cancellationToken)
            ?? (await NumberWays.TakeAsync(accounts, dataSource, request.CustomerId, request.IdentityId, cancellationToken) is { } accountId ? new Target(request.CustomerId, accountId) : null);
    }

    private static async Task<(Guid Id, Whose Whose)?> FindOpenAsync(NpgsqlConnection connection, Guid identityId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT h.conversation_id, h.owner_id, h.team_id, c.brand_id FROM conversations.conversation_head h JOIN conversations.conversation c ON c.id = h.conversation_id
            WHERE h.identity_id = $1 AND NOT h.status = ANY($2) AND NOT h.threaded OR h.conversation_id = (SELECT o.conversation_id FROM conversations.open_identity o WHERE o.identity_id = $1)
            """, connection)
            .With(identityId, ConversationStatuses.Closed);
        var open = await command.ReadAllAsync(
            reader => (reader.GetGuid(0), new Whose(reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), reader.GetGuid(3))), cancellationToken);
        return open.Count == 0 ? null : open[0];
    }

    private async Task<Started?> FindStartedAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT c.customer_id, c.identity_id, m.sender_id, COALESCE(m.content->>'body', m.content->>'caption'),
            ARRAY(SELECT a.id FROM conversations.attachment a WHERE a.conversation_id = m.conversation_id AND a.number = m.number)
            FROM conversations.conversation c LEFT JOIN conversations.message m ON m.conversation_id = c.id AND m.id = $1 WHERE c.id = $1
            """).With(id);
        return await command.ReadFirstAsync(reader => new Started(
            reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), reader.IsDBNull(3) ? null : reader.GetString(3),
            [.. reader.GetFieldValue<Guid[]>(4)]), cancellationToken);
    }
}
