using System.Text.Json.Nodes;

namespace Hub.Simulator.Twilio;

/// <summary>The account, its number and its messaging service, as a check of credentials reads them.</summary>
internal static class ReadAccount
{
    public static void Map(WebApplication app, RouteGroupBuilder rest)
    {
        app.MapGet("/2010-04-01/Accounts/{accountSid}.json", (string accountSid, HttpContext http) =>
            TwilioRest.AccountOf(http) is { } account && account.AccountSid == accountSid
                ? Results.Json(new { sid = account.AccountSid, friendly_name = account.Name, status = "active", type = "Full" })
                : TwilioJson.Error(401, 20003, "Authenticate")).WithName("TwilioAccount");
        rest.MapGet("/IncomingPhoneNumbers.json", (HttpContext http) =>
        {
            var account = http.Account();
            var wanted = http.Request.Query["PhoneNumber"].ToString();
            return Results.Json(new JsonObject
            {
                ["incoming_phone_numbers"] = wanted.Length == 0 || account.Number.Contains(wanted, StringComparison.Ordinal)
                    ? new JsonArray(new JsonObject { ["sid"] = "PN" + account.AccountSid[2..], ["phone_number"] = account.Number, ["friendly_name"] = account.Name, ["sms_url"] = account.WebhookUrl, ["sms_method"] = "POST" })
                    : new JsonArray(),
                ["next_page_uri"] = null,
            });
        }).WithName("TwilioNumbers");
        app.MapGet("/v1/Services/{sid}", (string sid, HttpContext http) => TwilioRest.AccountOf(http) is not { } account ? TwilioJson.Error(401, 20003, "Authenticate")
            : sid != account.MessagingServiceSid ? TwilioJson.Error(404, 20404, "The requested resource was not found")
            : Results.Json(new { sid, account_sid = account.AccountSid, friendly_name = account.Name, inbound_request_url = account.WebhookUrl, use_inbound_webhook_on_number = false }))
            .WithName("TwilioService");
        app.MapGet("/twilio-media/{key}/{sid}/{mediaSid}", ReadMessages.StorageAsync).WithName("TwilioStorage");
    }
}
