using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Hub.Server.Platform.Secrets;

namespace Hub.Server.Platform.Files;

/// <summary>Signed, expiring links to one file, for providers and visitors, who have no session here.</summary>
internal sealed class FileLinks(MasterKey masterKey, TimeProvider time)
{
    private readonly byte[] key = masterKey.Derive("file links");

    /// <summary>A path with the expiry (Unix seconds) and the signature in its query. Expiry is rounded up to the hour, so that a link stays cacheable.</summary>
    public string Path(Guid fileId, TimeSpan lifetime)
    {
        var expires = (time.GetUtcNow().Add(lifetime).ToUnixTimeSeconds() / 3600 + 1) * 3600;
        return $"/files/{fileId}?e={expires}&s={Sign(fileId, expires)}";
    }

    /// <summary>The same for a small picture of it.</summary>
    public string PreviewPath(Guid fileId, TimeSpan lifetime) => Path(fileId, lifetime).Replace("?", "/preview?", StringComparison.Ordinal);

    public bool IsValid(Guid fileId, long expires, string signature) =>
        time.GetUtcNow().ToUnixTimeSeconds() <= expires
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(fileId, expires)), Encoding.UTF8.GetBytes(signature));

    private string Sign(Guid fileId, long expires) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{fileId:N}.{expires}")));
}
