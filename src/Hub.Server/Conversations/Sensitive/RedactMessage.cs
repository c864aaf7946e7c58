using System.Text;
using System.Text.Json.Nodes;
using Hub.Server.Conversations.Actions;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Sensitive;

/// <summary>
/// Removes part of a message's words, or a file, for good: from the message and everything made of it (<see cref="RedactedCopies"/>), in one transaction. What
/// is left says who did it and why, not what it was.
/// </summary>
internal static class RedactMessage
{
    public const string Mark = "█████";
    private const int MaxReason = 500;
    private const int MaxRanges = 50;

    internal sealed record TextRange(int Start, int Length);

    /// <param name="Ranges">In the text as it is shown, in UTF-16 units.</param>
    internal sealed record Request(TextRange[]? Ranges, Guid? AttachmentId, string? Reason);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPost("/{id:guid}/messages/{number:int}/redact", HandleAsync).WithName("RedactMessage").RequirePermission(Permissions.RedactMessages).Produces<MessageView>();

    private static async Task<IResult> HandleAsync(
        Guid id, int number, Request request, CurrentAgent agent, ConversationAction action, MaskedValues maskedValues, MessageReader messages, CancellationToken cancellationToken)
    {
        var ranges = request.Ranges ?? [];
        if (Invalid(request, ranges) is { } errors)
        {
            return Problem.Invalid(errors);
        }

        var done = false;
        var result = await action.RunQueryingAsync(
            id, agent, async (conversation, batch) =>
            {
                if (await FindAsync(batch.Connection, id, number, maskedValues, cancellationToken) is not { } message)
                {
                    return Problem.NotFound();
                }

                if (ranges.Any(range => range.Start < 0 || range.Length < 1 || range.Start + range.Length > (message.Text?.Length ?? 0)))
                {
                    return Problem.Invalid(new Dictionary<string, string[]> { ["ranges"] = ["out_of_range"] });
                }

                var copies = new RedactedCopies(batch, conversation, number);
                if (ranges.Length > 0)
                {
                    var (left, removed) = Cut(message.Text!, ranges);
                    if (removed.Any(words => words.Trim().Length >= RedactedCopies.Telling && request.Reason!.Contains(words.Trim(), StringComparison.Ordinal)))
                    {
                        return Problem.Invalid(new Dictionary<string, string[]> { ["reason"] = ["repeats_it"] });
                    }

                    Write(batch, conversation, number, message, left);
                    await copies.RemoveAsync(message.Text!, message.Original, left, removed, cancellationToken);
                }

                if (request.AttachmentId is { } attachment && !await copies.RemoveFileAsync(attachment, cancellationToken))
                {
                    return Problem.Invalid(new Dictionary<string, string[]> { ["attachmentId"] = ["unknown"] });
                }

                var reason = MaskedText.Of(request.Reason!.Trim()).Text;
                conversation.MessageChanged(number);
                conversation.AppendActivity(Actor.Agent(agent.Id), "redacted", new { number, reason }, batch.Now);
                batch.Also(AuditLog.Insert(new AuditEntry(agent.AsActor(), "message.redacted")
                {
                    CustomerId = conversation.CustomerId,
                    ConversationId = id,
                    TargetKind = request.AttachmentId is null ? null : "attachment",
                    TargetId = request.AttachmentId,
                    Data = new { number, parts = ranges.Length, reason },
                }));
                done = true;
                return null;
            },
            cancellationToken);
        return done ? TypedResults.Ok((await messages.ByNumbersAsync([(id, number)], cancellationToken))[0]) : result;
    }

    private static Dictionary<string, string[]>? Invalid(Request request, TextRange[] ranges) =>
        string.IsNullOrWhiteSpace(request.Reason) ? new() { ["reason"] = ["required"] }
        : request.Reason.Length > MaxReason ? new() { ["reason"] = ["too_long"] }
        : ranges.Length > MaxRanges ? new() { ["ranges"] = ["too_many"] }
        : ranges.Length == 0 && request.AttachmentId is null ? new() { ["ranges"] = ["required"] }
        : null;

    /// <summary>The text with every range replaced, and what stood there. Ranges may touch or overlap.</summary>
    internal static (string Left, List<string> Removed) Cut(string text, TextRange[] ranges)
    {
        var gone = new bool[text.Length];
        foreach (var range in ranges)
        {
            Array.Fill(gone, true, range.Start, range.Length);
        }

        var (left, removed) = (new StringBuilder(), new List<string>());
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && gone[end] == gone[at])
            {
                end++;
            }

            if (gone[at])
            {
                removed.Add(text[at..end]);
                left.Append(Mark);
            }
            else
            {
                left.Append(text, at, end - at);
            }

            at = end;
        }

        return (left.ToString(), removed);
    }

    private static void Write(ConversationBatch batch, ConversationState conversation, int number, Found message, string left)
    {
        batch.Also(RedactedCopies.SetText(conversation.Id, number, message.Content, left));
        batch.Also(MaskedValues.Forget(conversation.Id, number));
        if (conversation.Preview is { } preview && preview.Number == number)
        {
            conversation.Preview = MessagePreview.Of(number, preview.Kind, preview.Sender, preview.ContentType, left, preview.At);
        }
    }

    private static async Task<Found?> FindAsync(NpgsqlConnection connection, Guid id, int number, MaskedValues maskedValues, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT m.content::text, v.sealed FROM conversations.message m LEFT JOIN conversations.masked_value v ON v.conversation_id = m.conversation_id AND v.number = m.number
            WHERE m.conversation_id = $1 AND m.number = $2 AND m.kind <> 3 AND NOT m.unsent AND m.state IS DISTINCT FROM 7
            """, connection).With(id, number);
        return await command.ReadFirstAsync(
            reader =>
            {
                var content = JsonNode.Parse(reader.GetString(0))!.AsObject();
                return new Found(content, RedactedCopies.TextOf(content), reader.IsDBNull(1) ? null : maskedValues.Open(id, number, reader.GetFieldValue<byte[]>(1)));
            }, cancellationToken);
    }

    private sealed record Found(JsonObject Content, string? Text, string? Original);
}
