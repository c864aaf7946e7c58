using System.Globalization;
using System.Text.Json;

namespace Hub.Channels.Twilio;

/// <summary>Asks Twilio which messages the account's number or service has received and sent since a moment.</summary>
internal sealed class TwilioList(TwilioApi api)
{
    private const int PageSize = 200;
    private const int MaxPages = 25;
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    internal async Task<ListOutcome> FetchAsync(ChannelAccount account, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (TwilioAddress.Messages(account) is not { } messages)
        {
            return new ListOutcome([], Complete: false, "not_configured");
        }

        // "DateSent>" is the parameter's name; its value counts to the second.
        var query = $".json?PageSize={PageSize}&DateSent%3E={Uri.EscapeDataString(since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))}";
        var number = account.Setting("messagingServiceSid") is null ? account.Setting("number") : null;
        var bodies = new List<ReadOnlyMemory<byte>>();
        var complete = true;
        foreach (var side in number is null ? [""] : new[] { "&To=" + Uri.EscapeDataString(number), "&From=" + Uri.EscapeDataString(number) })
        {
            var pages = new List<ReadOnlyMemory<byte>>();
            var next = messages + query + side;
            for (var page = 0; next is not null; page++)
            {
                if (page == MaxPages)
                {
                    complete = false;
                    break;
                }

                var address = next;
                var answer = await api.CallAsync(account, () => new HttpRequestMessage(HttpMethod.Get, address), _limit, cancellationToken);
                if (!answer.Succeeded)
                {
                    return new ListOutcome([], Complete: false, TwilioCheck.Fault(answer));
                }

                if (Page(account, answer) is not var (body, following))
                {
                    return new ListOutcome([], Complete: false, "bad_answer");
                }

                pages.Add(body);
                next = following is null ? null : TwilioAddress.Api(account) + following;
            }

            // Twilio lists the newest first; a customer's messages are to come in their order.
            pages.Reverse();
            bodies.AddRange(pages);
        }

        return new ListOutcome(bodies, complete);
    }

    /// <summary>The page with what belongs to this account of the hub: another account's service may share Twilio's account.</summary>
    private static (ReadOnlyMemory<byte> Body, string? Next)? Page(ChannelAccount account, TwilioAnswer answer)
    {
        try
        {
            using var document = JsonReading.Parse(answer.Body);
            var service = account.Setting("messagingServiceSid");
            var own = JsonReading.RequiredArray(document.RootElement, "messages").EnumerateArray().Where(message => service is null || message.Text("messaging_service_sid") == service).Reverse().ToList();
            return (JsonSerializer.SerializeToUtf8Bytes(new { messages = own }), document.RootElement.Text("next_page_uri") is { Length: > 0 } next && next[0] == '/' ? next : null);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}
