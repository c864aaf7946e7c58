using Hub.Server.Platform.Files;

namespace Hub.Server.Backup;

/// <summary>The folder of attachments. Files never change and get their names before the rows that name them commit, so what a snapshot names is there.</summary>
internal static class BackupFiles
{
    /// <summary>Every whole file, whatever module stored it.</summary>
    public static IEnumerable<string> Keys(string root) => Directory.Exists(root)
        ? Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Where(FileStore.IsKey)
        : [];

    /// <summary>Null when it was deleted meanwhile.</summary>
    public static FileStream? Open(string root, string key)
    {
        try
        {
            return new FileStream(Path.Combine(root, FileStore.RelativePath(key)), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 128 << 10, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Counts files that rows name and that are not there. The columns are found by their names, which every module uses.</summary>
    public static async Task<(long Named, long Missing)> MissingAsync(DatabaseSnapshot snapshot, string root, CancellationToken cancellationToken)
    {
        var (named, missing) = (0L, 0L);
        foreach (var table in snapshot.Tables)
        {
            foreach (var column in table.Columns.Where(column => column is "storage_key" or "picture_key"))
            {
                var keys = await snapshot.QueryAsync(
                    $"SELECT {DatabaseSnapshot.Quoted(column)} FROM {DatabaseSnapshot.Quoted(table.Schema)}.{DatabaseSnapshot.Quoted(table.Name)} WHERE {DatabaseSnapshot.Quoted(column)} IS NOT NULL",
                    row => row.GetString(0), cancellationToken);
                named += keys.Count;
                missing += keys.Count(key => !FileStore.IsKey(key) || !File.Exists(Path.Combine(root, FileStore.RelativePath(key))));
            }
        }

        return (named, missing);
    }

    /// <summary>Puts a file where it belongs; complete or not at all.</summary>
    /// <returns>False when it is there already: the name is random, so it is the same.</returns>
    public static async Task<bool> PutAsync(string root, string key, Stream content, CancellationToken cancellationToken)
    {
        var path = Path.Combine(root, FileStore.RelativePath(key));
        if (File.Exists(path))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = path + ".partial";
        try
        {
            await using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 128 << 10, FileOptions.Asynchronous))
            {
                await content.CopyToAsync(file, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path);
            return true;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
