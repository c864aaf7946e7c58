using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Plays;

/// <summary>How far a play has come, as the phone page shows it. Everything said here was looked up, never assumed.</summary>
internal sealed class PlayRun(string key, CancellationToken stopping, Action<PlayRun> tell)
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private readonly JsonObject facts = [];
    private readonly JsonArray lines = [];
    private readonly List<string> phones = [];
    private string step = "begins";
    private string state = "running";
    private TaskCompletionSource? next;

    public string Key => key;

    public CancellationToken Stopped => stop.Token;

    public bool IsOver
    {
        get { lock (gate) { return state is "done" or "failed" or "stopped"; } }
    }

    /// <summary>A phone the page opens.</summary>
    public void Shows(LineUser user) => Change(() => phones.Add(user.UserId));

    public void At(string reached) => Change(() => step = reached);

    public void Knows(string fact, JsonNode? value) => Change(() => facts[fact] = value);

    /// <summary>What stands in the visitor's chat.</summary>
    public void Chat(IEnumerable<(string From, string Text)> messages) => Change(() =>
    {
        lines.Clear();
        foreach (var (from, text) in messages)
        {
            lines.Add(new JsonObject { ["from"] = from, ["text"] = text });
        }
    });

    /// <summary>Waits until the person at the page wants to see what comes next.</summary>
    public async Task AskAsync(string reached)
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Change(() => (step, state, next) = (reached, "waiting", asked));
        await asked.Task.WaitAsync(stop.Token);
        Change(() => (state, next) = ("running", null));
    }

    /// <returns>False when it waits for nobody.</returns>
    public bool GoOn()
    {
        lock (gate)
        {
            return next?.TrySetResult() ?? false;
        }
    }

    public void Stop() => stop.Cancel();

    public void Ends(string how) => Change(() => state = state == "done" ? state : how);

    /// <summary>Whoever only waited to see more has not failed.</summary>
    public void Fails(string problem) => Change(() =>
    {
        if (state != "done")
        {
            (state, facts["problem"]) = ("failed", problem);
        }
    });

    public JsonObject View()
    {
        lock (gate)
        {
            return new JsonObject
            {
                ["state"] = state,
                ["step"] = step,
                ["phones"] = new JsonArray([.. phones.Select(phone => (JsonNode)phone)]),
                ["facts"] = facts.DeepClone(),
                ["lines"] = lines.DeepClone(),
            };
        }
    }

    private void Change(Action change)
    {
        lock (gate)
        {
            change();
        }
        tell(this);
    }
}

/// <summary>What was to happen did not: the code says what.</summary>
internal sealed class PlayFailedException(string code) : Exception(code);
