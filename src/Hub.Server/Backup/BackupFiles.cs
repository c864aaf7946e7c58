using Hub.Server.Platform.Files;

namespace Hub.Server.Backup;

/// <summary>Attachments, in their folder or bucket. Files never change and get their names before the rows that name them commit, so what a snapshot names is there.</summary>
internal static class BackupFiles
{
    /// <summary>Null when it was deleted meanwhile.</summary>
    public static async Task<Stream?> OpenAsync(IFileStorage storage, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await storage.OpenAsync(key, cancellationToken);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Counts files that rows name and that are not among <paramref name="present"/>. The columns are found by their names, which every module uses.</summary>
    public static async Task<(long Named, long Missing)> MissingAsync(DatabaseSnapshot snapshot, HashSet<string> present, CancellationToken cancellationToken)
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
                missing += keys.Count(key => !present.Contains(key));
            }
        }

        return (named, missing);
    }

    /// <summary>Puts a file where it belongs; complete or not at all.</summary>
    /// <returns>False when it is there already: the name is random, so it is the same.</returns>
    public static async Task<bool> PutAsync(IFileStorage storage, string key, Stream content, CancellationToken cancellationToken)
    {
        if (await storage.ExistsAsync(key, cancellationToken))
        {
            return false;
        }

        await FileStore.StoreAsync(storage, key, (file, token) => content.CopyToAsync(file, token), cancellationToken);
        return true;
    }
}
