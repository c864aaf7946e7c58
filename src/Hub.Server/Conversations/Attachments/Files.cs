using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Web;
using Npgsql;

namespace Hub.Server.Conversations.Attachments;

/// <summary>Files up and down. Whoever may see the conversation may see its files; providers and visitors come with a signed link.</summary>
internal static class Files
{
    private static readonly HashSet<string> ShownInline = new(StringComparer.OrdinalIgnoreCase)
    {
        "image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4", "video/webm", "audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/aac", "audio/ogg", "audio/wav",
    };

    internal sealed record Uploaded(Guid Id, string Kind, string FileName, string ContentType, long Size);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/uploads", UploadAsync).WithName("UploadFile").RequirePermission(Permissions.Reply)
            .Produces<Uploaded>(201);
        routes.MapGet("/api/attachments/{id:guid}", DownloadAsync).WithName("GetAttachment").RequireSignedIn().Produces<Stream>(200, "application/octet-stream");
        routes.MapGet("/api/attachments/{id:guid}/preview", PreviewAsync).WithName("GetAttachmentPreview").RequireSignedIn().Produces<Stream>(200, ImagePreviews.ContentType);
        routes.MapGet("/files/{id:guid}/preview", SignedPreviewAsync).WithName("GetSignedPreview").AuthenticatesItself("A signed, expiring link.").ExcludeFromDescription();
        routes.MapGet("/files/{id:guid}", SignedAsync).WithName("GetSignedFile").AuthenticatesItself("A signed, expiring link.").ExcludeFromDescription();
    }

    private static async Task<IResult> UploadAsync(HttpRequest request, CurrentAgent agent, UploadStore uploads, CancellationToken cancellationToken) =>
        await uploads.TakeAsync(request, agent.Id, cancellationToken);

    private static async Task<IResult> DownloadAsync(Guid id, CurrentAgent agent, HttpContext context, NpgsqlDataSource dataSource, FileStore files, AuditTrail audit, CancellationToken cancellationToken) =>
        await AnswerAsync(context, await FindAsync(id, agent, dataSource, audit, cancellationToken), files, cancellationToken);

    /// <summary>A small picture of a large one; what has none comes as it is.</summary>
    private static async Task<IResult> PreviewAsync(
        Guid id, CurrentAgent agent, HttpContext context, NpgsqlDataSource dataSource, FileStore files, ImagePreviews previews, AuditTrail audit, CancellationToken cancellationToken) =>
        await AnswerAsync(context, await SmallAsync(await FindAsync(id, agent, dataSource, audit, cancellationToken), previews, cancellationToken), files, cancellationToken);

    private static async Task<Stored?> FindAsync(Guid id, CurrentAgent agent, NpgsqlDataSource dataSource, AuditTrail audit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand();
        command.Parameters.Add(new() { Value = id });
        var rule = ConversationAccess.ForAgent(agent, command);
        command.Parameters.Add(new() { Value = agent.Id });
        command.CommandText = $"""
            SELECT a.storage_key, a.content_type, a.file_name, a.conversation_id, c.customer_id, a.size FROM conversations.attachment a
            LEFT JOIN conversations.conversation_head h ON h.conversation_id = a.conversation_id LEFT JOIN conversations.conversation c ON c.id = a.conversation_id
            WHERE a.id = $1 AND a.state = 1 AND (CASE WHEN a.conversation_id IS NULL THEN a.uploaded_by = ${command.Parameters.Count} ELSE {rule} END)
            """;
        var stored = await command.ReadFirstAsync(Stored.Read, cancellationToken);
        if (stored is { ConversationId: { } conversation, CustomerId: { } customer })
        {
            await audit.SawAsync(new AuditEntry(agent.AsActor(), "file.opened") { TargetKind = "file", TargetId = id, ConversationId = conversation, CustomerId = customer }, cancellationToken);
        }

        return stored;
    }

    private static async Task<IResult> SignedAsync(
        Guid id, long e, string s, HttpContext context, NpgsqlDataSource dataSource, FileStore files, FileLinks links, CancellationToken cancellationToken) =>
        await AnswerAsync(context, await FindSignedAsync(id, e, s, dataSource, links, cancellationToken), files, cancellationToken);

    private static async Task<IResult> SignedPreviewAsync(
        Guid id, long e, string s, HttpContext context, NpgsqlDataSource dataSource, FileStore files, FileLinks links, ImagePreviews previews, CancellationToken cancellationToken)
    {
        var found = await FindSignedAsync(id, e, s, dataSource, links, cancellationToken);
        return ImagePreviews.HasStill(found?.Type)
            ? TypedResults.Bytes(ImagePreviews.Still, "image/png")
            : await AnswerAsync(context, await SmallAsync(found, previews, cancellationToken), files, cancellationToken);
    }

    private static async Task<Stored?> FindSignedAsync(Guid id, long expires, string signature, NpgsqlDataSource dataSource, FileLinks links, CancellationToken cancellationToken)
    {
        if (!links.IsValid(id, expires, signature))
        {
            return null;
        }

        await using var command = dataSource.CreateCommand("SELECT storage_key, content_type, file_name, NULL::uuid, NULL::uuid, size FROM conversations.attachment WHERE id = $1 AND state = 1").With(id);
        return await command.ReadFirstAsync(Stored.Read, cancellationToken);
    }

    private static async Task<Stored?> SmallAsync(Stored? found, ImagePreviews previews, CancellationToken cancellationToken)
    {
        try
        {
            return found is not null && ImagePreviews.Helps(found.Type, found.Size) && await previews.OfAsync(found.Key, cancellationToken) is { } small
                ? found with { Key = small, Type = ImagePreviews.ContentType }
                : found;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, Stored? found, FileStore files, CancellationToken cancellationToken)
    {
        if (found is null)
        {
            return Problem.NotFound();
        }

        Stream stream;
        try
        {
            stream = await files.OpenAsync(found.Key, cancellationToken);
        }
        catch (FileNotFoundException)
        {
            return Problem.NotFound();
        }

        var inline = found.Type is not null && ShownInline.Contains(found.Type);
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, max-age=3600";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        var disposition = new Microsoft.Net.Http.Headers.ContentDispositionHeaderValue(inline ? "inline" : "attachment");
        disposition.SetHttpFileName(found.Name ?? "file");
        headers.ContentDisposition = disposition.ToString();
        return TypedResults.Stream(stream, inline ? found.Type : "application/octet-stream", enableRangeProcessing: true);
    }

    private sealed record Stored(string Key, string? Type, string? Name, Guid? ConversationId, Guid? CustomerId, long? Size)
    {
        public static Stored Read(NpgsqlDataReader reader) => new(
            reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2),
            reader.IsDBNull(3) ? null : reader.GetGuid(3), reader.IsDBNull(4) ? null : reader.GetGuid(4),
            reader.IsDBNull(5) ? null : reader.GetInt64(5));
    }
}
