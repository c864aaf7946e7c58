using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Webhooks;

/// <summary>One event on its way to the hub.</summary>
internal sealed class PendingWebhook(LineAccount account, ThreadMessage? line, SentWebhook entry, JsonObject body)
{
    // Continuations must not run on the lane that settles the event.
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LineAccount Account => account;
    public ThreadMessage? Line => line;
    public SentWebhook Entry => entry;
    public JsonObject Body => body;
    public string UserId => entry.UserId;

    /// <summary>The first attempt was answered, or failed.</summary>
    public Task FirstAnswer => first.Task;

    /// <summary>Delivered or given up.</summary>
    public Task Settled => settled.Task;

    public void SetFirst() => first.TrySetResult();

    public void SetSettled()
    {
        first.TrySetResult();
        settled.TrySetResult();
    }
}
