using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Actions;

/// <summary>What somebody who is switched off had typed and not sent: a note of theirs for the colleagues, or nothing.</summary>
internal sealed class HandOverDrafts(NpgsqlDataSource dataSource, FactSignal facts, TimeProvider time) : IHandover
{
    public string Kind => "drafts";

    public async Task<int> CountAsync(Guid agentId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT count(*) FROM conversations.draft WHERE agent_id = $1").With(agentId);
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task HandOverAsync(HandoverPlan plan, CancellationToken cancellationToken)
    {
        if (plan.KeepDrafts)
        {
            await using var find = dataSource.CreateCommand("SELECT DISTINCT conversation_id FROM conversations.draft WHERE agent_id = $1").With(plan.AgentId);
            foreach (var id in await find.ReadAllAsync(reader => reader.GetGuid(0), cancellationToken))
            {
                await KeepAsync(id, plan, cancellationToken);
            }
        }

        await using var delete = dataSource.CreateCommand("DELETE FROM conversations.draft WHERE agent_id = $1").With(plan.AgentId);
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    // The note and the end of the draft are one transaction: done twice, it is there once.
    private async Task KeepAsync(Guid conversationId, HandoverPlan plan, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, conversationId, cancellationToken);
        await using var take = new NpgsqlCommand("DELETE FROM conversations.draft WHERE conversation_id = $1 AND agent_id = $2 RETURNING kind, text", batch.Connection).With(conversationId, plan.AgentId);
        var drafts = await take.ReadAllAsync(reader => (Kind: (DraftKind)reader.GetInt16(0), Text: reader.GetString(1)), cancellationToken);
        if (!batch.Conversations.TryGetValue(conversationId, out var conversation))
        {
            return;
        }

        foreach (var (kind, text) in drafts.Where(draft => !string.IsNullOrWhiteSpace(draft.Text)))
        {
            var body = $"{Heading(kind, plan.Language)}\n{text}";
            conversation.Append(MessageKind.Note, Actor.Agent(plan.AgentId), JsonSerializer.SerializeToElement(new { type = "text", body }, HubJson.Options), "text", body, batch.Now, NewId.Create(time));
        }

        await batch.CommitAsync(cancellationToken);
        facts.Raise();
    }

    private static string Heading(DraftKind kind, string language) => (kind, language) switch
    {
        (DraftKind.Reply, "ja") => "引き継ぎ：未送信の返信",
        (_, "ja") => "引き継ぎ：書きかけのメモ",
        (DraftKind.Reply, _) => "Handed over: a reply that was not sent",
        _ => "Handed over: an unfinished note",
    };
}
