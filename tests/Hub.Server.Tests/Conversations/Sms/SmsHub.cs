using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Sms;

/// <summary>The hub with an SMS account, and the simulator as Twilio. The message list is compared when a test says so.</summary>
public sealed class SmsHub : ChatHub
{
    public const string Key = "sms-demo";

    private int phones = 4000;

    public Guid AccountId { get; private set; }

    public string AccountSid { get; private set; } = "";

    public string Number { get; private set; } = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await PointAsync(Key);
        var account = await Line.GetFromJsonAsync<JsonElement>($"/sim/sms/{Key}");
        (AccountSid, Number) = (account.GetProperty("accountSid").GetString()!, account.GetProperty("number").GetString()!);
        AccountId = await CreateAsync(Key, AccountSid, Number, Key + "-token");
    }

    public Task PointAsync(string key) => Line.PutAsJsonAsync($"/sim/sms/{key}", new { webhookUrl = new Uri(Address, $"/webhooks/twilio/{key}/messages").ToString() });

    public async Task<Guid> CreateAsync(string key, string sid, string number, string token, Dictionary<string, string>? more = null) =>
        (await Admin.SendAsync("POST", "/api/channel-accounts", new
        {
            key,
            channel = "sms",
            name = key,
            settings = new Dictionary<string, string>(more ?? []) { ["accountSid"] = sid, ["number"] = number, ["apiBase"] = Line.BaseAddress!.ToString() },
            secrets = new Dictionary<string, string> { ["authToken"] = token },
        })).Is(HttpStatusCode.Created).Id;

    /// <summary>A second account of the simulator and of the hub.</summary>
    public async Task<(Guid Id, string Sid, string Number)> AnotherAsync(string key, Dictionary<string, string>? settings = null)
    {
        var number = $"+8150{Interlocked.Increment(ref phones):00000000}";
        var made = await Line.PostAsJsonAsync("/sim/sms", new { key, number, webhookUrl = new Uri(Address, $"/webhooks/twilio/{key}/messages").ToString() });
        made.EnsureSuccessStatusCode();
        var sid = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accountSid").GetString()!;
        return (await CreateAsync(key, sid, number, key + "-token", settings), sid, number);
    }

    public async Task<string> SmsPhoneAsync(string? number = null, string key = Key)
    {
        number ??= $"+8190{Interlocked.Increment(ref phones):00000000}";
        (await Line.PostAsJsonAsync($"/sim/sms/{key}/phones", new { name = "Somebody", number })).EnsureSuccessStatusCode();
        return number;
    }

    public async Task<JsonElement> TextAsync(string number, string text, string key = Key) => await WriteTextAsync(number, new { text }, key);

    public async Task<JsonElement> WriteTextAsync(string number, object message, string key)
    {
        var response = await Line.PostAsJsonAsync($"/sim/sms/{key}/phones/{number}/messages", message);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>A phone whose owner has written once.</summary>
    public async Task<(string Number, Guid Conversation)> TextedAsync(string text = "hello", string key = Key)
    {
        var number = await SmsPhoneAsync(key: key);
        await TextAsync(number, text, key);
        return (number, await ConversationOfAsync(number));
    }

    /// <summary>What has come to the phone, in order.</summary>
    public async Task<List<JsonElement>> OnSmsPhoneAsync(string number, string key = Key) =>
        [.. (await Line.GetFromJsonAsync<JsonElement>($"/sim/sms/{key}/phones/{number}/thread")).GetProperty("items").EnumerateArray().Where(item => !item.GetProperty("inbound").GetBoolean())];

    public async Task<List<string>> TextsOnAsync(string number, string key = Key) => [.. (await OnSmsPhoneAsync(number, key)).Select(item => item.GetProperty("body").GetString()!)];

    /// <summary>What becomes of messages to a phone: on, off, landline, filtered, silent.</summary>
    public async Task ModeAsync(string number, string mode) => (await Line.PutAsJsonAsync($"/sim/sms/{Key}/phones/{number}", new { mode })).EnsureSuccessStatusCode();

    public async Task SmsFaultsAsync(object faults, string key = Key) => (await Line.PutAsJsonAsync($"/sim/sms/{key}/faults", faults)).EnsureSuccessStatusCode();

    public Task ReconcileAsync() => Services.GetRequiredService<Reconcile>().RunAsync(TestContext.Current.CancellationToken);

    /// <summary>Posts a form signed by hand, for what the simulator would not send.</summary>
    public async Task<(HttpStatusCode Status, string? ContentType, string Body)> PostFormAsync(
        string path, IReadOnlyList<(string Name, string Value)> form, string token = Key + "-token", string? signedUrl = null, string? host = null)
    {
        var url = signedUrl ?? new Uri(Address, path).ToString();
        var text = url + string.Concat(form.OrderBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => pair.Name + pair.Value));
        using var client = CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))) };
        request.Headers.Add("X-Twilio-Signature", Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(text))));
        request.Headers.Host = host;
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public List<(string, string)> Incoming(string sid, string from, string text) =>
        [("MessageSid", sid), ("SmsSid", sid), ("AccountSid", AccountSid), ("From", from), ("To", Number), ("Body", text), ("NumMedia", "0"), ("SmsStatus", "received")];

    public List<(string, string)> Status(string sid, string to, string status) =>
        [("MessageSid", sid), ("SmsSid", sid), ("AccountSid", AccountSid), ("From", Number), ("To", to), ("MessageStatus", status), ("SmsStatus", status)];

    internal async Task<JsonElement> DetailAsync(Guid conversation) => (await Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;

    public async Task<string> SidOfAsync(Guid conversation, int number) =>
        await ScalarAsync<string>("SELECT provider_id FROM conversations.message_key WHERE conversation_id = $1 AND number = $2", conversation, number);
}
