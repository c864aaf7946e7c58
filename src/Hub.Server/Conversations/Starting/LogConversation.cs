using Hub.Server.Conversations.Actions;
using Hub.Server.Conversations.Records;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Starting;

/// <summary>A call, fax, letter or visit that belongs to no thread yet: a conversation of its own, with number, owner, team and state like any other.</summary>
internal static class LogConversation
{
    /// <param name="Id">Made by the client once: the id of the conversation and of its first entry. Repeating the request with it changes nothing.</param>
    /// <param name="BrandId">Null: the brand this customer was last spoken to as, or else the only or first one.</param>
    /// <param name="TeamId">Null: the author's own team.</param>
    /// <param name="Resolved">Nothing is left to do.</param>
    internal sealed record Request(
        Guid Id, Guid CustomerId, LogMedium? Medium, LogDirection? Direction, string? Reason, string? Outcome, string? Text, DateTimeOffset? StartedAt, int? DurationSeconds,
        Guid? BrandId, Guid? TeamId, bool Resolved)
        : LogInput(Medium, Direction, Reason, Outcome, Text, StartedAt, DurationSeconds)
    {
        public override string ToString() => base.ToString();
    }

    private sealed record Earlier(Guid CustomerId, Guid? Author);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPost("/logs", HandleAsync).WithName("LogConversation").RequirePermission(Permissions.Reply).Produces<ConversationRow>(201).Produces<ConversationRow>();

    private static async Task<IResult> HandleAsync(
        Request request, CurrentAgent agent, Agents directory, Brands brands, NpgsqlDataSource dataSource, FactSignal facts, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = request.Check(time.GetUtcNow());
        if (request.Id == Guid.Empty)
        {
            errors["id"] = ["required"];
        }

        if (request.TeamId is { } wanted && (await directory.TeamsAsync(cancellationToken)).All(team => team.Id != wanted))
        {
            errors["teamId"] = ["unknown"];
        }

        var brand = await BrandAsync(dataSource, request, cancellationToken);
        if (brand is null)
        {
            errors["brandId"] = ["unknown"];
        }

        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, request.CustomerId, cancellationToken))
        {
            return Problem.NotFound();
        }

        if (await EarlierAsync(dataSource, request, agent, cancellationToken) is { } known)
        {
            return known;
        }

        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, cancellationToken))
        {
            var team = request.TeamId ?? (agent.TeamIds.Count > 0 ? agent.TeamIds.Min() : (Guid?)null);
            var conversation = batch.Create(null, LogEntries.ChannelOf(request.Medium!.Value), brand!.Value, team, null, request.CustomerId, id: request.Id);
            conversation.OwnerId = agent.Id;
            if (ConversationAccess.Refusal(agent, conversation) is { } refusal)
            {
                return refusal;
            }

            if (request.Resolved && !ConversationAccess.May(agent, Permissions.Resolve, ConversationAccess.Of(conversation)))
            {
                return Problem.Of(403, "forbidden");
            }

            LogEntries.Append(conversation, Actor.Agent(agent.Id), request.ToContent(batch.Now), batch.Now, request.Id);
            if (request.Resolved)
            {
                // A brand may ask for a reason first.
                var stopped = await ChangeStatus.ApplyAsync(conversation, batch, new ChangeStatus.StatusRequest(ConversationStatus.Resolved), agent, brands, cancellationToken);
                if (stopped is not null)
                {
                    return stopped;
                }
            }

            try
            {
                await batch.CommitAsync(CancellationToken.None);
            }
            catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                return await EarlierAsync(dataSource, request, agent, cancellationToken) ?? Problem.Of(409, "id_reused");
            }
        }

        facts.Raise();
        return TypedResults.Created($"/api/conversations/{request.Id}", (await ConversationRow.ByIdsAsync(dataSource, [request.Id], CancellationToken.None))[0]);
    }

    private static async Task<IResult?> EarlierAsync(NpgsqlDataSource dataSource, Request request, CurrentAgent agent, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT c.customer_id, m.sender_id FROM conversations.conversation c LEFT JOIN conversations.message m ON m.conversation_id = c.id AND m.id = $1 WHERE c.id = $1
            """).With(request.Id);
        var earlier = await command.ReadFirstAsync(reader => new Earlier(reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1)), cancellationToken);
        return earlier is null ? null
            : earlier.CustomerId == request.CustomerId && earlier.Author == agent.Id
                ? TypedResults.Ok((await ConversationRow.ByIdsAsync(dataSource, [request.Id], cancellationToken))[0])
                : Problem.Of(409, "id_reused");
    }

    private static async Task<Guid?> BrandAsync(NpgsqlDataSource dataSource, Request request, CancellationToken cancellationToken)
    {
        await using var command = request.BrandId is { } given
            ? dataSource.CreateCommand("SELECT id FROM integrations.brand WHERE id = $1").With(given)
            : dataSource.CreateCommand("""
                SELECT COALESCE((SELECT c.brand_id FROM conversations.conversation c WHERE c.customer_id = $1 ORDER BY c.id DESC LIMIT 1),
                (SELECT a.brand_id FROM integrations.channel_account a WHERE a.active ORDER BY a.created_at, a.id LIMIT 1), (SELECT b.id FROM integrations.brand b ORDER BY b.key LIMIT 1))
                """).With(request.CustomerId);
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }
}
