namespace Hub.Server.Backup;

/// <summary>Opens a backup's file for reading, sealed or not.</summary>
internal static class BackupInput
{
    public static Stream Open(string path, string? passphrase)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{path} cannot be read: {exception.Message}");
        }

        try
        {
            var header = new byte[Sealing.HeaderSize];
            var length = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            if (!Sealing.IsSealed(header))
            {
                file.Position = 0;
                return file;
            }

            if (passphrase is null)
            {
                throw new BackupException("The backup is sealed. Name the file with its passphrase: --passphrase-file F");
            }

            return new SealedReader(file, length == header.Length ? Sealing.Open(header, passphrase) : throw new BackupException("The backup is cut off."));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
