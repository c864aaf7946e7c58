using System.Net;

namespace Hub.Channels.Telegram;

/// <summary>
/// Fetches what customers sent. The hub keeps Telegram's id of a file; where it lies is asked anew each time, since that address holds the token and works for an hour only.
/// </summary>
internal sealed class TelegramFiles(TelegramApi api, TimeProvider time)
{
    private static readonly TimeSpan _untilHeaders = TimeSpan.FromSeconds(10);

    internal async Task<FetchOutcome> FetchAsync(ChannelAccount account, string fileId, Stream destination, long maxBytes, CancellationToken cancellationToken)
    {
        if (!TelegramAddress.IsFileId(fileId))
        {
            return new FetchOutcome(FetchStatus.Gone, Code: "unknown_reference");
        }

        var found = await api.CallAsync(account, "getFile", new { file_id = fileId }, _untilHeaders, cancellationToken);
        if (!found.Succeeded)
        {
            return found is { Configured: true, Fault: CallFault.None, Status: HttpStatusCode.BadRequest }
                ? found.Description?.Contains("too big", StringComparison.OrdinalIgnoreCase) == true ? new FetchOutcome(FetchStatus.TooLarge) : new FetchOutcome(FetchStatus.Gone, Code: "unknown_file")
                : new FetchOutcome(FetchStatus.Failed, Code: TelegramApi.Code(found), RetryAfter: found.RetryAfter);
        }

        if (found.Read(static root => root.Child("result")?.Text("file_path")) is not { } path || TelegramAddress.File(account, path) is not { } address)
        {
            return new FetchOutcome(FetchStatus.Gone, Code: "foreign_address");
        }

        using var deadline = new Deadline(_untilHeaders, time, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var (fault, response) = await api.OpenAsync(request, deadline);
        if (response is null)
        {
            return new FetchOutcome(FetchStatus.Failed, Code: fault.Code());
        }

        using (response)
        {
            return (int)response.StatusCode switch
            {
                >= 200 and < 300 => Typed(await new FileTransfer(time).CopyAsync(response, destination, maxBytes, deadline, cancellationToken)),
                >= 300 and < 400 => new FetchOutcome(FetchStatus.Gone, Code: "redirected"),
                // The address may just have grown too old; the next try asks for a new one.
                var status => new FetchOutcome(FetchStatus.Failed, Code: $"http_{status}", RetryAfter: ProviderHttp.RetryAfter(response, time)),
            };
        }
    }

    /// <summary>Telegram serves everything as bytes; what the message has said of its kind is better.</summary>
    private static FetchOutcome Typed(FetchOutcome outcome) => outcome.ContentType == "application/octet-stream" ? outcome with { ContentType = null } : outcome;
}
