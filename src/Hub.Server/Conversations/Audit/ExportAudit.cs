using System.Globalization;
using System.Text;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Audit;

/// <summary>The audit log as CSV (UTF-8 with a byte order mark, so that Excel reads Japanese). The export is an entry of its own, written before the first byte leaves.</summary>
internal static class ExportAudit
{
    private const int PageSize = 1000;
    private const int MaxRows = 200_000;
    private static readonly string[] Header =
        ["seq", "at", "actor_kind", "actor_id", "actor", "by_token", "address", "action", "target_kind", "target_id", "target", "customer_id", "customer", "conversation_id", "conversation", "data"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/audit/export", HandleAsync).WithName("ExportAudit").WithTags("Audit").RequirePermission(Permissions.SeeAudit).RequirePermission(Permissions.ExportConversations).Produces<Stream>(200, "text/csv");

    private static async Task<IResult> HandleAsync(
        CurrentAgent agent, Agents agents, NpgsqlDataSource dataSource, HttpContext context, CancellationToken cancellationToken, Guid? actor = null, string? action = null, Guid? customer = null,
        Guid? conversation = null, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var query = new AuditQuery(actor, action, customer, conversation, from, to);
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(agent.AsActor(), "audit.exported") { CustomerId = customer, ConversationId = conversation, Data = query });
        }

        // Read before the first byte is sent: what cannot be asked for is refused, not cut off.
        _ = ListCursor.TryParse(null, out var newest);
        var first = await PageAsync(newest);
        context.Response.Headers.ContentDisposition = "attachment; filename=audit.csv";
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Stream(body => WriteAsync(body, first, PageAsync, cancellationToken), "text/csv; charset=utf-8");

        async Task<List<AuditView>> PageAsync((DateTimeOffset At, Guid Id) before)
        {
            await using var command = query.Command(dataSource, agent, before, PageSize);
            return await AuditQuery.NamedAsync(await command.ReadAllAsync(AuditQuery.Read, cancellationToken), agents, cancellationToken);
        }
    }

    private static async Task WriteAsync(Stream body, List<AuditView> entries, Func<(DateTimeOffset At, Guid Id), Task<List<AuditView>>> next, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteLineAsync(string.Join(',', Header).AsMemory(), cancellationToken);
        for (var rows = PageSize; ; rows += PageSize)
        {
            foreach (var entry in entries)
            {
                await writer.WriteLineAsync(Line(entry).AsMemory(), cancellationToken);
            }

            if (entries.Count < PageSize || rows >= MaxRows)
            {
                return;
            }

            entries = await next((entries[^1].At, entries[^1].Id));
        }
    }

    private static string Line(AuditView entry) => string.Join(',', new[]
    {
        entry.Seq?.ToString(CultureInfo.InvariantCulture), entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), entry.Actor.Kind.ToString().ToLowerInvariant(), entry.Actor.Id?.ToString(),
        entry.Actor.Name, entry.Actor.ByToken ? "true" : "false", entry.Address, entry.Action, entry.TargetKind, entry.TargetId?.ToString(), entry.TargetName, entry.CustomerId?.ToString(),
        entry.CustomerName, entry.ConversationId?.ToString(), entry.ConversationNumber?.ToString(CultureInfo.InvariantCulture), entry.Data.GetRawText(),
    }.Select(Csv.Field));
}

internal static class Csv
{
    /// <summary>Quoted where needed. A spreadsheet takes what begins with one of these signs for a formula, so a quote goes before it.</summary>
    public static string Field(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
