using System.Text.Json;

namespace Hub.Channels.Line;

/// <summary>What LINE tells about people and about the account itself.</summary>
internal sealed class LineAccounts(LineApi api)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    internal async Task<ChannelProfile?> ProfileAsync(ChannelAccount account, string userId, CancellationToken cancellationToken)
    {
        // A group has a name of its own, a room of several people has none.
        return !LineAddress.IsSegment(userId) || IsPlace(userId, 'R') ? null
            : IsPlace(userId, 'C') ? await FetchAsync(account, $"/v2/bot/group/{userId}/summary", "groupName", cancellationToken)
            : await FetchAsync(account, "/v2/bot/profile/" + userId, "displayName", cancellationToken);
    }

    /// <summary>One person of a group or room, also one who is no friend of the account.</summary>
    internal async Task<ChannelProfile?> MemberAsync(ChannelAccount account, string place, string userId, CancellationToken cancellationToken) =>
        !LineAddress.IsSegment(place) || !LineAddress.IsSegment(userId) ? null
            : await FetchAsync(account, $"/v2/bot/{(IsPlace(place, 'R') ? "room" : "group")}/{place}/member/{userId}", "displayName", cancellationToken);

    private async Task<ChannelProfile?> FetchAsync(ChannelAccount account, string path, string name, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(account, path, cancellationToken);
        return (int)answer.Status switch
        {
            _ when answer.Fault != LineFault.None => throw Fault(answer),
            >= 200 and < 300 => Read(answer, root => new ChannelProfile(root.Text(name), Picture(root.Text("pictureUrl")), root.Text("language"))),
            400 or 404 => null,
            _ => throw Fault(answer),
        };
    }

    private static bool IsPlace(string id, char kind) => id.Length == 33 && id[0] == kind;

    internal async Task<LineQuota> QuotaAsync(ChannelAccount account, CancellationToken cancellationToken)
    {
        var limit = await GetAsync(account, "/v2/bot/message/quota", cancellationToken);
        var used = await GetAsync(account, "/v2/bot/message/quota/consumption", cancellationToken);
        return new LineQuota(
            Read(Good(limit), static root => root.Text("type") == "limited" ? root.Whole("value") : null),
            Read(Good(used), static root => root.Whole("totalUsage") ?? 0));
    }

    /// <summary>Credentials, the right bot, the webhook and the quota, in the order in which they have to be put right.</summary>
    internal async Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken)
    {
        if (account.Secret("channelSecret") is null)
        {
            return new AccountCheck(false, "no_channel_secret", "Without the channel secret every webhook is refused.");
        }

        try
        {
            var bot = Good(await GetAsync(account, "/v2/bot/info", cancellationToken));
            var (id, name, chats) = Read(bot, static root => (root.Text("userId"), $"{root.Text("displayName")} ({root.Text("basicId")})", root.Text("chatMode") == "chat"));
            if (account.Setting("botUserId") is { } expected && expected != id)
            {
                return new AccountCheck(false, "wrong_bot", $"The credentials belong to {name}, whose user id is {id}.");
            }

            // LINE does not tell whether its own automatic answers are on; with its chat on they are a switch away, and people may answer there.
            var check = await CheckWebhookAsync(account, cancellationToken) ?? await CheckQuotaAsync(account, name, cancellationToken);
            return chats ? check with { Findings = [new AccountFinding("line_chat_on", Good: false, null)] } : check;
        }
        catch (HttpRequestException e)
        {
            return new AccountCheck(false, e.Data["code"] as string ?? "unreachable", e.Message);
        }
    }

    /// <summary>
    /// Sets the webhook address, which LINE takes up to a minute to use, and lets LINE call it at once. "Use webhook" is a switch in LINE's console that no call can turn.
    /// </summary>
    internal async Task<AccountCheck> SetWebhookAsync(ChannelAccount account, string url, CancellationToken cancellationToken)
    {
        try
        {
            var set = await WriteAsync(account, HttpMethod.Put, "/v2/bot/channel/webhook/endpoint", url, cancellationToken);
            if (set is { Fault: LineFault.None, Status: System.Net.HttpStatusCode.BadRequest })
            {
                return new AccountCheck(false, "webhook_refused", url);
            }

            Good(set);
            var (success, status, reason) = Read(
                Good(await WriteAsync(account, HttpMethod.Post, "/v2/bot/channel/webhook/test", url, cancellationToken)),
                static root => (root.Flag("success") == true, root.Whole("statusCode"), root.Text("reason")));
            if (!success)
            {
                return new AccountCheck(false, "webhook_unanswered", $"{url}: {status} {reason}");
            }

            var check = await CheckAsync(account, cancellationToken);
            return check with { Findings = [new AccountFinding("webhook_answers", Good: true, url), .. check.Findings] };
        }
        catch (HttpRequestException e)
        {
            return new AccountCheck(false, e.Data["code"] as string ?? "unreachable", e.Message);
        }
    }

    private Task<LineAnswer> WriteAsync(ChannelAccount account, HttpMethod method, string path, string endpoint, CancellationToken cancellationToken) => api.CallAsync(
        account,
        address => new HttpRequestMessage(method, address + path) { Content = new StringContent(JsonSerializer.Serialize(new { endpoint }), System.Text.Encoding.UTF8, "application/json") },
        _limit, cancellationToken);

    private async Task<AccountCheck?> CheckWebhookAsync(ChannelAccount account, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(account, "/v2/bot/channel/webhook/endpoint", cancellationToken);
        if (answer is { Fault: LineFault.None, Status: System.Net.HttpStatusCode.NotFound })
        {
            return new AccountCheck(false, "webhook_not_set", "LINE has no webhook URL for this channel.");
        }

        var (endpoint, active) = Read(Good(answer), static root => (root.Text("endpoint"), root.Flag("active") == true));
        return string.IsNullOrEmpty(endpoint) ? new AccountCheck(false, "webhook_not_set", "LINE has no webhook URL for this channel.")
            : !active ? new AccountCheck(false, "webhook_inactive", $"LINE knows {endpoint} but \"Use webhook\" is off.")
            // Sending works and something may forward to us on purpose, so this is said but is no fault.
            : !endpoint.EndsWith("/webhooks/line/" + account.Key, StringComparison.Ordinal) ? new AccountCheck(true, "webhook_elsewhere", $"LINE calls {endpoint}.")
            : null;
    }

    private async Task<AccountCheck> CheckQuotaAsync(ChannelAccount account, string name, CancellationToken cancellationToken)
    {
        var quota = await QuotaAsync(account, cancellationToken);
        var said = quota.Limit is { } limit ? $"{name}: {quota.Used} of {limit} messages this month." : $"{name}: {quota.Used} messages this month, no limit.";
        return quota.Exhausted ? new AccountCheck(false, "monthly_limit", said) : new AccountCheck(true, "ok", said);
    }

    private Task<LineAnswer> GetAsync(ChannelAccount account, string path, CancellationToken cancellationToken) =>
        api.CallAsync(account, address => new HttpRequestMessage(HttpMethod.Get, address + path), _limit, cancellationToken);

    private static LineAnswer Good(LineAnswer answer) =>
        answer is { Fault: LineFault.None, Status: >= System.Net.HttpStatusCode.OK and < System.Net.HttpStatusCode.MultipleChoices } ? answer : throw Fault(answer);

    /// <summary>Picked up by the hub's own fetch, so only what can be an address of a picture.</summary>
    private static string? Picture(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? url : null;

    private static HttpRequestException Fault(LineAnswer answer)
    {
        var code = answer.Fault != LineFault.None ? answer.Fault.Code()
            : (int)answer.Status == 429 ? "rate_limited"
            : $"http_{(int)answer.Status}";
        return new HttpRequestException($"LINE did not answer as expected: {code}.", null, answer.Fault == LineFault.None ? answer.Status : null) { Data = { ["code"] = code } };
    }

    private static T Read<T>(LineAnswer answer, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonReading.Parse(answer.Body);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw new HttpRequestException("LINE did not answer as expected: no readable JSON.", null, answer.Status) { Data = { ["code"] = "bad_answer" } };
        }
    }
}
