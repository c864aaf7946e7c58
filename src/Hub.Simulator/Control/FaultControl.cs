using Hub.Simulator.Faults;
using Hub.Simulator.State;

namespace Hub.Simulator.Control;

internal static class FaultControl
{
    public static void Map(RouteGroupBuilder account)
    {
        account.MapGet("/faults", (HttpContext http) => Results.Json(http.SimAccount().Faults.Settings, Json.Wire)).WithName("SimReadFaults");
        account.MapPut("/faults", Replace).WithName("SimSetFaults");
        account.MapDelete("/faults", (HttpContext http, PageStream pages) => Replace(new FaultSettings(), http, pages)).WithName("SimClearFaults");
    }

    private static IResult Replace(FaultSettings settings, HttpContext http, PageStream pages)
    {
        if (settings.Problems().FirstOrDefault() is { } problem)
        {
            return ControlApi.Problem(400, problem);
        }
        var account = http.SimAccount();
        account.Faults.Replace(settings);
        pages.Tell("faults", () => new { accountKey = account.Key, faults = Json.Of(settings) });
        return Results.Json(settings, Json.Wire);
    }
}
