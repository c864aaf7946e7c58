namespace Hub.Server.Platform.Files;

/// <summary>Where the bytes of files lie. A file is complete or absent, and never changes under its key.</summary>
internal interface IFileStorage
{
    /// <summary>A path on this machine that nobody else writes to, for a file of this key while it is written.</summary>
    string WorkingPath(string key);

    /// <summary>Takes the file over from there; when this returns it survives a crash.</summary>
    Task PutAsync(string path, string key, CancellationToken cancellationToken);

    /// <summary>Readable and seekable, with its length.</summary>
    /// <exception cref="FileNotFoundException">There is no such file (any more).</exception>
    Task<Stream> OpenAsync(string key, CancellationToken cancellationToken);

    Task<bool> ExistsAsync(string key, CancellationToken cancellationToken);

    /// <summary>What is not there is deleted already.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Every whole file.</summary>
    IAsyncEnumerable<string> KeysAsync(CancellationToken cancellationToken);
}
