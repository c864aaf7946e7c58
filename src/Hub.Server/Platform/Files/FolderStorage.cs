using System.Runtime.CompilerServices;

namespace Hub.Server.Platform.Files;

/// <summary>Files in a folder, of this node's data directory or shared by several nodes: written beside their place, flushed, and renamed.</summary>
internal sealed class FolderStorage(string root) : IFileStorage
{
    public string WorkingPath(string key)
    {
        var path = PathOf(key) + ".partial";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    public Task PutAsync(string path, string key, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(key))!);
        File.Move(path, PathOf(key), overwrite: true);
        return Task.CompletedTask;
    }

    public Task<Stream> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream>(new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous));
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new FileNotFoundException(exception.Message, exception);
        }
    }

    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => Task.FromResult(File.Exists(PathOf(key)));

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        if (File.Exists(PathOf(key)))
        {
            File.Delete(PathOf(key));
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<string> KeysAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var key in Directory.Exists(root) ? Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Where(FileStore.IsKey) : [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return key;
        }
    }

    public override string ToString() => root;

    private string PathOf(string key) => FileStore.IsKey(key) ? Path.Combine(root, FileStore.RelativePath(key)) : throw new ArgumentException("Not a storage key.", nameof(key));
}
