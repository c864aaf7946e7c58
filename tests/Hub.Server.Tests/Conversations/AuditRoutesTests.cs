using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>Holds docs/audit.md against the running server: what every writing route leaves in the audit log.</summary>
public sealed class AuditRoutesTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public void AL1_the_page_lists_every_route_that_can_write_with_a_test_that_exists_or_a_reason()
    {
        var routes = EndpointRules.Of(hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
            .Where(route => route.Method is not ("GET" or "HEAD" or "ANY")).Select(route => route.Name).Order(StringComparer.Ordinal);
        var rows = Page("Writing routes");
        Assert.Equal(routes, rows.Select(row => row[0]).Order(StringComparer.Ordinal));
        var tests = typeof(AuditRoutesTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .Select(method => method.Name).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(rows, row => row[1] == "none" ? row[2].Length < 10 || !row[2].EndsWith('.') : !tests.Contains(row[2]));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public void The_desk_has_words_for_every_action(string language)
    {
        var words = File.ReadAllText(Path.Combine(Folder(), "../../../src/Hub.Agent/src/features/settings/locales", $"audit-{language}.ts"));
        var actions = Page("Who looked").Select(row => row[0]).Concat(Page("Writing routes").Where(row => row[1] != "none").SelectMany(row => row[1].Split(',').Select(action => action.Trim(' ', '`')))).Append("hub.restored");
        Assert.All(actions.Distinct(), action => Assert.Contains($"'{action}': '", words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signing_in_and_out_and_failing_to()
    {
        using var client = new DeskClient(hub.Address, IPAddress.Parse("127.0.0.77"));
        var person = (await hub.Admin.SendAsync("POST", "/api/agents", new { email = "audited@hub.test", name = "Audited", role = "agent", teamIds = Array.Empty<Guid>(), password = "correct horse battery" })).Is(HttpStatusCode.Created).Id;
        (await client.SignInAsync("audited@hub.test", "wrong horse battery")).Is(HttpStatusCode.Unauthorized);
        (await client.SignInAsync("hunter2-typed-into-the-wrong-field", "x")).Is(HttpStatusCode.Unauthorized);
        (await client.SignInAsync("audited@hub.test", "correct horse battery")).Is(HttpStatusCode.OK);
        (await client.SendAsync("DELETE", "/api/session")).Is(HttpStatusCode.NoContent);

        var opened = Assert.Single(await EntriesAsync("session.opened", person));
        Assert.Equal("127.0.0.77", opened.GetProperty("address").GetString());
        Assert.Equal(person, opened.GetProperty("actor").GetProperty("id").GetGuid());
        Assert.Single(await EntriesAsync("session.closed", person));
        var refused = Assert.Single(await EntriesAsync("session.refused", person));
        Assert.Equal(("nobody", "invalid_credentials"), (refused.GetProperty("actor").GetProperty("kind").GetString(), refused.GetProperty("data").GetProperty("reason").GetString()));

        // Nobody's account: what was typed, perhaps a password, is nowhere to be read.
        var stranger = (await ListAsync("action=session.refused")).Single(entry => entry.GetProperty("targetId").ValueKind == JsonValueKind.Null);
        Assert.Equal(16, stranger.GetProperty("data").GetProperty("account").GetString()!.Length);
        Assert.Equal(0, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit a WHERE a::text LIKE '%hunter2%' OR a::text LIKE '%audited@%' OR a::text LIKE '%horse%'"));
    }

    [Fact]
    public async Task Changing_people()
    {
        var team = (await hub.Admin.SendAsync("POST", "/api/teams", new { name = "Audited team" })).Is(HttpStatusCode.Created).Id;
        Assert.Single(await EntriesAsync("team.created", team));
        var person = (await hub.Admin.SendAsync("POST", "/api/agents", new { email = "changed@hub.test", name = "Before", role = "agent", teamIds = Array.Empty<Guid>(), password = "correct horse battery" })).Is(HttpStatusCode.Created).Id;
        Assert.Single(await EntriesAsync("person.created", person));
        (await hub.Admin.SendAsync("PUT", $"/api/agents/{person}", new { name = "After", role = "supervisor", teamIds = new[] { team }, active = true })).Is(HttpStatusCode.OK);
        var changed = Assert.Single(await EntriesAsync("person.changed", person)).GetProperty("data");
        Assert.True(changed.GetProperty("renamed").GetBoolean());
        Assert.Equal(("agent", "supervisor", team), (changed.GetProperty("role").GetProperty("old").GetString(), changed.GetProperty("role").GetProperty("new").GetString(), changed.GetProperty("joined")[0].GetGuid()));
        (await hub.Admin.SendAsync("PUT", $"/api/agents/{person}/password", new { password = "another horse battery" })).Is(HttpStatusCode.NoContent);
        Assert.Single(await EntriesAsync("person.password_set", person));
        foreach (var (active, action) in new[] { (false, "person.deactivated"), (true, "person.activated") })
        {
            (await hub.Admin.SendAsync("PUT", $"/api/agents/{person}", new { name = "After", role = "supervisor", teamIds = new[] { team }, active })).Is(HttpStatusCode.OK);
            Assert.Single(await EntriesAsync(action, person));
        }

        // What was refused has changed nothing, and says so by its absence.
        (await hub.Admin.SendAsync("POST", "/api/agents", new { email = "changed@hub.test", name = "Twice", role = "agent", teamIds = Array.Empty<Guid>(), password = "correct horse battery" })).Is(HttpStatusCode.Conflict);
        Assert.Equal(0, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit a WHERE action = 'person.created' AND NOT EXISTS (SELECT FROM identity.agent p WHERE p.id = a.target_id)"));
    }

    [Fact]
    public async Task Making_and_revoking_a_token()
    {
        var token = (await hub.Admin.SendAsync("POST", "/api/tokens", new { name = "Audited" })).Is(HttpStatusCode.Created);
        Assert.Single(await EntriesAsync("token.created", token.Id));
        using var program = new DeskClient(hub.Address, IPAddress.Loopback) { Bearer = token.Json.GetProperty("token").GetString() };
        (await program.SendAsync("DELETE", $"/api/tokens/{token.Id}")).Is(HttpStatusCode.NoContent);
        var revoked = Assert.Single(await EntriesAsync("token.revoked", token.Id));
        Assert.True(revoked.GetProperty("actor").GetProperty("byToken").GetBoolean());
    }

    [Fact]
    public async Task Changing_a_channel_account_without_its_secrets()
    {
        var id = await hub.AccountAsync("audited", new { channelSecret = "first-secret-value" });
        Assert.Single(await EntriesAsync("channel_account.created", id));
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{id}", new { name = "Audited", settings = new { channelId = "2" }, secrets = new { channelSecret = "second-secret-value" }, active = false })).Is(HttpStatusCode.OK);
        var entry = Assert.Single(await EntriesAsync("channel_account.changed", id));
        Assert.Equal("Audited", entry.GetProperty("targetName").GetString());
        var data = entry.GetProperty("data");
        Assert.Equal(("channelId", "channelSecret", false), (data.GetProperty("settings")[0].GetString(), data.GetProperty("secrets")[0].GetString(), data.GetProperty("active").GetProperty("new").GetBoolean()));
        Assert.Equal(0, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit a WHERE a::text LIKE '%secret-value%'"));
    }

    [Fact]
    public async Task Changing_the_settings_of_the_house()
    {
        var brand = (await hub.Admin.SendAsync("GET", "/api/brands")).Is(HttpStatusCode.OK).Json.GetProperty("items")[0].GetProperty("id").GetGuid();
        var calendar = (await hub.Admin.SendAsync("GET", $"/api/brands/{brand}/calendar")).Is(HttpStatusCode.OK).Json;
        (await hub.Admin.SendAsync("PUT", $"/api/brands/{brand}/calendar", calendar)).Is(HttpStatusCode.OK);
        Assert.Single(await EntriesAsync("calendar.changed", brand));

        var made = (await hub.Admin.SendAsync("POST", "/api/brands", new { key = "audited", name = "Audited" })).Is(HttpStatusCode.Created).Json.GetProperty("id").GetGuid();
        Assert.Single(await EntriesAsync("brand.created", made));
        (await hub.Admin.SendAsync("PUT", $"/api/brands/{made}", new { name = "Audited", requireReason = true })).Is(HttpStatusCode.OK);
        Assert.True(Assert.Single(await EntriesAsync("brand.changed", made)).GetProperty("data").GetProperty("requireReason").GetBoolean());
        foreach (var path in new[] { "/api/states", "/api/fields", $"/api/brands/{made}/reasons", $"/api/brands/{made}/results" })
        {
            var before = (await ListAsync("action=vocabulary.changed")).Count;
            var revision = (await hub.Admin.SendAsync("GET", "/api/vocabulary")).Is(HttpStatusCode.OK).Json.GetProperty("revision").GetString();
            (await hub.Admin.SendAsync("PUT", path, new { revision, items = Array.Empty<object>() })).Is(HttpStatusCode.OK);
            Assert.Equal(before + 1, (await ListAsync("action=vocabulary.changed")).Count);
            (await hub.Admin.SendAsync("PUT", path, new { revision = "stale", items = Array.Empty<object>() })).Is(HttpStatusCode.Conflict);
            Assert.Equal(before + 1, (await ListAsync("action=vocabulary.changed")).Count);
        }

        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{hub.LineAccountId}/auto-replies", new { acknowledge = false, closed = false, version = 0 })).Is(HttpStatusCode.OK);
        Assert.Single(await EntriesAsync("auto_reply.changed", hub.LineAccountId));

        var site = (await hub.Admin.SendAsync("GET", "/api/chat-sites")).Is(HttpStatusCode.OK).Json.GetProperty("items")[0].GetProperty("id").GetGuid();
        var chat = (await hub.Admin.SendAsync("GET", $"/api/channel-accounts/{site}/chat")).Is(HttpStatusCode.OK).Json;
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{site}/chat", new { settings = chat.GetProperty("settings"), version = 0 })).Is(HttpStatusCode.OK);
        Assert.Single(await EntriesAsync("chat_site.changed", site));

        var reply = (await hub.Admin.SendAsync("POST", "/api/canned-replies", new { scope = "brand", ownerId = brand, title = "Audited", bodyEn = "words of the house" })).Is(HttpStatusCode.Created).Json;
        var id = reply.GetProperty("id").GetGuid();
        (await hub.Admin.SendAsync("PUT", $"/api/canned-replies/{id}", new { scope = "brand", ownerId = brand, title = "Audited twice", bodyEn = "words of the house", version = reply.GetProperty("version").GetInt32() })).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("DELETE", $"/api/canned-replies/{id}")).Is(HttpStatusCode.NoContent);
        (await hub.Admin.SendAsync("POST", $"/api/canned-replies/{id}/restore")).Is(HttpStatusCode.OK);
        foreach (var action in new[] { "created", "changed", "deleted", "restored" })
        {
            Assert.Single(await EntriesAsync($"canned_reply.{action}", id));
        }
    }

    [Fact]
    public async Task Marking_spam_blocking_and_cautioning()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Unwanted");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/spam", new { block = true, reason = "words nobody may find in the log" })).Is(HttpStatusCode.OK);
        Assert.Single(await EntriesAsync("conversation.marked_spam", conversation));
        Assert.Single(await EntriesAsync("sender.blocked", conversation));
        (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{conversation}/spam")).Is(HttpStatusCode.OK);
        Assert.Single(await EntriesAsync("conversation.unmarked_spam", conversation));
        var block = (await hub.Admin.SendAsync("POST", "/api/blocks", new { addressRange = "203.0.113.0/24", reason = "flood" })).Is(HttpStatusCode.Created).Json.GetProperty("items")[0].GetProperty("id").GetGuid();
        Assert.Single(await EntriesAsync("range.blocked", block));
        (await hub.Admin.SendAsync("DELETE", $"/api/blocks/{block}")).Is(HttpStatusCode.NoContent);
        Assert.Single(await EntriesAsync("block.ended", block));
        var customer = await CustomerAsync(conversation);
        (await hub.Admin.SendAsync("PUT", $"/api/customers/{customer}/caution", new { text = "words nobody may find in the log" })).Is(HttpStatusCode.OK);
        Assert.Single(await EntriesAsync("customer.caution_set", customer));
        (await hub.Admin.SendAsync("PUT", $"/api/customers/{customer}/caution", new { text = (string?)null })).Is(HttpStatusCode.OK);
        Assert.Single(await EntriesAsync("customer.caution_removed", customer));
        Assert.Equal(0, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit a WHERE a::text LIKE '%nobody may find%'"));
    }

    [Fact]
    public async Task Sending_a_failed_message_again()
    {
        var (_, conversation) = await hub.PushedPersonAsync("Retried");
        await hub.FaultsAsync(new { rateLimit429 = new { kind = "quota", next = 1 } });
        var number = await hub.ReplyAsync(conversation, "words nobody may find in the log");
        await hub.BecomesAsync(conversation, number, "failed");
        (await hub.RetryAsync(conversation, number)).Is(HttpStatusCode.OK);
        var entry = Assert.Single(await ListAsync($"action=message.sent_again&conversation={conversation}"));
        Assert.Equal((number, "failed"), (entry.GetProperty("data").GetProperty("number").GetInt32(), entry.GetProperty("data").GetProperty("was").GetString()));
        await hub.NoFaultsAsync();
    }

    [Fact]
    public async Task Changing_a_customer_names_the_fields_and_not_their_content()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Edited");
        var customer = await CustomerAsync(conversation);
        JsonElement record = default;
        await Eventually.HoldsAsync(
            async () => (record = (await hub.Admin.SendAsync("GET", $"/api/customers/{customer}")).Is(HttpStatusCode.OK).Json).GetProperty("name").GetString() == "Edited", what: "the profile is there, which changes the record too");
        (await hub.Admin.SendAsync("PUT", $"/api/customers/{customer}", new { name = "Secretly renamed", notes = "allergic to peanuts", tags = Array.Empty<string>(), version = record.GetProperty("version").GetInt32() })).Is(HttpStatusCode.OK);
        var entry = Assert.Single(await ListAsync($"action=customer.changed&customer={customer}"));
        Assert.Equal(["name", "notes"], entry.GetProperty("data").GetProperty("fields").EnumerateArray().Select(field => field.GetString()));
        Assert.Equal(0, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit a WHERE a::text LIKE '%ecretly%' OR a::text LIKE '%peanuts%'"));
        (await hub.Admin.SendAsync("PUT", $"/api/customers/{customer}", new { name = "Too late", tags = Array.Empty<string>(), version = 1 })).Is(HttpStatusCode.Conflict);
        Assert.Single(await ListAsync($"action=customer.changed&customer={customer}"));
    }

    [Fact]
    public async Task Replaying_and_discarding_what_was_parked()
    {
        var broken = new { type = "message", timestamp = 1_760_000_000_000, webhookEventId = "Eaudited", source = new { type = "user", userId = "Uaudited" }, message = new { type = "text", text = "no id" } };
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Body(broken)));
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM platform.parked WHERE key LIKE '%Eaudited'") == 1);
        var id = await hub.ScalarAsync<Guid>("SELECT id FROM platform.parked WHERE key LIKE '%Eaudited'");
        (await hub.Admin.SendAsync("POST", $"/api/parked/{id}/replay")).Is(HttpStatusCode.OK);
        Assert.Single(await EntriesAsync("parked.replayed", id));
        (await hub.Admin.SendAsync("DELETE", $"/api/parked/{id}")).Is(HttpStatusCode.NoContent);
        (await hub.Admin.SendAsync("DELETE", $"/api/parked/{id}")).Is(HttpStatusCode.NotFound);
        Assert.Single(await EntriesAsync("parked.discarded", id));
    }

    [Fact]
    public async Task AL6_who_saw_a_customer_is_one_question_away()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Watched");
        var customer = await CustomerAsync(conversation);
        var (readerId, reader) = await hub.PersonAsync("supervisor");
        var (recordReaderId, recordReader) = await hub.PersonAsync("supervisor");
        (await reader.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK);
        (await reader.SendAsync("GET", $"/api/conversations/{conversation}/messages")).Is(HttpStatusCode.OK);
        (await recordReader.SendAsync("GET", $"/api/customers/{customer}")).Is(HttpStatusCode.OK);
        (await recordReader.SendAsync("GET", $"/api/customers/{customer}/timeline")).Is(HttpStatusCode.OK);
        (await reader.SendAsync("GET", $"/api/customers/{customer}/seen-by")).Is(HttpStatusCode.Forbidden);

        List<JsonElement> people = [];
        await Eventually.HoldsAsync(async () => (people = [.. (await hub.Admin.SendAsync("GET", $"/api/customers/{customer}/seen-by")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()]).Count >= 2);
        foreach (var (person, action) in new[] { (readerId, "conversation.opened"), (recordReaderId, "customer.seen") })
        {
            var seen = Assert.Single(people, item => item.GetProperty("actor").GetProperty("id").GetGuid() == person);
            Assert.Equal((1, action), (seen.GetProperty("times").GetInt32(), Assert.Single(seen.GetProperty("actions").EnumerateArray()).GetString()));
            Assert.False(string.IsNullOrEmpty(seen.GetProperty("actor").GetProperty("name").GetString()));
        }

        (await hub.Admin.SendAsync("GET", $"/api/customers/{Guid.CreateVersion7()}/seen-by")).Is(HttpStatusCode.NotFound);

        // A file that a colleague opens, by whatever way.
        await hub.WriteAsync(user, new { type = "image" });
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.attachment WHERE conversation_id = $1 AND state = 1", conversation) == 1);
        var file = await hub.ScalarAsync<Guid>("SELECT id FROM conversations.attachment WHERE conversation_id = $1", conversation);
        (await reader.SendAsync("GET", $"/api/attachments/{file}")).Is(HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => (await EntriesAsync("file.opened", file)).Count == 1);
    }

    [Fact]
    public async Task AL6_following_a_conversation_live_without_reading_it_first_is_noted_as_well()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Followed");
        var (listenerId, listener) = await hub.PersonAsync("supervisor");
        await using var socket = await hub.LiveAsync(listener);
        await socket.InvokeAsync("Open", conversation);
        var (pollerId, poller) = await hub.PersonAsync("supervisor");
        (await poller.SendAsync("POST", "/api/live/catch-up", new { groups = new[] { new { group = $"conversation:{conversation}", after = 0 } } })).Is(HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => (await ListAsync($"action=conversation.opened&conversation={conversation}"))
            .Select(entry => entry.GetProperty("actor").GetProperty("id").GetGuid()).Order().SequenceEqual(new[] { listenerId, pollerId }.Order()));
    }

    [Fact]
    public async Task AL5_reading_exporting_and_verifying_the_log()
    {
        var team = (await hub.Admin.SendAsync("POST", "/api/teams", new { name = "Exported" })).Is(HttpStatusCode.Created).Id;
        var me = (await hub.Admin.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK).Id;

        // Page by page, everything once, newest first.
        var (ids, cursor) = (new List<Guid>(), "");
        do
        {
            var page = (await hub.Admin.SendAsync("GET", $"/api/audit?actor={me}&limit=2&cursor={cursor}")).Is(HttpStatusCode.OK).Json;
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);
        Assert.Equal(ids.Distinct().Count(), ids.Count);
        Assert.True(ids.Count >= 3);
        Assert.All(await ListAsync("action=team"), entry => Assert.StartsWith("team.", entry.GetProperty("action").GetString(), StringComparison.Ordinal));
        Assert.Empty(await ListAsync("to=2020-01-01T00:00:00Z"));
        (await hub.Admin.SendAsync("GET", "/api/audit?cursor=nonsense")).Is(HttpStatusCode.BadRequest, "invalid");

        var csv = (await hub.Admin.SendAsync("GET", "/api/audit/export?action=team.created")).Is(HttpStatusCode.OK).Text;
        Assert.StartsWith("seq,at,actor_kind", csv.TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.Contains(team.ToString(), csv, StringComparison.Ordinal);
        Assert.All(csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1), line => Assert.EndsWith("Z", line.Split(',')[1].TrimEnd('"'), StringComparison.Ordinal));
        Assert.DoesNotContain("channel_account", csv, StringComparison.Ordinal);
        Assert.Equal("team.created", Assert.Single(await ListAsync("action=audit.exported")).GetProperty("data").GetProperty("action").GetString());

        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE seq IS NULL") == 0);
        var verdict = (await hub.Admin.SendAsync("POST", "/api/audit/verify", new { })).Is(HttpStatusCode.OK).Json;
        Assert.True(verdict.GetProperty("whole").GetBoolean());
        var checkpoint = verdict.GetProperty("checkpoint").GetString();
        Assert.True((await hub.Admin.SendAsync("POST", "/api/audit/verify", new { checkpoint })).Is(HttpStatusCode.OK).Json.GetProperty("whole").GetBoolean());
        Assert.Equal("rewritten", (await hub.Admin.SendAsync("POST", "/api/audit/verify", new { checkpoint = "1:" + new string('a', 64) })).Is(HttpStatusCode.OK).Json.GetProperty("reason").GetString());
        Assert.Equal("truncated", (await hub.Admin.SendAsync("POST", "/api/audit/verify", new { checkpoint = "999999999:" + new string('a', 64) })).Is(HttpStatusCode.OK).Json.GetProperty("reason").GetString());
        (await hub.Admin.SendAsync("POST", "/api/audit/verify", new { checkpoint = "12" })).Is(HttpStatusCode.BadRequest, "invalid");
        Assert.Equal(4, (await ListAsync("action=audit.verified")).Count);
    }

    [Fact]
    public async Task AL4_who_is_refused_is_noted_with_the_route_or_the_conversation_and_without_content()
    {
        var (ours, theirs) = (await hub.TeamAsync("Refusing"), await hub.TeamAsync("Refused"));
        var (strangerId, stranger) = await hub.PersonAsync("agent", theirs);
        var (_, conversation) = await hub.PersonWithConversationAsync("Hidden");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = ours })).Is(HttpStatusCode.OK);
        var customer = await CustomerAsync(conversation);
        for (var n = 0; n < 3; n++)
        {
            (await stranger.SendAsync("POST", "/api/brands", new { key = "sneaky-words", name = "sneaky words" })).Is(HttpStatusCode.Forbidden);
            (await stranger.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.NotFound);
            (await stranger.SendAsync("GET", $"/api/customers/{customer}")).Is(HttpStatusCode.NotFound);
        }

        (await stranger.SendAsync("GET", $"/api/conversations/{Guid.CreateVersion7()}")).Is(HttpStatusCode.NotFound);
        var noted = new List<JsonElement>();
        await Eventually.HoldsAsync(async () => (noted = await ListAsync($"action=access.refused&actor={strangerId}")).Count == 3);
        var route = noted.Single(entry => entry.GetProperty("targetKind").GetString() == "route").GetProperty("data");
        Assert.Equal(("POST", "/api/brands/"), (route.GetProperty("method").GetString(), route.GetProperty("route").GetString()));
        Assert.Single(noted, entry => entry.GetProperty("conversationId").ValueKind == JsonValueKind.String && entry.GetProperty("conversationId").GetGuid() == conversation);
        Assert.Single(noted, entry => entry.GetProperty("conversationId").ValueKind == JsonValueKind.Null && entry.GetProperty("customerId").ValueKind == JsonValueKind.String && entry.GetProperty("customerId").GetGuid() == customer);
        Assert.Equal(0, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit a WHERE a::text LIKE '%sneaky%'"));
    }

    [Fact]
    public async Task AZ2_the_audit_log_is_for_those_who_may_see_it()
    {
        using var supervisor = await hub.SignedInAsync("supervisor");
        (await supervisor.SendAsync("GET", "/api/audit")).Is(HttpStatusCode.Forbidden);
        (await supervisor.SendAsync("GET", "/api/audit/export")).Is(HttpStatusCode.Forbidden);
        (await supervisor.SendAsync("POST", "/api/audit/verify", new { })).Is(HttpStatusCode.Forbidden);
        using var auditor = await hub.SignedInAsync("auditor");
        (await auditor.SendAsync("GET", "/api/audit")).Is(HttpStatusCode.OK);
        (await auditor.SendAsync("GET", "/api/audit/export")).Is(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("a,\"b\"", "\"a,\"\"b\"\"\"")]
    [InlineData(null, "")]
    public void FI11_a_field_of_an_export_is_no_formula(string? text, string expected) => Assert.Equal(expected, Hub.Server.Conversations.Audit.Csv.Field(text));

    private Task<Guid> CustomerAsync(Guid conversation) => hub.ScalarAsync<Guid>("SELECT customer_id FROM conversations.conversation WHERE id = $1", conversation);

    private async Task<List<JsonElement>> ListAsync(string filter) => [.. (await hub.Admin.SendAsync("GET", $"/api/audit?limit=200&{filter}")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

    private async Task<List<JsonElement>> EntriesAsync(string action, Guid target) =>
        (await ListAsync($"action={action}")).FindAll(entry => entry.GetProperty("targetId").ValueKind == JsonValueKind.String && entry.GetProperty("targetId").GetGuid() == target);

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    private static List<string[]> Page(string heading) =>
        [.. File.ReadLines(Path.Combine(Folder(), "../../../docs/audit.md")).SkipWhile(line => line != $"## {heading}").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).Where(line => line.StartsWith('|')).Skip(2)
            .Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim(' ', '`')).ToArray())];
}
