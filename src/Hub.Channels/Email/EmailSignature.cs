using System.Security.Cryptography;
using System.Text;

namespace Hub.Channels.Email;

/// <summary><c>X-Hub-Signature: sha256=</c> and the hexadecimal HMAC-SHA256 of the raw body under the account's webhook secret.</summary>
internal static class EmailSignature
{
    private const string Header = "X-Hub-Signature";
    private const string Algorithm = "sha256=";

    internal static AuthenticationOutcome Authenticate(ChannelAccount account, InboundRequest request)
    {
        if (account.SigningSecrets("webhookSecret") is not { Count: > 0 } secrets)
        {
            return AuthenticationOutcome.Refuse("no_secret");
        }

        var given = request.Headers.TryGetValue(Header, out var value) ? value : request.Headers.FirstOrDefault(header => header.Key.Equals(Header, StringComparison.OrdinalIgnoreCase)).Value;
        if (given is null || !given.StartsWith(Algorithm, StringComparison.Ordinal))
        {
            return AuthenticationOutcome.Refuse("no_signature");
        }

        return secrets.Any(secret => Holds(secret, request.Body, given[Algorithm.Length..].ToLowerInvariant()))
            ? AuthenticationOutcome.Accept(Convert.ToHexStringLower(SHA256.HashData(request.Body.Span)))
            : AuthenticationOutcome.Refuse("bad_signature");
    }

    private static bool Holds(string secret, ReadOnlyMemory<byte> body, string given) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body.Span))), Encoding.UTF8.GetBytes(given));
}
