using Hub.Server.Conversations.Outbound;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Actions;

/// <summary>Keeps what an agent has typed and not sent, per conversation and kind. Without a text and a changed letter there is none.</summary>
internal static class SaveDraft
{
    private const int MaxLength = 50_000;

    /// <param name="Letter">Recipients and subject that its author has changed, on channels that have them.</param>
    internal sealed record Request(DraftKind Kind, string Text, DraftLetter? Letter = null);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPut("/{id:guid}/draft", HandleAsync).WithName("SaveDraft").RequirePermission(Permissions.Note).Produces(204);

    private static async Task<IResult> HandleAsync(Guid id, Request request, CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (request.Text.Length > MaxLength || request.Letter?.IsTooLong() == true)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["text"] = ["too_long"] });
        }

        if (await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is null)
        {
            return Problem.NotFound();
        }

        var letter = request.Kind == DraftKind.Reply ? request.Letter : null;
        await using var command = request.Text.Length == 0 && letter is null
            ? dataSource.CreateCommand("DELETE FROM conversations.draft WHERE conversation_id = $1 AND agent_id = $2 AND kind = $3").With(id, agent.Id, (short)request.Kind)
            : dataSource.CreateCommand("""
                INSERT INTO conversations.draft (conversation_id, agent_id, kind, text, letter) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (conversation_id, agent_id, kind) DO UPDATE SET text = excluded.text, letter = excluded.letter, updated_at = clock_timestamp()
                """).With(id, agent.Id, (short)request.Kind, request.Text);
        if (command.Parameters.Count > 3)
        {
            command.Parameters.Add(DraftLetter.Parameter(letter));
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
