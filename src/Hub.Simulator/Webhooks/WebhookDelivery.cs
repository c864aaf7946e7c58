using Hub.Simulator.State;

namespace Hub.Simulator.Webhooks;

/// <summary>Sends one body until it is acknowledged or given up, and writes down every step.</summary>
internal sealed class WebhookDelivery(WebhookClient client, Simulation simulation, TimeProvider clock)
{
    public async Task DeliverAsync(IReadOnlyList<PendingWebhook> batch, CancellationToken cancellation)
    {
        var account = batch[0].Account;
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var answer = await AttemptAsync(account, batch, attempt, cancellation);
                var delivery = account.Delivery;
                var givesUp = !delivery.Redelivery || attempt >= delivery.MaxAttempts;
                Note(batch, answer.Acknowledged ? "delivered" : givesUp ? "failed" : "retrying", answer.Status);
                if (answer.Acknowledged || givesUp)
                {
                    break;
                }
                await Task.Delay(delivery.Pause(attempt), clock, cancellation);
            }
            if (batch[0].Entry.State == "delivered" && account.Faults.Settings.Webhook.RedeliverAlways)
            {
                await AttemptAsync(account, batch, attempt: 2, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            Note(batch, "failed", null);
        }
        finally
        {
            foreach (var webhook in batch)
            {
                webhook.SetSettled();
            }
        }
    }

    private async Task<WebhookAnswer> AttemptAsync(LineAccount account, IReadOnlyList<PendingWebhook> batch, int attempt, CancellationToken cancellation)
    {
        string url;
        bool active;
        lock (account.Gate)
        {
            url = account.WebhookUrl;
            active = account.WebhookActive;
            foreach (var webhook in batch)
            {
                webhook.Entry.Attempts++;
                webhook.Entry.State = webhook.Entry.State == "delivered" ? "delivered" : attempt == 1 ? "sending" : "retrying";
                if (webhook.Body.Text("replyToken") is { } token)
                {
                    account.ReplyTokens.Renew(token, clock.GetUtcNow());
                }
            }
        }
        if (!active)
        {
            return new WebhookAnswer(null, "COULD_NOT_CONNECT", "The webhook is switched off");
        }
        var body = WebhookEvents.Body(account.BotUserId, batch.Select(webhook => webhook.Body), isRedelivery: attempt > 1);
        var deadline = TimeSpan.FromMilliseconds(account.Delivery.TimeoutMs);
        var copies = attempt == 1 ? account.Faults.Settings.Webhook.Duplicates : 1;
        var answers = await Task.WhenAll(Enumerable.Range(0, copies).Select(_ => PostOne()));
        return answers.FirstOrDefault(answer => answer.Acknowledged) ?? answers[0];

        async Task<WebhookAnswer> PostOne()
        {
            var answer = await client.PostAsync(account, url, body, deadline, clock, cancellation);
            if (answer.Status is { } status)
            {
                lock (account.Gate)
                {
                    foreach (var webhook in batch)
                    {
                        account.Ledger.Acknowledge(webhook.Entry, status, clock.GetUtcNow());
                    }
                }
            }
            return answer;
        }
    }

    private void Note(IReadOnlyList<PendingWebhook> batch, string state, int? status)
    {
        lock (batch[0].Account.Gate)
        {
            foreach (var webhook in batch)
            {
                // A redelivery on top of an acknowledged webhook changes nothing any more.
                if (webhook.Entry.State == "delivered")
                {
                    continue;
                }
                webhook.Entry.State = state;
                if (webhook.Line is { Webhook: { } trace } line)
                {
                    line.Webhook = trace with { Status = state, Attempts = webhook.Entry.Attempts, HttpStatus = status };
                    simulation.Record(webhook.Account, line);
                }
            }
        }
        foreach (var webhook in batch)
        {
            webhook.SetFirst();
        }
    }
}
