using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Calls;

public sealed class CallTests(ChatHub hub) : IClassFixture<ChatHub>
{
    private const string Secret = "telephone-secret";
    private static int numbers;

    [Fact]
    public async Task A_ringing_call_names_the_customer_opens_their_thread_and_is_written_down_when_it_is_over()
    {
        var line = await LineAsync("call-answered");
        var (agentId, agent) = await hub.PersonAsync("agent");
        var email = await hub.ScalarAsync<string>("SELECT email FROM identity.agent WHERE id = $1", agentId);
        var (number, customer) = await CustomerAsync("Kato Ren");
        await using var desk = await hub.LiveAsync(agent);
        await desk.NextAsync("hello");

        await TellAsync(line, CallWebhook.Body("c-1", "ringing", from: number, agent: email));

        // Calls of other tests, which ring for everybody, are told late at times.
        var rings = await CallAsync(desk, call => call.GetProperty("state").GetString() == "ringing" && call.GetProperty("agentId") is { ValueKind: JsonValueKind.String } rung && rung.GetGuid() == agentId);
        Assert.Equal(agentId, rings.GetProperty("agentId").GetGuid());
        var id = rings.GetProperty("id").GetGuid();
        var detail = (await agent.SendAsync("GET", $"/api/calls/{id}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(customer, Assert.Single(detail.GetProperty("callers").EnumerateArray()).GetProperty("id").GetGuid());
        Assert.Contains(id.ToString(), (await agent.SendAsync("GET", "/api/calls")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);

        var row = (await agent.SendAsync("POST", $"/api/calls/{id}/open", new { })).Is(HttpStatusCode.OK).Json;
        var conversation = row.GetProperty("id").GetGuid();
        Assert.Equal((customer, agentId, "phone"), (row.GetProperty("customer").GetProperty("id").GetGuid(), row.GetProperty("ownerId").GetGuid(), row.GetProperty("channel").GetString()));
        Assert.Equal(conversation, (await agent.SendAsync("POST", $"/api/calls/{id}/open", new { })).Is(HttpStatusCode.OK).Id);

        await TellAsync(line, CallWebhook.Body("c-1", "answered", from: number, agent: email));
        await TellAsync(line, CallWebhook.Body("c-1", "ended", from: number, agent: email, durationSeconds: 83, recordingUrl: "https://pbx.example/r/1"));
        await Eventually.HoldsAsync(async () => (await EntriesAsync(agent, conversation))[0].GetProperty("call").GetString() == "ended");
        var entry = Assert.Single(await EntriesAsync(agent, conversation));
        Assert.Equal((83, "inbound", "https://pbx.example/r/1"), (entry.GetProperty("durationSeconds").GetInt32(), entry.GetProperty("direction").GetString(), entry.GetProperty("recordingUrl").GetString()));

        // What the agent writes stays beside what the telephone system says, and a later call goes into the same open thread.
        (await agent.SendAsync("PUT", $"/api/conversations/{conversation}/logs/1", new { medium = "phone", direction = "outbound", reason = "Order", text = "Wants 200 g" })).Is(HttpStatusCode.OK);
        Assert.Equal(("inbound", "Order"), ((await EntriesAsync(agent, conversation))[0].GetProperty("direction").GetString(), (await EntriesAsync(agent, conversation))[0].GetProperty("reason").GetString()));
        await TellAsync(line, CallWebhook.Body("c-2", "ended", from: number, durationSeconds: 5));
        await Eventually.HoldsAsync(async () => (await EntriesAsync(agent, conversation)).Count == 2);
        agent.Dispose();
    }

    [Fact]
    public async Task F21_F22_reports_repeated_and_in_any_order_give_one_entry()
    {
        var line = await LineAsync("call-disorder");
        var random = new Random(5);
        for (var round = 0; round < 8; round++)
        {
            var (number, customer) = await CustomerAsync($"Disorder {round}");
            var start = DateTimeOffset.UtcNow.AddSeconds(-100);
            byte[][] reports =
            [
                CallWebhook.Body($"d-{round}", "ringing", from: number, at: start), CallWebhook.Body($"d-{round}", "answered", from: number, at: start.AddSeconds(10)),
                CallWebhook.Body($"d-{round}", "ended", from: number, at: start.AddSeconds(70)),
            ];
            var sent = reports.Concat(reports).ToArray();
            random.Shuffle(sent);
            await Task.WhenAll(sent.Select(body => TellAsync(line, body)));
            await hub.SettledAsync(line.Id);

            var entry = Assert.Single(await OfCustomerAsync(customer));
            Assert.Equal(("ended", 60), (entry.GetProperty("call").GetString(), entry.GetProperty("durationSeconds").GetInt32()));
            Assert.Equal(start, entry.GetProperty("startedAt").GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public async Task A_missed_call_waits_in_the_team_and_asks_to_be_called_back()
    {
        var line = await LineAsync("call-missed", new Dictionary<string, string> { ["followUpMinutes"] = "30" });
        var (number, customer) = await CustomerAsync("Missed Me");

        await TellAsync(line, CallWebhook.Body("m-1", "ringing", from: number));
        await TellAsync(line, CallWebhook.Body("m-1", "missed", from: number));
        await TellAsync(line, CallWebhook.Body("m-1", "missed", from: number));
        await hub.SettledAsync(line.Id);

        var conversation = await hub.ScalarAsync<Guid>("SELECT id FROM conversations.conversation WHERE customer_id = $1", customer);
        var row = (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(("open", 1, JsonValueKind.Null), (row.GetProperty("status").GetString(), row.GetProperty("unread").GetInt32(), row.GetProperty("ownerId").ValueKind));
        Assert.NotEqual(JsonValueKind.Null, row.GetProperty("waitingSince").ValueKind);
        var followUp = Assert.Single((await hub.Admin.SendAsync("GET", $"/api/follow-ups?view=team&conversationId={conversation}")).Json.GetProperty("items").EnumerateArray());
        Assert.InRange(followUp.GetProperty("dueAt").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(28), DateTimeOffset.UtcNow.AddMinutes(31));

        // Called back and reached: nobody waits any longer.
        await TellAsync(line, CallWebhook.Body("m-2", "answered", from: "03-1111-2222", to: number, direction: "outbound"));
        await TellAsync(line, CallWebhook.Body("m-2", "ended", from: "03-1111-2222", to: number, direction: "outbound", durationSeconds: 40));
        await Eventually.HoldsAsync(async () => (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Json.GetProperty("waitingSince").ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task Of_several_under_one_number_the_agent_chooses_and_an_unknown_number_becomes_a_customer()
    {
        var line = await LineAsync("call-several");
        var (number, father) = await CustomerAsync("Father");
        var son = Guid.CreateVersion7();
        (await hub.Admin.SendAsync("POST", "/api/customers", new { id = son, name = "Son", phone = number })).Is(HttpStatusCode.Created);
        await TellAsync(line, CallWebhook.Body("s-1", "ringing", from: number));
        await hub.SettledAsync(line.Id);
        var call = await hub.ScalarAsync<Guid>("SELECT id FROM conversations.call WHERE call_key = 's-1'");
        Assert.Equal(2, (await hub.Admin.SendAsync("GET", $"/api/calls/{call}")).Json.GetProperty("callers").GetArrayLength());
        (await hub.Admin.SendAsync("POST", $"/api/calls/{call}/open", new { })).Is(HttpStatusCode.Conflict, "choose_customer");
        Assert.Equal(son, (await hub.Admin.SendAsync("POST", $"/api/calls/{call}/open", new { customerId = son })).Is(HttpStatusCode.OK).Json.GetProperty("customer").GetProperty("id").GetGuid());
        (await hub.Admin.SendAsync("POST", $"/api/calls/{call}/open", new { customerId = father })).Is(HttpStatusCode.Conflict, "already_logged");

        var unknown = Number();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(n => TellAsync(line, CallWebhook.Body($"u-{n}", "ended", from: unknown, durationSeconds: 9))));
        await hub.SettledAsync(line.Id);
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM customers.address WHERE value = $1", "+81" + unknown[1..].Replace("-", "", StringComparison.Ordinal)));

        // A withheld number makes nobody, but can be opened while it rings.
        await TellAsync(line, CallWebhook.Body("w-1", "missed", from: null));
        await TellAsync(line, CallWebhook.Body("w-2", "ringing", from: "anonymous"));
        await hub.SettledAsync(line.Id);
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.call WHERE call_key LIKE 'w-%' AND conversation_id IS NOT NULL"));
        var withheld = await hub.ScalarAsync<Guid>("SELECT id FROM conversations.call WHERE call_key = 'w-2'");
        (await hub.Admin.SendAsync("POST", $"/api/calls/{withheld}/open", new { })).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AZ2_P10_a_call_is_for_the_person_whose_extension_rings_or_else_for_the_team_of_the_account()
    {
        var (ours, theirs) = (await hub.TeamAsync("Call ours"), await hub.TeamAsync("Call theirs"));
        var line = await LineAsync("call-team", team: ours);
        var (annId, ann) = await hub.PersonAsync("agent", ours);
        using var colleague = await hub.SignedInAsync("agent", ours);
        using var stranger = await hub.SignedInAsync("agent", theirs);
        (await hub.Admin.SendAsync("PUT", $"/api/extensions/{annId}", new { extension = "201" })).Is(HttpStatusCode.OK);
        Assert.Equal("taken", (await hub.Admin.SendAsync("PUT", $"/api/extensions/{(await hub.PersonAsync("agent")).Id}", new { extension = "201" })).Is(HttpStatusCode.BadRequest).Error("extension"));
        await TellAsync(line, CallWebhook.Body("t-1", "ringing", from: Number()));
        await TellAsync(line, CallWebhook.Body("t-2", "ringing", from: Number(), agent: "201"));
        await hub.SettledAsync(line.Id);
        var (toTeam, toAnn) = (await hub.ScalarAsync<Guid>("SELECT id FROM conversations.call WHERE call_key = 't-1'"), await hub.ScalarAsync<Guid>("SELECT id FROM conversations.call WHERE call_key = 't-2'"));

        (await colleague.SendAsync("GET", $"/api/calls/{toTeam}")).Is(HttpStatusCode.OK);
        (await colleague.SendAsync("GET", $"/api/calls/{toAnn}")).Is(HttpStatusCode.NotFound);
        (await ann.SendAsync("GET", $"/api/calls/{toAnn}")).Is(HttpStatusCode.OK);
        foreach (var call in new[] { toTeam, toAnn })
        {
            (await stranger.SendAsync("GET", $"/api/calls/{call}")).Is(HttpStatusCode.NotFound);
            (await stranger.SendAsync("POST", $"/api/calls/{call}/open", new { })).Is(HttpStatusCode.NotFound);
        }

        var heard = (await stranger.SendAsync("GET", "/api/calls")).Is(HttpStatusCode.OK).Text;
        Assert.DoesNotContain(toTeam.ToString(), heard, StringComparison.Ordinal);
        Assert.DoesNotContain(toAnn.ToString(), heard, StringComparison.Ordinal);
        ann.Dispose();
    }

    [Fact]
    public async Task WH1_WH5_WH6_WH10_only_a_fresh_report_with_this_accounts_signature_comes_in()
    {
        var line = await LineAsync("call-door");
        var other = await LineAsync("call-other", secret: "another-secret");
        var body = CallWebhook.Body("door", "ringing");
        foreach (var signature in new[] { null, "", "sha256=", CallWebhook.Sign("wrong", body), CallWebhook.Sign("", body), CallWebhook.Sign(Secret, body)["sha256=".Length..], CallWebhook.Sign(Secret, [.. body, 32]), CallWebhook.Sign("another-secret", body) })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await CallWebhook.PostSignedAsync(hub.Address, line.Key, signature, body));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await CallWebhook.PostAsync(hub.Address, other.Key, Secret, body));
        Assert.Equal(HttpStatusCode.NotFound, await CallWebhook.PostAsync(hub.Address, "nobody", Secret, body));
        Assert.Equal(HttpStatusCode.NotFound, await CallWebhook.PostAsync(hub.Address, "line-demo", Secret, body));
        foreach (var minutes in new[] { -6, -60 * 24, 6 })
        {
            var stale = JsonSerializer.SerializeToUtf8Bytes(new { callId = "door", @event = "ringing", from = "090-1234-5678", at = DateTimeOffset.UtcNow.AddMinutes(minutes) });
            Assert.Equal(HttpStatusCode.Unauthorized, await CallWebhook.PostAsync(hub.Address, line.Key, Secret, stale));
        }

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await CallWebhook.PostAsync(hub.Address, line.Key, Secret, new byte[2 * 1024 * 1024]));
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.delivery WHERE account_id = $1 OR account_id = $2", line.Id, other.Id));

        // The same request again, and again: one call.
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await CallWebhook.PostAsync(hub.Address, line.Key, Secret, body));
        }

        await hub.SettledAsync(line.Id);
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT version::bigint FROM conversations.call WHERE call_key = 'door'"));
    }

    [Fact]
    public async Task F23_a_report_that_cannot_be_read_is_parked_and_the_next_goes_on()
    {
        var line = await LineAsync("call-broken");
        var (number, customer) = await CustomerAsync("After broken");
        var broken = JsonSerializer.SerializeToUtf8Bytes(new { @event = "ended", at = DateTimeOffset.UtcNow });
        await TellAsync(line, broken);
        await TellAsync(line, CallWebhook.Body("fine", "ended", from: number, durationSeconds: 3));
        await hub.SettledAsync(line.Id);
        Assert.Single(await OfCustomerAsync(customer));
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.parked WHERE account_id = $1", line.Id));
    }

    [Fact]
    public async Task Whose_extension_it_is_is_noted()
    {
        var (id, person) = await hub.PersonAsync("agent");
        (await hub.Admin.SendAsync("PUT", $"/api/extensions/{id}", new { extension = "4711" })).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("PUT", $"/api/extensions/{id}", new { extension = (string?)null })).Is(HttpStatusCode.OK);
        Assert.Equal(2L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE action = 'extension.set' AND target_id = $1", id));
        person.Dispose();
    }

    private static string Number() => $"090-7000-{Interlocked.Increment(ref numbers):d4}";

    private async Task<(Guid Id, string Key)> LineAsync(string key, Dictionary<string, string>? settings = null, Guid? team = null, string secret = Secret) => ((await hub.Admin.SendAsync(
        "POST", "/api/channel-accounts", new { key, channel = "call", name = key, settings = settings ?? [], secrets = new { webhookSecret = secret }, teamId = team })).Is(HttpStatusCode.Created).Id, key);

    private async Task<(string Number, Guid Id)> CustomerAsync(string name)
    {
        var (number, id) = (Number(), Guid.CreateVersion7());
        (await hub.Admin.SendAsync("POST", "/api/customers", new { id, name, phone = number })).Is(HttpStatusCode.Created);
        return (number, id);
    }

    private async Task TellAsync((Guid Id, string Key) line, byte[] body) => Assert.Equal(HttpStatusCode.OK, await CallWebhook.PostAsync(hub.Address, line.Key, Secret, body));

    private async Task<List<JsonElement>> EntriesAsync(DeskClient client, Guid conversation) =>
        [.. (await hub.MessagesAsync(client, conversation)).Select(message => message.GetProperty("content")).Where(content => content.GetProperty("type").GetString() == "log")];

    private async Task<List<JsonElement>> OfCustomerAsync(Guid customer)
    {
        var conversations = (await hub.Admin.SendAsync("GET", $"/api/customers/{customer}/timeline")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray();
        var entries = new List<JsonElement>();
        foreach (var one in conversations)
        {
            entries.AddRange(await EntriesAsync(hub.Admin, one.GetProperty("conversation").GetProperty("id").GetGuid()));
        }

        return entries;
    }

    private static async Task<JsonElement> CallAsync(LiveSocket desk, Func<JsonElement, bool> wanted)
    {
        while (true)
        {
            foreach (var one in (await desk.NextAsync("frame")).GetProperty("events").EnumerateArray().Where(one => one.GetProperty("type").GetString() == "call" && wanted(one.GetProperty("call"))))
            {
                return one.GetProperty("call");
            }
        }
    }
}
