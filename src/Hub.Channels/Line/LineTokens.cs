using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Hub.Channels.Line;

/// <summary>
/// Channel access tokens: a long-lived one if the account has it, else stateless ones (15 minutes, any number, not revocable), asked for
/// with channel id and secret, kept for four fifths of their life and never asked for twice at once.
/// </summary>
internal sealed class LineTokens(HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<Guid, Held> _held = new();
    private readonly Lock _gate = new();

    /// <param name="refused">A token LINE has just answered with 401; it is not given out again.</param>
    internal async Task<LineToken> GetAsync(ChannelAccount account, string? refused, CancellationToken cancellationToken)
    {
        if (account.Secret("accessToken")?.Trim() is { Length: > 0 } longLived)
        {
            return !FitsHeader(longLived) ? new LineToken(LineFault.NotConfigured)
                : longLived == refused ? new LineToken(LineFault.Unauthorized)
                : new LineToken(longLived, DateTimeOffset.MaxValue);
        }

        if (account.Setting("channelId") is not { } id || account.Secret("channelSecret") is not { } secret || LineAddress.Api(account) is not { } address)
        {
            return new LineToken(LineFault.NotConfigured);
        }

        return await Current(account.Id, address, id, secret, refused).WaitAsync(cancellationToken);
    }

    private Task<LineToken> Current(Guid account, string address, string id, string secret, string? refused)
    {
        var fingerprint = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{address}\n{id}\n{secret}")));
        lock (_gate)
        {
            if (_held.TryGetValue(account, out var held) && held.Fingerprint == fingerprint && Usable(held.Token, refused))
            {
                return held.Token;
            }

            // Not bound to the first caller's cancellation: the others wait for the same answer.
            var token = Task.Run(() => RequestAsync(address, id, secret), CancellationToken.None);
            _held[account] = new Held(fingerprint, token);
            return token;
        }
    }

    private bool Usable(Task<LineToken> token, string? refused) =>
        !token.IsCompleted || (token.IsCompletedSuccessfully && token.Result is { Value: { } value, Expires: var expires } && value != refused && expires > time.GetUtcNow());

    private async Task<LineToken> RequestAsync(string address, string id, string secret)
    {
        using var deadline = new CancellationTokenSource(_deadline, time);
        using var request = new HttpRequestMessage(HttpMethod.Post, address + "/oauth2/v3/token")
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "client_credentials"), new("client_id", id), new("client_secret", secret),
            ]),
        };
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if ((int)response.StatusCode is 400 or 401 or 403)
            {
                return new LineToken(LineFault.Unauthorized);
            }

            if (!response.IsSuccessStatusCode)
            {
                return new LineToken(LineFault.TokenUnavailable);
            }

            using var answer = JsonReading.Parse(await ProviderHttp.ReadBoundedAsync(response, deadline.Token));
            var lifetime = TimeSpan.FromSeconds(Math.Clamp(answer.RootElement.Whole("expires_in") ?? 0, 0, 86_400) * 0.8);
            var value = answer.RootElement.RequiredText("access_token");
            return FitsHeader(value) ? new LineToken(value, time.GetUtcNow() + lifetime) : new LineToken(LineFault.TokenUnavailable);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or FormatException or InvalidOperationException)
        {
            return new LineToken(LineFault.TokenUnavailable);
        }
    }

    /// <summary>The header's own check would quote the token in its exception.</summary>
    private static bool FitsHeader(string token) => token.Length > 0 && token.All(c => c is > ' ' and <= '~');

    private sealed record Held(string Fingerprint, Task<LineToken> Token);
}

/// <summary>A token or the reason why there is none. No record, so that nothing prints the value.</summary>
internal sealed class LineToken
{
    internal LineToken(string value, DateTimeOffset expires) => (Value, Expires) = (value, expires);

    internal LineToken(LineFault fault) => Fault = fault;

    internal string? Value { get; }

    internal DateTimeOffset Expires { get; }

    internal LineFault Fault { get; }
}
