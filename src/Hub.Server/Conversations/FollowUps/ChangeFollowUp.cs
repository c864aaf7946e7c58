using Hub.Server.Conversations.Actions;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.FollowUps;

/// <summary>Sets a follow-up in a conversation, changes it, says that it is done, and takes that back.</summary>
internal static class ChangeFollowUp
{
    private const int MaxText = 1000;
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(731);

    /// <param name="Id">Made by the client once; repeating the request with it changes nothing.</param>
    /// <param name="OwnerId">Who is to do it; null leaves it to the team.</param>
    internal sealed record CreateRequest(Guid Id, DateTimeOffset DueAt, Guid? OwnerId, string? Text)
    {
        public override string ToString() => $"follow-up {Id}";
    }

    /// <param name="Version">The version that was edited; another one means that somebody was quicker.</param>
    internal sealed record UpdateRequest(DateTimeOffset DueAt, Guid? OwnerId, string? Text, int Version)
    {
        public override string ToString() => "follow-up";
    }

    private sealed record Known(Guid ConversationId, Guid? OwnerId, DateTimeOffset DueAt, bool Done, Guid? CreatedBy, int Version);

    public static void Map(RouteGroupBuilder conversations, RouteGroupBuilder followUps)
    {
        conversations.MapPost("/{id:guid}/follow-ups", CreateAsync).WithName("CreateFollowUp").RequirePermission(Permissions.Reply).Produces<FollowUpView>(201).Produces<FollowUpView>();
        followUps.MapPut("/{id:guid}", UpdateAsync).WithName("UpdateFollowUp").RequirePermission(Permissions.Reply).Produces<FollowUpView>();
        followUps.MapPut("/{id:guid}/done", DoneAsync).WithName("CompleteFollowUp").RequirePermission(Permissions.Reply).Produces<FollowUpView>();
        followUps.MapDelete("/{id:guid}/done", UndoAsync).WithName("UndoFollowUp").RequirePermission(Permissions.Reply).Produces<FollowUpView>();
    }

    private static async Task<IResult> CreateAsync(
        Guid id, CreateRequest request, CurrentAgent agent, ConversationAction action, Agents directory, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = Check(request.DueAt, request.Text, time.GetUtcNow());
        if (request.Id == Guid.Empty)
        {
            errors["id"] = ["required"];
        }

        var owner = await OwnerAsync(directory, request.OwnerId, errors, cancellationToken);
        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        var created = false;
        var result = await action.RunQueryingAsync(
            id, agent, async (conversation, batch) =>
            {
                if (await FindAsync(batch.Connection, request.Id, cancellationToken) is { } earlier)
                {
                    created = earlier.ConversationId == id && earlier.CreatedBy == agent.Id;
                    return created ? null : Problem.Of(409, "id_reused");
                }

                if (owner is not null && !ConversationAccess.MaySee(owner, conversation))
                {
                    return Problem.Invalid(new Dictionary<string, string[]> { ["ownerId"] = ["cannot_see"] });
                }

                batch.Also(new NpgsqlBatchCommand("""
                    INSERT INTO conversations.follow_up (id, conversation_id, owner_id, due_at, text, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
                    """)
                {
                    Parameters =
                    {
                        new() { Value = request.Id }, new() { Value = id }, new() { Value = (object?)owner?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                        new() { Value = request.DueAt.ToUniversalTime() }, new() { Value = request.Text!.Trim() }, new() { Value = agent.Id }, new() { Value = batch.Now },
                    },
                });
                conversation.AppendActivity(Actor.Agent(agent.Id), "followUpSet", new { dueAt = request.DueAt.ToUniversalTime(), ownerId = owner?.Id, ownerName = owner?.Name }, batch.Now);
                batch.Raise(FollowUpFacts.Of(FollowUpFacts.ChangedType, request.Id, conversation, owner?.Id));
                created = true;
                return null;
            },
            cancellationToken);
        return created ? TypedResults.Created($"/api/follow-ups/{request.Id}", await FollowUpView.OfAsync(dataSource, request.Id, cancellationToken)) : result;
    }

    private static async Task<IResult> UpdateAsync(
        Guid id, UpdateRequest request, CurrentAgent agent, ConversationAction action, Agents directory, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = Check(request.DueAt, request.Text, time.GetUtcNow());
        var owner = await OwnerAsync(directory, request.OwnerId, errors, cancellationToken);
        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        return await ChangeAsync(id, agent, action, dataSource, (known, conversation, batch) =>
        {
            if (known.Version != request.Version || known.Done)
            {
                return Problem.Of(409, known.Done ? "done" : "follow_up_changed");
            }

            if (owner is not null && owner.Id != known.OwnerId && !ConversationAccess.MaySee(owner, conversation))
            {
                return Problem.Invalid(new Dictionary<string, string[]> { ["ownerId"] = ["cannot_see"] });
            }

            // Another time rings again.
            batch.Also(new NpgsqlBatchCommand("""
                UPDATE conversations.follow_up SET due_at = $2, owner_id = $3, text = $4, version = version + 1,
                rang_at = CASE WHEN due_at = $2 THEN rang_at END, returned_at = CASE WHEN $3::uuid IS NULL THEN returned_at END WHERE id = $1
                """)
            {
                Parameters =
                {
                    new() { Value = id }, new() { Value = request.DueAt.ToUniversalTime() }, new() { Value = (object?)owner?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                    new() { Value = request.Text!.Trim() },
                },
            });
            if (known.DueAt != request.DueAt || known.OwnerId != owner?.Id)
            {
                conversation.AppendActivity(Actor.Agent(agent.Id), "followUpChanged", new { dueAt = request.DueAt.ToUniversalTime(), ownerId = owner?.Id, ownerName = owner?.Name }, batch.Now);
            }

            batch.Raise(FollowUpFacts.Of(FollowUpFacts.ChangedType, id, conversation, owner?.Id));
            return null;
        }, cancellationToken);
    }

    private static Task<IResult> DoneAsync(Guid id, CurrentAgent agent, ConversationAction action, NpgsqlDataSource dataSource, CancellationToken cancellationToken) =>
        SettleAsync(id, done: true, agent, action, dataSource, cancellationToken);

    private static Task<IResult> UndoAsync(Guid id, CurrentAgent agent, ConversationAction action, NpgsqlDataSource dataSource, CancellationToken cancellationToken) =>
        SettleAsync(id, done: false, agent, action, dataSource, cancellationToken);

    private static Task<IResult> SettleAsync(Guid id, bool done, CurrentAgent agent, ConversationAction action, NpgsqlDataSource dataSource, CancellationToken cancellationToken) =>
        ChangeAsync(id, agent, action, dataSource, (known, conversation, batch) =>
        {
            if (known.Done == done)
            {
                return null;
            }

            batch.Also(new NpgsqlBatchCommand("UPDATE conversations.follow_up SET done_at = $2, done_by = $3, version = version + 1 WHERE id = $1")
            {
                Parameters =
                {
                    new() { Value = id }, new() { Value = done ? batch.Now : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                    new() { Value = done ? agent.Id : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                },
            });
            conversation.AppendActivity(Actor.Agent(agent.Id), done ? "followUpDone" : "followUpReopened", new { dueAt = known.DueAt }, batch.Now);
            batch.Raise(FollowUpFacts.Of(FollowUpFacts.ChangedType, id, conversation, known.OwnerId));
            return null;
        }, cancellationToken);

    /// <summary>The conversation is locked before its follow-up, always in this order.</summary>
    private static async Task<IResult> ChangeAsync(
        Guid id, CurrentAgent agent, ConversationAction action, NpgsqlDataSource dataSource, Func<Known, ConversationState, ConversationBatch, IResult?> change, CancellationToken cancellationToken)
    {
        if (await FollowUpView.OfAsync(dataSource, id, cancellationToken) is not { } found)
        {
            return Problem.NotFound();
        }

        var settled = false;
        var result = await action.RunQueryingAsync(
            found.ConversationId, agent, async (conversation, batch) =>
            {
                var stopped = await FindAsync(batch.Connection, id, cancellationToken) is { } known ? change(known, conversation, batch) : Problem.NotFound();
                settled = stopped is null;
                return stopped;
            },
            cancellationToken);
        return settled ? TypedResults.Ok(await FollowUpView.OfAsync(dataSource, id, cancellationToken)) : result;
    }

    private static Dictionary<string, string[]> Check(DateTimeOffset dueAt, string? text, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string[]>();
        if (dueAt <= now.AddMinutes(-1) || dueAt > now + Furthest)
        {
            errors["dueAt"] = ["out_of_range"];
        }

        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxText)
        {
            errors["text"] = [string.IsNullOrWhiteSpace(text) ? "required" : "too_long"];
        }

        return errors;
    }

    private static async Task<AgentInfo?> OwnerAsync(Agents directory, Guid? ownerId, Dictionary<string, string[]> errors, CancellationToken cancellationToken)
    {
        var owner = ownerId is { } id ? await directory.GetAsync(id, cancellationToken) : null;
        if (ownerId is not null && owner is not { Active: true })
        {
            errors["ownerId"] = ["unknown"];
        }

        return owner;
    }

    private static async Task<Known?> FindAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT conversation_id, owner_id, due_at, done_at IS NOT NULL, created_by, version FROM conversations.follow_up WHERE id = $1 FOR UPDATE", connection).With(id);
        return await command.ReadFirstAsync(reader => new Known(
            reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetBoolean(3), reader.IsDBNull(4) ? null : reader.GetGuid(4), reader.GetInt32(5)), cancellationToken);
    }
}
