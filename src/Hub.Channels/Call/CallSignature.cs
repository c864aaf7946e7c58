using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Hub.Channels.Call;

/// <summary>
/// <c>X-Hub-Signature: sha256=</c> and the hexadecimal HMAC-SHA256 of the raw body under the account's webhook secret. The signed body says when it was
/// sent; what is older or newer than five minutes is refused, so that a copied request is worth nothing later.
/// </summary>
internal static class CallSignature
{
    private const string Header = "X-Hub-Signature";
    private const string Algorithm = "sha256=";
    private static readonly TimeSpan _tolerance = TimeSpan.FromMinutes(5);

    internal static AuthenticationOutcome Authenticate(ChannelAccount account, InboundRequest request, DateTimeOffset now)
    {
        if (account.SigningSecrets("webhookSecret") is not { Count: > 0 } secrets)
        {
            return AuthenticationOutcome.Refuse("no_secret");
        }

        if (Find(request.Headers) is not { } given || !given.StartsWith(Algorithm, StringComparison.Ordinal))
        {
            return AuthenticationOutcome.Refuse("no_signature");
        }

        if (!secrets.Any(secret => Holds(secret, request.Body, given[Algorithm.Length..].ToLowerInvariant())))
        {
            return AuthenticationOutcome.Refuse("bad_signature");
        }

        return SentAt(request.Body) switch
        {
            // Signed, but nothing that can be read: stored, and parked by the reader.
            (Readable: false, _) => AuthenticationOutcome.Accept(null),
            (_, null) => AuthenticationOutcome.Refuse("no_timestamp"),
            (_, { } at) when (now - at).Duration() > _tolerance => AuthenticationOutcome.Refuse("stale"),
            _ => AuthenticationOutcome.Accept(Convert.ToHexStringLower(SHA256.HashData(request.Body.Span))),
        };
    }

    private static bool Holds(string secret, ReadOnlyMemory<byte> body, string given) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body.Span))), Encoding.UTF8.GetBytes(given));

    private static string? Find(IReadOnlyDictionary<string, string> headers) =>
        headers.TryGetValue(Header, out var value) ? value : headers.FirstOrDefault(header => header.Key.Equals(Header, StringComparison.OrdinalIgnoreCase)).Value;

    private static (bool Readable, DateTimeOffset? At) SentAt(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonReading.Parse(body);
            return (document.RootElement.ValueKind == JsonValueKind.Object, CallReader.Time(document.RootElement, "sentAt") ?? CallReader.Time(document.RootElement, "at"));
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            return (false, null);
        }
    }
}
