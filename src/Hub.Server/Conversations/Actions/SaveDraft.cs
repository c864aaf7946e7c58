using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Actions;

/// <summary>Keeps what an agent has typed and not sent, per conversation and kind. An empty text deletes it.</summary>
internal static class SaveDraft
{
    private const int MaxLength = 50_000;

    internal sealed record Request(DraftKind Kind, string Text);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPut("/{id:guid}/draft", HandleAsync).WithName("SaveDraft").RequirePermission(Permissions.Note).Produces(204);

    private static async Task<IResult> HandleAsync(Guid id, Request request, CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (request.Text.Length > MaxLength)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["text"] = ["too_long"] });
        }

        if (await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is null)
        {
            return Problem.NotFound();
        }

        await using var command = request.Text.Length == 0
            ? dataSource.CreateCommand("DELETE FROM conversations.draft WHERE conversation_id = $1 AND agent_id = $2 AND kind = $3").With(id, agent.Id, (short)request.Kind)
            : dataSource.CreateCommand("""
                INSERT INTO conversations.draft (conversation_id, agent_id, kind, text) VALUES ($1, $2, $3, $4)
                ON CONFLICT (conversation_id, agent_id, kind) DO UPDATE SET text = excluded.text, updated_at = clock_timestamp()
                """).With(id, agent.Id, (short)request.Kind, request.Text);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
