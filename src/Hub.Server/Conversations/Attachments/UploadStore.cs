using System.Text;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Files;
using Microsoft.AspNetCore.Http.Features;
using Npgsql;

namespace Hub.Server.Conversations.Attachments;

/// <summary>Takes a file as raw bytes before it belongs to a message. Only its uploader can attach it.</summary>
internal sealed class UploadStore(NpgsqlDataSource dataSource, FileStore files, HubOptions options, TimeProvider time)
{
    private const int MaxNameLength = 200;

    public async Task<IResult> TakeAsync(HttpRequest request, Guid uploader, CancellationToken cancellationToken)
    {
        if (!request.Headers.TryGetValue("X-File-Name", out var encoded) || CleanName(encoded.ToString()) is not { } name)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["X-File-Name"] = ["required"] });
        }

        var limit = options.MaxUploadBytes;
        if (request.ContentLength > limit)
        {
            return Problem.Of(413, "too_large");
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limit + 1;
        }

        StoredFile stored;
        try
        {
            stored = await files.StoreAsync((stream, token) => CopyAsync(request.Body, stream, limit, token), cancellationToken);
        }
        catch (TooLargeException)
        {
            return Problem.Of(413, "too_large");
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == 413)
        {
            return Problem.Of(413, "too_large");
        }

        var contentType = Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed.MediaType.Value! : "application/octet-stream";
        var kind = contentType.Split('/')[0] is "image" or "video" or "audio" ? contentType.Split('/')[0] : "file";
        var id = NewId.Create(time);
        await using var command = dataSource.CreateCommand("""
            INSERT INTO conversations.attachment (id, kind, file_name, content_type, size, state, storage_key, uploaded_by, sha256) VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8)
            """);
        foreach (var value in new object[] { id, kind, name, contentType, stored.Size, stored.Key, uploader, stored.Sha256 })
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(CancellationToken.None);
        return TypedResults.Created((string?)null, new Files.Uploaded(id, kind, name, contentType, stored.Size));
    }

    /// <summary>The last part of a path, normalised, without control and direction marks; null when nothing is left.</summary>
    internal static string? CleanName(string encoded)
    {
        string name;
        try
        {
            name = Uri.UnescapeDataString(encoded).Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return null;
        }

        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        name = string.Concat(name.Where(character => !char.IsControl(character)
            && char.GetUnicodeCategory(character) is not System.Globalization.UnicodeCategory.Format)).Trim(' ', '.');
        // The end says what it is; never cut in the middle of a character.
        var cut = name.Length > MaxNameLength ? name[^MaxNameLength..] : name;
        return cut.Length == 0 ? null : char.IsLowSurrogate(cut[0]) ? cut[1..] : cut;
    }

    private static async Task CopyAsync(Stream from, Stream to, long limit, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        long total = 0;
        int read;
        while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if ((total += read) > limit)
            {
                throw new TooLargeException();
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    private sealed class TooLargeException : Exception;
}
