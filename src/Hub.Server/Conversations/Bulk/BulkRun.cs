using System.Text.Json;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Bulk;

/// <param name="Code">Why: <c>required_before_resolve</c>, <c>another_open</c>, <c>closed</c>, <c>too_many_tags</c>; when undoing also <c>changed_since</c>, <c>not_found</c>.</param>
/// <param name="Missing">What the brand wants before this one is resolved.</param>
internal sealed record LeftOut(Guid Id, string Code, IReadOnlyList<string> Missing);

/// <param name="UndoId">Takes it back: <c>POST /api/conversations/bulk/{id}/undo</c>. Null when nothing was changed.</param>
/// <param name="Left">What stayed as it was, and why. Whatever is in neither number was so already.</param>
internal sealed record BulkResult(Guid? UndoId, int Changed, IReadOnlyList<LeftOut> Left);

/// <summary>
/// What every action on many conversations shares, in one transaction: lock them, ask the gate about each — one that may not be touched, and nothing is done
/// to any —, change them, remember how each was, write all of it with its facts and an audit entry.
/// </summary>
internal sealed class BulkRun(NpgsqlDataSource dataSource, FactSignal facts, TimeProvider time)
{
    public const int MaxIds = 500;

    /// <param name="change">Changes one, or says why it is left out.</param>
    /// <param name="prepare">Looks up what all of them need, once they are locked; stops everything with a problem.</param>
    public async Task<IResult> RunAsync(
        BulkKind kind, Guid[]? ids, CurrentAgent agent, Func<ConversationState, ConversationBatch, LeftOut?> change, Func<ConversationBatch, Task<IResult?>>? prepare, CancellationToken cancellationToken)
    {
        if (ids is not { Length: > 0 and <= MaxIds })
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["ids"] = [ids is { Length: > MaxIds } ? "too_many" : "required"] });
        }

        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, cancellationToken);
        await using (var reader = await batch.ReadAsync(ConversationBatch.LockById([.. ids.Distinct()]), cancellationToken))
        {
            await batch.LoadAsync(reader, cancellationToken);
        }

        if (Refusal(ids, agent, batch) is { } refusal)
        {
            return refusal;
        }

        if (prepare is not null && await prepare(batch) is { } stopped)
        {
            return stopped;
        }

        var left = new List<LeftOut>();
        var changed = new List<(Guid Id, ConversationMemory Before, ConversationMemory After)>();
        foreach (var id in ids.Distinct())
        {
            var conversation = batch.Conversations[id];
            var before = ConversationMemory.Of(conversation);
            if (change(conversation, batch) is { } why)
            {
                left.Add(why);
            }
            else if (conversation.Touched)
            {
                changed.Add((id, before, ConversationMemory.Of(conversation)));
            }
        }

        if (changed.Count == 0)
        {
            return TypedResults.Ok(new BulkResult(null, 0, left));
        }

        var action = NewId.Create(time);
        Remember(batch, action, kind, agent, changed);
        batch.Also(AuditLog.Insert(Entry(agent, "conversations.bulk_changed", action, kind, changed.Count)));
        if (await CommitAsync(batch) is { } conflict)
        {
            return conflict;
        }

        return TypedResults.Ok(new BulkResult(action, changed.Count, left));
    }

    /// <summary>Null when everything is written.</summary>
    public async Task<IResult?> CommitAsync(ConversationBatch batch)
    {
        try
        {
            await batch.CommitAsync(CancellationToken.None);
        }
        catch (PostgresException exception) when (JoinedIdentities.IsTaken(exception))
        {
            // Asked before, and overtaken by a customer who began to write in this very moment: all of it can simply be done again.
            return Problem.Of(409, "another_open", "A customer has another open conversation on this channel.");
        }

        facts.Raise();
        return null;
    }

    public static AuditEntry Entry(CurrentAgent agent, string action, Guid id, BulkKind kind, int count) =>
        new(agent.AsActor(), action) { TargetKind = "bulk_action", TargetId = id, Data = new { kind, count } };

    /// <summary>Of these conversations, those whose customer has another open one on the same channel: they cannot be opened too.</summary>
    public static async Task<IReadOnlySet<Guid>> WithAnotherOpenAsync(ConversationBatch batch, IEnumerable<ConversationState> toOpen, CancellationToken cancellationToken)
    {
        var closed = toOpen.Where(conversation => conversation.Status.IsClosed() && conversation.IdentityId is not null).ToList();
        if (closed.Count == 0)
        {
            return new HashSet<Guid>();
        }

        await using var command = new NpgsqlCommand("""
            SELECT identity_id FROM conversations.conversation_head WHERE identity_id = ANY($1) AND status <> ALL($2) UNION SELECT identity_id FROM conversations.open_identity WHERE identity_id = ANY($1)
            """, batch.Connection)
            .With(closed.Select(conversation => conversation.IdentityId!.Value).ToArray(), ConversationStatuses.Closed);
        var open = (await command.ReadAllAsync(row => row.GetGuid(0), cancellationToken)).ToHashSet();
        // Of several of one customer the newest may open.
        return closed.OrderByDescending(conversation => conversation.Id).Where(conversation => !open.Add(conversation.IdentityId!.Value)).Select(conversation => conversation.Id).ToHashSet();
    }

    private static IResult? Refusal(Guid[] ids, CurrentAgent agent, ConversationBatch batch)
    {
        Guid[] NotSeen() => [.. ids.Where(id => batch.Conversations.GetValueOrDefault(id) is not { } conversation || !ConversationAccess.Sees(agent, ConversationAccess.Of(conversation)))];
        Guid[] NotAllowed() => [.. ids.Where(id => !ConversationAccess.MaySee(agent, batch.Conversations[id]))];
        return NotSeen() is { Length: > 0 } unseen ? Refused(StatusCodes.Status404NotFound, "not_found", unseen)
            : NotAllowed() is { Length: > 0 } forbidden ? Refused(StatusCodes.Status403Forbidden, "forbidden", forbidden)
            : null;
    }

    private static IResult Refused(int status, string code, Guid[] ids) =>
        TypedResults.Problem(statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code, ["ids"] = ids });

    private static void Remember(ConversationBatch batch, Guid action, BulkKind kind, CurrentAgent agent, List<(Guid Id, ConversationMemory Before, ConversationMemory After)> changed)
    {
        batch.Also(new NpgsqlBatchCommand("DELETE FROM conversations.bulk_action WHERE at < $1") { Parameters = { new() { Value = batch.Now - TimeSpan.FromDays(1) } } });
        batch.Also(new NpgsqlBatchCommand("INSERT INTO conversations.bulk_action (id, agent_id, kind, at) VALUES ($1, $2, $3, $4)")
        {
            Parameters = { new() { Value = action }, new() { Value = agent.Id }, new() { Value = (short)kind }, new() { Value = batch.Now } },
        });
        batch.Also(new NpgsqlBatchCommand("INSERT INTO conversations.bulk_item (action_id, conversation_id, before, after) SELECT $1, r.* FROM unnest($2::uuid[], $3::jsonb[], $4::jsonb[]) AS r")
        {
            Parameters =
            {
                new() { Value = action }, new() { Value = changed.ConvertAll(item => item.Id) }, new() { Value = Json(item => item.Before), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
                new() { Value = Json(item => item.After), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
            },
        });

        string[] Json(Func<(Guid Id, ConversationMemory Before, ConversationMemory After), ConversationMemory> of) => [.. changed.Select(item => JsonSerializer.Serialize(of(item), HubJson.Options))];
    }
}
