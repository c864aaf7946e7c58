using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Server.Platform.Secrets;

/// <summary>
/// Seals what must not be readable in a dump. The place (table, row, name) is part of the seal: a value moved to another row does not open.
/// Layout: version 1, key id (4), nonce (12), tag (16), ciphertext.
/// </summary>
internal sealed class SecretBox
{
    private const byte Version = 1;
    private const int Header = 5;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int Overhead = Header + NonceSize + TagSize;
    private readonly byte[] keyId;
    private readonly byte[] cipherKey;

    public SecretBox(MasterKey key)
    {
        keyId = key.Id;
        cipherKey = key.Derive("secret box");
    }

    /// <summary>Which key a secret was sealed by.</summary>
    public static ReadOnlySpan<byte> KeyIdOf(ReadOnlySpan<byte> sealedSecret) => sealedSecret[1..Header];

    public byte[] Seal(ReadOnlySpan<byte> secret, string table, string row, string name)
    {
        var result = new byte[Overhead + secret.Length];
        result[0] = Version;
        keyId.CopyTo(result.AsSpan(1));
        var nonce = result.AsSpan(Header, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = Cipher();
        cipher.Encrypt(nonce, secret, result.AsSpan(Overhead), result.AsSpan(Header + NonceSize, TagSize), Place(result.AsSpan(0, Header), table, row, name));
        return result;
    }

    public byte[] Seal(string secret, string table, string row, string name) => Seal(Encoding.UTF8.GetBytes(secret), table, row, name);

    /// <exception cref="CryptographicException">Another key, another place, or changed bytes. Never falls back to the sealed bytes.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedSecret, string table, string row, string name)
    {
        if (sealedSecret.Length < Overhead || sealedSecret[0] != Version)
        {
            throw new CryptographicException("This is not a sealed secret.");
        }

        if (!sealedSecret[1..Header].SequenceEqual(keyId))
        {
            throw new CryptographicException("This secret was sealed with another key.");
        }

        var secret = new byte[sealedSecret.Length - Overhead];
        using var cipher = Cipher();
        cipher.Decrypt(sealedSecret.Slice(Header, NonceSize), sealedSecret[Overhead..], sealedSecret.Slice(Header + NonceSize, TagSize), secret, Place(sealedSecret[..Header], table, row, name));
        return secret;
    }

    /// <inheritdoc cref="Open"/>
    public string OpenText(ReadOnlySpan<byte> sealedSecret, string table, string row, string name) => Encoding.UTF8.GetString(Open(sealedSecret, table, row, name));

    // An AesGcm is not safe to share between threads and cheap to make.
    private AesGcm Cipher() => new(cipherKey, TagSize);

    /// <summary>Each part with its length before it, so that no two places read the same.</summary>
    private static byte[] Place(ReadOnlySpan<byte> header, params ReadOnlySpan<string> parts)
    {
        using var place = new MemoryStream();
        place.Write(header);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            place.Write(length);
            place.Write(bytes);
        }

        return place.ToArray();
    }
}
