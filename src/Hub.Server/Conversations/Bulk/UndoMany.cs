using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Bulk;

/// <summary>
/// Takes back what was done to many conversations: each gets back what it was, unless somebody has changed the same thing since; that one is named and left.
/// Whoever did it can, for an hour, with the permission it took.
/// </summary>
internal static class UndoMany
{
    private static readonly TimeSpan For = TimeSpan.FromHours(1);

    private sealed record Item(Guid Id, ConversationMemory Before, ConversationMemory After);

    public static void Map(RouteGroupBuilder bulk) => bulk.MapPost("/{id:guid}/undo", HandleAsync).WithName("UndoMany").RequireSignedIn().Produces<BulkResult>();

    private static async Task<IResult> HandleAsync(Guid id, CurrentAgent agent, BulkRun run, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, cancellationToken);
        // The lock on the row: two undos of one action cannot both put back.
        await using var find = new NpgsqlCommand("SELECT kind, undone_at IS NOT NULL FROM conversations.bulk_action WHERE id = $1 AND agent_id = $2 AND at > $3 FOR UPDATE", batch.Connection).With(id, agent.Id, batch.Now - For);
        if (await find.ReadFirstAsync(row => new { Kind = (BulkKind)row.GetInt16(0), Undone = row.GetBoolean(1) }, cancellationToken) is not { } action)
        {
            return Problem.NotFound();
        }

        if (action.Undone)
        {
            return Problem.Of(409, "already_undone");
        }

        await using var read = new NpgsqlCommand("SELECT conversation_id, before::text, after::text FROM conversations.bulk_item WHERE action_id = $1", batch.Connection).With(id);
        var items = await read.ReadAllAsync(row => new Item(row.GetGuid(0), Parse(row.GetString(1)), Parse(row.GetString(2))), cancellationToken);
        await using (var reader = await batch.ReadAsync(ConversationBatch.LockById([.. items.Select(item => item.Id)]), cancellationToken))
        {
            await batch.LoadAsync(reader, cancellationToken);
        }

        var reopens = items.Where(item => !item.Before.Status.IsClosed() && item.After.Status.IsClosed()).Select(item => batch.Conversations.GetValueOrDefault(item.Id)).OfType<ConversationState>();
        var another = action.Kind is BulkKind.Status or BulkKind.Spam ? await BulkRun.WithAnotherOpenAsync(batch, reopens, cancellationToken) : new HashSet<Guid>();
        var left = new List<LeftOut>();
        foreach (var item in items)
        {
            if (Why(item, action.Kind, batch.Conversations.GetValueOrDefault(item.Id), agent, another) is { } why)
            {
                left.Add(new LeftOut(item.Id, why, []));
                continue;
            }

            var conversation = batch.Conversations[item.Id];
            item.Before.PutBack(action.Kind, conversation);
            if (action.Kind == BulkKind.Read)
            {
                conversation.Touch();
            }
            else
            {
                conversation.AppendActivity(Actor.Agent(agent.Id), "takenBack", new { what = action.Kind }, batch.Now);
            }
        }

        batch.Also(new NpgsqlBatchCommand("UPDATE conversations.bulk_action SET undone_at = $2 WHERE id = $1") { Parameters = { new() { Value = id }, new() { Value = batch.Now } } });
        batch.Also(AuditLog.Insert(BulkRun.Entry(agent, "conversations.bulk_undone", id, action.Kind, items.Count - left.Count)));
        return await run.CommitAsync(batch) ?? TypedResults.Ok(new BulkResult(null, items.Count - left.Count, left));
    }

    private static string? Why(Item item, BulkKind kind, ConversationState? conversation, CurrentAgent agent, IReadOnlySet<Guid> another)
    {
        if (conversation is null)
        {
            return "not_found";
        }

        if (!item.After.StillHolds(kind, conversation))
        {
            return ConversationAccess.Sees(agent, ConversationAccess.Of(conversation)) ? "changed_since" : "not_found";
        }

        // Whoever gave work away may no longer see it; what counts is whose it becomes again.
        var whose = kind == BulkKind.Assign ? new Whose(item.Before.OwnerId, item.Before.TeamId, conversation.BrandId) : ConversationAccess.Of(conversation);
        return !ConversationAccess.Sees(agent, whose) ? "not_found"
            : !ConversationAccess.May(agent, PermissionOf(kind), whose) ? "forbidden"
            : another.Contains(conversation.Id) ? "another_open"
            : null;
    }

    private static string PermissionOf(BulkKind kind) => kind switch
    {
        BulkKind.Assign => Permissions.Assign,
        BulkKind.Status => Permissions.Resolve,
        BulkKind.Tags or BulkKind.Read => Permissions.Note,
        BulkKind.Spam => Permissions.MarkSpam,
    };

    private static ConversationMemory Parse(string json) => JsonSerializer.Deserialize<ConversationMemory>(json, HubJson.Options)!;
}
