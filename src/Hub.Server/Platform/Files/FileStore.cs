using System.Security.Cryptography;

namespace Hub.Server.Platform.Files;

/// <summary>
/// Bytes outside the database, in the data directory. Keys are random and never made of a name somebody gave. A file is complete or absent: written
/// beside its place, flushed, and renamed, before the row that names it commits.
/// </summary>
internal sealed class FileStore(HubOptions options)
{
    private readonly string root = options.FilesDirectory ?? Path.Combine(options.DataDirectory, FolderName);

    /// <summary>Within the data directory, unless another folder is set.</summary>
    public const string FolderName = "files";

    /// <summary>Takes what <paramref name="write"/> writes and returns its key, size and hash.</summary>
    public async Task<StoredFile> StoreAsync(Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = path + ".partial";
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

            File.Move(partial, path);
            return new StoredFile(key, size, sha256);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>Keeps what was made of another file under the name that follows from it; made twice, it is the same.</summary>
    public async Task StoreAsAsync(string key, byte[] bytes, CancellationToken cancellationToken)
    {
        var stored = await StoreAsync((file, token) => file.WriteAsync(bytes, token).AsTask(), cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(key))!);
        File.Move(PathOf(stored.Key), PathOf(key), overwrite: true);
    }

    public bool Exists(string key) => File.Exists(PathOf(key));

    public Stream Open(string key) => new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous);

    /// <summary>With what was made of it. What is not there is deleted already.</summary>
    public void Delete(string key)
    {
        foreach (var path in new[] { PathOf(key), PathOf(ImagePreviews.KeyFor(key)) }.Where(File.Exists))
        {
            File.Delete(path);
        }
    }

    public static bool IsKey(string key) => key.Length == 32 && key.All(char.IsAsciiHexDigitLower);

    /// <summary>Where a file lies, from the folder of files on.</summary>
    public static string RelativePath(string key) => Path.Combine(key[..2], key[2..4], key);

    private string PathOf(string key) => IsKey(key) ? Path.Combine(root, RelativePath(key)) : throw new ArgumentException("Not a storage key.", nameof(key));
}

internal sealed record StoredFile(string Key, long Size, byte[] Sha256);
