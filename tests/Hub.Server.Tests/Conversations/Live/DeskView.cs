using System.Net.WebSockets;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;

namespace Hub.Server.Tests.Conversations.Live;

/// <summary>
/// What any client of the live view must do, and no more: subscribe, fetch, apply by version, keep positions, catch up on a gap, start over when told.
/// Tests hold what it shows against a fresh look.
/// </summary>
internal sealed class DeskView(DeskClient rest, Random? losing = null) : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly HashSet<Guid> wanted = [];
    private readonly Dictionary<string, long> positions = [];
    private DeskClient rest = rest;
    private string? epoch;
    private Task running = Task.CompletedTask;
    private LiveSocket? socket;

    public DeskState State { get; } = new();

    /// <summary>Frames are lost on the way while this is true.</summary>
    public bool Losing { get; set; } = losing is not null;

    /// <summary>The next frame of this group is lost on the way; null again when it was.</summary>
    public string? LoseNextOf { get; set; }

    public int Hellos { get; private set; }

    public int Gaps { get; private set; }

    public int StartedOver { get; private set; }

    public Exception? Broken { get; private set; }

    public string? Epoch => epoch;

    public async Task StartAsync(params Guid[] open)
    {
        wanted.UnionWith(open);
        running = Task.Run(RunAsync);
        await Eventually.HoldsAsync(() => Hellos > 0 || Broken is not null);
    }

    public void Cut() => socket?.Cut();

    /// <summary>The next connection goes to another node, or to another life of this one.</summary>
    public void Use(DeskClient other) => rest = other;

    /// <summary>Until this view shows what a fresh look shows.</summary>
    public async Task ConvergesAsync(string after)
    {
        var (mine, fresh) = ("", "");
        try
        {
            await Eventually.HoldsAsync(async () =>
            {
                fresh = await DeskState.LookAsync(rest, wanted);
                lock (State)
                {
                    mine = State.Show(wanted);
                }

                return mine == fresh || Broken is not null;
            });
        }
        catch (TimeoutException)
        {
            var difference = mine.Split('\n').Except(fresh.Split('\n')).Take(3).Concat(["--- fresh:"]).Concat(fresh.Split('\n').Except(mine.Split('\n')).Take(3));
            throw new InvalidOperationException($"After {after} the view differs from a fresh look:\n{string.Join('\n', difference)}");
        }

        if (Broken is not null)
        {
            throw new InvalidOperationException($"After {after} the client is broken.", Broken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        socket?.Cut();
        await running;
    }

    private async Task RunAsync()
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await using var connected = await ConnectAsync();
                socket = connected;
                try
                {
                    await foreach (var call in connected.Calls.ReadAllAsync(stopping.Token))
                    {
                        var argument = call.GetProperty("arguments")[0];
                        switch (call.GetProperty("target").GetString())
                        {
                            case "hello":
                                await HelloAsync(argument);
                                break;
                            case "frame" when argument.GetProperty("group").GetString() == LoseNextOf:
                                LoseNextOf = null;
                                break;
                            case "frame" when !(Losing && losing!.Next(5) == 0):
                                await FrameAsync(argument);
                                break;
                            case "resync":
                                epoch = null;
                                await HelloAsync(await connected.InvokeAsync("Resume"));
                                break;
                        }
                    }
                }
                catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or TimeoutException || (exception is OperationCanceledException && !stopping.IsCancellationRequested))
                {
                    // Cut off in the middle; the next connection continues.
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Done.
        }
        catch (Exception exception)
        {
            Broken = exception;
        }
    }

    private async Task<LiveSocket> ConnectAsync()
    {
        while (true)
        {
            try
            {
                return await LiveSocket.ConnectAsync(new Uri(rest.Address, "/hubs/desk"), options =>
                {
                    options.SetRequestHeader("Cookie", rest.Cookie);
                    options.SetRequestHeader("Sec-Fetch-Site", "same-origin");
                }, cancellationToken: stopping.Token);
            }
            catch (WebSocketException)
            {
                await Task.Delay(20, stopping.Token);
            }
        }
    }

    private async Task HelloAsync(JsonElement hello)
    {
        var groups = hello.GetProperty("groups").EnumerateArray().ToDictionary(group => group.GetProperty("group").GetString()!, group => group.GetProperty("position").GetInt64());
        var helloEpoch = hello.GetProperty("epoch").GetString();
        if (epoch != helloEpoch || groups.Keys.Any(group => !positions.ContainsKey(group)))
        {
            epoch = helloEpoch;
            positions.Clear();
            foreach (var (group, position) in groups)
            {
                positions[group] = position;
            }

            await StartOverAsync();
        }
        else
        {
            await CatchUpAsync([.. groups.Where(group => positions[group.Key] != group.Value).Select(group => group.Key)]);
            await OpenAsync();
        }

        Hellos++;
    }

    private async Task FrameAsync(JsonElement frame)
    {
        var group = frame.GetProperty("group").GetString()!;
        var (after, upTo) = (frame.GetProperty("after").GetInt64(), frame.GetProperty("upTo").GetInt64());
        if (!positions.TryGetValue(group, out var position))
        {
            return; // of something no longer followed
        }

        if (frame.GetProperty("epoch").GetString() != epoch || after > position)
        {
            Gaps++;
            await CatchUpAsync([group]);
        }
        else if (upTo > position)
        {
            Apply(frame.GetProperty("events"));
            positions[group] = upTo;
            await OpenAsync();
        }
    }

    private async Task CatchUpAsync(string[] groups)
    {
        if (groups.Length == 0)
        {
            return;
        }

        var answer = (await rest.SendAsync("POST", "/api/live/catch-up", new { groups = groups.Select(group => new { group, epoch, after = positions[group] }) })).Is(System.Net.HttpStatusCode.OK).Json;
        var over = answer.GetProperty("epoch").GetString() != epoch;
        foreach (var group in answer.GetProperty("groups").EnumerateArray())
        {
            var name = group.GetProperty("group").GetString()!;
            if (group.GetProperty("denied").GetBoolean())
            {
                positions.Remove(name);
                continue;
            }

            Apply(group.GetProperty("events"));
            positions[name] = group.GetProperty("position").GetInt64();
            over |= group.GetProperty("resync").GetBoolean();
        }

        if (over)
        {
            epoch = null;
            await HelloAsync(await socket!.InvokeAsync("Resume"));
        }
    }

    private async Task StartOverAsync()
    {
        StartedOver++;
        lock (State)
        {
            State.Clear();
        }

        var rows = await DeskState.RowsAsync(rest);
        lock (State)
        {
            rows.ForEach(State.Upsert);
        }

        await OpenAsync();
    }

    /// <summary>Follows what is wanted and seen and not yet followed, then fetches it; lets go of what is out of sight.</summary>
    private async Task OpenAsync()
    {
        foreach (var id in wanted)
        {
            var group = $"conversation:{id}";
            bool seen, kept;
            lock (State)
            {
                (seen, kept) = (State.Sees(id), State.HasThread(id));
            }

            if (!kept)
            {
                positions.Remove(group);
            }

            if (!seen)
            {
                continue;
            }

            JsonElement opened;
            try
            {
                if (positions.ContainsKey(group) && openedOn == socket)
                {
                    continue;
                }

                opened = await socket!.InvokeAsync("Open", id);
            }
            catch (InvalidOperationException)
            {
                continue; // moved away meanwhile; its removal is on the way
            }

            if (positions.ContainsKey(group) && opened.GetProperty("epoch").GetString() == epoch)
            {
                if (positions[group] != opened.GetProperty("position").GetInt64())
                {
                    await CatchUpAsync([group]);
                }

                continue;
            }

            positions[group] = opened.GetProperty("position").GetInt64();
            if (await DeskState.ThreadAsync(rest, id) is var (messages, customer))
            {
                lock (State)
                {
                    State.Replace(id, messages, customer);
                }
            }
        }

        openedOn = socket;
    }

    private LiveSocket? openedOn;

    private void Apply(JsonElement events)
    {
        lock (State)
        {
            foreach (var one in events.EnumerateArray())
            {
                State.Apply(one);
            }
        }
    }
}
