using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Channels.Twilio;
using Hub.Testing;
using Xunit;

namespace Hub.Channels.Tests.Simulator;

/// <summary>The simulated Twilio answers, signs and fails as Twilio does.</summary>
public sealed class TwilioRestTests : SimulatorTest
{
    private const string Phone = "+819000001201";

    [Fact]
    public async Task States_of_a_message_are_told_signed_in_their_order()
    {
        var sid = Text(await SendAsync(("To", Phone), ("Body", "hi"), ("StatusCallback", Sim.Hooks.Address + "/status?ref=1.2")), "sid");
        await UntilAsync(() => Task.FromResult(Sim.Hooks.Received.Count(hook => hook.Path == "/status") == 2), "both states are told");

        var told = Sim.Hooks.Received.Where(hook => hook.Path == "/status").ToList();
        Assert.Equal(["sent", "delivered"], told.Select(hook => TwilioForm.Parse(hook.Bytes)["MessageStatus"]));
        Assert.All(told, hook => Assert.Equal(sid, TwilioForm.Parse(hook.Bytes)["MessageSid"]));
        Assert.All(told, hook => Assert.Equal(TwilioSignature.Of("sms-demo-token", Sim.Hooks.Address + "/status?ref=1.2", TwilioSignature.Parameters(hook.Bytes)), hook.Signature));
    }

    [Theory]
    [InlineData("off", 30003)]
    [InlineData("landline", 30006)]
    [InlineData("filtered", 30007)]
    public async Task A_phone_that_cannot_be_reached_says_why(string mode, int code)
    {
        await PutAsync($"/sim/sms/sms-demo/phones/{Phone}", new { mode });
        var sid = Text(await SendAsync(("To", Phone), ("Body", "hi")), "sid");
        var account = await AccountAsync();

        await UntilAsync(async () => (await GetAsync($"/2010-04-01/Accounts/{account.Sid}/Messages/{sid}.json")) is var message && Text(message, "status") == "undelivered" && message.GetProperty("error_code").GetInt32() == code, "it is undelivered");
    }

    [Theory]
    [InlineData("+15005550001", "x", 21211)]
    [InlineData("+15005550003", "x", 21408)]
    [InlineData("090-0000-1201", "x", 21211)]
    [InlineData(Phone, "", 21602)]
    public async Task What_Twilio_refuses_is_refused_with_its_number(string to, string body, int code)
    {
        var answer = await PostAsync(("To", to), ("Body", body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetInt32());
        Assert.Equal(21617, (await (await PostAsync(("To", Phone), ("Body", new string('x', 1601)))).Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Stop_blocks_at_Twilio_itself_and_start_opens_again()
    {
        await WriteAsync(new { text = "Stop" });
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(("To", Phone), ("Body", "x"))).StatusCode);
        await WriteAsync(new { text = "START" });
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(("To", Phone), ("Body", "x"))).StatusCode);

        // The hub was told of both words.
        Assert.Equal(["Stop", "START"], Sim.Hooks.Received.Select(hook => TwilioForm.Parse(hook.Bytes)["Body"]));
    }

    [Fact]
    public async Task Media_are_behind_a_redirect_that_wants_no_credentials()
    {
        await WriteAsync(new { text = "look", sample = true });
        var url = TwilioForm.Parse(Sim.Hooks.Received.Single().Bytes)["MediaUrl0"]!;
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(url, Stop)).StatusCode);
        http.DefaultRequestHeaders.Authorization = await CredentialsAsync();
        var redirect = await http.GetAsync(url, Stop);
        Assert.Equal(HttpStatusCode.TemporaryRedirect, redirect.StatusCode);
        var storage = new Uri(new Uri(url), redirect.Headers.Location!);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync(storage, Stop)).StatusCode);
        http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal("image/png", (await http.GetAsync(storage, Stop)).Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task The_list_has_pages_newest_first_and_both_directions()
    {
        for (var n = 1; n <= 3; n++)
        {
            await SendAsync(("To", Phone), ("Body", $"{n}"));
        }

        var account = await AccountAsync();
        var first = await GetAsync($"/2010-04-01/Accounts/{account.Sid}/Messages.json?PageSize=2&To={Uri.EscapeDataString(Phone)}&DateSent%3E=2020-01-01");
        Assert.Equal(["3", "2"], first.GetProperty("messages").EnumerateArray().Select(message => Text(message, "body")));
        var second = await GetAsync(Text(first, "next_page_uri"));
        Assert.Equal(["1"], second.GetProperty("messages").EnumerateArray().Select(message => Text(message, "body")));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_page_uri").ValueKind);
    }

    [Fact]
    public async Task Faults_are_used_up_one_by_one()
    {
        await PutAsync("/sim/sms/sms-demo/faults", new { rateLimit = new { retryAfter = 3 }, loseWebhooks = 1 });

        var throttled = await PostAsync(("To", Phone), ("Body", "x"));
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(3)), (throttled.StatusCode, throttled.Headers.RetryAfter!.Delta!.Value));
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(("To", Phone), ("Body", "x"))).StatusCode);
        Assert.Equal("lost", Text(await WriteAsync(new { text = "nobody hears this" }), "webhook"));
        Assert.Equal("delivered", Text(await WriteAsync(new { text = "this one is heard" }), "webhook"));
    }

    [Fact]
    public async Task Messages_and_phones_survive_a_restart()
    {
        var folder = TestFolders.New("sms-simulator");
        await using (var first = await SimulatorHost.StartAsync(folder))
        {
            (await first.Http.PostAsJsonAsync("/sim/sms/sms-demo/phones", new { name = "Kept", number = "+819011112222" }, Stop)).EnsureSuccessStatusCode();
            (await first.Http.PostAsJsonAsync("/sim/sms/sms-demo/phones/+819011112222/messages", new { text = "kept" }, Stop)).EnsureSuccessStatusCode();
        }

        await using var second = await SimulatorHost.StartAsync(folder);
        var thread = await second.Http.GetFromJsonAsync<JsonElement>("/sim/sms/sms-demo/phones/+819011112222/thread", Stop);
        Assert.Equal("kept", Text(Assert.Single(thread.GetProperty("items").EnumerateArray()), "body"));
    }

    private async Task<(string Sid, string Number)> AccountAsync() =>
        await Sim.Http.GetFromJsonAsync<JsonElement>("/sim/sms/sms-demo", Stop) is var account ? (Text(account, "accountSid"), Text(account, "number")) : default;

    private async Task<AuthenticationHeaderValue> CredentialsAsync() =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{(await AccountAsync()).Sid}:sms-demo-token")));

    private async Task<HttpResponseMessage> PostAsync(params (string Name, string Value)[] form)
    {
        var (sid, number) = await AccountAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/2010-04-01/Accounts/{sid}/Messages.json")
        {
            Content = new FormUrlEncodedContent(form.Append(("From", number)).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2))),
            Headers = { Authorization = await CredentialsAsync() },
        };
        return await Sim.Http.SendAsync(request, Stop);
    }

    private async Task<JsonElement> SendAsync(params (string Name, string Value)[] form)
    {
        var answer = await PostAsync(form);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = await CredentialsAsync() } };
        using var answer = await Sim.Http.SendAsync(request, Stop);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Stop))!;
    }

    private async Task<JsonElement> WriteAsync(object message)
    {
        var answer = await Sim.Http.PostAsJsonAsync($"/sim/sms/sms-demo/phones/{Phone}/messages", message, Stop);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Stop);
    }

    private async Task PutAsync(string path, object body) => (await Sim.Http.PutAsJsonAsync(path, body, Stop)).EnsureSuccessStatusCode();

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
