using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.FollowUps;

/// <summary>What somebody who is switched off had promised: to the colleague who takes over, if that one sees the conversation, else to the team.</summary>
internal sealed class HandOverFollowUps(NpgsqlDataSource dataSource, Agents agents, FactSignal facts, TimeProvider time) : IHandover
{
    private const string Promised = "FROM conversations.follow_up WHERE owner_id = $1 AND done_at IS NULL";

    public string Kind => "followUps";

    public async Task<int> CountAsync(Guid agentId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"SELECT count(*) {Promised}").With(agentId);
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task HandOverAsync(HandoverPlan plan, CancellationToken cancellationToken)
    {
        var owner = plan is { To: HandoverTo.Person, PersonId: { } person } ? await agents.GetAsync(person, cancellationToken) : null;
        await using var command = dataSource.CreateCommand($"SELECT id, conversation_id {Promised} ORDER BY conversation_id, id").With(plan.AgentId);
        foreach (var (id, conversationId) in await command.ReadAllAsync(reader => (reader.GetGuid(0), reader.GetGuid(1)), cancellationToken))
        {
            await using var batch = await ConversationBatch.BeginAsync(dataSource, time, conversationId, cancellationToken);
            if (batch.Conversations.TryGetValue(conversationId, out var conversation) && await GiveAsync(batch, conversation, id, plan, owner, cancellationToken))
            {
                await batch.CommitAsync(cancellationToken);
                facts.Raise();
            }
        }
    }

    private static async Task<bool> GiveAsync(ConversationBatch batch, ConversationState conversation, Guid id, HandoverPlan plan, AgentInfo? owner, CancellationToken cancellationToken)
    {
        var heir = owner is not null && ConversationAccess.MaySee(owner, conversation) ? owner : null;
        await using var give = new NpgsqlCommand($"UPDATE conversations.follow_up SET owner_id = $3, version = version + 1 WHERE id = $2 AND id IN (SELECT id {Promised}) RETURNING due_at", batch.Connection).With(plan.AgentId, id);
        give.Parameters.Add(new() { Value = (object?)heir?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        if (await give.ExecuteScalarAsync(cancellationToken) is not DateTime dueAt)
        {
            return false;
        }

        conversation.AppendActivity(Actor.Agent(plan.ById), "followUpChanged", new { dueAt, ownerId = heir?.Id, ownerName = heir?.Name }, batch.Now);
        batch.Raise(FollowUpFacts.Of(FollowUpFacts.ChangedType, id, conversation, heir?.Id));
        return true;
    }
}
