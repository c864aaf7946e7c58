using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Server.Backup;

/// <summary>
/// How a backup is sealed by a passphrase: PBKDF2 makes the key, and AES-256-GCM seals chunks of 64 KiB whose nonces count and mark the last one, so
/// that no chunk can be changed, moved, repeated or left out. Layout: magic, rounds (4), salt (16), check (8), nonce prefix (7), chunks.
/// </summary>
internal sealed class Sealing
{
    public const int ChunkSize = 64 << 10;
    public const int TagSize = 16;
    private const int Rounds = 600_000;
    private const int MostRounds = 10_000_000;
    private static readonly byte[] Magic = "crmhub sealed 1\n"u8.ToArray();
    private readonly byte[] header;
    private readonly byte[] key;

    private Sealing(byte[] header, byte[] key) => (this.header, this.key) = (header, key);

    public static int HeaderSize => Magic.Length + 4 + 16 + 8 + 7;

    /// <param name="passphrase">At least a dozen characters.</param>
    /// <param name="rounds">What guessing one passphrase costs. Fewer are for tests.</param>
    public static Sealing Begin(string passphrase, int rounds = Rounds)
    {
        var header = new byte[HeaderSize];
        Magic.CopyTo(header, 0);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(Magic.Length), rounds);
        RandomNumberGenerator.Fill(header.AsSpan(Magic.Length + 4, 16));
        RandomNumberGenerator.Fill(header.AsSpan(HeaderSize - 7));
        var (key, check) = Derive(header, passphrase);
        check.CopyTo(header, Magic.Length + 20);
        return new Sealing(header, key);
    }

    public static bool IsSealed(ReadOnlySpan<byte> beginning) => beginning.StartsWith(Magic);

    /// <exception cref="BackupException">The passphrase is another one.</exception>
    public static Sealing Open(byte[] header, string passphrase)
    {
        if (BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(Magic.Length)) is < 1 or > MostRounds)
        {
            throw new BackupException("The backup's beginning is damaged.");
        }

        var (key, check) = Derive(header, passphrase);
        return CryptographicOperations.FixedTimeEquals(check, header.AsSpan(Magic.Length + 20, 8))
            ? new Sealing(header, key)
            : throw new BackupException("The backup was sealed with another passphrase.");
    }

    public ReadOnlyMemory<byte> Header => header;

    public AesGcm Cipher() => new(key, TagSize);

    public void Seal(AesGcm cipher, uint number, bool last, ReadOnlySpan<byte> chunk, Span<byte> result) =>
        cipher.Encrypt(Nonce(number, last), chunk, result[..chunk.Length], result.Slice(chunk.Length, TagSize), header);

    public void Open(AesGcm cipher, uint number, bool last, ReadOnlySpan<byte> chunk, Span<byte> result) =>
        cipher.Decrypt(Nonce(number, last), chunk[..^TagSize], chunk[^TagSize..], result[..(chunk.Length - TagSize)], header);

    private byte[] Nonce(uint number, bool last)
    {
        var nonce = new byte[12];
        header.AsSpan(HeaderSize - 7).CopyTo(nonce);
        BinaryPrimitives.WriteUInt32BigEndian(nonce.AsSpan(7), number);
        nonce[11] = last ? (byte)1 : (byte)0;
        return nonce;
    }

    private static (byte[] Key, byte[] Check) Derive(byte[] header, string passphrase)
    {
        var rounds = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(Magic.Length));
        var secret = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase.Normalize(NormalizationForm.FormC)), header.AsSpan(Magic.Length + 4, 16), rounds, HashAlgorithmName.SHA256, 32);
        return (HKDF.Expand(HashAlgorithmName.SHA256, secret, 32, "crmhub backup key"u8.ToArray()), HKDF.Expand(HashAlgorithmName.SHA256, secret, 8, "crmhub backup check"u8.ToArray()));
    }
}
