using Hub.Simulator.State;

namespace Hub.Simulator.Control;

internal static class LedgerControl
{
    public static void Map(RouteGroupBuilder account)
    {
        account.MapGet("/ledger", Read).WithName("SimReadLedger");
        account.MapDelete("/ledger", Clear).WithName("SimClearLedger");
    }

    private static IResult Read(HttpContext http, int afterWebhook = 0, int afterAccepted = 0, int limit = 1000)
    {
        var account = http.SimAccount();
        limit = Math.Clamp(limit, 1, 100_000);
        lock (account.Gate)
        {
            var ledger = account.Ledger;
            var counts = ledger.Webhooks.GroupBy(webhook => webhook.State).ToDictionary(group => group.Key, group => group.Count());
            return Results.Json(new
            {
                summary = new { webhooks = ledger.Webhooks.Count, states = counts, accepted = ledger.Accepted.Count },
                // Copies: the answer is written after the gate was left.
                webhooks = ledger.Webhooks.Skip(Math.Max(0, afterWebhook)).Take(limit).Select(webhook => webhook with { }).ToArray(),
                accepted = ledger.Accepted.Skip(Math.Max(0, afterAccepted)).Take(limit).ToArray(),
            }, Json.Wire);
        }
    }

    private static IResult Clear(HttpContext http)
    {
        lock (http.SimAccount().Gate)
        {
            http.SimAccount().Ledger.Clear();
        }
        return Results.NoContent();
    }
}
