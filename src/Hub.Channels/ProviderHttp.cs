namespace Hub.Channels;

/// <summary>Why an HTTP call has no answer.</summary>
internal enum CallFault
{
    None,
    /// <summary>No connection, so nothing was sent.</summary>
    NotConnected,
    /// <summary>The deadline passed; the request may have arrived.</summary>
    TimedOut,
    /// <summary>The connection broke after the request was on its way.</summary>
    ConnectionLost,
}

/// <summary>One HTTP call to a provider, with what can go wrong sorted by whether the request can have arrived.</summary>
internal static class ProviderHttp
{
    private const int MaxAnswerBytes = 256 * 1024;

    /// <summary>The stable code of a fault.</summary>
    internal static string Code(this CallFault fault) => fault switch
    {
        CallFault.NotConnected => "not_connected",
        CallFault.TimedOut => "timeout",
        CallFault.ConnectionLost => "connection_lost",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    /// <summary>Returns as soon as the headers are there; the caller disposes the response.</summary>
    internal static async Task<(CallFault Fault, HttpResponseMessage? Response)> TrySendAsync(HttpClient http, HttpRequestMessage request, Deadline deadline)
    {
        try
        {
            return (CallFault.None, await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token));
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            return (CallFault.NotConnected, null);
        }
        catch (Exception e) when (deadline.IsNetworkFault(e))
        {
            return (e is OperationCanceledException ? CallFault.TimedOut : CallFault.ConnectionLost, null);
        }
    }

    /// <summary>The body, cut at a limit that no honest answer reaches.</summary>
    internal static async Task<ReadOnlyMemory<byte>> ReadBoundedAsync(HttpResponseMessage response, CancellationToken cancellationToken, int limit = MaxAnswerBytes)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[4096];
        var length = 0;
        while (length < limit)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return buffer.AsMemory(0, length);
    }

    /// <summary>The provider's wish, held between one second and one hour.</summary>
    internal static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var wish = response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - time.GetUtcNow();
        return wish is { } given ? TimeSpan.FromSeconds(Math.Clamp(given.TotalSeconds, 1, 3600)) : null;
    }
}
