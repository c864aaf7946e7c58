using Hub.Simulator.Plays;
using Hub.Simulator.State;

namespace Hub.Simulator.Control;

/// <summary>What can be played, and the buttons: play, go on, stop.</summary>
internal static class PlayControl
{
    public static void Map(RouteGroupBuilder sim)
    {
        sim.MapGet("/plays", (PlayHouse house, SimulatorOptions options) =>
            Results.Json(new { hub = options.HubUrl, items = house.Plays.Select(play => View(play, house)).ToArray() }, Json.Wire)).WithName("SimListPlays");
        sim.MapPost("/plays/{key}", Start).WithName("SimStartPlay");
        sim.MapPost("/plays/{key}/next", (string key, PlayHouse house) =>
            house.Run(key)?.GoOn() == true ? Results.NoContent() : ControlApi.Problem(409, "Nothing waits for you here")).WithName("SimContinuePlay");
        sim.MapDelete("/plays/{key}", (string key, PlayHouse house) =>
        {
            house.Run(key)?.Stop();
            return Results.NoContent();
        }).WithName("SimStopPlay");
    }

    private static IResult Start(string key, PlayHouse house)
    {
        if (house.Plays.FirstOrDefault(play => play.Key == key) is not { } play)
        {
            return ControlApi.Problem(404, "No such play");
        }
        if (play.Missing is { } missing)
        {
            return ControlApi.Problem(409, $"This cannot be played here: {missing}");
        }
        return house.Start(play) is null ? ControlApi.Problem(409, "This is being played already") : Results.Json(View(play, house), Json.Wire, statusCode: 202);
    }

    private static object View(IPlay play, PlayHouse house) => new { key = play.Key, missing = play.Missing, run = house.Run(play.Key)?.View() };
}
