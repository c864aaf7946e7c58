using System.Security.Cryptography;

namespace Hub.Server.Platform.Files;

/// <summary>
/// Bytes outside the database, in a folder or a bucket. Keys are random and never made of a name somebody gave. A file is complete or absent: written
/// whole before the row that names it commits.
/// </summary>
internal sealed class FileStore(IFileStorage storage)
{
    /// <summary>Within the data directory, unless another folder or a bucket is set.</summary>
    public const string FolderName = "files";

    public static IFileStorage StorageOf(HubOptions options) => options.S3 is { } bucket
        ? new S3Storage(bucket, Path.Combine(options.DataDirectory, "uploading"))
        : new FolderStorage(options.FilesDirectory ?? Path.Combine(options.DataDirectory, FolderName));

    /// <summary>Takes what <paramref name="write"/> writes and returns its key, size and hash.</summary>
    public Task<StoredFile> StoreAsync(Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        StoreAsync(storage, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), write, cancellationToken);

    /// <summary>Keeps what was made of another file under the name that follows from it; made twice, it is the same.</summary>
    public Task StoreAsAsync(string key, byte[] bytes, CancellationToken cancellationToken) =>
        StoreAsync(storage, key, (file, token) => file.WriteAsync(bytes, token).AsTask(), cancellationToken);

    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => storage.ExistsAsync(key, cancellationToken);

    /// <exception cref="FileNotFoundException">There is no such file (any more).</exception>
    public Task<Stream> OpenAsync(string key, CancellationToken cancellationToken) => storage.OpenAsync(key, cancellationToken);

    /// <summary>With what was made of it. What is not there is deleted already.</summary>
    public async Task DeleteAsync(string key)
    {
        await storage.DeleteAsync(key, CancellationToken.None);
        await storage.DeleteAsync(ImagePreviews.KeyFor(key), CancellationToken.None);
    }

    public static bool IsKey(string key) => key.Length == 32 && key.All(char.IsAsciiHexDigitLower);

    /// <summary>Where a file lies, from the folder of files on.</summary>
    public static string RelativePath(string key) => Path.Combine(key[..2], key[2..4], key);

    /// <summary>Writes a file whole or not at all.</summary>
    public static async Task<StoredFile> StoreAsync(IFileStorage storage, string key, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        // Two may write the same preview at once; each has a path of its own.
        var partial = storage.WorkingPath(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        try
        {
            long size;
            byte[] sha256;
            await using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.Asynchronous))
            {
                await write(file, cancellationToken);
                await file.FlushAsync(cancellationToken);
                file.Flush(flushToDisk: true);
                size = file.Length;
                file.Position = 0;
                sha256 = await SHA256.HashDataAsync(file, cancellationToken);
            }

            await storage.PutAsync(partial, key, cancellationToken);
            return new StoredFile(key, size, sha256);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}

internal sealed record StoredFile(string Key, long Size, byte[] Sha256);
