using System.Net;
using System.Text.Json;
using Hub.Server.Conversations.Actions;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>Spam, blocks and cautions.</summary>
public sealed class SpamTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task What_a_spammer_writes_joins_the_spam_and_neither_rings_nor_counts()
    {
        var (user, id) = await TalkAsync("Spammer");
        var before = await CountsAsync();
        var row = (await hub.Admin.SendAsync("PUT", $"/api/conversations/{id}/spam", new { })).Is(HttpStatusCode.OK).Json;
        Assert.Equal("spam", row.GetProperty("status").GetString());
        await hub.SayAsync(user, "buy now");
        Assert.Equal(id, await hub.ConversationOfAsync(user, 2));
        row = await RowAsync(id);
        Assert.Equal(("spam", 0), (row.GetProperty("status").GetString(), row.GetProperty("unread").GetInt32()));
        Assert.Equal(JsonValueKind.Null, row.GetProperty("waitingSince").ValueKind);
        var after = await CountsAsync();
        Assert.Equal((before.Open - 1, before.Spam + 1), (after.Open, after.Spam));

        row = (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{id}/spam")).Is(HttpStatusCode.OK).Json;
        Assert.Equal("open", row.GetProperty("status").GetString());
        (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{id}/spam")).Is(HttpStatusCode.Conflict, "not_spam");
    }

    [Fact]
    public async Task A_blocked_sender_begins_only_spam_until_the_block_ends()
    {
        var (user, id) = await TalkAsync("Blocked");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{id}/spam", new { block = true })).Is(HttpStatusCode.BadRequest);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{id}/spam", new { block = true, reason = "threats", until = TimeProvider.System.GetUtcNow().AddDays(-1) })).Is(HttpStatusCode.BadRequest);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{id}/spam", new { block = true, reason = "threats" })).Is(HttpStatusCode.OK);
        await PurgeAsync(id);
        await hub.SayAsync(user, "here again");
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.conversation c JOIN customers.identity i ON i.id = c.identity_id WHERE i.external_id = $1", user) == 1);
        var next = await hub.ConversationOfAsync(user);
        Assert.NotEqual(id, next);
        Assert.Equal("spam", (await RowAsync(next)).GetProperty("status").GetString());

        var block = (await BlocksAsync()).Single(each => each.GetProperty("customerName").GetString() == "Blocked");
        Assert.Equal("threats", block.GetProperty("reason").GetString());
        (await hub.Admin.SendAsync("DELETE", $"/api/blocks/{block.GetProperty("id").GetGuid()}")).Is(HttpStatusCode.NoContent);
        await PurgeAsync(next);
        await hub.SayAsync(user, "sorry");
        await Eventually.HoldsAsync(async () => (await RowAsync(await hub.ConversationOfAsync(user))).GetProperty("status").GetString() == "open");
    }

    [Fact]
    public async Task Spam_is_deleted_after_thirty_days_with_its_messages_and_a_repetition_does_not_bring_it_back()
    {
        var body = LineWebhook.Text("Upurged", "purged-1", "soon gone");
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "line-demo", "line-demo-secret", body));
        var id = await hub.ConversationOfAsync("Upurged");
        var row = (await hub.Admin.SendAsync("PUT", $"/api/conversations/{id}/spam", new { })).Is(HttpStatusCode.OK).Json;
        Assert.InRange((row.GetProperty("dueAt").GetDateTimeOffset() - TimeProvider.System.GetUtcNow()).TotalDays, 29.9, 30.1);
        await PurgeAsync(id);
        (await hub.Admin.SendAsync("GET", $"/api/conversations/{id}")).Is(HttpStatusCode.NotFound);
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.message WHERE content::text LIKE '%soon gone%'"));

        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "line-demo", "line-demo-secret", body));
        var (user, _) = await TalkAsync("After the repetition");
        Assert.NotNull(user);
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.message WHERE content::text LIKE '%soon gone%'"));
    }

    [Fact]
    public async Task A_visitor_from_a_blocked_range_can_neither_begin_nor_write()
    {
        using var http = new HttpClient { BaseAddress = hub.Address };
        async Task<HttpStatusCode> StartAsync() => (await http.PostAsync("/widget/api/web-demo/session", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken)).StatusCode;
        Assert.Equal(HttpStatusCode.OK, await StartAsync());
        foreach (var wrong in new[] { "", "nonsense", "0.0.0.0/0", "127.0.0.1/7" })
        {
            (await hub.Admin.SendAsync("POST", "/api/blocks", new { addressRange = wrong, reason = "flood" })).Is(HttpStatusCode.BadRequest);
        }

        var made = (await hub.Admin.SendAsync("POST", "/api/blocks", new { addressRange = "127.0.0.0/8", reason = "flood" })).Is(HttpStatusCode.Created).Json;
        Assert.Equal(HttpStatusCode.Forbidden, await StartAsync());
        var block = made.GetProperty("items").EnumerateArray().Single(each => each.GetProperty("addressRange").GetString() == "127.0.0.0/8");
        (await hub.Admin.SendAsync("DELETE", $"/api/blocks/{block.GetProperty("id").GetGuid()}")).Is(HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.OK, await StartAsync());
    }

    [Fact]
    public async Task A_caution_stands_on_the_record_with_author_and_review_until_it_is_taken_off()
    {
        var (_, id) = await TalkAsync("Careful");
        var customer = (await RowAsync(id)).GetProperty("customer").GetProperty("id").GetGuid();
        (await hub.Admin.SendAsync("PUT", $"/api/customers/{customer}/caution", new { text = new string('x', 501) })).Is(HttpStatusCode.BadRequest);
        var caution = (await hub.Admin.SendAsync("PUT", $"/api/customers/{customer}/caution", new { text = "電話は避ける", reviewOn = "2027-01-31" })).Is(HttpStatusCode.OK).Json.GetProperty("caution");
        Assert.Equal(("電話は避ける", "2027-01-31"), (caution.GetProperty("text").GetString(), caution.GetProperty("reviewOn").GetString()));
        Assert.NotEqual(Guid.Empty, caution.GetProperty("by").GetGuid());
        Assert.Equal(JsonValueKind.Null, (await hub.Admin.SendAsync("PUT", $"/api/customers/{customer}/caution", new { text = "" })).Is(HttpStatusCode.OK).Json.GetProperty("caution").ValueKind);
    }

    [Fact]
    public async Task A_caution_that_somebody_has_written_meanwhile_is_not_written_over()
    {
        var (_, id) = await TalkAsync("Careful twice");
        var customer = (await RowAsync(id)).GetProperty("customer").GetProperty("id").GetGuid();
        (await CautionAsync(new { text = "theirs", from = new { text = (string?)null } })).Is(HttpStatusCode.OK);
        (await CautionAsync(new { text = "mine", from = new { text = (string?)null } })).Is(HttpStatusCode.Conflict, "customer_changed");
        Assert.Equal("mine", (await CautionAsync(new { text = "mine", from = new { text = "theirs" } })).Is(HttpStatusCode.OK).Json.GetProperty("caution").GetProperty("text").GetString());

        Task<Answer> CautionAsync(object body) => hub.Admin.SendAsync("PUT", $"/api/customers/{customer}/caution", body);
    }

    private async Task<(string User, Guid Id)> TalkAsync(string name)
    {
        var user = await hub.PhoneAsync(name);
        await hub.SayAsync(user, "hello");
        var id = await hub.ConversationOfAsync(user);
        await Eventually.HoldsAsync(async () => (await RowAsync(id)).GetProperty("customer").GetProperty("name").GetString() == name);
        return (user, id);
    }

    private async Task<JsonElement> RowAsync(Guid id) => (await hub.Admin.SendAsync("GET", $"/api/conversations/{id}")).Is(HttpStatusCode.OK).Json;

    private async Task<(int Open, int Spam)> CountsAsync()
    {
        var counts = (await hub.Admin.SendAsync("GET", "/api/conversations/counts")).Is(HttpStatusCode.OK).Json;
        return (counts.GetProperty("open").GetInt32(), counts.GetProperty("spam").GetInt32());
    }

    private async Task<List<JsonElement>> BlocksAsync() => [.. (await hub.Admin.SendAsync("GET", "/api/blocks")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

    /// <summary>As if the thirty days were over.</summary>
    private async Task PurgeAsync(Guid id)
    {
        await hub.ScalarAsync<int>("WITH due AS (UPDATE conversations.conversation_head SET due_at = clock_timestamp() - interval '1 second' WHERE conversation_id = $1 RETURNING 1) SELECT count(*)::int FROM due", id);
        await hub.Services.GetRequiredService<WakeDue>().WakeAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.conversation WHERE id = $1", id));
        var tables = await hub.ScalarAsync<string[]>("SELECT array_agg(table_name::text) FROM information_schema.columns WHERE table_schema = 'conversations' AND column_name = 'conversation_id' AND table_name <> 'message_key'");
        foreach (var table in tables)
        {
            Assert.Equal((table, 0L), (table, await hub.ScalarAsync<long>($"SELECT count(*) FROM conversations.{table} WHERE conversation_id = $1", id)));
        }
    }
}
