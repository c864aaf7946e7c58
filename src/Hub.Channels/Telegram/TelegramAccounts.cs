using System.Net;
using System.Text.Json;

namespace Hub.Channels.Telegram;

/// <summary>What Telegram tells about people and about the bot itself, and where it is told to call.</summary>
internal sealed class TelegramAccounts(TelegramApi api)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    internal async Task<ChannelProfile?> ProfileAsync(ChannelAccount account, string chatId, CancellationToken cancellationToken)
    {
        if (!TelegramAddress.IsChat(chatId))
        {
            return null;
        }

        var answer = await api.CallAsync(account, "getChat", new { chat_id = chatId }, _limit, cancellationToken);
        return answer is { Configured: true, Fault: CallFault.None, Status: HttpStatusCode.BadRequest or HttpStatusCode.Forbidden } ? null
            : !answer.Succeeded ? throw Fault(answer)
            : answer.Read(static root => root.Child("result") is not { } chat ? null : new ChannelProfile(chat.Name("title") ?? TelegramReader.FullName(chat), null, null)
            {
                PictureReference = chat.Child("photo")?.Text("big_file_id") is { } id && TelegramAddress.IsFileId(id) ? TelegramContent.File + id : null,
            }) ?? throw Fault(answer);
    }

    /// <summary>The token, then the way messages come in, in the order in which they have to be put right.</summary>
    internal async Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken)
    {
        var me = await api.CallAsync(account, "getMe", new { }, _limit, cancellationToken);
        if (!me.Succeeded || me.Read(static root => root.Child("result")?.Text("username")) is not { } name)
        {
            return new AccountCheck(false, TelegramApi.Code(me), me.Description);
        }

        var asked = await api.CallAsync(account, "getWebhookInfo", new { }, _limit, cancellationToken);
        if (!asked.Succeeded || asked.Read(Hook.Of) is not { } hook)
        {
            return new AccountCheck(false, TelegramApi.Code(asked), asked.Description);
        }

        var good = new AccountCheck(true, "ok", "@" + name);
        if (TelegramAdapter.IsPolledAccount(account))
        {
            return hook.Url.Length > 0 ? new AccountCheck(false, "webhook_set", hook.Url) : good;
        }

        return hook.Url.Length == 0 ? new AccountCheck(false, "webhook_not_set", "@" + name)
            // Sending works and something may forward to us on purpose, so this is said but is no fault.
            : !hook.Url.EndsWith("/webhooks/telegram/" + account.Key, StringComparison.Ordinal) ? new AccountCheck(true, "webhook_elsewhere", hook.Url)
            : hook is { Waiting: > 0, Error: not null } ? new AccountCheck(false, "webhook_failing", hook.Error)
            : good;
    }

    /// <summary>Sets the address with the secret, or takes it away where the hub asks by itself: Telegram does one of the two only. Nothing that waits is dropped.</summary>
    internal async Task<AccountCheck> SetWebhookAsync(ChannelAccount account, string url, CancellationToken cancellationToken)
    {
        var polled = TelegramAdapter.IsPolledAccount(account);
        var answer = polled || TelegramSecret.Of(account) is not { } secret
            ? await api.CallAsync(account, "deleteWebhook", new { drop_pending_updates = false }, _limit, cancellationToken)
            : await api.CallAsync(account, "setWebhook", new { url, secret_token = secret, allowed_updates = TelegramPolling.Kinds, drop_pending_updates = false }, _limit, cancellationToken);
        if (!answer.Succeeded)
        {
            return answer is { Configured: true, Fault: CallFault.None, Status: HttpStatusCode.BadRequest }
                ? new AccountCheck(false, "webhook_refused", answer.Description)
                : new AccountCheck(false, TelegramApi.Code(answer), answer.Description);
        }

        var check = await CheckAsync(account, cancellationToken);
        return check with { Findings = [new AccountFinding(polled ? "hub_asks" : "webhook_told", Good: true, polled ? null : url), .. check.Findings] };
    }

    private static HttpRequestException Fault(TelegramAnswer answer)
    {
        var code = TelegramApi.Code(answer);
        return new HttpRequestException($"Telegram did not answer as expected: {code}.", null, answer.Fault == CallFault.None ? answer.Status : null) { Data = { ["code"] = code } };
    }

    private sealed record Hook(string Url, long Waiting, string? Error)
    {
        internal static Hook? Of(JsonElement root) => root.Child("result") is { } info ? new Hook(info.Text("url") ?? "", info.Whole("pending_update_count") ?? 0, info.Text("last_error_message")) : null;
    }
}
