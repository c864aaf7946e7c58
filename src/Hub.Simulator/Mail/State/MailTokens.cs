using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Hub.Simulator.State;

namespace Hub.Simulator.Mail;

/// <summary>OAuth 2.0 as mail providers do it: codes bound to a challenge (PKCE), access tokens for an hour, refresh tokens that change with each use.</summary>
internal sealed class MailTokens(TimeProvider clock)
{
    public const string ClientId = "mail-demo-client";
    public const string ClientSecret = "mail-demo-client-secret";
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Grant> codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> access = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> refresh = new(StringComparer.Ordinal);
    private int refreshed;

    /// <summary>How often a refresh token was used.</summary>
    public int Refreshed => Volatile.Read(ref refreshed);

    public string Code(string redirectUri, string challenge)
    {
        var code = Ids.Token(32);
        codes[code] = new Grant(redirectUri, challenge, clock.GetUtcNow().AddMinutes(5));
        return code;
    }

    /// <summary>Null: the code, its verifier or its address is not right.</summary>
    public (string Access, string Refresh)? Exchange(string code, string verifier, string redirectUri) =>
        codes.TryRemove(code, out var grant) && grant.Expires > clock.GetUtcNow() && grant.RedirectUri == redirectUri && grant.Challenge == Challenge(verifier) ? Give() : null;

    public (string Access, string Refresh)? Renew(string token)
    {
        if (!refresh.TryRemove(token, out _))
        {
            return null;
        }
        Interlocked.Increment(ref refreshed);
        return Give();
    }

    public bool Accepts(string token) => access.TryGetValue(token, out var until) && until > clock.GetUtcNow();

    /// <summary>As when an administrator withdraws the consent: nothing given out is good any longer.</summary>
    public void Withdraw()
    {
        access.Clear();
        refresh.Clear();
    }

    /// <summary>Access tokens end early, as they may.</summary>
    public void Expire() => access.Clear();

    private (string Access, string Refresh) Give()
    {
        var (one, other) = (Ids.Token(48), Ids.Token(48));
        access[one] = clock.GetUtcNow() + Life;
        refresh[other] = true;
        return (one, other);
    }

    private static string Challenge(string verifier) => Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private sealed record Grant(string RedirectUri, string Challenge, DateTimeOffset Expires);
}
