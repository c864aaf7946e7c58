using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Hub.Channels.Telegram;

/// <summary>
/// Telegram signs nothing: it repeats the secret it was given with the webhook address in <c>X-Telegram-Bot-Api-Secret-Token</c> (Bot API 9, setWebhook). Unless the account
/// has one of its own it follows from the bot's token, so that nobody can forget to set it and a new token brings a new one.
/// </summary>
internal static class TelegramSecret
{
    private const string Header = "x-telegram-bot-api-secret-token";

    internal static string? Of(ChannelAccount account) => All(account) is [var secret, ..] ? secret : null;

    internal static AuthenticationOutcome Authenticate(ChannelAccount account, InboundRequest request)
    {
        if (All(account) is not { Count: > 0 } secrets)
        {
            return AuthenticationOutcome.Refuse("no_secret");
        }

        var given = request.Headers.TryGetValue(Header, out var exact) ? exact : request.Headers.FirstOrDefault(pair => pair.Key.Equals(Header, StringComparison.OrdinalIgnoreCase)).Value;
        if (string.IsNullOrEmpty(given))
        {
            return AuthenticationOutcome.Refuse("no_signature");
        }

        // Hashed first, so that not even the length is told.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(given));
        var held = false;
        foreach (var secret in secrets)
        {
            held |= CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), hash);
        }

        return held
            ? AuthenticationOutcome.Accept(NamesAnUpdate(request.Body.Span) ? Convert.ToHexStringLower(SHA256.HashData(request.Body.Span)) : null)
            : AuthenticationOutcome.Refuse("bad_signature");
    }

    private static IReadOnlyList<string> All(ChannelAccount account) =>
        account.Secret("botToken") is null ? []
            : account.SigningSecrets("webhookSecret") is { Count: > 0 } own ? own
            : [.. account.SigningSecrets("botToken").Select(token => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "telegram webhook"u8)))];

    /// <summary>Whether the body holds Telegram's number of the update, so that the same bytes are the same update.</summary>
    private static bool NamesAnUpdate(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonReading.MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("update_id"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.Number;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A body that cannot be read names nothing; it is stored without a key and parked by Read.
        }

        return false;
    }
}
