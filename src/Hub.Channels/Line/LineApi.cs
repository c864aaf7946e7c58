using System.Net;
using System.Net.Http.Headers;

namespace Hub.Channels.Line;

/// <summary>Calls LINE with the account's token; on 401 once more with a fresh one.</summary>
internal sealed class LineApi(HttpClient http, TimeProvider time)
{
    private readonly LineTokens _tokens = new(http, time);

    /// <summary>One call with an answer of a few kilobytes, within the deadline.</summary>
    internal async Task<LineAnswer> CallAsync(ChannelAccount account, Func<string, HttpRequestMessage> create, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(limit, time, cancellationToken);
        var (fault, response) = await OpenAsync(account, LineAddress.Api(account), create, deadline);
        if (response is null)
        {
            return new LineAnswer(fault);
        }

        using (response)
        {
            var body = ReadOnlyMemory<byte>.Empty;
            try
            {
                body = await ProviderHttp.ReadBoundedAsync(response, deadline.Token);
            }
            catch (Exception e) when (deadline.IsNetworkFault(e))
            {
                // The status line has said what happened; without the body only details are missing.
            }

            return new LineAnswer(LineFault.None, response.StatusCode, body, ProviderHttp.RetryAfter(response, time), response.Headers.Contains("X-Line-Accepted-Request-Id"));
        }
    }

    /// <summary>Makes the call and returns as soon as the headers are there; the caller disposes the response.</summary>
    internal async Task<(LineFault Fault, HttpResponseMessage? Response)> OpenAsync(
        ChannelAccount account, string? address, Func<string, HttpRequestMessage> create, Deadline deadline)
    {
        if (address is null)
        {
            return (LineFault.NotConfigured, null);
        }

        string? refused = null;
        while (true)
        {
            LineToken token;
            try
            {
                token = await _tokens.GetAsync(account, refused, deadline.Token);
            }
            catch (OperationCanceledException) when (!deadline.CancelledByCaller)
            {
                return (LineFault.TokenUnavailable, null);
            }

            if (token.Value is null)
            {
                return (token.Fault, null);
            }

            using var request = create(address);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
            var (fault, response) = await TrySendAsync(http, request, deadline);
            if (response?.StatusCode != HttpStatusCode.Unauthorized)
            {
                return (fault, response);
            }

            response.Dispose();
            if (refused is not null)
            {
                return (LineFault.Unauthorized, null);
            }

            refused = token.Value;
        }
    }

    /// <summary>Sends and sorts what can go wrong by whether the request can have arrived.</summary>
    internal static async Task<(LineFault Fault, HttpResponseMessage? Response)> TrySendAsync(HttpClient http, HttpRequestMessage request, Deadline deadline)
    {
        var (fault, response) = await ProviderHttp.TrySendAsync(http, request, deadline);
        return (fault switch
        {
            CallFault.None => LineFault.None,
            CallFault.NotConnected => LineFault.NotConnected,
            CallFault.TimedOut => LineFault.TimedOut,
            CallFault.ConnectionLost => LineFault.ConnectionLost,
            _ => throw new InvalidOperationException($"No rule for {fault}."),
        }, response);
    }
}
