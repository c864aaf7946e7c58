using System.Text;
using System.Text.Json;
using Hub.Server.Conversations.Audit;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Npgsql;

namespace Hub.Server.Conversations.Export;

/// <summary>
/// A whole thread as one file: a page to print or keep, or its data. As the customer has seen it, or with notes, and in the data also what happened. What is masked stays masked, what
/// was removed stays removed. That it was taken out is noted before the first byte leaves.
/// </summary>
internal static class ExportConversation
{
    private const int PerPage = 200;
    private const int Most = 20_000;
    private const int MostCharacters = 16 << 20;

    /// <summary>What the customer may know of it too.</summary>
    internal sealed record Subject(long Number, string Channel, string? AccountName, string BrandName, string? CustomerName, string? Title, DateTimeOffset CreatedAt);

    internal sealed record Data(Subject Conversation, DateTimeOffset ExportedAt, bool WithNotes, bool Complete, IReadOnlyList<MessageView> Messages);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapGet("/{id:guid}/export", HandleAsync).WithName("ExportConversation").RequirePermission(Permissions.ExportConversations).Produces<Stream>(200, "text/html");

    /// <param name="format">"html" or "json".</param>
    /// <param name="language">"ja" or "en": of the page's own words.</param>
    private static async Task<IResult> HandleAsync(
        Guid id, CurrentAgent agent, NpgsqlDataSource dataSource, MessageReader messages, BrandCalendars calendars, AuditTrail audit, TimeProvider time, HttpContext context, CancellationToken cancellationToken,
        string format = "html", string language = "ja", bool notes = false)
    {
        if (format is not ("html" or "json") || language is not ("ja" or "en"))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { [format is "html" or "json" ? "language" : "format"] = ["invalid"] });
        }

        if (await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is not { } row)
        {
            return await HiddenLook.AtConversationAsync(id, agent, dataSource, audit, cancellationToken);
        }

        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(agent.AsActor(), "conversation.exported") { CustomerId = row.Customer.Id, ConversationId = id, Data = new { format, notes } });
        }

        var (thread, complete) = await ReadAsync(messages, id, notes, cancellationToken);
        var data = new Data(new Subject(row.Number, row.Channel, row.AccountName, row.BrandName, row.Customer.Name, row.Subject, row.CreatedAt), time.GetUtcNow(), notes, complete, thread);
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        headers.CacheControl = "no-store";
        var bytes = format == "json"
            ? JsonSerializer.SerializeToUtf8Bytes(data, HubJson.Options)
            : Encoding.UTF8.GetBytes(ThreadPage.Of(data, ThreadWords.In(language), (await calendars.OfAsync(row.BrandId, cancellationToken))?.Calendar));
        return TypedResults.File(bytes, format == "json" ? "application/json; charset=utf-8" : "text/html; charset=utf-8", $"conversation-{row.Number}.{format}");
    }

    private static async Task<(List<MessageView> Messages, bool Complete)> ReadAsync(MessageReader messages, Guid id, bool notes, CancellationToken cancellationToken)
    {
        var (thread, characters) = (new List<MessageView>(), 0);
        for (var after = 0; ;)
        {
            var page = await messages.PageAsync(id, after, null, PerPage, cancellationToken);
            thread.AddRange(notes ? page : page
                .Where(message => message.Kind is MessageKind.Inbound or MessageKind.Outbound && message.Delivery?.State != DeliveryState.TakenBack)
                .Select(message => message.Sender.Type == SenderType.Agent ? message with { Sender = message.Sender with { Name = message.Sender.TowardsCustomers } } : message));
            characters += page.Sum(message => message.Content.GetRawText().Length);
            if (page.Count < PerPage)
            {
                return (thread, true);
            }

            if (thread.Count >= Most || characters >= MostCharacters)
            {
                return (thread, false);
            }

            after = page[^1].Number;
        }
    }
}
