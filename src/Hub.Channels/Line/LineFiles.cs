using System.Net;

namespace Hub.Channels.Line;

/// <summary>Fetches what customers sent. LINE keeps content for an unspecified time only, so it is fetched as soon as it is known.</summary>
internal sealed class LineFiles(LineApi api, HttpClient external, TimeProvider time)
{
    private static readonly TimeSpan _untilHeaders = TimeSpan.FromSeconds(10);

    internal async Task<FetchOutcome> FetchAsync(ChannelAccount account, string reference, Stream destination, long maxBytes, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(_untilHeaders, time, cancellationToken);
        return await TakeAsync(await OpenAsync(account, reference, deadline), destination, maxBytes, deadline, cancellationToken);
    }

    /// <summary>Pictures of stickers are public; a simulator or a proxy has them beside the files.</summary>
    internal async Task<FetchOutcome> FetchStickerAsync(ChannelAccount account, string stickerId, Stream destination, long maxBytes, CancellationToken cancellationToken)
    {
        if (LineContent.PicturePath(stickerId) is not { } path || (account.Setting("dataBase") is null ? LineAddress.Stickers : LineAddress.Data(account)) is not { } address)
        {
            return new FetchOutcome(FetchStatus.Gone, Code: "unknown_reference");
        }

        using var deadline = new Deadline(_untilHeaders, time, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, address + path);
        return await TakeAsync(await LineApi.TrySendAsync(external, request, deadline), destination, maxBytes, deadline, cancellationToken);
    }

    private async Task<FetchOutcome> TakeAsync((LineFault? Fault, HttpResponseMessage? Response) opened, Stream destination, long maxBytes, Deadline deadline, CancellationToken cancellationToken)
    {
        var (fault, response) = opened;
        if (response is null)
        {
            return fault is null ? new FetchOutcome(FetchStatus.Gone, Code: "unknown_reference") : new FetchOutcome(FetchStatus.Failed, Code: fault.Value.Code());
        }

        using (response)
        {
            return (int)response.StatusCode switch
            {
                202 => new FetchOutcome(FetchStatus.NotReady, RetryAfter: ProviderHttp.RetryAfter(response, time)),
                >= 200 and < 300 => await new FileTransfer(time).CopyAsync(response, destination, maxBytes, deadline, cancellationToken),
                404 or 410 => new FetchOutcome(FetchStatus.Gone, Code: $"http_{(int)response.StatusCode}"),
                // A redirect could lead anywhere, also into the hub's own network.
                >= 300 and < 400 => new FetchOutcome(FetchStatus.Gone, Code: "redirected"),
                429 => new FetchOutcome(FetchStatus.Failed, Code: "rate_limited", RetryAfter: ProviderHttp.RetryAfter(response, time)),
                var status => new FetchOutcome(FetchStatus.Failed, Code: $"http_{status}", RetryAfter: ProviderHttp.RetryAfter(response, time)),
            };
        }
    }

    /// <summary>The response, a fault, or neither for a reference that was never ours.</summary>
    private async Task<(LineFault? Fault, HttpResponseMessage? Response)> OpenAsync(ChannelAccount account, string reference, Deadline deadline)
    {
        if (reference.StartsWith(LineContent.AtLine, StringComparison.Ordinal) && LineAddress.IsSegment(reference[LineContent.AtLine.Length..]))
        {
            var id = reference[LineContent.AtLine.Length..];
            return await api.OpenAsync(
                account, LineAddress.Data(account), address => new HttpRequestMessage(HttpMethod.Get, $"{address}/v2/bot/message/{id}/content"), deadline);
        }

        if (reference.StartsWith(LineContent.Elsewhere, StringComparison.Ordinal)
            && Uri.TryCreate(reference[LineContent.Elsewhere.Length..], UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            return await LineApi.TrySendAsync(external, request, deadline);
        }

        return (null, null);
    }
}
