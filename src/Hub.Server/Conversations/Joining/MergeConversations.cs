using System.Text.Json;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Conversations.Outbound.Checks;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Joining;

/// <summary>
/// Lets one conversation go on in another: it is resolved, belongs to whoever has the other, and what comes in for it goes there. Its messages stay where they
/// are, each with its number, so undoing it loses nothing. Two of one channel with several conversations per person, or any two of one customer within a brand: then
/// the one that goes on takes the other's address in.
/// </summary>
internal sealed class MergeConversations(NpgsqlDataSource dataSource, ChannelAccounts accounts, FactSignal facts, TimeProvider time)
{
    /// <param name="IntoId">The conversation that goes on.</param>
    /// <param name="Confirmed">Codes of questions answered with yes: "other_customer".</param>
    internal sealed record Request(Guid IntoId, string[]? Confirmed = null);

    /// <summary>What undoing restores.</summary>
    internal sealed record Before(ConversationStatus Status, Guid? OwnerId, Guid? TeamId, Guid? StateId, IReadOnlyList<JoinedBefore>? Joined = null);

    internal sealed record JoinedBefore(Guid IdentityId, bool Threaded);

    public static void Map(RouteGroupBuilder conversations)
    {
        conversations.MapPost("/{id:guid}/merge", (Delegate)PostAsync).WithName("MergeConversation").RequirePermission(Permissions.Assign).Produces<ConversationRow>();
        conversations.MapDelete("/{id:guid}/merge", (Delegate)DeleteAsync).WithName("UndoMerge").RequirePermission(Permissions.Assign).Produces<ConversationRow>();
    }

    private static Task<IResult> PostAsync(Guid id, Request request, CurrentAgent agent, MergeConversations merge, CancellationToken cancellationToken) => merge.MergeAsync(id, request, agent, cancellationToken);

    private static Task<IResult> DeleteAsync(Guid id, CurrentAgent agent, MergeConversations merge, CancellationToken cancellationToken) => merge.UndoAsync(id, agent, cancellationToken);

    private async Task<IResult> MergeAsync(Guid id, Request request, CurrentAgent agent, CancellationToken cancellationToken)
    {
        if (id == request.IntoId)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["intoId"] = ["same"] });
        }

        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, cancellationToken))
        {
            await using (var reader = await batch.ReadAsync(ConversationBatch.LockById(id, request.IntoId), cancellationToken))
            {
                await batch.LoadAsync(reader, cancellationToken);
            }

            var (from, into) = (batch.Conversations.GetValueOrDefault(id), batch.Conversations.GetValueOrDefault(request.IntoId));
            if ((ConversationAccess.Refusal(agent, from) ?? ConversationAccess.Refusal(agent, into)) is { } refusal)
            {
                return refusal;
            }

            if (from!.MergedInto is not null || into!.MergedInto is not null || !FitTogether(from, into) || from.SideOf is not null || into.SideOf is not null)
            {
                return Problem.Of(409, from.MergedInto is not null || into!.MergedInto is not null ? "merged" : "cannot_merge");
            }

            if (from.CustomerId != into.CustomerId && request.Confirmed?.Contains("other_customer", StringComparer.Ordinal) != true)
            {
                return AskSender.Answer([new SendQuestion("other_customer")]);
            }

            await ApplyAsync(batch, from, into, agent, cancellationToken);
            try
            {
                await batch.CommitAsync(CancellationToken.None);
            }
            catch (PostgresException exception) when (JoinedIdentities.IsTaken(exception))
            {
                return Problem.Of(409, "another_open"); // It has just begun a conversation of its own, or been joined elsewhere.
            }
        }

        facts.Raise();
        return TypedResults.Ok((await ConversationRow.ByIdsAsync(dataSource, [request.IntoId], cancellationToken))[0]);
    }

    private static bool FitTogether(ConversationState from, ConversationState into) =>
        (from.Threaded && into.Threaded) || (from.CustomerId == into.CustomerId && from.BrandId == into.BrandId && from.Status != ConversationStatus.Spam && into.Status != ConversationStatus.Spam);

    private async Task ApplyAsync(ConversationBatch batch, ConversationState from, ConversationState into, CurrentAgent agent, CancellationToken cancellationToken)
    {
        var joined = from.Joined.Length == 0 ? [] : await JoinedAsync(batch, from.Id, cancellationToken);
        var (by, before) = (Actor.Agent(agent.Id), new Before(from.Status, from.OwnerId, from.TeamId, from.StateId, joined.Count > 0 ? joined : null));
        var numbers = await NumbersAsync(batch, from.Id, into.Id, cancellationToken);
        if (from.Scheduled > 0)
        {
            ScheduledReplies.CancelAll(batch, from);
        }

        // Whoever waited there waits here.
        if (!from.Status.IsClosed())
        {
            into.Reopen(by, batch.Now);
            into.Unread += from.Unread;
            into.WaitingSince = from.WaitingSince is { } since && (into.WaitingSince is null || since < into.WaitingSince) ? since : into.WaitingSince;
        }

        // What has come by its addresses comes in over there. A part that was split off has no address of its own.
        foreach (var (identity, threaded) in joined)
        {
            from.Leave(identity);
            into.Join(identity, threaded);
        }

        if (from is { IdentityId: { } home, AccountId: { } account } && from.CustomerId == into.CustomerId && (!from.Threaded || from.AccountId != into.AccountId) && await accounts.ByIdAsync(account, cancellationToken) is { } its && its.Threads == from.Threaded)
        {
            into.Join(home, its.Threads);
        }

        from.Resolve(by, batch.Now);
        (from.OwnerId, from.TeamId, from.MergedInto) = (into.OwnerId, into.TeamId, into.Id);
        from.AppendActivity(by, "merged", new { conversationId = into.Id, number = numbers[into.Id] }, batch.Now);
        into.AppendActivity(by, "mergedHere", new { conversationId = from.Id, number = numbers[from.Id] }, batch.Now);
        batch.Also(new NpgsqlBatchCommand("""
            UPDATE conversations.conversation SET merged_into = $2, merged_at = $3, merged_before = $4, suggested_id = NULL, suggested_by = NULL WHERE id = $1
            """)
        {
            Parameters =
            {
                new() { Value = from.Id }, new() { Value = into.Id }, new() { Value = batch.Now }, new() { Value = JsonSerializer.Serialize(before, HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        });
        batch.Also(new NpgsqlBatchCommand("""
            INSERT INTO conversations.participant (conversation_id, address, name, first_number) SELECT $2, address, name, $3 FROM conversations.participant WHERE conversation_id = $1 ON CONFLICT DO NOTHING
            """)
        {
            Parameters = { new() { Value = from.Id }, new() { Value = into.Id }, new() { Value = into.LastNumber } },
        });
        batch.Also(AuditLog.Insert(Entry(agent, from, "conversation.merged", into.Id)));
    }

    private async Task<IResult> UndoAsync(Guid id, CurrentAgent agent, CancellationToken cancellationToken)
    {
        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, cancellationToken))
        {
            await using var find = new NpgsqlCommand("SELECT merged_into, merged_before::text FROM conversations.conversation WHERE id = $1 AND merged_into IS NOT NULL", batch.Connection).With(id);
            var merged = await find.ReadFirstAsync(reader => new { Into = reader.GetGuid(0), Before = JsonSerializer.Deserialize<Before>(reader.GetString(1), HubJson.Options)! }, cancellationToken);
            await using (var reader = await batch.ReadAsync(ConversationBatch.LockById(merged is null ? [id] : [id, merged.Into]), cancellationToken))
            {
                await batch.LoadAsync(reader, cancellationToken);
            }

            var from = batch.Conversations.GetValueOrDefault(id);
            if (ConversationAccess.Refusal(agent, from) is { } refusal)
            {
                return refusal;
            }

            if (merged is null || from!.MergedInto != merged.Into)
            {
                return Problem.Of(409, "not_merged");
            }

            var by = Actor.Agent(agent.Id);
            from.MergedInto = null;
            if (from.IdentityId is { } home && batch.Conversations.GetValueOrDefault(merged.Into) is { } host)
            {
                host.Leave(home);
                // An address that has gone elsewhere since does not come back with it.
                foreach (var (identity, threaded) in (merged.Before.Joined ?? []).Where(joined => host.Joined.Contains(joined.IdentityId)))
                {
                    host.Leave(identity);
                    from.Join(identity, threaded);
                }
            }

            (from.OwnerId, from.TeamId) = (merged.Before.OwnerId, merged.Before.TeamId);
            if (merged.Before.Status != ConversationStatus.Resolved)
            {
                from.Reopen(by, batch.Now);
            }

            from.AppendActivity(by, "unmerged", new { conversationId = merged.Into }, batch.Now);
            if (batch.Conversations.GetValueOrDefault(merged.Into) is { } into)
            {
                into.AppendActivity(by, "unmerged", new { conversationId = id }, batch.Now);
            }

            batch.Also(new NpgsqlBatchCommand("UPDATE conversations.conversation SET merged_into = NULL, merged_at = NULL, merged_before = NULL WHERE id = $1") { Parameters = { new() { Value = id } } });
            batch.Also(AuditLog.Insert(Entry(agent, from, "conversation.unmerged", merged.Into)));
            try
            {
                await batch.CommitAsync(CancellationToken.None);
            }
            catch (PostgresException exception) when (JoinedIdentities.IsTaken(exception))
            {
                return Problem.Of(409, "another_open");
            }
        }

        facts.Raise();
        return TypedResults.Ok((await ConversationRow.ByIdsAsync(dataSource, [id], cancellationToken))[0]);
    }

    private static async Task<List<JoinedBefore>> JoinedAsync(ConversationBatch batch, Guid id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT identity_id, threaded FROM conversations.joined_identity WHERE conversation_id = $1 AND ended_at IS NULL", batch.Connection).With(id);
        return await command.ReadAllAsync(reader => new JoinedBefore(reader.GetGuid(0), reader.GetBoolean(1)), cancellationToken);
    }

    internal static async Task<Dictionary<Guid, long>> NumbersAsync(ConversationBatch batch, Guid one, Guid other, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT id, number FROM conversations.conversation WHERE id = ANY($1)", batch.Connection).With(new[] { one, other });
        return (await command.ReadAllAsync(reader => (reader.GetGuid(0), reader.GetInt64(1)), cancellationToken)).ToDictionary();
    }

    internal static AuditEntry Entry(CurrentAgent agent, ConversationState conversation, string action, Guid other) => new(agent.AsActor(), action)
    {
        TargetKind = "conversation",
        TargetId = other,
        CustomerId = conversation.CustomerId,
        ConversationId = conversation.Id,
    };
}
