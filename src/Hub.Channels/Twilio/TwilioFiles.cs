using System.Globalization;

namespace Hub.Channels.Twilio;

/// <summary>
/// Fetches what customers sent by MMS. Twilio names an address of its own and redirects from there to its storage; the credentials go to the former only.
/// A webhook that names any other host is not followed.
/// </summary>
internal sealed class TwilioFiles(TwilioApi api, HttpClient http, Lazy<HttpClient> external, TimeProvider time)
{
    /// <summary>References: an address as the webhook named it, or the nth file of a message.</summary>
    internal const string Address = "url:";
    internal const string Numbered = "media:";

    private const int MaxRedirects = 3;
    private static readonly TimeSpan _untilHeaders = TimeSpan.FromSeconds(10);

    internal async Task<FetchOutcome> FetchAsync(ChannelAccount account, string reference, Stream destination, long maxBytes, CancellationToken cancellationToken)
    {
        if (reference.StartsWith(Numbered, StringComparison.Ordinal))
        {
            var (address, outcome) = await LookUpAsync(account, reference[Numbered.Length..], cancellationToken);
            return address is null ? outcome! : await FollowAsync(account, address, destination, maxBytes, cancellationToken);
        }

        return reference.StartsWith(Address, StringComparison.Ordinal) && Uri.TryCreate(reference[Address.Length..], UriKind.Absolute, out var uri)
            ? await FollowAsync(account, uri, destination, maxBytes, cancellationToken)
            : new FetchOutcome(FetchStatus.Gone, Code: "unknown_reference");
    }

    private async Task<FetchOutcome> FollowAsync(ChannelAccount account, Uri address, Stream destination, long maxBytes, CancellationToken cancellationToken)
    {
        if (!TwilioAddress.IsOwn(account, address))
        {
            return new FetchOutcome(FetchStatus.Gone, Code: "foreign_address");
        }

        for (var redirects = 0; ; redirects++)
        {
            using var deadline = new Deadline(_untilHeaders, time, cancellationToken);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            var own = TwilioAddress.IsOwn(account, address);
            if (redirects == 0 && !TwilioApi.Sign(account, request))
            {
                return new FetchOutcome(FetchStatus.Failed, Code: "not_configured");
            }

            var (fault, response) = await ProviderHttp.TrySendAsync(own ? http : external.Value, request, deadline);
            if (response is null)
            {
                return new FetchOutcome(FetchStatus.Failed, Code: fault.Code());
            }

            using (response)
            {
                if ((int)response.StatusCode is >= 300 and < 400)
                {
                    if (redirects == MaxRedirects || Next(account, address, response) is not { } next)
                    {
                        return new FetchOutcome(FetchStatus.Gone, Code: "redirected");
                    }

                    address = next;
                    continue;
                }

                return (int)response.StatusCode switch
                {
                    >= 200 and < 300 => await new FileTransfer(time).CopyAsync(response, destination, maxBytes, deadline, cancellationToken),
                    404 or 410 => new FetchOutcome(FetchStatus.Gone, Code: $"http_{(int)response.StatusCode}"),
                    429 => new FetchOutcome(FetchStatus.Failed, Code: "rate_limited", RetryAfter: ProviderHttp.RetryAfter(response, time)),
                    var status => new FetchOutcome(FetchStatus.Failed, Code: $"http_{status}", RetryAfter: ProviderHttp.RetryAfter(response, time)),
                };
            }
        }
    }

    /// <summary>Where a redirect leads: Twilio itself, or https. The second client connects to public addresses only.</summary>
    private static Uri? Next(ChannelAccount account, Uri from, HttpResponseMessage response) =>
        response.Headers.Location is { } location && new Uri(from, location) is var next && (TwilioAddress.IsOwn(account, next) || (next.Scheme == Uri.UriSchemeHttps && next.IsDefaultPort))
            ? next : null;

    private async Task<(Uri? Address, FetchOutcome? Outcome)> LookUpAsync(ChannelAccount account, string reference, CancellationToken cancellationToken)
    {
        var parts = reference.Split('/');
        if (parts.Length != 2 || TwilioReader.Sid(parts[0]) is not { } sid || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || TwilioAddress.Messages(account) is not { } messages)
        {
            return (null, new FetchOutcome(FetchStatus.Gone, Code: "unknown_reference"));
        }

        var answer = await api.CallAsync(account, () => new HttpRequestMessage(HttpMethod.Get, $"{messages}/{sid}/Media.json"), _untilHeaders, cancellationToken);
        if (!answer.Succeeded)
        {
            return (null, (int)answer.Status is 404 or 410 ? new FetchOutcome(FetchStatus.Gone, Code: $"http_{(int)answer.Status}")
                : new FetchOutcome(FetchStatus.Failed, Code: TwilioCheck.Fault(answer), RetryAfter: answer.RetryAfter));
        }

        var path = TwilioOutcomes.Read(answer, root => root.Child("media_list", System.Text.Json.JsonValueKind.Array) is { } list && list.GetArrayLength() > number
            ? list[number].Text("uri") : null);
        return path is null || !path.EndsWith(".json", StringComparison.Ordinal) || !Uri.TryCreate(TwilioAddress.Api(account) + path[..^5], UriKind.Absolute, out var address)
            ? (null, new FetchOutcome(FetchStatus.Gone, Code: "no_such_file"))
            : (address, null);
    }
}
