using System.Text;
using System.Text.Json;
using Hub.Channels;
using Hub.Server.Conversations.Attachments;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Source;

/// <summary>Prepares a message for being passed on: its words with who wrote them when, and its files as uploads of whoever asks. Nothing is sent by this.</summary>
internal static class ForwardMessage
{
    /// <param name="Language">Of the headings: "ja" or "en".</param>
    internal sealed record Request(string Language);

    internal sealed record Prepared(string Subject, string Text, IReadOnlyList<Files.Uploaded> Files);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPost("/{id:guid}/messages/{number:int}/forward", HandleAsync).WithName("PrepareForward").RequirePermission(Permissions.Reply).Produces<Prepared>();

    private static async Task<IResult> HandleAsync(Guid id, int number, Request request, CurrentAgent agent, NpgsqlDataSource dataSource, UploadCopies copies, BrandCalendars calendars, CancellationToken cancellationToken)
    {
        if (await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is not { } row)
        {
            return Problem.NotFound();
        }

        await using var command = dataSource.CreateCommand("SELECT content::text, at FROM conversations.message WHERE conversation_id = $1 AND number = $2 AND kind IN (0, 1) AND content->>'type' = 'email' AND NOT unsent").With(id, number);
        var found = await command.ReadFirstAsync(reader => new { Letter = (EmailContent)JsonSerializer.Deserialize<MessageContent>(reader.GetString(0), HubJson.Options)!, At = reader.GetFieldValue<DateTimeOffset>(1) }, cancellationToken);
        if (found is null)
        {
            return Problem.NotFound();
        }

        await using var files = dataSource.CreateCommand("""
            SELECT kind, COALESCE(file_name, 'file'), COALESCE(content_type, 'application/octet-stream'), COALESCE(size, 0), storage_key FROM conversations.attachment
            WHERE conversation_id = $1 AND number = $2 AND state = 1 ORDER BY position
            """).With(id, number);
        var originals = await files.ReadAllAsync(reader => new CopiedFile(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetString(4)), cancellationToken);
        var at = (await calendars.OfAsync(row.BrandId, cancellationToken))?.Calendar.LocalAt(found.At) ?? found.At.UtcDateTime;
        return TypedResults.Ok(new Prepared("Fwd: " + (found.Letter.Subject ?? ""), Quote(found.Letter, at, request.Language == "ja"), await copies.GiveAsync(agent, originals, cancellationToken)));
    }

    /// <param name="at">By the wall clock of the brand.</param>
    private static string Quote(EmailContent letter, DateTime at, bool japanese)
    {
        var (title, from, date, subject, to) = japanese
            ? ("---------- 転送メッセージ ----------", "差出人", "日時", "件名", "宛先")
            : ("---------- Forwarded message ----------", "From", "Date", "Subject", "To");
        var text = new StringBuilder("\n\n").Append(title).Append('\n');
        foreach (var (label, value) in new[]
        {
            (from, letter.From is null ? "" : Name(letter.From)), (date, at.ToString(japanese ? "yyyy年M月d日 H:mm" : "d MMMM yyyy, HH:mm", System.Globalization.CultureInfo.InvariantCulture)), (subject, letter.Subject ?? ""),
            (to, string.Join(", ", letter.To.Select(Name))),
        })
        {
            if (value.Length > 0)
            {
                text.Append(label).Append(": ").Append(value).Append('\n');
            }
        }

        return text.Append('\n').Append(letter.Body).Append(letter.Quoted is null ? "" : "\n\n" + letter.Quoted).ToString();
    }

    private static string Name(Correspondent person) => person.Name is { } name ? $"{name} <{person.Address}>" : person.Address;
}
