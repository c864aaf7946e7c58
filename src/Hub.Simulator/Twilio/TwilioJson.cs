using System.Globalization;
using System.Text.Json.Nodes;

namespace Hub.Simulator.Twilio;

/// <summary>Resources and errors in the shape of Twilio's API.</summary>
internal static class TwilioJson
{
    public static IResult Error(int status, int code, string message) =>
        Results.Json(new { code, message, more_info = $"https://www.twilio.com/docs/errors/{code}", status }, statusCode: status);

    public static JsonObject Of(SmsAccount account, SmsMessage message)
    {
        var uri = $"/2010-04-01/Accounts/{account.AccountSid}/Messages/{message.Sid}";
        return new JsonObject
        {
            ["body"] = message.Body,
            ["num_segments"] = "1",
            ["direction"] = message.Direction,
            ["from"] = message.From,
            ["to"] = message.To,
            ["date_updated"] = Date(message.At),
            ["price"] = null,
            ["error_message"] = message.ErrorCode is { } code ? $"Error {code}" : null,
            ["uri"] = uri + ".json",
            ["account_sid"] = account.AccountSid,
            ["num_media"] = message.Media.Count.ToString(CultureInfo.InvariantCulture),
            ["status"] = message.Status,
            ["messaging_service_sid"] = message.MessagingServiceSid,
            ["sid"] = message.Sid,
            ["date_sent"] = message.Status is "queued" or "accepted" ? null : Date(message.At),
            ["date_created"] = Date(message.At),
            ["error_code"] = message.ErrorCode,
            ["price_unit"] = "USD",
            ["api_version"] = "2010-04-01",
            ["subresource_uris"] = new JsonObject { ["media"] = uri + "/Media.json" },
        };
    }

    public static string Date(DateTimeOffset at) => at.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);
}
