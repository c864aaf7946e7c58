using System.Text.Json;
using Hub.Channels;
using Hub.Channels.Email;

namespace Hub.Server.Integrations.MailSignIn;

/// <summary>What a token endpoint gives. No record, so that nothing prints it.</summary>
internal sealed class MailToken(string access, string? refresh, TimeSpan lifetime)
{
    public string Access { get; } = access;

    /// <summary>Null: the one that was used stays good.</summary>
    public string? Refresh { get; } = refresh;

    public TimeSpan Lifetime { get; } = lifetime;
}

/// <summary>Asks a provider's token endpoint (RFC 6749 sections 4.1.3 and 6). Nothing of what it answers is logged.</summary>
internal sealed class TokenClient(TimeProvider time)
{
    private const int LongestAnswer = 64 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly HttpClient http = ChannelHttpClient.Create();

    public Task<MailToken> ExchangeAsync(MailProvider provider, string code, string verifier, string redirect, CancellationToken cancellationToken) =>
        AskAsync(provider, [new("grant_type", "authorization_code"), new("code", code), new("code_verifier", verifier), new("redirect_uri", redirect)], cancellationToken);

    public Task<MailToken> RefreshAsync(MailProvider provider, string refreshToken, CancellationToken cancellationToken) =>
        AskAsync(provider, [new("grant_type", "refresh_token"), new("refresh_token", refreshToken), new("scope", provider.Scope)], cancellationToken);

    /// <exception cref="MailException"><see cref="MailFault.SignInNeeded"/>: what was given is not good; <see cref="MailFault.Unreachable"/>: no answer now.</exception>
    private async Task<MailToken> AskAsync(MailProvider provider, List<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        form.Add(new("client_id", provider.ClientId));
        if (provider.ClientSecret is { } secret)
        {
            form.Add(new("client_secret", secret));
        }

        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var content = new FormUrlEncodedContent(form);
            using var request = new HttpRequestMessage(HttpMethod.Post, provider.Token) { Content = content };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if ((int)response.StatusCode is 400 or 401 or 403)
            {
                throw new MailException(MailFault.SignInNeeded);
            }

            if (!response.IsSuccessStatusCode)
            {
                throw new MailException(MailFault.Unreachable, "token_unavailable");
            }

            await response.Content.LoadIntoBufferAsync(LongestAnswer, either.Token);
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(either.Token));
            return Read(answer.RootElement);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or InvalidOperationException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new MailException(MailFault.Unreachable, "token_unavailable");
        }
    }

    private static MailToken Read(JsonElement root) => new(
        root.GetProperty("access_token").GetString() is { Length: > 0 } access && access.All(c => c is > ' ' and <= '~') ? access : throw new JsonException(),
        root.TryGetProperty("refresh_token", out var refresh) ? refresh.GetString() : null,
        TimeSpan.FromSeconds(root.TryGetProperty("expires_in", out var life) && life.TryGetInt32(out var seconds) ? Math.Clamp(seconds, 60, 86_400) : 300));
}
