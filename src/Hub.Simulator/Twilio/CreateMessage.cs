using System.Text.RegularExpressions;

namespace Hub.Simulator.Twilio;

/// <summary>
/// <c>POST Messages.json</c> with Twilio's rules and error codes. The numbers +1500555000x fail as Twilio's own test numbers do.
/// </summary>
internal static partial class CreateMessage
{
    public const int MaxBody = 1600;

    public static async Task<IResult> HandleAsync(HttpContext http, SmsWorld world, SmsProgress progress, TimeProvider clock, CancellationToken cancellation)
    {
        var account = http.Account();
        var form = await http.Request.ReadFormAsync(cancellation);
        var fault = account.Faults.Take();
        if (fault.LatencyMs > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(fault.LatencyMs), clock, cancellation);
        }
        if (fault.HangUp is { When: "before" })
        {
            http.Abort();
            return Results.Empty;
        }
        if (fault.RateLimit is { } limit)
        {
            if (limit.RetryAfter is { } seconds)
            {
                http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
            return TwilioJson.Error(429, 20429, "Too Many Requests");
        }
        if (fault.Refuse is { } refuse)
        {
            return TwilioJson.Error(refuse.Status, refuse.Status == 503 ? 20503 : 20500, "Internal Server Error");
        }
        if (fault.Error is { } error)
        {
            return TwilioJson.Error(400, error.Code, "Refused on request");
        }

        SmsMessage message;
        lock (account.Gate)
        {
            if (Refusal(account, form) is var (code, text))
            {
                return TwilioJson.Error(400, code, text);
            }
            message = new SmsMessage
            {
                Sid = world.Sid(form["MediaUrl"].Count > 0 ? "MM" : "SM"),
                Direction = "outbound-api",
                From = account.Number,
                To = form["To"].ToString(),
                Body = form["Body"].ToString(),
                At = world.Now,
                Media = [.. form["MediaUrl"].Select(url => new SmsMedia(world.Sid("ME"), "image/jpeg", url))],
                MessagingServiceSid = form["MessagingServiceSid"].FirstOrDefault(),
                StatusCallback = form["StatusCallback"].FirstOrDefault(),
                Status = "queued",
            };
            world.Record(account, message);
            account.Ledger.Created.Add(message.Sid);
        }

        progress.Start(account, message);
        if (fault.HangUp is { When: "after" })
        {
            http.Abort();
            return Results.Empty;
        }
        if (fault.Hang is { } hang)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(hang.Ms), clock, cancellation);
        }
        return Results.Json(TwilioJson.Of(account, message), statusCode: 201);
    }

    private static (int Code, string Text)? Refusal(SmsAccount account, IFormCollection form)
    {
        var to = form["To"].ToString();
        var body = form["Body"].ToString();
        return to.Length == 0 ? (21604, "A 'To' phone number is required.")
            : form["From"].Count == 0 && form["MessagingServiceSid"].Count == 0 ? (21603, "A 'From' phone number is required.")
            : form["MessagingServiceSid"].Count > 0 && form["MessagingServiceSid"] != account.MessagingServiceSid ? (21703, "The Messaging Service does not exist or has no phone numbers.")
            : form["MessagingServiceSid"].Count == 0 && form["From"] != account.Number ? (21606, $"The 'From' phone number {form["From"]} is not a valid message-capable phone number of this account.")
            : body.Length == 0 && form["MediaUrl"].Count == 0 ? (21602, "Message body is required.")
            : body.Length > MaxBody ? (21617, "The concatenated message body exceeds the 1600 character limit.")
            : form["MediaUrl"].Count > 10 ? (21623, "Number of media files exceeds allowed limit.")
            : !E164().IsMatch(to) ? (21211, $"Invalid 'To' Phone Number: {to}")
            : to == account.Number ? (21266, "'To' and 'From' number cannot be the same.")
            : to switch
            {
                "+15005550001" => (21211, $"Invalid 'To' Phone Number: {to}"),
                "+15005550002" => (21612, "The message cannot be routed from this number."),
                "+15005550003" => (21408, "Permission to send an SMS has not been enabled for the region."),
                "+15005550004" => (21610, "Attempt to send to unsubscribed recipient."),
                "+15005550009" => (21614, "'To' number is not a valid mobile number."),
                _ => account.Phones.TryGetValue(to, out var phone) && phone.Stopped ? (21610, "Attempt to send to unsubscribed recipient.") : ((int, string)?)null,
            };
    }

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}$")]
    private static partial Regex E164();
}
