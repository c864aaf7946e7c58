using System.Net.Http.Headers;
using System.Text;

namespace Hub.Simulator.Twilio;

/// <summary>Twilio's API 2010-04-01 as far as messages need it: create, list, read, delete, media, account and numbers; and the messaging services' own host.</summary>
internal static class TwilioRest
{
    public static void MapTwilioRest(this WebApplication app)
    {
        var rest = app.MapGroup("/2010-04-01/Accounts/{accountSid}").AddEndpointFilter(Authenticate);
        rest.MapPost("/Messages.json", CreateMessage.HandleAsync).WithName("TwilioCreateMessage");
        ReadMessages.Map(rest);
        ReadAccount.Map(app, rest);
        app.MapFallback("/2010-04-01/{**rest}", http => TwilioJson.Error(404, 20404, "The requested resource was not found").ExecuteAsync(http));
    }

    public static SmsAccount Account(this HttpContext http) => http.Features.Get<SmsAccount>()!;

    /// <summary>The account by its sid and token. Foreign or missing credentials look alike.</summary>
    public static SmsAccount? AccountOf(HttpContext http)
    {
        if (!AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header) || header is not { Scheme: "Basic", Parameter: { } encoded })
        {
            return null;
        }
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var user, var password]
            && http.RequestServices.GetRequiredService<SmsWorld>().BySid(user) is { } account && account.AuthToken == password ? account : null;
    }

    private static async ValueTask<object?> Authenticate(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (AccountOf(http) is not { } account || account.AccountSid != (string?)http.GetRouteValue("accountSid"))
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"Twilio API\"";
            return TwilioJson.Error(401, 20003, "Authenticate");
        }
        http.Features.Set(account);
        return await next(context);
    }
}
