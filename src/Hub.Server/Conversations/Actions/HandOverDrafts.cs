using Hub.Server.Conversations.Sensitive;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Actions;

/// <summary>What somebody who is switched off had typed and not sent, or planned to send: a note of theirs for the colleagues, or nothing.</summary>
internal sealed class HandOverDrafts(NpgsqlDataSource dataSource, MaskedValues maskedValues, FactSignal facts, TimeProvider time) : IHandover
{
    public string Kind => "drafts";

    public async Task<int> CountAsync(Guid agentId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT (SELECT count(*) FROM conversations.draft WHERE agent_id = $1 AND (text <> '' OR letter IS NOT NULL)) + (SELECT count(*) FROM conversations.scheduled_reply WHERE author_id = $1)").With(agentId);
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task HandOverAsync(HandoverPlan plan, CancellationToken cancellationToken)
    {
        await using var find = dataSource.CreateCommand("""
            SELECT conversation_id FROM conversations.draft WHERE agent_id = $1 UNION SELECT conversation_id FROM conversations.scheduled_reply WHERE author_id = $1
            """).With(plan.AgentId);
        foreach (var id in await find.ReadAllAsync(reader => reader.GetGuid(0), cancellationToken))
        {
            await TakeAsync(id, plan, cancellationToken);
        }
    }

    // The notes and the end of drafts and plans are one transaction: done twice, they are there once.
    private async Task TakeAsync(Guid conversationId, HandoverPlan plan, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, conversationId, cancellationToken);
        await using var cancel = new NpgsqlCommand("""
            WITH gone AS (DELETE FROM conversations.scheduled_reply WHERE conversation_id = $1 AND author_id = $2 RETURNING text, send_at) SELECT text FROM gone ORDER BY send_at
            """, batch.Connection).With(conversationId, plan.AgentId);
        var planned = await cancel.ReadAllAsync(reader => reader.TextOrNull(0), cancellationToken);
        await using var take = new NpgsqlCommand("DELETE FROM conversations.draft WHERE conversation_id = $1 AND agent_id = $2 RETURNING kind, text", batch.Connection).With(conversationId, plan.AgentId);
        var words = await take.ReadAllAsync(reader => (Kind: (DraftKind)reader.GetInt16(0), Text: (string?)reader.GetString(1)), cancellationToken);
        if (batch.Conversations.TryGetValue(conversationId, out var conversation))
        {
            if (planned.Count > 0)
            {
                conversation.Scheduled = Math.Max(0, conversation.Scheduled - planned.Count);
                conversation.AppendActivity(Actor.Agent(plan.ById), "scheduleCancelled", null, batch.Now);
            }

            foreach (var (kind, text) in words.Concat(planned.Select(text => (Kind: DraftKind.Reply, Text: text))).Where(each => plan.KeepDrafts && !string.IsNullOrWhiteSpace(each.Text)))
            {
                AddNote.Append(conversation, batch, plan.AgentId, NewId.Create(time), MaskedText.Of($"{Heading(kind, plan.Language)}\n{text}"), maskedValues);
            }
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
