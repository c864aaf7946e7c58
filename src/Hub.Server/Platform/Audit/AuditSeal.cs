using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Hub.Server.Platform.Audit;

/// <summary>An entry as it is hashed: every column, as text.</summary>
internal sealed record StoredAudit(Guid Id, DateTimeOffset At, string?[] Fields)
{
    /// <summary>In the order of the canonical form. Times in microseconds UTC, uuids with hyphens, numbers in decimal.</summary>
    public const string Columns = """
        id, at, actor_kind::text, actor_id::text, session_id::text, token_id::text, address, action, target_kind, target_id::text, customer_id::text, conversation_id::text, data::text
        """;
    public const int ColumnCount = 13;

    public static StoredAudit Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), [.. Enumerable.Range(2, ColumnCount - 2).Select(column => reader.IsDBNull(column) ? null : reader.GetString(column))]);
}

/// <summary>
/// The chain: hash = SHA-256 over the place in the chain, the hash before, and the entry. Every part is written as its length in bytes, a colon and the
/// bytes, or as "-" when there is none, so that no two entries read the same. docs/audit.md says it for those who check without this program.
/// </summary>
internal static class AuditSeal
{
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>What the first entry follows.</summary>
    public static byte[] Beginning { get; } = new byte[Size];

    public static byte[] Of(long seq, ReadOnlySpan<byte> previous, StoredAudit entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, "crmhub-audit-1");
        Add(hash, seq.ToString(CultureInfo.InvariantCulture));
        Add(hash, Convert.ToHexStringLower(previous));
        Add(hash, entry.Id.ToString());
        Add(hash, entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        foreach (var field in entry.Fields)
        {
            Add(hash, field);
        }

        return hash.GetHashAndReset();
    }

    private static void Add(IncrementalHash hash, string? text)
    {
        if (text is null)
        {
            hash.AppendData("-"u8);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(Encoding.ASCII.GetBytes(bytes.Length.ToString(CultureInfo.InvariantCulture) + ":"));
        hash.AppendData(bytes);
    }
}
