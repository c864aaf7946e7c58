using Hub.Simulator.Line;
using Hub.Simulator.State;

namespace Hub.Simulator.Control;

/// <summary>List, create, read, change and empty accounts.</summary>
internal static class AccountControl
{
    public static void Map(RouteGroupBuilder sim)
    {
        sim.MapGet("/accounts", (Simulation simulation, TimeProvider clock) =>
            Results.Json(new { items = simulation.Accounts.Select(account => View(account, clock)) }, Json.Wire)).WithName("SimListAccounts");
        sim.MapPost("/accounts", Create).WithName("SimCreateAccount");
    }

    public static void MapOne(RouteGroupBuilder account)
    {
        account.MapGet("", (HttpContext http, TimeProvider clock) => Results.Json(View(http.SimAccount(), clock), Json.Wire)).WithName("SimGetAccount");
        account.MapPut("", Change).WithName("SimChangeAccount");
    }

    private static IResult Create(NewAccount request, Simulation simulation, TimeProvider clock)
    {
        if (request.Key is not { Length: >= 1 and <= 60 } key || key.Any(c => !(char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
        {
            return ControlApi.Problem(400, "key must be 1..60 letters, digits, - or _");
        }
        if (request.BotUserId is { } bot && !Ids.IsUser(bot))
        {
            return ControlApi.Problem(400, "botUserId must be U and 32 hex digits");
        }
        if (request.WebhookUrl is { } url && !LineUrl.Allowed(url))
        {
            return ControlApi.Problem(400, "webhookUrl must be https, or http to this machine");
        }
        var channelId = request.ChannelId ?? (1000000000 + Math.Abs(key.Aggregate(17, (sum, c) => unchecked(sum * 31 + c)) % 900000000)).ToString();
        if (simulation.ByChannel(channelId) is not null)
        {
            return ControlApi.Problem(409, "channelId is taken");
        }
        var account = new LineAccount
        {
            Key = key,
            Name = request.Name ?? key,
            ChannelId = channelId,
            ChannelSecret = request.ChannelSecret ?? key + "-secret",
            BotUserId = request.BotUserId ?? Ids.StableUser(key, "bot"),
            AccessToken = request.AccessToken ?? key + "-token",
            WebhookUrl = request.WebhookUrl ?? simulation.DefaultWebhook(key),
        };
        return simulation.TryAdd(account)
            ? Results.Json(View(account, clock), Json.Wire, statusCode: 201)
            : ControlApi.Problem(409, "key is taken");
    }

    private static IResult Change(AccountChange change, HttpContext http, Simulation simulation, TimeProvider clock)
    {
        var account = http.SimAccount();
        if (change.WebhookUrl is { } url && !LineUrl.Allowed(url))
        {
            return ControlApi.Problem(400, "webhookUrl must be https, or http to this machine");
        }
        if (change.Delivery?.Problem() is { } problem)
        {
            return ControlApi.Problem(400, "delivery: " + problem);
        }
        if (change.Quota is { Type: not ("none" or "limited") } or { Type: "limited", Value: null or < 0 })
        {
            return ControlApi.Problem(400, "quota must be {type:\"none\"} or {type:\"limited\",value}");
        }
        lock (account.Gate)
        {
            account.Name = change.Name ?? account.Name;
            account.WebhookUrl = change.WebhookUrl ?? account.WebhookUrl;
            account.WebhookActive = change.WebhookActive ?? account.WebhookActive;
            account.Delivery = change.Delivery ?? account.Delivery;
            if (change.Quota is { } quota)
            {
                account.Quota = quota.Type == "none" ? null : quota.Value;
            }
            if (change.ResetUsage == true)
            {
                account.UsageByMonth.Clear();
            }
            simulation.Record(account);
        }
        return Results.Json(View(account, clock), Json.Wire);
    }

    private static object View(LineAccount account, TimeProvider clock)
    {
        lock (account.Gate)
        {
            return new
            {
                account.Key,
                account.Name,
                account.ChannelId,
                account.ChannelSecret,
                account.BotUserId,
                account.AccessToken,
                account.WebhookUrl,
                account.WebhookActive,
                account.Delivery,
                Quota = account.Quota is { } value ? new Quota("limited", value) : new Quota("none", null),
                Usage = account.Usage(clock.GetUtcNow()),
            };
        }
    }

    internal sealed record NewAccount(string? Key, string? Name, string? ChannelId, string? ChannelSecret, string? BotUserId, string? AccessToken, string? WebhookUrl);

    internal sealed record AccountChange(string? Name, string? WebhookUrl, bool? WebhookActive, DeliverySettings? Delivery, Quota? Quota, bool? ResetUsage);

    internal sealed record Quota(string Type, long? Value);
}
