using System.Text.Json;
using Hub.Server.Conversations.Notifications;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Actions;

/// <summary>A note to colleagues. Never leaves the house.</summary>
internal static class AddNote
{
    public const int MaxLength = 20_000;

    private const int MaxMentions = 50;

    /// <param name="Mentions">Colleagues the text names; they are told, if they may see the conversation.</param>
    internal sealed record Request(Guid Id, string Text, Guid[]? Mentions = null)
    {
        public override string ToString() => $"note {Id}";
    }

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPost("/{id:guid}/notes", HandleAsync).WithName("AddNote").RequirePermission(Permissions.Note).Produces<MessageView>(201);

    private static async Task<IResult> HandleAsync(Guid id, Request request, CurrentAgent agent, ConversationAction action, MaskedValues maskedValues, MessageReader messages, Agents directory, CancellationToken cancellationToken)
    {
        if (request.Id == Guid.Empty || string.IsNullOrWhiteSpace(request.Text) || request.Text.Length > MaxLength)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["text"] = [string.IsNullOrWhiteSpace(request.Text) ? "required" : "too_long"] });
        }

        var mentioned = request.Mentions?.Distinct().ToArray() ?? [];
        var names = mentioned.Length is 0 or > MaxMentions ? new Dictionary<Guid, string>() : await directory.NamesAsync(mentioned, cancellationToken);
        if (names.Count < mentioned.Length)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["mentions"] = [mentioned.Length > MaxMentions ? "too_many" : "unknown"] });
        }

        var (number, masked) = (0, MaskedText.Of(request.Text));
        var result = await action.RunQueryingAsync(
            id, agent, async (conversation, batch) =>
            {
                await using var find = new NpgsqlCommand(
                    "SELECT number, kind, sender_id, content->>'body' FROM conversations.message WHERE conversation_id = $1 AND id = $2", batch.Connection).With(id, request.Id);
                var earlier = await find.ReadFirstAsync(
                    reader => new { Number = reader.GetInt32(0), Kind = (MessageKind)reader.GetInt16(1), Sender = reader.IsDBNull(2) ? (Guid?)null : reader.GetGuid(2), Text = reader.IsDBNull(3) ? null : reader.GetString(3) },
                    cancellationToken);
                if (earlier is not null)
                {
                    number = earlier.Kind == MessageKind.Note && earlier.Sender == agent.Id && earlier.Text == masked.Text ? earlier.Number : 0;
                    return number == 0 ? Problem.Of(409, "id_reused") : null;
                }

                number = Append(conversation, batch, agent.Id, request.Id, masked, maskedValues, names);
                CallForHelp.Answered(batch, conversation, agent);
                Notify.Add(batch, [.. mentioned.Where(person => person != agent.Id).Select(person => new NewNotification(person, NotificationKinds.Mention, $"mention/{request.Id:N}")
                {
                    ConversationId = id,
                    Number = number,
                    ById = agent.Id,
                })]);
                batch.Also(new NpgsqlBatchCommand("DELETE FROM conversations.draft WHERE conversation_id = $1 AND agent_id = $2 AND kind = 1")
                {
                    Parameters = { new() { Value = id }, new() { Value = agent.Id } },
                });
                return null;
            },
            cancellationToken);
        return number == 0 ? result : TypedResults.Created((string?)null, (await messages.ByNumbersAsync([(id, number)], cancellationToken))[0]);
    }

    /// <summary>In a conversation that is locked.</summary>
    /// <returns>Its number.</returns>
    public static int Append(
        ConversationState conversation, ConversationBatch batch, Guid authorId, Guid noteId, MaskedText masked, MaskedValues maskedValues, IReadOnlyDictionary<Guid, string>? names = null)
    {
        var content = names is not { Count: > 0 }
            ? JsonSerializer.SerializeToElement(new { type = "text", body = masked.Text }, HubJson.Options)
            : JsonSerializer.SerializeToElement(new { type = "text", body = masked.Text, mentions = names.Select(person => new { id = person.Key, name = person.Value }) }, HubJson.Options);
        var number = conversation.Append(MessageKind.Note, Actor.Agent(authorId), masked.Mark(content), "text", masked.Text, batch.Now, noteId).Number;
        if (masked.Original is not null)
        {
            batch.Also(maskedValues.Insert(conversation.Id, number, masked));
        }

        return number;
    }
}
