using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Inbound;

public sealed class ParkedTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task WH9_F23_one_broken_event_of_a_batch_is_parked_with_its_bytes_and_the_others_are_stored()
    {
        var broken = new { type = "message", timestamp = 1_760_000_000_000, webhookEventId = "Ebroken", source = new { type = "user", userId = "Ubatch" }, message = new { type = "text", text = "no id" } };
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Body(
            LineWebhook.TextEvent("Ubatch", "batch-1", "first"), broken, LineWebhook.TextEvent("Ubatch", "batch-2", "second"), LineWebhook.TextEvent("Uneighbour", "batch-3", "third"))));
        Assert.Equal(["first", "second"], (await hub.MessagesAsync(hub.Admin, await hub.ConversationOfAsync("Ubatch", 2))).Select(Evidence.Body));
        await hub.ConversationOfAsync("Uneighbour");
        var item = await ParkedAsync("Ebroken");
        Assert.Equal("inbound", item.GetProperty("kind").GetString());
        Assert.Contains("no id", item.GetProperty("raw").GetString(), StringComparison.Ordinal);

        // It is still broken, says so, and stays until somebody discards it.
        var id = item.GetProperty("id").GetGuid();
        Assert.False((await hub.Admin.SendAsync("POST", $"/api/parked/{id}/replay")).Is(HttpStatusCode.OK).Json.GetProperty("settled").GetBoolean());
        (await hub.Admin.SendAsync("DELETE", $"/api/parked/{id}")).Is(HttpStatusCode.NoContent);
        (await hub.Admin.SendAsync("DELETE", $"/api/parked/{id}")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task P6_an_event_that_cannot_be_stored_holds_up_nobody_and_is_stored_by_replay_once_the_cause_is_gone()
    {
        await ExecuteAsync("""
            CREATE FUNCTION pg_temp_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.content->>'body' = 'poison' THEN RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON conversations.message FOR EACH ROW EXECUTE FUNCTION pg_temp_refuse();
            """);
        try
        {
            Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Body(
                LineWebhook.TextEvent("Upoison", "poison-1", "before"), LineWebhook.TextEvent("Upoison", "poison-2", "poison"), LineWebhook.TextEvent("Upoison", "poison-3", "after"),
                LineWebhook.TextEvent("Uhealthy", "poison-4", "mine"))));
            await hub.ConversationOfAsync("Uhealthy");
            var conversation = await hub.ConversationOfAsync("Upoison", 2);
            Assert.Equal(["before", "after"], (await hub.MessagesAsync(hub.Admin, conversation)).Select(Evidence.Body));
            var id = (await ParkedAsync("poison-2")).GetProperty("id").GetGuid();
            Assert.False((await hub.Admin.SendAsync("POST", $"/api/parked/{id}/replay")).Is(HttpStatusCode.OK).Json.GetProperty("settled").GetBoolean());
            await ExecuteAsync("DROP TRIGGER refuse ON conversations.message");
            Assert.True((await hub.Admin.SendAsync("POST", $"/api/parked/{id}/replay")).Is(HttpStatusCode.OK).Json.GetProperty("settled").GetBoolean());
            (await hub.Admin.SendAsync("POST", $"/api/parked/{id}/replay")).Is(HttpStatusCode.NotFound);
            Assert.Equal(["before", "after", "poison"], (await hub.MessagesAsync(hub.Admin, conversation)).Select(Evidence.Body));
        }
        finally
        {
            await ExecuteAsync("DROP TRIGGER IF EXISTS refuse ON conversations.message");
        }
    }

    [Fact]
    public async Task WH10_a_body_two_hundred_levels_deep_is_acknowledged_and_parked_whole()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"destination":"deep","events":[{{string.Concat(Enumerable.Repeat("[", 200))}}{{string.Concat(Enumerable.Repeat("]", 200))}}]}""");
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(body));
        var id = await hub.ScalarAsync<long>("SELECT id FROM conversations.delivery WHERE account_id = $1 AND body = $2", hub.LineAccountId, body);
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM platform.parked WHERE key = $1 AND raw = $2", $"delivery/{id}", body) == 1);
        await hub.SettledAsync();
    }

    [Fact]
    public async Task P6_parked_items_are_for_those_who_may_manage_them()
    {
        using var agent = await hub.SignedInAsync("agent");
        (await agent.SendAsync("GET", "/api/parked")).Is(HttpStatusCode.Forbidden);
        (await agent.SendAsync("POST", $"/api/parked/{Guid.CreateVersion7()}/replay")).Is(HttpStatusCode.Forbidden);
        (await agent.SendAsync("DELETE", $"/api/parked/{Guid.CreateVersion7()}")).Is(HttpStatusCode.Forbidden);
    }

    private async Task<JsonElement> ParkedAsync(string providerId)
    {
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM platform.parked WHERE key = $1", $"{hub.LineAccountId:N}/{providerId}") == 1);
        var id = await hub.ScalarAsync<Guid>("SELECT id FROM platform.parked WHERE key = $1", $"{hub.LineAccountId:N}/{providerId}");
        return (await hub.Admin.SendAsync("GET", "/api/parked")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("id").GetGuid() == id);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = hub.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
