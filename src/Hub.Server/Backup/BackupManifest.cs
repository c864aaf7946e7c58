namespace Hub.Server.Backup;

/// <summary>
/// What a backup says about itself, first in the file. The file is a tar: this manifest, <c>master.key</c>, the tables as PostgreSQL's text COPY in
/// gzipped parts, the files as they lie on disk, <see cref="BackupEnd"/>, and in between lists of SHA-256 sums that <c>sha256sum -c</c> reads too.
/// </summary>
/// <param name="Format">Grows when an older CrmHub could no longer read the file.</param>
/// <param name="Migrations">The schema the tables have. A restore makes it anew by the hub's own scripts, so PostgreSQL's version does not matter.</param>
/// <param name="KeyId">Which master key the secrets are sealed by; null before the first start.</param>
internal sealed record BackupManifest(
    int Format, string Product, DateTimeOffset CreatedAt, string Postgres, IReadOnlyList<BackupMigration> Migrations, string? KeyId, bool HasKey, IReadOnlyList<BackupTable> Tables)
{
    public const int NewestFormat = 1;
    public const string Entry = "backup.json";
    public const string EndEntry = "end.json";
    public const string KeyEntry = "master.key";
    public const string FirstPasswordEntry = "admin.password";
    public const string TablesFolder = "tables/";
    public const string FilesFolder = "files/";
    public const string SumsFolder = "checksums/";
}

internal sealed record BackupMigration(int Version, string Name);

/// <param name="Weeks">Weekly partitions as <c>yyyyMMdd</c>, made again before the rows are loaded.</param>
internal sealed record BackupTable(string Schema, string Name, IReadOnlyList<string> Columns, IReadOnlyList<string> Weeks)
{
    public string FullName => $"{Schema}.{Name}";
}

/// <summary>What is known only when everything is written.</summary>
/// <param name="MissingFiles">Files that rows name and that were not there.</param>
internal sealed record BackupEnd(IReadOnlyDictionary<string, long> Rows, IReadOnlyDictionary<string, long> Sequences, long Files, long MissingFiles);

/// <summary>Why a backup or restore ends; for the person who runs it.</summary>
internal sealed class BackupException(string message) : Exception(message);
