using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Hub.Server.Conversations.WebChat;

/// <summary>What a site says about its signed-in visitor.</summary>
internal sealed record VouchedVisitor(string Subject, string? Name, string? Email);

/// <summary>
/// Checks the token by which a site vouches for its visitor: a JWT signed with HS256 and the site's identity secret, with <c>sub</c> and an <c>exp</c> at
/// most a day ahead. Anything else (another algorithm, no secret, a wrong signature) is no identity, never an error that opens something.
/// </summary>
internal static class VisitorIdentity
{
    private const int MaxTokenLength = 4096;
    private const int MaxSubjectLength = 200;
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24);

    public static VouchedVisitor? Verify(string? token, string? secret, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(token) || token.Length > MaxTokenLength || secret is not { Length: >= 16 })
        {
            return null;
        }

        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            if (header.RootElement.GetProperty("alg").GetString() != "HS256")
            {
                return null;
            }

            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
            if (!CryptographicOperations.FixedTimeEquals(expected, Base64Url.DecodeFromChars(parts[2])))
            {
                return null;
            }

            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            var claims = payload.RootElement;
            var expires = DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64());
            var subject = claims.GetProperty("sub").GetString();
            if (expires <= now || expires > now + MaxLifetime || string.IsNullOrWhiteSpace(subject) || subject.Length > MaxSubjectLength || subject.Any(char.IsControl))
            {
                return null;
            }

            return new VouchedVisitor(subject, Text(claims, "name"), Text(claims, "email"));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 200 } text ? text : null;
}
