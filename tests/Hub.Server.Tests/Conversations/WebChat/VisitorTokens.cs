using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Hub.Server.Tests.Conversations;

/// <summary>Identity tokens as a site's server makes them, and as nobody should.</summary>
internal static class VisitorTokens
{
    public const string Secret = "a-secret-of-the-shop";

    public static string For(string subject, string? name = null, int expiresIn = 3600) =>
        Create(new { alg = "HS256", typ = "JWT" }, new { sub = subject, name = name ?? subject, exp = Now + expiresIn });

    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public static string Create(object header, object payload, string secret = Secret)
    {
        var signed = $"{Part(header)}.{Part(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
