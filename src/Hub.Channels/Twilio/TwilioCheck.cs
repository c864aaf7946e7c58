using System.Text.Json;

namespace Hub.Channels.Twilio;

/// <summary>Credentials, the number or service, and where it reports to, in the order in which they have to be put right.</summary>
internal sealed class TwilioCheck(TwilioApi api)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    /// <summary>The stable code of an answer that is none.</summary>
    internal static string Fault(TwilioAnswer answer) =>
        !answer.Configured ? "not_configured"
        : answer.Fault != CallFault.None ? answer.Fault.Code()
        : TwilioOutcomes.Number(answer) is { } number && TwilioErrors.All.TryGetValue(number, out var known) ? known.Code
        : (int)answer.Status switch { 401 or 403 => "unauthorized", 429 => "rate_limited", var status => $"http_{status}" };

    internal async Task<AccountCheck> RunAsync(ChannelAccount account, CancellationToken cancellationToken)
    {
        if (account.Secret("authToken") is null)
        {
            return new AccountCheck(false, "no_auth_token", "Without the auth token every webhook is refused.");
        }

        if (TwilioAddress.Account(account) is not { } own || (account.Setting("number") ?? account.Setting("messagingServiceSid")) is null)
        {
            return new AccountCheck(false, "not_configured", "Account SID, and a number or a messaging service, are needed.");
        }

        var answer = await GetAsync(account, own + ".json", cancellationToken);
        if (!answer.Succeeded)
        {
            return new AccountCheck(false, Fault(answer), null);
        }

        var (status, name) = TwilioOutcomes.Read(answer, static root => ((string?, string?)?)(root.Text("status"), root.Text("friendly_name"))) ?? (null, null);
        return status != "active" ? new AccountCheck(false, "account_suspended", $"{name}: {status}")
            : account.Setting("messagingServiceSid") is { } service ? await ServiceAsync(account, service, cancellationToken)
            : await NumberAsync(account, own, account.Setting("number")!, cancellationToken);
    }

    private async Task<AccountCheck> NumberAsync(ChannelAccount account, string own, string number, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(account, $"{own}/IncomingPhoneNumbers.json?PhoneNumber={Uri.EscapeDataString(number)}", cancellationToken);
        if (!answer.Succeeded)
        {
            return new AccountCheck(false, Fault(answer), null);
        }

        return TwilioOutcomes.Read(answer, root => root.Child("incoming_phone_numbers", JsonValueKind.Array) is not { } list ? new AccountCheck(false, "bad_answer", null)
            : list.EnumerateArray().FirstOrDefault(each => each.Text("phone_number") == number) is not { ValueKind: JsonValueKind.Object } found
                ? new AccountCheck(false, "number_not_found", $"The account has no number {number}.")
                : Webhook(account, found.Text("sms_url"), $"{number}, {found.Text("friendly_name")}")) ?? new AccountCheck(false, "bad_answer", null);
    }

    private async Task<AccountCheck> ServiceAsync(ChannelAccount account, string service, CancellationToken cancellationToken)
    {
        if (TwilioAddress.Messaging(account) is not { } messaging || TwilioReader.Sid(service) is null)
        {
            return new AccountCheck(false, "not_configured", "The messaging service is named by its SID.");
        }

        var answer = await GetAsync(account, $"{messaging}/v1/Services/{service}", cancellationToken);
        if (!answer.Succeeded)
        {
            return new AccountCheck(false, (int)answer.Status == 404 ? "service_not_found" : Fault(answer), null);
        }

        return TwilioOutcomes.Read(answer, root => root.Flag("use_inbound_webhook_on_number") == true
            ? new AccountCheck(true, "webhook_on_numbers", "The service leaves incoming messages to the webhook of each number.")
            : Webhook(account, root.Text("inbound_request_url"), root.Text("friendly_name") ?? service)) ?? new AccountCheck(false, "bad_answer", null);
    }

    private static AccountCheck Webhook(ChannelAccount account, string? url, string name) =>
        string.IsNullOrEmpty(url) ? new AccountCheck(false, "webhook_not_set", "Twilio has no address for incoming messages.")
        // Something may forward to us on purpose, so this is said but is no fault.
        : !url.Split('?')[0].EndsWith($"/webhooks/twilio/{account.Key}/messages", StringComparison.Ordinal) ? new AccountCheck(true, "webhook_elsewhere", $"Twilio calls {url}.")
        : new AccountCheck(true, "ok", name);

    private Task<TwilioAnswer> GetAsync(ChannelAccount account, string address, CancellationToken cancellationToken) =>
        api.CallAsync(account, () => new HttpRequestMessage(HttpMethod.Get, address), _limit, cancellationToken);
}
