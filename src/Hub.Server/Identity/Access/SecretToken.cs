using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Server.Identity;

/// <summary>Random 256-bit secrets and the hash that is kept of them. A plain hash is enough: nobody can guess 256 bits.</summary>
internal static class SecretToken
{
    public const string ApiPrefix = "hub_";

    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>43 characters of base64url; anything else need not be looked up.</summary>
    public static bool LooksRight(string token) => token.Length == 43 && Base64Url.IsValid(token);
}
