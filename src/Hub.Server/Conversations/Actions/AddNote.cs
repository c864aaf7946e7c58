using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Actions;

/// <summary>A note to colleagues. Never leaves the house.</summary>
internal static class AddNote
{
    private const int MaxLength = 20_000;

    internal sealed record Request(Guid Id, string Text);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPost("/{id:guid}/notes", HandleAsync).WithName("AddNote").RequirePermission(Permissions.Reply).Produces<MessageView>(201);

    private static async Task<IResult> HandleAsync(Guid id, Request request, CurrentAgent agent, ConversationAction action, MessageReader messages, CancellationToken cancellationToken)
    {
        if (request.Id == Guid.Empty || string.IsNullOrWhiteSpace(request.Text) || request.Text.Length > MaxLength)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["text"] = [string.IsNullOrWhiteSpace(request.Text) ? "required" : "too_long"] });
        }

        var number = 0;
        var result = await action.RunQueryingAsync(
            id, agent, async (conversation, batch) =>
            {
                await using var find = new NpgsqlCommand("SELECT number FROM conversations.message WHERE conversation_id = $1 AND id = $2", batch.Connection).With(id, request.Id);
                if (await find.ExecuteScalarAsync(cancellationToken) is int earlier)
                {
                    number = earlier;
                    return null;
                }

                var content = JsonSerializer.SerializeToElement(new { type = "text", body = request.Text }, HubJson.Options);
                number = conversation.Append(MessageKind.Note, Actor.Agent(agent.Id), content, "text", request.Text, batch.Now, request.Id).Number;
                batch.Also(new NpgsqlBatchCommand("DELETE FROM conversations.draft WHERE conversation_id = $1 AND agent_id = $2 AND kind = 1")
                {
                    Parameters = { new() { Value = id }, new() { Value = agent.Id } },
                });
                return null;
            },
            cancellationToken);
        return number == 0 ? result : TypedResults.Created((string?)null, (await messages.ByNumbersAsync([(id, number)], cancellationToken))[0]);
    }
}
