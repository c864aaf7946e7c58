using System.Security.Cryptography;
using System.Text;
using Hub.Server.Platform.Startup;
using Npgsql;

namespace Hub.Server.Platform.Secrets;

/// <summary>
/// The key everything secret in the database is wrapped by. It never lies in the database: it comes from Hub__MasterKey or a 0600 file in the data
/// directory. A start with another key than before is refused, or secrets would be lost one by one.
/// </summary>
internal sealed class MasterKey
{
    public const int Size = 32;
    private const string Canary = "master-key-canary";
    private readonly byte[] key;

    public MasterKey(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Size);
        this.key = key.ToArray();
        Id = Derive("key id", 4);
    }

    /// <summary>Four bytes that tell keys apart and say nothing about them.</summary>
    public byte[] Id { get; }

    /// <summary>An independent key for one purpose.</summary>
    public byte[] Derive(string purpose, int length = Size) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, length, info: Encoding.UTF8.GetBytes("crmhub " + purpose));

    public static bool IsWellFormed(string text)
    {
        Span<byte> bytes = stackalloc byte[Size + 2];
        return Convert.TryFromBase64String(text, bytes, out var written) && written == Size;
    }

    /// <summary>Where a node without <c>Hub__MasterKey</c> keeps it.</summary>
    public static string FileIn(string dataDirectory) => Path.Combine(dataDirectory, "master.key");

    /// <summary>The <see cref="Id"/> of the key a database was written with, in hex; null before the first start.</summary>
    public static string? IdOf(byte[]? canary) => canary is null ? null : Convert.ToHexStringLower(SecretBox.KeyIdOf(canary));

    /// <summary>Where a database tells it: one row or none.</summary>
    public const string CanaryQuery = $"SELECT value FROM platform.setting WHERE name = '{Canary}'";

    /// <summary>Reads the key, makes one on the first start of an installation, and proves that it is the one the database was written with.</summary>
    public static async Task<MasterKey> OpenAsync(HubOptions options, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var file = FileIn(options.DataDirectory);
        var text = options.MasterKey ?? (File.Exists(file) ? (await File.ReadAllTextAsync(file, cancellationToken)).Trim() : null);
        var (setting, value) = options.MasterKey is null ? (file, null) : ("Hub__MasterKey", (string?)null);
        if (text is not null && !IsWellFormed(text))
        {
            throw StartupProblems.One(setting, value, "is not 32 bytes in base64.", "Restore the key this database was written with.");
        }

        if (text is null)
        {
            if (await CanaryExistsAsync(dataSource, cancellationToken))
            {
                throw StartupProblems.One(file, null, "is missing, and the database has secrets sealed by it.", "Restore the file from a backup, or set Hub__MasterKey to its content.");
            }

            text = Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size));
            DataDirectory.WriteSecret(file, text);
        }

        var key = new MasterKey(Convert.FromBase64String(text));
        if (!await FitsAsync(key, dataSource, cancellationToken))
        {
            throw StartupProblems.One(setting, value, "is not the key this database was written with.", "Use the earlier key (Hub__MasterKey, or master.key in the data directory of the first node).");
        }

        return key;
    }

    private static async Task<bool> CanaryExistsAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"SELECT EXISTS (SELECT FROM platform.setting WHERE name = '{Canary}')");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<bool> FitsAsync(MasterKey key, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var box = new SecretBox(key);
        await using (var insert = dataSource.CreateCommand($"INSERT INTO platform.setting (name, value) VALUES ('{Canary}', $1) ON CONFLICT DO NOTHING"))
        {
            insert.Parameters.Add(new() { Value = box.Seal("crmhub", "platform.setting", Canary, "value") });
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var select = dataSource.CreateCommand(CanaryQuery);
        try
        {
            return box.OpenText((byte[])(await select.ExecuteScalarAsync(cancellationToken))!, "platform.setting", Canary, "value") == "crmhub";
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
