using System.Security.Cryptography;
using System.Text;

namespace Hub.Channels.Twilio;

/// <summary>
/// <c>X-Twilio-Signature</c>: Base64(HMAC-SHA1(auth token, public URL + sorted parameters)) for forms; for JSON the URL alone, which then holds the body's
/// SHA-256 as <c>bodySHA256</c> (as Twilio's public clients of 2026-06 check it). Twilio sometimes signs with and sometimes without the port, so both are tried.
/// </summary>
internal static class TwilioSignature
{
    private const string Header = "X-Twilio-Signature";
    private const string BodyHash = "bodySHA256";

    internal static AuthenticationOutcome Authenticate(ChannelAccount account, InboundRequest request)
    {
        if (account.SigningSecrets("authToken") is not { Count: > 0 } tokens)
        {
            return AuthenticationOutcome.Refuse("no_secret");
        }

        if (Find(request.Headers, Header) is not { Length: > 0 } given)
        {
            return AuthenticationOutcome.Refuse("no_signature");
        }

        var url = TwilioAddress.Public(account, request.Url);
        var hash = Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));
        if (Find(request.Headers, "Content-Type")?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
        {
            var parameters = Parameters(request.Body.Span);
            return tokens.Any(token => Holds(token, url, parameters, given)) ? Form(request, url, hash) : AuthenticationOutcome.Refuse("bad_signature");
        }

        // Without its hash in the signed address the body would be anybody's.
        return TwilioForm.OfQuery(url, BodyHash) is not { } promised ? AuthenticationOutcome.Refuse("no_body_hash")
            : tokens.Any(token => Holds(token, url, "", given)) & Same(hash, promised) ? AuthenticationOutcome.Accept(hash)
            : AuthenticationOutcome.Refuse("bad_signature");
    }

    /// <summary>The signature over one address; for tests and the simulator's counterpart.</summary>
    internal static string Of(string token, string url, string parameters) =>
        Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(url + parameters)));

    /// <summary>Names in ordinal order, each with its value; of a name that comes more than once every different value.</summary>
    internal static string Parameters(ReadOnlySpan<byte> body)
    {
        var text = new StringBuilder();
        foreach (var name in TwilioForm.Parse(body).Fields.GroupBy(field => field.Name, field => field.Value, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            foreach (var value in name.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                text.Append(name.Key).Append(value);
            }
        }

        return text.ToString();
    }

    private static AuthenticationOutcome Form(InboundRequest request, string url, string hash)
    {
        if (TwilioForm.OfQuery(url, "ref") is not { } reference || !reference.All(c => char.IsAsciiLetterOrDigit(c) || c == '.'))
        {
            return AuthenticationOutcome.Accept(hash);
        }

        // A parameter of that name in the body comes first and is not ours.
        return AuthenticationOutcome.Accept(hash, (byte[])[.. Encoding.ASCII.GetBytes($"{TwilioForm.Reference}={reference}&"), .. request.Body.Span]);
    }

    private static bool Holds(string token, string url, string parameters, string given)
    {
        var (without, with) = Ports(url);
        return Same(Of(token, url, parameters), given) | Same(Of(token, without, parameters), given) | Same(Of(token, with, parameters), given);
    }

    private static bool Same(string expected, string given) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    /// <summary>The address without its port, and with the one that is meant. Letters, user and everything behind the host stay as they are.</summary>
    internal static (string Without, string With) Ports(string url)
    {
        var from = url.IndexOf("://", StringComparison.Ordinal) + 3;
        if (from < 3)
        {
            return (url, url);
        }

        var end = url.AsSpan(from).IndexOfAny('/', '?', '#') is var rest and >= 0 ? from + rest : url.Length;
        var host = Math.Max(from, url.LastIndexOf('@', end - 1, end - from) + 1);
        var colon = url.LastIndexOf(':', end - 1, end - host);
        if (colon > 0 && url.IndexOf(']', colon, end - colon) < 0)
        {
            return (url[..colon] + url[end..], url);
        }

        return (url, url[..end] + (url.StartsWith("https", StringComparison.OrdinalIgnoreCase) ? ":443" : ":80") + url[end..]);
    }

    private static string? Find(IReadOnlyDictionary<string, string> headers, string name) =>
        headers.TryGetValue(name, out var value) ? value : headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
