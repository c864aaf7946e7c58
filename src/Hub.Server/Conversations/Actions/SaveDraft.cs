using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Actions;

/// <summary>Keeps what an agent has typed and not sent, per conversation and kind, and by which address it is to go. Without any of it there is none.</summary>
internal static class SaveDraft
{
    private const int MaxLength = 50_000;

    /// <param name="Letter">Recipients and subject that its author has changed, on channels that have them.</param>
    /// <param name="Way">The address its author has chosen; null: the usual one.</param>
    internal sealed record Request(DraftKind Kind, string Text, DraftLetter? Letter = null, ChosenWay? Way = null);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPut("/{id:guid}/draft", HandleAsync).WithName("SaveDraft").RequirePermission(Permissions.Note).Produces(204);

    /// <summary>The words of the reply are sent; the address that was chosen goes on counting.</summary>
    public static void Sent(ConversationBatch batch, Guid id, Guid agentId)
    {
        foreach (var sql in new[]
        {
            "DELETE FROM conversations.draft WHERE conversation_id = $1 AND agent_id = $2 AND kind = 0 AND via IS NULL",
            "UPDATE conversations.draft SET text = '', letter = NULL WHERE conversation_id = $1 AND agent_id = $2 AND kind = 0",
        })
        {
            batch.Also(new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = id }, new() { Value = agentId } } });
        }
    }

    /// <summary>Words that come back: above what their author has typed since. The answer that brings them may be lost.</summary>
    public static void Returned(ConversationBatch batch, Guid id, Guid agentId, string? text, DraftLetter? letter)
    {
        if (text is not null)
        {
            batch.Also(new NpgsqlBatchCommand("""
                INSERT INTO conversations.draft (conversation_id, agent_id, kind, text, letter) VALUES ($1, $2, 0, $3, $4)
                ON CONFLICT (conversation_id, agent_id, kind) DO UPDATE SET text = concat_ws(E'\n', excluded.text, NULLIF(draft.text, '')), letter = COALESCE(excluded.letter, draft.letter), updated_at = clock_timestamp()
                """)
            {
                Parameters = { new() { Value = id }, new() { Value = agentId }, new() { Value = text }, DraftLetter.Parameter(letter) },
            });
        }
    }

    private static async Task<IResult> HandleAsync(Guid id, Request request, CurrentAgent agent, NpgsqlDataSource dataSource, ChannelAccounts accounts, CancellationToken cancellationToken)
    {
        if (request.Text.Length > MaxLength || request.Letter?.IsTooLong() == true)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["text"] = ["too_long"] });
        }

        if (await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is not { } row)
        {
            return Problem.NotFound();
        }

        var letter = request.Kind == DraftKind.Reply ? request.Letter : null;
        // The customer sees somebody writing there: only where its author may write.
        var way = request.Kind == DraftKind.Reply && request.Way is { } chosen && await MayAsync(dataSource, accounts, agent, row, chosen.IdentityId, cancellationToken) ? request.Way : null;
        await using var command = request.Text.Length == 0 && letter is null && way is null
            ? dataSource.CreateCommand("DELETE FROM conversations.draft WHERE conversation_id = $1 AND agent_id = $2 AND kind = $3").With(id, agent.Id, (short)request.Kind)
            : dataSource.CreateCommand("""
                INSERT INTO conversations.draft (conversation_id, agent_id, kind, text, letter, via, usual) VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (conversation_id, agent_id, kind) DO UPDATE SET text = excluded.text, letter = excluded.letter, via = excluded.via, usual = excluded.usual, updated_at = clock_timestamp()
                """).With(id, agent.Id, (short)request.Kind, request.Text);
        if (command.Parameters.Count > 3)
        {
            command.Parameters.Add(DraftLetter.Parameter(letter));
            command.Parameters.Add(new() { Value = (object?)way?.IdentityId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
            command.Parameters.Add(new() { Value = (object?)way?.Usual ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<bool> MayAsync(NpgsqlDataSource dataSource, ChannelAccounts accounts, CurrentAgent agent, ConversationRow row, Guid identityId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT account_id FROM customers.identity WHERE id = $1").With(identityId);
        return await command.ExecuteScalarAsync(cancellationToken) is not Guid accountId
            || await accounts.ByIdAsync(accountId, cancellationToken) is { } account && ChooseWay.Refusal(account, row.BrandId, ChooseWay.For(agent)) is null;
    }
}
