using Hub.Server.Conversations.Actions;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Outbound;

/// <summary>Scheduled replies over the API: list, cancel (the words come back), send now.</summary>
internal static class ManageScheduled
{
    internal sealed record ScheduledView(Guid Id, MessageSender Author, string? Text, int Files, DateTimeOffset SendAt);

    internal sealed record ScheduledList(IReadOnlyList<ScheduledView> Items);

    internal sealed record Returned(string? Text, DraftLetter? Letter = null);

    public static void Map(RouteGroupBuilder conversations)
    {
        conversations.MapGet("/{id:guid}/scheduled", ListAsync).WithName("ListScheduled").RequireSignedIn().Produces<ScheduledList>();
        conversations.MapDelete("/{id:guid}/scheduled/{replyId:guid}", CancelAsync).WithName("CancelScheduled").RequirePermission(Permissions.Reply).Produces<Returned>();
        conversations.MapPost("/{id:guid}/scheduled/{replyId:guid}/send", SendNowAsync).WithName("SendScheduledNow").RequirePermission(Permissions.Reply).Produces(204);
    }

    private static async Task<IResult> ListAsync(Guid id, CurrentAgent agent, NpgsqlDataSource dataSource, Agents agents, CancellationToken cancellationToken)
    {
        if (await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is null)
        {
            return Problem.NotFound();
        }

        await using var command = dataSource.CreateCommand("SELECT id, author_id, text, cardinality(attachment_ids), send_at FROM conversations.scheduled_reply WHERE conversation_id = $1 ORDER BY send_at LIMIT 100").With(id);
        var rows = await command.ReadAllAsync(
            reader => (Id: reader.GetGuid(0), Author: reader.GetGuid(1), Text: reader.IsDBNull(2) ? null : reader.GetString(2), Files: reader.GetInt32(3), At: reader.GetFieldValue<DateTimeOffset>(4)), cancellationToken);
        var names = await agents.NamesAsync(rows.Select(row => row.Author), cancellationToken);
        return TypedResults.Ok(new ScheduledList(
            [.. rows.Select(row => new ScheduledView(row.Id, new MessageSender(SenderType.Agent, row.Author, names.GetValueOrDefault(row.Author)), Sensitive.MaskedText.Of(row.Text).Text, row.Files, row.At))]));
    }

    /// <summary>Who cancels gets the words; files stay with whoever uploaded them.</summary>
    private static async Task<IResult> CancelAsync(Guid id, Guid replyId, CurrentAgent agent, ConversationAction action, CancellationToken cancellationToken)
    {
        Returned? returned = null;
        var result = await action.RunQueryingAsync(
            id, agent, async (conversation, batch) =>
            {
                await using var command = new NpgsqlCommand("DELETE FROM conversations.scheduled_reply WHERE id = $1 AND conversation_id = $2 RETURNING text, letter::text", batch.Connection).With(replyId, id);
                returned = await command.ReadFirstAsync(
                    reader => new Returned(reader.TextOrNull(0), DraftLetter.Read(reader, 1) is { } letter ? letter with { Chosen = reader.TextOrNull(0)?.Contains(Letters.SignatureMark, StringComparison.Ordinal) == true } : null),
                    cancellationToken);
                if (returned is null)
                {
                    return Problem.NotFound();
                }

                conversation.Scheduled = Math.Max(0, conversation.Scheduled - 1);
                conversation.AppendActivity(Actor.Agent(agent.Id), "scheduleCancelled", null, batch.Now);
                SaveDraft.Returned(batch, id, agent.Id, returned.Text, returned.Letter);
                return null;
            },
            cancellationToken);
        return returned is null ? result : TypedResults.Ok(returned);
    }

    private static async Task<IResult> SendNowAsync(Guid id, Guid replyId, CurrentAgent agent, NpgsqlDataSource dataSource, SendScheduled scheduled, CancellationToken cancellationToken) =>
        await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is not null && await scheduled.SendAsync(replyId, id, cancellationToken) ? TypedResults.NoContent() : Problem.NotFound();
}
