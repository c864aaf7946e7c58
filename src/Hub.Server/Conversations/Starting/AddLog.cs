using System.Text.Json;
using Hub.Server.Conversations.Actions;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Starting;

/// <summary>Writes a call, fax, letter or visit into a conversation, and completes an entry that is there: a telephone system writes when and how long, a person why.</summary>
internal static class AddLog
{
    /// <param name="Id">Made by the client once; repeating the request with it changes nothing.</param>
    internal sealed record Request(
        Guid Id, LogMedium? Medium, LogDirection? Direction, string? Reason, string? Outcome, string? Text, DateTimeOffset? StartedAt, int? DurationSeconds)
        : LogInput(Medium, Direction, Reason, Outcome, Text, StartedAt, DurationSeconds)
    {
        public override string ToString() => base.ToString();
    }

    public static void Map(RouteGroupBuilder conversations)
    {
        conversations.MapPost("/{id:guid}/logs", AddAsync).WithName("AddLog").RequirePermission(Permissions.Reply).Produces<MessageView>(201);
        conversations.MapPut("/{id:guid}/logs/{number:int}", CompleteAsync).WithName("CompleteLog").RequirePermission(Permissions.Reply).Produces<MessageView>();
    }

    private static async Task<IResult> AddAsync(Guid id, Request request, CurrentAgent agent, ConversationAction action, MessageReader messages, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = request.Check(time.GetUtcNow());
        if (request.Id == Guid.Empty)
        {
            errors["id"] = ["required"];
        }

        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        var number = 0;
        var result = await action.RunQueryingAsync(
            id, agent, async (conversation, batch) =>
            {
                await using var find = new NpgsqlCommand("SELECT number, sender_id, content->>'type' FROM conversations.message WHERE conversation_id = $1 AND id = $2", batch.Connection).With(id, request.Id);
                var earlier = await find.ReadFirstAsync(
                    reader => new { Number = reader.GetInt32(0), Sender = reader.IsDBNull(1) ? (Guid?)null : reader.GetGuid(1), Type = reader.GetString(2) }, cancellationToken);
                if (earlier is not null)
                {
                    number = earlier.Sender == agent.Id && earlier.Type == LogContent.ContentType ? earlier.Number : 0;
                    return number == 0 ? Problem.Of(409, "id_reused") : null;
                }

                number = LogEntries.Append(conversation, Actor.Agent(agent.Id), request.ToContent(batch.Now), batch.Now, request.Id);
                return null;
            },
            cancellationToken);
        return number == 0 ? result : TypedResults.Created((string?)null, (await messages.ByNumbersAsync([(id, number)], cancellationToken))[0]);
    }

    /// <summary>When and how a reported call went stays what the telephone system said.</summary>
    private static async Task<IResult> CompleteAsync(
        Guid id, int number, LogInput request, CurrentAgent agent, ConversationAction action, MessageReader messages, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = request.Check(time.GetUtcNow());
        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        var done = false;
        var result = await action.RunQueryingAsync(
            id, agent, async (conversation, batch) =>
            {
                await using var find = new NpgsqlCommand(
                    "SELECT sender_id, content::text FROM conversations.message WHERE conversation_id = $1 AND number = $2 AND content->>'type' = $3", batch.Connection).With(id, number, LogContent.ContentType);
                var earlier = await find.ReadFirstAsync(
                    reader => new { Sender = reader.IsDBNull(0) ? (Guid?)null : reader.GetGuid(0), Content = JsonSerializer.Deserialize<LogContent>(reader.GetString(1), HubJson.Options)! }, cancellationToken);
                if (earlier is null)
                {
                    return Problem.NotFound();
                }

                var wanted = request.ToContent(batch.Now);
                var reported = earlier.Content.Call is not null;
                if (!reported && earlier.Sender != agent.Id)
                {
                    return Problem.Of(403, "not_yours");
                }

                LogEntries.Replace(batch, conversation, number, reported
                    ? earlier.Content with { Reason = wanted.Reason, Outcome = wanted.Outcome, Body = wanted.Body }
                    : wanted with { StartedAt = request.StartedAt is null ? earlier.Content.StartedAt : wanted.StartedAt });
                done = true;
                return null;
            },
            cancellationToken);
        return done ? TypedResults.Ok((await messages.ByNumbersAsync([(id, number)], cancellationToken))[0]) : result;
    }
}
