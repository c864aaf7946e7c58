using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Hub.Channels.Line;

/// <summary>LINE's webhook signature: Base64(HMAC-SHA256(channel secret, raw body)) in <c>x-line-signature</c> (Messaging API reference, 2026-07).</summary>
internal static class LineSignature
{
    private const string Header = "x-line-signature";

    internal static AuthenticationOutcome Authenticate(ChannelAccount account, InboundRequest request)
    {
        if (account.SigningSecrets("channelSecret") is not { Count: > 0 } secrets)
        {
            return AuthenticationOutcome.Refuse("no_secret");
        }

        if (Find(request.Headers) is not { Length: > 0 } given)
        {
            return AuthenticationOutcome.Refuse("no_signature");
        }

        // The encoded forms are compared: decoding first would let several spellings of one signature pass.
        return secrets.Any(secret => Holds(secret, request.Body, given))
            ? AuthenticationOutcome.Accept(HasEvents(request.Body.Span) ? Convert.ToHexStringLower(SHA256.HashData(request.Body.Span)) : null)
            : AuthenticationOutcome.Refuse("bad_signature");
    }

    private static bool Holds(string secret, ReadOnlyMemory<byte> body, string given) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body.Span))), Encoding.UTF8.GetBytes(given));

    private static string? Find(IReadOnlyDictionary<string, string> headers)
    {
        if (headers.TryGetValue(Header, out var value))
        {
            return value;
        }

        foreach (var (name, other) in headers)
        {
            if (name.Equals(Header, StringComparison.OrdinalIgnoreCase))
            {
                return other;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the body names provider ids. LINE's connectivity checks carry no event and are all alike: a key from their hash would
    /// make each but the first a duplicate.
    /// </summary>
    private static bool HasEvents(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonReading.MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("events"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.StartArray && reader.Read() && reader.TokenType != JsonTokenType.EndArray;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A signed body that cannot be read names no ids; it is stored without a key and parked by Read.
        }

        return false;
    }
}
