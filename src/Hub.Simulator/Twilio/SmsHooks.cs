using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Hub.Simulator.Twilio;

/// <summary>Signs and posts Twilio's webhooks. Messages are told once: Twilio does not try again.</summary>
internal sealed class SmsHooks(SmsWorld world, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxConnectionsPerServer = 1024, ActivityHeadersPropagator = null })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Base64 of HMAC-SHA1 over the address and the sorted parameters.</summary>
    public static string Sign(string token, string url, IEnumerable<KeyValuePair<string, string>> form) => Convert.ToBase64String(HMACSHA1.HashData(
        Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(url + string.Concat(form.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key + pair.Value)))));

    /// <summary>Tells the hub of a message from a telephone; what it answers in TwiML goes back to the telephone.</summary>
    public async Task<SmsMessage> TellMessageAsync(SmsAccount account, SmsMessage message, CancellationToken cancellation)
    {
        if (account.Faults.LosesWebhook())
        {
            Note(account, message, "lost", null);
            return message;
        }
        var form = new List<KeyValuePair<string, string>>
        {
            new("ToCountry", Country(message.To)), new("SmsMessageSid", message.Sid), new("NumMedia", $"{message.Media.Count}"), new("SmsSid", message.Sid), new("SmsStatus", "received"),
            new("Body", message.Body), new("FromCountry", Country(message.From)), new("To", message.To), new("NumSegments", "1"), new("MessageSid", message.Sid),
            new("AccountSid", account.AccountSid), new("From", message.From), new("ApiVersion", "2010-04-01"),
        };
        for (var n = 0; n < message.Media.Count; n++)
        {
            form.Add(new($"MediaContentType{n}", message.Media[n].ContentType));
            form.Add(new($"MediaUrl{n}", message.Media[n].Url!));
        }
        var (status, answer) = await PostAsync(account, account.WebhookUrl, form, "messages", message.Sid, null, cancellation);
        Note(account, message, status is >= 200 and < 300 ? "delivered" : "failed", status);
        foreach (var text in Replies(answer))
        {
            Show(account, message.From, text);
        }
        return message;
    }

    public async Task TellStatusAsync(SmsAccount account, SmsMessage message, string status, int? code, CancellationToken cancellation)
    {
        if (message.StatusCallback is not { } url)
        {
            return;
        }
        List<KeyValuePair<string, string>> form =
        [
            new("SmsSid", message.Sid), new("SmsStatus", status), new("MessageStatus", status), new("To", message.To), new("MessageSid", message.Sid),
            new("AccountSid", account.AccountSid), new("From", message.From), new("ApiVersion", "2010-04-01"),
        ];
        if (code is { } number)
        {
            form.Add(new("ErrorCode", $"{number}"));
        }
        await PostAsync(account, url, form, "status", message.Sid, status, cancellation);
    }

    /// <summary>A message Twilio itself or a TwiML answer sends: the hub has not made it.</summary>
    public void Show(SmsAccount account, string to, string text)
    {
        lock (account.Gate)
        {
            world.Record(account, new SmsMessage { Sid = world.Sid("SM"), Direction = "outbound-reply", From = account.Number, To = to, Body = text, At = world.Now, Status = "delivered" });
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<(int? Status, string Answer)> PostAsync(
        SmsAccount account, string url, List<KeyValuePair<string, string>> form, string kind, string sid, string? messageStatus, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, account.Faults.Settings.Copies).Select(_ => PostOneAsync(account, url, form, cancellation)));
        lock (account.Gate)
        {
            account.Ledger.Webhooks.AddRange(answers.Select(answer => new SmsLedger.SentHook(kind, sid, messageStatus, answer.Status, answer.Answer)));
        }
        return answers[0];
    }

    private async Task<(int? Status, string Answer)> PostOneAsync(SmsAccount account, string url, List<KeyValuePair<string, string>> form, CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
        request.Headers.TryAddWithoutValidation("User-Agent", "TwilioProxy/1.1");
        request.Headers.TryAddWithoutValidation("I-Twilio-Idempotency-Token", Guid.CreateVersion7(clock.GetUtcNow()).ToString());
        request.Headers.TryAddWithoutValidation("X-Twilio-Signature", Sign(account.AuthToken, url, form));
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(either.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, "");
        }
        catch (HttpRequestException)
        {
            return (null, "");
        }
    }

    private void Note(SmsAccount account, SmsMessage message, string webhook, int? status)
    {
        lock (account.Gate)
        {
            (message.Webhook, message.HttpStatus) = (webhook, status);
            world.Record(account, message);
        }
    }

    private static IEnumerable<string> Replies(string answer)
    {
        try
        {
            return answer.Length == 0 ? [] : [.. XDocument.Parse(answer).Root?.Elements("Message").Select(message => message.Element("Body")?.Value ?? message.Value) ?? []];
        }
        catch (XmlException)
        {
            return [];
        }
    }

    private static string Country(string number) => number switch { ['+', '8', '1', ..] => "JP", ['+', '1', ..] => "US", ['+', '4', '4', ..] => "GB", _ => "" };
}
