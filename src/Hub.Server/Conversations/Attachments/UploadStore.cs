using System.Text;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Microsoft.AspNetCore.Http.Features;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Attachments;

/// <summary>Takes a file as raw bytes before it belongs to a message. Only its uploader can attach it.</summary>
internal sealed class UploadStore(NpgsqlDataSource dataSource, FileStore files, VirusScanner scanner, UploadQuota quota, HubOptions options, TimeProvider time)
{
    private const int MaxNameLength = 200;

    public Task<IResult> TakeAsync(HttpRequest request, Guid uploader, CancellationToken cancellationToken) => TakeAsync(request, uploader, site: null, cancellationToken);

    /// <param name="site">Of a visitor: what waits there for a message is limited.</param>
    public async Task<IResult> TakeAsync(HttpRequest request, Guid uploader, Guid? site, CancellationToken cancellationToken)
    {
        if (!request.Headers.TryGetValue("X-File-Name", out var encoded) || CleanName(encoded.ToString()) is not { } name)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["X-File-Name"] = ["required"] });
        }

        var room = site is { } visited ? await quota.RoomAsync(visited, uploader, cancellationToken) : long.MaxValue;
        var limit = Math.Min(room, options.MaxUploadBytes);
        if (room == 0 || request.ContentLength > limit)
        {
            return TooLarge();
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // What a body in chunks has around its chunks would count as well; the copying stops at the limit.
            size.MaxRequestBodySize = null;
        }

        StoredFile stored;
        try
        {
            stored = await files.StoreAsync((stream, token) => CopyAsync(request.Body, stream, limit, token), cancellationToken);
        }
        catch (TooLargeException)
        {
            return TooLarge();
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == 413)
        {
            return TooLarge();
        }

        var contentType = Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed.MediaType.Value! : "application/octet-stream";
        var given = stored.Key;
        try
        {
            if (await RefusalAsync(given, cancellationToken) is { } refusal)
            {
                await files.DeleteAsync(given);
                return refusal;
            }

            stored = await WithoutMetadataAsync(stored, contentType, cancellationToken);
        }
        catch
        {
            // No row names it yet, so nobody else would delete it.
            await files.DeleteAsync(given);
            throw;
        }

        var kind = contentType.Split('/')[0] is "image" or "video" or "audio" ? contentType.Split('/')[0] : "file";
        var upload = new Files.Uploaded(NewId.Create(time), kind, name, contentType, stored.Size);
        if (!await KeepAsync(upload, stored, uploader, site))
        {
            await files.DeleteAsync(stored.Key);
            return QuotaReached();
        }

        return TypedResults.Created((string?)null, upload);

        // What would fit into the room of somebody who has nothing waiting is refused for the quota only.
        IResult TooLarge() => room < options.MaxUploadBytes && !(request.ContentLength > options.MaxUploadBytes) ? QuotaReached() : Problem.Of(413, "too_large");
    }

    /// <summary>Whoever uploads still has the file, so what nobody can look into is not taken.</summary>
    private async Task<IResult?> RefusalAsync(string key, CancellationToken cancellationToken)
    {
        if (!scanner.IsOn)
        {
            return null;
        }

        await using var file = await files.OpenAsync(key, cancellationToken);
        return await scanner.ScanAsync(file, cancellationToken) switch
        {
            { Kind: VerdictKind.Clean } => null,
            { Kind: VerdictKind.Infected } => Problem.Of(422, "infected_file", "The scanner has found harmful code in this file."),
            _ => Problem.Of(503, "scanner_unavailable", "Files cannot be checked at the moment."),
        };
    }

    /// <summary>Photos lose where and when they were taken. The hash stays that of what was given: by it a file is recognised that came from somebody else.</summary>
    private async Task<StoredFile> WithoutMetadataAsync(StoredFile stored, string contentType, CancellationToken cancellationToken)
    {
        if (!PhotoMetadata.Knows(contentType))
        {
            return stored;
        }

        var found = false;
        StoredFile cleaned;
        await using (var photo = await files.OpenAsync(stored.Key, cancellationToken))
        {
            cleaned = await files.StoreAsync(async (to, token) => found = await PhotoMetadata.CopyWithoutAsync(photo, to, token), cancellationToken);
        }

        await files.DeleteAsync(found ? stored.Key : cleaned.Key);
        return found ? cleaned with { Sha256 = stored.Sha256 } : stored;
    }

    /// <summary>False when others of the visitor's files, uploaded at the same time, have taken the room. A file that is there is finished, whoever still listens.</summary>
    private async Task<bool> KeepAsync(Files.Uploaded upload, StoredFile stored, Guid uploader, Guid? site)
    {
        await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        if (site is { } visited && await quota.HoldAsync(connection, visited, uploader, CancellationToken.None) is var room && (room == 0 || room < stored.Size))
        {
            return false;
        }

        await using var command = new NpgsqlCommand("""
            INSERT INTO conversations.attachment (id, kind, file_name, content_type, size, state, storage_key, uploaded_by, sha256, account_id) VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9)
            """, connection).With(upload.Id, upload.Kind, upload.FileName, upload.ContentType, stored.Size, stored.Key, uploader, stored.Sha256);
        command.Parameters.Add(new() { Value = (object?)site ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private static IResult QuotaReached() => Problem.Of(409, "upload_quota", "Too many files are waiting to be sent. Send some of them first.");

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
