using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Actions;

/// <summary>The conversations that somebody who is switched off still owned. What is resolved or spam stays theirs: that is history.</summary>
internal sealed class HandOverConversations(NpgsqlDataSource dataSource, Agents agents, FactSignal facts, TimeProvider time) : IHandover
{
    private const int AtOnce = 100;
    private const string Owned = "FROM conversations.conversation_head WHERE owner_id = $1 AND status NOT IN (2, 5)";

    public string Kind => "conversations";

    public async Task<int> CountAsync(Guid agentId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"SELECT count(*) {Owned}").With(agentId);
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task HandOverAsync(HandoverPlan plan, CancellationToken cancellationToken)
    {
        var owner = plan is { To: HandoverTo.Person, PersonId: { } person } ? await agents.GetAsync(person, cancellationToken) : null;
        var teams = (await agents.TeamsAsync(cancellationToken)).ToDictionary(team => team.Id, team => team.Name);
        while (await NextAsync(plan.AgentId, cancellationToken) is { Length: > 0 } ids)
        {
            await using var batch = await ConversationBatch.BeginAsync(dataSource, time, cancellationToken);
            await using (var reader = await batch.ReadAsync(ConversationBatch.LockById(ids), cancellationToken))
            {
                await batch.LoadAsync(reader, cancellationToken);
            }

            foreach (var conversation in batch.Conversations.Values.Where(conversation => conversation.OwnerId == plan.AgentId))
            {
                var team = plan.To == HandoverTo.Unassigned ? null : conversation.TeamId;
                conversation.Assign(
                    Actor.Agent(plan.ById), owner?.Id, team, new { ownerId = owner?.Id, ownerName = owner?.Name, teamId = team, teamName = team is { } id ? teams.GetValueOrDefault(id) : null }, batch.Now);
            }

            await batch.CommitAsync(cancellationToken);
            facts.Raise();
        }
    }

    private async Task<Guid[]> NextAsync(Guid agentId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"SELECT conversation_id {Owned} ORDER BY conversation_id LIMIT {AtOnce}").With(agentId);
        return [.. await command.ReadAllAsync(reader => reader.GetGuid(0), cancellationToken)];
    }
}
