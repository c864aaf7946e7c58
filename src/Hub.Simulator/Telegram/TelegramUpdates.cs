using System.Text;
using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Telegram;

/// <summary>How a bot hears of what happened: it asks (getUpdates, up to 50 seconds), or its webhook is called, one update at a time, again until it answers with 2xx. Never both.</summary>
internal sealed class TelegramUpdates(TelegramWorld world, TimeProvider clock, IHostApplicationLifetime lifetime) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly HashSet<string> posting = [];
    private readonly Lock gate = new();

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ActivityHeadersPropagator = null }) { Timeout = Timeout.InfiniteTimeSpan };

    public async Task<IResult> AskAsync(TelegramBot bot, TelegramCall call, CancellationToken cancellation)
    {
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        lock (bot.Gate)
        {
            if (bot.WebhookUrl.Length > 0)
            {
                return TelegramCall.Error(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
            }
            bot.Asking?.Cancel();
            bot.Asking = asking;
            if (call.Number("offset") is { } offset)
            {
                world.Confirm(bot, update => offset > 0 && update.Id < offset);
            }
        }
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(Math.Clamp(call.Number("timeout") ?? 0, 0, 50)), clock);
        var most = (int)Math.Clamp(call.Number("limit") ?? 100, 1, 100);
        try
        {
            while (true)
            {
                Task news;
                lock (bot.Gate)
                {
                    if (bot.Waiting.Count > 0 || limit.IsCancellationRequested)
                    {
                        return TelegramCall.Result(Page(bot, most));
                    }
                    news = bot.News.Task;
                }
                using var either = CancellationTokenSource.CreateLinkedTokenSource(asking.Token, limit.Token);
                await Task.WhenAny(news, Task.Delay(Timeout.InfiniteTimeSpan, clock, either.Token));
                asking.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            return TelegramCall.Error(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
        }
        finally
        {
            lock (bot.Gate)
            {
                bot.Asking = bot.Asking == asking ? null : bot.Asking;
            }
        }
    }

    public IResult SetWebhook(TelegramBot bot, TelegramCall call)
    {
        var url = call["url"] ?? "";
        if (url.Length > 0 && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address is { Scheme: "http", IsLoopback: true })))
        {
            // To this machine plain http is fine, as with a Bot API server of one's own.
            return TelegramCall.Error(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook");
        }
        if (call["secret_token"] is { } secret && (secret.Length is 0 or > 256 || secret.Any(c => !(char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))))
        {
            return TelegramCall.Error(400, "Bad Request: secret token contains unallowed characters");
        }
        lock (bot.Gate)
        {
            (bot.WebhookUrl, bot.WebhookSecret, bot.LastError, bot.LastErrorAt) = (url, call["secret_token"], null, null);
            bot.Asking?.Cancel();
            Drop(bot, call);
            world.Record(bot);
        }
        Post(bot);
        return TelegramCall.Result(true);
    }

    public IResult DeleteWebhook(TelegramBot bot, TelegramCall call)
    {
        lock (bot.Gate)
        {
            (bot.WebhookUrl, bot.WebhookSecret) = ("", null);
            Drop(bot, call);
            world.Record(bot);
        }
        return TelegramCall.Result(true);
    }

    public static JsonObject Info(TelegramBot bot)
    {
        lock (bot.Gate)
        {
            var info = new JsonObject { ["url"] = bot.WebhookUrl, ["has_custom_certificate"] = false, ["pending_update_count"] = bot.Waiting.Count, ["max_connections"] = 40 };
            if (bot.LastError is not null)
            {
                (info["last_error_date"], info["last_error_message"]) = (bot.LastErrorAt!.Value.ToUnixTimeSeconds(), bot.LastError);
            }
            return info;
        }
    }

    /// <summary>Posts what waits, if there is a webhook and nobody posts already.</summary>
    public void Post(TelegramBot bot)
    {
        lock (gate)
        {
            if (!posting.Add(bot.Key))
            {
                return;
            }
        }
        _ = Task.Run(() => PostAsync(bot));
    }

    public void Dispose() => http.Dispose();

    private static JsonArray Page(TelegramBot bot, int most)
    {
        var updates = bot.Waiting.Take(most).SelectMany(update => bot.Faults.Settings.Twice ? [update, update] : new[] { update });
        return new JsonArray([.. updates.Select(update => update.Json.DeepClone())]);
    }

    private void Drop(TelegramBot bot, TelegramCall call)
    {
        if (call["drop_pending_updates"] == "true")
        {
            bot.Waiting.Clear();
        }
    }

    private async Task PostAsync(TelegramBot bot)
    {
        while (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            TelegramUpdate? next;
            string url;
            lock (bot.Gate)
            {
                (next, url) = (bot.Waiting.FirstOrDefault(), bot.WebhookUrl);
                if (next is null || url.Length == 0)
                {
                    lock (gate)
                    {
                        posting.Remove(bot.Key);
                    }
                    return;
                }
            }
            var error = await PostOneAsync(bot, url, next);
            if (error is null && bot.Faults.Settings.Twice)
            {
                await PostOneAsync(bot, url, next);
            }
            lock (bot.Gate)
            {
                if (error is null)
                {
                    world.Confirm(bot, update => update.Id == next.Id);
                    continue;
                }
                (bot.LastError, bot.LastErrorAt) = (error, world.Now);
            }
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), clock, lifetime.ApplicationStopping));
        }
    }

    private async Task<string?> PostOneAsync(TelegramBot bot, string url, TelegramUpdate update)
    {
        using var timer = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, lifetime.ApplicationStopping);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(update.Json.ToJsonString(Json.Wire), Encoding.UTF8, "application/json") };
        if (bot.WebhookSecret is { } secret)
        {
            request.Headers.TryAddWithoutValidation("X-Telegram-Bot-Api-Secret-Token", secret);
        }
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            return response.IsSuccessStatusCode ? null : $"Wrong response from the webhook: {(int)response.StatusCode} {response.ReasonPhrase}";
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return error is OperationCanceledException ? "Read timeout expired" : "Connection refused";
        }
    }
}
