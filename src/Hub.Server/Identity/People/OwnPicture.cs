using System.Security.Cryptography;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Web;
using Npgsql;

namespace Hub.Server.Identity;

/// <summary>
/// The picture customers see beside what somebody writes: drawn anew, square and small, so that nothing of the camera's goes out with it. Everybody sets their own;
/// who manages people can take one away. <c>GET /faces/{token}</c> shows it to whoever was given its address: visitors and providers have no account here.
/// </summary>
internal static class OwnPicture
{
    public const int MaxBytes = 5 * 1024 * 1024;

    /// <summary>In pixels: what LINE and the chat show, on a dense screen.</summary>
    private const int Edge = 256;

    internal sealed record Picture(string? Path);

    public static string PathOf(string token) => $"/faces/{token}";

    public static void Map(RouteGroupBuilder api, IEndpointRouteBuilder app)
    {
        api.MapGet("/session/picture", GetAsync).RequireSignedIn().WithName("GetOwnPicture").Produces<Picture>();
        api.MapPut("/session/picture", (Delegate)PutAsync).RequireSession().WithName("SetOwnPicture").Produces<Picture>();
        api.MapDelete("/session/picture", (CurrentAgent agent, NpgsqlDataSource dataSource, FileStore files, Agents agents, CancellationToken cancellationToken) =>
            RemoveAsync(agent.Id, agent, dataSource, files, agents, cancellationToken)).RequireSession().WithName("RemoveOwnPicture").Produces(204);
        api.MapDelete("/agents/{id:guid}/picture", RemoveAsync).RequirePermission(Permissions.ManagePeople).WithName("RemovePicture").Produces(204);
        app.MapGet("/faces/{token}", ShowAsync).WithName("GetFace").AuthenticatesItself("A random address, known to whoever was shown the picture.").ExcludeFromDescription();
    }

    private static async Task<IResult> GetAsync(CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT picture_token FROM identity.agent WHERE id = $1").With(agent.Id);
        return TypedResults.Ok(new Picture(await command.ExecuteScalarAsync(cancellationToken) is string token ? PathOf(token) : null));
    }

    private static async Task<IResult> PutAsync(HttpRequest request, CurrentAgent agent, NpgsqlDataSource dataSource, FileStore files, Agents agents, CancellationToken cancellationToken)
    {
        if (await ReadAsync(request, cancellationToken) is not { } given)
        {
            return Problem.Of(413, "too_large");
        }

        if (ImagePreviews.Square(given, Edge) is not { } drawn)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["picture"] = ["no_picture"] });
        }

        var stored = await files.StoreAsync((stream, token) => stream.WriteAsync(drawn, token).AsTask(), cancellationToken);
        var face = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var before = await WriteAsync(agent.Id, stored.Key, face, agent, "person.picture_set", dataSource, cancellationToken);
        agents.Forget(agent.Id);
        if (before is not null)
        {
            await files.DeleteAsync(before);
        }

        return TypedResults.Ok(new Picture(PathOf(face)));
    }

    private static async Task<IResult> RemoveAsync(Guid id, CurrentAgent agent, NpgsqlDataSource dataSource, FileStore files, Agents agents, CancellationToken cancellationToken)
    {
        if (await WriteAsync(id, null, null, agent, "person.picture_removed", dataSource, cancellationToken) is { } before)
        {
            agents.Forget(id);
            await files.DeleteAsync(before);
        }

        return TypedResults.NoContent();
    }

    /// <returns>The file that was the picture before.</returns>
    private static async Task<string?> WriteAsync(Guid id, string? key, string? token, CurrentAgent by, string action, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var find = new NpgsqlCommand("SELECT picture_key FROM identity.agent WHERE id = $1 FOR UPDATE", connection).With(id);
        var before = await find.ExecuteScalarAsync(cancellationToken) as string;
        if (key is null && before is null)
        {
            return null;
        }

        await using var write = new NpgsqlCommand("UPDATE identity.agent SET picture_key = $2, picture_token = $3 WHERE id = $1", connection);
        write.Parameters.Add(new() { Value = id });
        write.Parameters.Add(new() { Value = (object?)key ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        write.Parameters.Add(new() { Value = (object?)token ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await write.ExecuteNonQueryAsync(cancellationToken);
        await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(by.AsActor(), action) { TargetKind = "person", TargetId = id });
        await transaction.CommitAsync(CancellationToken.None);
        return before;
    }

    /// <summary>Null when it is more than may come.</summary>
    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
        {
            return null;
        }

        using var taken = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (taken.Length + read > MaxBytes)
            {
                return null;
            }

            taken.Write(buffer, 0, read);
        }

        return taken.ToArray();
    }

    private static async Task<IResult> ShowAsync(string token, HttpContext context, NpgsqlDataSource dataSource, FileStore files, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT picture_key FROM identity.agent WHERE picture_token = $1").With(token);
        if (!FileStore.IsKey(token) || await command.ExecuteScalarAsync(cancellationToken) is not string key)
        {
            return Problem.NotFound();
        }

        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "public, max-age=86400";
        try
        {
            return TypedResults.Stream(await files.OpenAsync(key, cancellationToken), "image/png");
        }
        catch (FileNotFoundException)
        {
            return Problem.NotFound(); // Replaced by a newer one at this moment.
        }
    }
}
