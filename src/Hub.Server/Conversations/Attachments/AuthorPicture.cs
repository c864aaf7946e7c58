using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Npgsql;

namespace Hub.Server.Conversations.Attachments;

/// <summary><c>GET /api/conversations/{id}/authors/{authorId}/picture</c>: the face of somebody who writes in a group, for whoever may see the conversation.</summary>
internal static class AuthorPicture
{
    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapGet("/{id:guid}/authors/{authorId:guid}/picture", HandleAsync).WithName("GetAuthorPicture").RequireSignedIn().Produces<Stream>(200, "image/png");

    private static async Task<IResult> HandleAsync(Guid id, Guid authorId, CurrentAgent agent, HttpContext context, NpgsqlDataSource dataSource, FileStore files, CancellationToken cancellationToken)
    {
        if (await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is not { } row)
        {
            return Problem.NotFound();
        }

        await using var command = dataSource.CreateCommand("SELECT picture_key FROM conversations.author WHERE id = $1 AND account_id = $2 AND picture_key IS NOT NULL").With(authorId, row.AccountId);
        if (await command.ExecuteScalarAsync(cancellationToken) is not string key)
        {
            return Problem.NotFound();
        }

        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, max-age=86400";
        try
        {
            var stream = await files.OpenAsync(key, cancellationToken);
            return TypedResults.Stream(stream, PictureFormat.Of(stream) ?? "application/octet-stream");
        }
        catch (FileNotFoundException)
        {
            return Problem.NotFound(); // Replaced by a newer one at this moment.
        }
    }
}
