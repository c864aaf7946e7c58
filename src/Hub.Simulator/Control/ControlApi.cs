using System.Net;
using Hub.Simulator.Mail;
using Hub.Simulator.Phone;
using Hub.Simulator.State;
using Hub.Simulator.Telegram;
using Hub.Simulator.Twilio;

namespace Hub.Simulator.Control;

/// <summary>The control API under /sim: what the phone page and tests use. Described in docs/simulator.md.</summary>
internal static class ControlApi
{
    public static void MapControlApi(this WebApplication app)
    {
        var sim = app.MapGroup("/sim").AddEndpointFilter(LocalOnly);
        sim.MapGet("/stream", (PageStream pages, CancellationToken cancellation) => TypedResults.ServerSentEvents(pages.Listen(cancellation))).WithName("SimStream");
        AccountControl.Map(sim);
        SmsControl.Map(sim);
        TelegramControl.Map(sim);
        MailControl.Map(sim);
        PlayControl.Map(sim);
        LinkControl.Map(sim);
        ShopServer.Map(sim);
        var account = sim.MapGroup("/accounts/{key}").AddEndpointFilter(KnownAccount);
        AccountControl.MapOne(account);
        UserControl.Map(account);
        PhoneControl.Map(account);
        GroupControl.Map(account);
        LedgerControl.Map(account);
        FaultControl.Map(account);
        LoadControl.Map(account);
        app.MapFallback("/sim/{**rest}", http => Problem(404, "There is nothing at this path").ExecuteAsync(http));
    }

    public static IResult Problem(int status, string message) => Results.Json(new { message }, statusCode: status);

    public static LineAccount SimAccount(this HttpContext http) => http.Features.Get<LineAccount>()!;

    /// <summary>
    /// Only this machine, under a loopback name (a foreign name that resolves here is a rebinding attack), and never from a
    /// page of another site.
    /// </summary>
    private static async ValueTask<object?> LocalOnly(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var host = http.Request.Host.Host.Trim('[', ']');
        var local = http.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
            && (host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
            && http.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "none" or "same-origin";
        return local ? await next(context) : Problem(403, "The control API answers this machine only");
    }

    private static async ValueTask<object?> KnownAccount(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!http.RequestServices.GetRequiredService<Simulation>().TryFind((string)http.GetRouteValue("key")!, out var account))
        {
            return Problem(404, "No such account");
        }
        http.Features.Set(account);
        return await next(context);
    }
}
