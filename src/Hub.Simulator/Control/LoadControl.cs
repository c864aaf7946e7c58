using Hub.Simulator.State;

namespace Hub.Simulator.Control;

/// <summary>Start, watch and stop load runs.</summary>
internal static class LoadControl
{
    public static void Map(RouteGroupBuilder account)
    {
        account.MapPost("/load", StartAsync).WithName("SimStartLoad");
        account.MapGet("/load/{id}", (string id, LoadRuns runs) => runs.Find(id) is { } run ? View(run) : Missing()).WithName("SimReadLoad");
        account.MapDelete("/load/{id}", async (string id, LoadRuns runs) =>
        {
            if (runs.Find(id) is not { } run)
            {
                return Missing();
            }
            await run.StopAsync();
            return View(run);
        }).WithName("SimStopLoad");
    }

    private static async Task<IResult> StartAsync(LoadRequest request, HttpContext http, LoadRuns runs, bool wait = false)
    {
        if (request.Problem() is { } problem)
        {
            return ControlApi.Problem(400, problem);
        }
        var run = runs.Start(http.SimAccount(), request);
        if (wait)
        {
            await run.Finished.WaitAsync(http.RequestAborted);
        }
        return View(run, wait ? 200 : 202);
    }

    private static IResult View(LoadRun run, int status = 200) => Results.Json(run.Report(), Json.Wire, statusCode: status);

    private static IResult Missing() => ControlApi.Problem(404, "No such load run");
}

/// <param name="Senders">How many people write.</param>
/// <param name="Messages">Upper bound of messages in all.</param>
/// <param name="RatePerSecond">Open loop: so many messages a second, answered or not.</param>
/// <param name="Connections">Closed loop: so many in flight; each waits until its message is settled.</param>
/// <param name="Seconds">Stop after this time.</param>
/// <param name="Text">Beginning of each text; run, sender and number follow.</param>
internal sealed record LoadRequest(int Senders = 100, int Messages = 1000, int? RatePerSecond = null, int? Connections = null, int Seconds = 60, string Text = "load")
{
    public string? Problem() =>
        Senders is < 1 or > 10_000 ? "senders must be 1..10000"
        : Messages is < 1 or > 1_000_000 ? "messages must be 1..1000000"
        : Seconds is < 1 or > 3600 ? "seconds must be 1..3600"
        : RatePerSecond is < 1 or > 20_000 ? "ratePerSecond must be 1..20000"
        : Connections is < 1 or > 1000 ? "connections must be 1..1000"
        : RatePerSecond is not null && Connections is not null ? "give ratePerSecond or connections, not both"
        : Text.Length > 200 ? "text must be 200 characters or less"
        : null;
}
