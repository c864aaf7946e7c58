using Hub.Simulator.State;
using Hub.Simulator.Webhooks;

namespace Hub.Simulator.Control;

/// <summary>What became of the webhook an action on a phone caused.</summary>
internal static class Outcome
{
    /// <param name="wait">none, first (until the first attempt was answered; the default) or settled (delivered or given up).</param>
    public static async Task<IResult> AnswerAsync(PendingWebhook pending, string? wait, CancellationToken cancellation)
    {
        switch (wait)
        {
            case "none":
                break;
            case null or "first":
                await pending.FirstAnswer.WaitAsync(cancellation);
                break;
            case "settled":
                await pending.Settled.WaitAsync(cancellation);
                break;
            default:
                return ControlApi.Problem(400, "wait must be none, first or settled");
        }
        lock (pending.Account.Gate)
        {
            var entry = pending.Entry;
            return Results.Json(new { entry.WebhookEventId, entry.MessageId, status = entry.State, entry.Attempts, httpStatus = entry.AckStatus }, Json.Wire);
        }
    }
}
