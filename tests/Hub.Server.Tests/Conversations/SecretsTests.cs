using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Server.Tests.Conversations.Sensitive;
using Hub.Server.Tests.Conversations.WebChat;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>Secrets go in and are seen nowhere: not in a dump, not in an answer, not in a log.</summary>
public sealed class SecretsTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task SC1_a_dump_and_the_data_directory_hold_no_secret_in_clear()
    {
        var secrets = new List<string> { "canary-channel-secret", "canary-access-token", "canary-identity-secret", "canary horse battery" };
        await hub.AccountAsync("sealed", new { channelSecret = secrets[0], accessToken = secrets[1] });
        (await hub.Admin.SendAsync("POST", "/api/channel-accounts", new { key = "sealed-web", channel = "webchat", name = "Sealed", secrets = new { identitySecret = secrets[2] } })).Is(HttpStatusCode.Created);
        var person = (await hub.Admin.SendAsync("POST", "/api/agents", new { email = "sealed@hub.test", name = "Sealed", role = "agent", teamIds = Array.Empty<Guid>(), password = secrets[3] })).Is(HttpStatusCode.Created).Id;
        using var browser = new DeskClient(hub.Address, IPAddress.Loopback);
        (await browser.SignInAsync("sealed@hub.test", secrets[3])).Is(HttpStatusCode.OK);
        secrets.Add(browser.Cookie!.Split('=', 2)[1]);
        secrets.Add((await browser.SendAsync("POST", "/api/tokens", new { name = "Sealed" })).Is(HttpStatusCode.Created).Json.GetProperty("token").GetString()!["hub_".Length..]);
        secrets.Add((await browser.SendAsync("POST", "/api/session/second-step", new { password = secrets[3] })).Is(HttpStatusCode.OK).Json.GetProperty("secret").GetString()!);
        secrets.Add((await hub.Admin.SendAsync("POST", $"/api/agents/{person}/link")).Is(HttpStatusCode.Created).Json.GetProperty("url").GetString()!.Split('#')[1]);
        using var visitor = await VisitorClient.StartAsync(hub);
        secrets.Add(visitor.Token);
        foreach (var secret in secrets)
        {
            Assert.True(secret.Length >= 16, "A short secret could not be told from other words.");
            Assert.Empty(await Traces.OfAsync(hub, secret));
        }

        // The search finds what is there in clear.
        Assert.NotEmpty(await Traces.OfAsync(hub, "sealed@hub.test"));
    }

    [Fact]
    public async Task SC3_no_answer_no_error_and_no_entry_of_the_audit_log_repeats_a_secret()
    {
        var seen = new List<string>();
        async Task<Answer> SendAsync(string method, string path, object? body = null)
        {
            var answer = await hub.Admin.SendAsync(method, path, body);
            seen.Add(answer.Text);
            return answer;
        }

        var id = (await SendAsync("POST", "/api/channel-accounts", new { key = "write-only", channel = "line", name = "Write only", secrets = new { channelSecret = "canary-first" } })).Is(HttpStatusCode.Created).Id;
        (await SendAsync("PUT", $"/api/channel-accounts/{id}", new { name = "Write only", secrets = new { channelSecret = "canary-second" }, active = true })).Is(HttpStatusCode.OK);
        (await SendAsync("POST", "/api/channel-accounts", new { key = "write-only", channel = "line", name = "Taken", secrets = new { channelSecret = "canary-third" } })).Is(HttpStatusCode.Conflict);
        (await SendAsync("POST", "/api/channel-accounts", new { key = "BAD KEY", channel = "line", name = "Bad", secrets = new { channelSecret = "canary-fourth" } })).Is(HttpStatusCode.BadRequest);
        (await SendAsync("POST", "/api/channel-accounts", new { key = "bad", channel = "line", name = "Bad", secrets = new { channelSecret = new[] { "canary-fifth" } } })).Is(HttpStatusCode.BadRequest);
        (await SendAsync("POST", $"/api/channel-accounts/{id}/check")).Is(HttpStatusCode.OK);
        (await SendAsync("POST", "/api/session", new { email = "nobody@hub.test", password = "canary-sixth" })).Is(HttpStatusCode.Unauthorized);
        (await SendAsync("GET", "/api/channel-accounts")).Is(HttpStatusCode.OK);
        (await SendAsync("GET", "/api/audit?limit=200")).Is(HttpStatusCode.OK);
        (await SendAsync("GET", "/api/audit/export")).Is(HttpStatusCode.OK);
        Assert.Contains(seen, text => text.Contains("channelSecret", StringComparison.Ordinal));
        Assert.DoesNotContain(seen, text => text.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SC4_IN3_at_the_finest_level_the_log_holds_no_secret_no_word_of_a_customer_and_one_object_a_line()
    {
        await using var server = new ServerProcess(TestFolders.New("log"), new Dictionary<string, string?>
        {
            ["ConnectionStrings__Hub"] = await TestDatabases.CreateAsync(TestContext.Current.CancellationToken),
            ["Logging__LogLevel__Default"] = "Trace",
            ["Hub__AdminEmail"] = "canary.admin@hub.test",
            ["Hub__AdminPassword"] = "canary horse battery",
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        using var admin = new DeskClient(server.Address, IPAddress.Loopback);
        (await admin.SignInAsync("canary.admin@hub.test", "canary wrong battery")).Is(HttpStatusCode.Unauthorized);
        (await admin.SignInAsync("canary.admin@hub.test", "canary horse battery")).Is(HttpStatusCode.OK);
        var cookie = admin.Cookie!.Split('=', 2)[1];
        var token = (await admin.SendAsync("POST", "/api/tokens", new { name = "canary token" })).Is(HttpStatusCode.Created).Json.GetProperty("token").GetString()!;
        (await admin.SendAsync("POST", "/api/channel-accounts", new { key = "line-demo", channel = "line", name = "canary account", settings = new { apiBase = "http://127.0.0.1:9", dataBase = "http://127.0.0.1:9", channelId = "1" }, secrets = new { channelSecret = "canary-channel-secret" } })).Is(HttpStatusCode.Created);
        (await admin.SendAsync("POST", "/api/channel-accounts", new { key = "web-demo", channel = "webchat", name = "canary site" })).Is(HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(server.Address, "line-demo", "canary-channel-secret", LineWebhook.Text("Ucanaryuser", "canary-message-id", "canary words of a customer")));
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(server.Address, "line-demo", "canary-channel-secret", Encoding.UTF8.GetBytes("{\"destination\":\"x\",\"events\":[{\"type\":\"canary broken\"")));
        Assert.Equal(HttpStatusCode.Unauthorized, await LineWebhook.PostAsync(server.Address, "line-demo", "canary wrong secret", LineWebhook.Text("Ucanaryuser", "canary-2", "canary words")));
        using var http = new HttpClient { BaseAddress = server.Address };
        var started = await (await http.PostAsJsonAsync("/widget/api/web-demo/session", new { language = "ja", pageUrl = "https://canary.example", identity = "canary.identity.token" }, TestContext.Current.CancellationToken)).Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        var visitor = started.GetProperty("token").GetString()!;
        await using (var live = await LiveSocket.ConnectAsync(new Uri(server.Address, "/hubs/visitor")))
        {
            await live.InvokeAsync("Join", new { site = "web-demo", token = visitor });
        }

        var conversation = Guid.Empty;
        await Eventually.HoldsAsync(async () =>
        {
            var items = (await admin.SendAsync("GET", "/api/conversations?view=open")).Is(HttpStatusCode.OK).Json.GetProperty("items");
            conversation = items.GetArrayLength() > 0 ? items[0].GetProperty("id").GetGuid() : Guid.Empty;
            return conversation != Guid.Empty;
        });
        (await admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "canary answer", confirmed = new[] { "other_language" } })).Is(HttpStatusCode.Created);
        (await admin.SendAsync("POST", $"/api/conversations/{conversation}/notes", new { id = Guid.CreateVersion7(), text = "canary note" })).Is(HttpStatusCode.Created);
        (await admin.SendAsync("GET", "/api/customers?q=canary%20search")).Is(HttpStatusCode.OK);
        (await admin.SendAsync("POST", $"/api/conversations/{conversation}/notes", new { id = Guid.CreateVersion7(), text = "canary\0zero" })).Is(HttpStatusCode.BadRequest);
        using (var forged = new HttpRequestMessage(HttpMethod.Get, "/api/%0d%0a%1b%5b31mforged"))
        {
            forged.Headers.TryAddWithoutValidation("User-Agent", "x\u001b[31mforged");
            await http.SendAsync(forged, TestContext.Current.CancellationToken);
        }

        // The broken delivery has been read and put aside, so whatever is said about that is in the log.
        await Eventually.HoldsAsync(async () => (await admin.SendAsync("GET", "/api/parked")).Is(HttpStatusCode.OK).Json.GetProperty("items").GetArrayLength() > 0);
        var log = server.Output;
        Assert.Contains("\"Category\":\"Hub.Server", log, StringComparison.Ordinal);
        Assert.All(log.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal(JsonValueKind.Object, JsonElement.Parse(line).ValueKind));
        Assert.DoesNotContain('\u001b', log);
        Assert.DoesNotContain("canary", log, StringComparison.OrdinalIgnoreCase);
        foreach (var secret in new[] { cookie, token["hub_".Length..], visitor })
        {
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        }
    }
}
