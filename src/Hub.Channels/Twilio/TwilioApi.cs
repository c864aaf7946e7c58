using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Hub.Channels.Twilio;

/// <summary>An answer read to its end, or the fault instead of one.</summary>
/// <param name="Configured">False when the account lacks credentials, so that no call was made.</param>
internal sealed record TwilioAnswer(CallFault Fault, HttpStatusCode Status = default, ReadOnlyMemory<byte> Body = default, TimeSpan? RetryAfter = null, bool Configured = true)
{
    internal bool Succeeded => Configured && Fault == CallFault.None && (int)Status is >= 200 and < 300;
}

/// <summary>Calls Twilio with the account's credentials: an API key where there is one, else the account itself.</summary>
internal sealed class TwilioApi(HttpClient http, TimeProvider time)
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    internal async Task<TwilioAnswer> CallAsync(ChannelAccount account, Func<HttpRequestMessage> create, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(limit, time, cancellationToken);
        using var request = create();
        if (!Sign(account, request))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new TwilioAnswer(CallFault.None, Configured: false);
        }

        var (fault, response) = await ProviderHttp.TrySendAsync(http, request, deadline);
        if (response is null)
        {
            return new TwilioAnswer(fault);
        }

        using (response)
        {
            var body = ReadOnlyMemory<byte>.Empty;
            try
            {
                body = await ProviderHttp.ReadBoundedAsync(response, deadline.Token, MaxAnswerBytes);
            }
            catch (Exception e) when (deadline.IsNetworkFault(e))
            {
                // The status line has said what happened; without the body only details are missing.
            }

            return new TwilioAnswer(CallFault.None, response.StatusCode, body, ProviderHttp.RetryAfter(response, time));
        }
    }

    /// <summary>Puts the credentials on a request to Twilio itself; false when there are none, or the request goes somewhere else.</summary>
    internal static bool Sign(ChannelAccount account, HttpRequestMessage request)
    {
        var key = account.Setting("apiKeySid");
        var (user, password) = key is null ? (account.Setting("accountSid"), account.Secret("authToken")) : (key, account.Secret("apiKeySecret"));
        if (user is null || password is null || user.Contains(':', StringComparison.Ordinal) || request.RequestUri is not { } uri
            || !(TwilioAddress.IsOwn(account, uri) || IsMessaging(account, uri)))
        {
            return false;
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        return true;
    }

    private static bool IsMessaging(ChannelAccount account, Uri uri) =>
        TwilioAddress.Messaging(account) is { } messaging && new Uri(messaging).GetLeftPart(UriPartial.Authority) == uri.GetLeftPart(UriPartial.Authority);
}
