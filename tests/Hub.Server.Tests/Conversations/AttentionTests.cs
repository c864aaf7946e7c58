using System.Net;
using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>Nothing fails unseen: what has failed waits until a person has settled it, and comes back to whoever can.</summary>
public sealed class AttentionTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task F04_an_uncertain_send_is_settled_as_arrived_once_and_audited()
    {
        var (conversation, number) = await FailedAsync("Arrived", "unknown");
        Assert.Equal(("unknown", "did you get it?"), Of(await ItemAsync(conversation)));

        var settled = (await SettleAsync(hub.Admin, conversation, number, new { outcome = "arrived" })).Is(HttpStatusCode.OK).Json;
        Assert.Equal(("accepted", "settled"), (settled.GetProperty("delivery").GetProperty("state").GetString(), settled.GetProperty("delivery").GetProperty("code").GetString()));
        Assert.Null(await FindAsync(hub.Admin, conversation));
        Assert.False(await IsAlertAsync(conversation));
        Assert.Equal("sendArrived", (await ActivitiesAsync(conversation))[^1].Name);
        (await SettleAsync(hub.Admin, conversation, number, new { outcome = "arrived" })).Is(HttpStatusCode.Conflict, "not_failed");

        var entry = Assert.Single((await hub.Admin.SendAsync("GET", $"/api/audit?action=message.settled&conversation={conversation}")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray());
        Assert.Equal((number, "unknown", "arrived"), (entry.GetProperty("data").GetProperty("number").GetInt32(), entry.GetProperty("data").GetProperty("was").GetString(), entry.GetProperty("data").GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task A_failed_send_is_dismissed_with_a_reason_that_colleagues_see_and_the_audit_log_does_not()
    {
        var (conversation, number) = await FailedAsync("Dismissed", "failed");
        (await SettleAsync(hub.Admin, conversation, number, new { outcome = "dismissed" })).Is(HttpStatusCode.BadRequest, "invalid");
        (await SettleAsync(hub.Admin, conversation, number, new { outcome = "dismissed", reason = new string('x', 501) })).Is(HttpStatusCode.BadRequest, "invalid");
        (await SettleAsync(hub.Admin, conversation, number, new { outcome = "arrived" })).Is(HttpStatusCode.Conflict, "has_failed");
        (await SettleAsync(hub.Admin, conversation, number, new { outcome = "dismissed", reason = "told them by telephone" })).Is(HttpStatusCode.OK);

        Assert.Null(await FindAsync(hub.Admin, conversation));
        Assert.False(await IsAlertAsync(conversation));
        var activity = (await ActivitiesAsync(conversation))[^1];
        Assert.Equal(("sendDismissed", "told them by telephone"), (activity.Name, activity.Data.GetProperty("reason").GetString()));
        Assert.Equal("failed", (await hub.StateAsync(conversation, number)).State);
        Assert.Equal(0, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit a WHERE a::text LIKE '%telephone%'"));

        // Settled, and still it may be sent again; a new failure asks again.
        (await SettleAsync(hub.Admin, conversation, number, new { outcome = "dismissed", reason = "twice" })).Is(HttpStatusCode.Conflict, "settled");
        (await hub.RetryAsync(conversation, number)).Is(HttpStatusCode.OK);
        await hub.BecomesAsync(conversation, number, "accepted");
        Assert.False(await IsAlertAsync(conversation));
    }

    [Fact]
    public async Task A_send_that_fails_after_its_conversation_was_resolved_brings_it_back_to_its_owner()
    {
        var (ownerId, owner) = await hub.PersonAsync("agent");
        await using var socket = await hub.LiveAsync(owner);
        await socket.NextAsync("hello");
        var conversation = await ResolvedWithFailureAsync("Comes back", ownerId, "failed");
        Assert.Equal(("open", (Guid?)ownerId), await RowAsync(conversation));
        var reopened = Assert.Single(await ActivitiesAsync(conversation), activity => activity.Name == "reopened");
        Assert.Equal("sendFailed", reopened.Data.GetProperty("because").GetString());
        Assert.Contains(await NotificationsAsync(owner), item => item.GetProperty("kind").GetString() == "failed_send" && item.GetProperty("conversationId").GetGuid() == conversation);
    }

    [Fact]
    public async Task It_goes_to_the_team_when_the_owner_is_off()
    {
        var team = await hub.TeamAsync("Late shift");
        var (ownerId, owner) = await hub.PersonAsync("agent", team);
        owner.Dispose();
        var conversation = await ResolvedWithFailureAsync("Off", ownerId, "failed", team, leave: async () => await ExecuteAsync("UPDATE identity.session SET last_seen_at = last_seen_at - interval '10 minutes' WHERE agent_id = $1", ownerId));
        Assert.Equal(("open", (Guid?)null), await RowAsync(conversation));
        Assert.Equal(team, await hub.ScalarAsync<Guid>("SELECT team_id FROM conversations.conversation_head WHERE conversation_id = $1", conversation));
        Assert.Equal("ownerAway", (await ActivitiesAsync(conversation))[^1].Data.GetProperty("because").GetString());
    }

    [Fact]
    public async Task It_goes_to_the_team_when_the_owner_is_switched_off()
    {
        var team = await hub.TeamAsync("Left the firm");
        var (ownerId, owner) = await hub.PersonAsync("agent", team);
        await using var socket = await hub.LiveAsync(owner);
        await socket.NextAsync("hello");
        var conversation = await ResolvedWithFailureAsync("Gone", ownerId, "unknown", team, leave: async () => await ExecuteAsync("UPDATE identity.agent SET active = false WHERE id = $1", ownerId));
        Assert.Equal(("open", (Guid?)null), await RowAsync(conversation));
    }

    [Fact]
    public async Task It_stays_resolved_but_on_the_list_when_the_customer_has_begun_another_conversation()
    {
        var (user, conversation) = await hub.PushedPersonAsync("Began anew");
        var number = await HeldBackAsync(conversation);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/status", new { status = "resolved" })).Is(HttpStatusCode.OK);

        // Another open conversation of the same customer on the same channel.
        await ExecuteAsync("""
            WITH other AS (INSERT INTO conversations.conversation (id, account_id, channel, brand_id, identity_id, customer_id)
                SELECT gen_random_uuid(), account_id, channel, brand_id, identity_id, customer_id FROM conversations.conversation WHERE id = $1 RETURNING id, identity_id)
            INSERT INTO conversations.conversation_head (conversation_id, identity_id, status, version, last_number, last_activity_at, unread) SELECT id, identity_id, 0, 1, 0, now(), 0 FROM other
            """, conversation);
        await ReleaseAsync("failed");
        await hub.BecomesAsync(conversation, number, "failed");
        Assert.Equal("resolved", (await RowAsync(conversation)).Status);
        Assert.NotNull(await FindAsync(hub.Admin, conversation));
        Assert.NotNull(user);
    }

    [Fact]
    public async Task AZ_everybody_sees_and_counts_only_what_fails_in_conversations_they_may_see()
    {
        var (mine, theirs) = (await hub.TeamAsync("Mine"), await hub.TeamAsync("Theirs"));
        var (_, agent) = await hub.PersonAsync("agent", mine);
        var (visible, _) = await FailedAsync("Visible", "failed", mine);
        var (hidden, number) = await FailedAsync("Hidden", "failed", theirs);
        Assert.NotNull(await FindAsync(agent, visible));
        Assert.Null(await FindAsync(agent, hidden));
        (await SettleAsync(agent, hidden, number, new { outcome = "dismissed", reason = "not mine" })).Is(HttpStatusCode.NotFound);
        var counts = (await agent.SendAsync("GET", "/api/attention/counts")).Is(HttpStatusCode.OK).Json;
        var items = (await agent.SendAsync("GET", "/api/attention")).Is(HttpStatusCode.OK).Json.GetProperty("items").GetArrayLength();
        Assert.Equal((items, 0), (counts.GetProperty("sends").GetInt32(), counts.GetProperty("parked").GetInt32()));
        using var auditor = await hub.SignedInAsync("auditor");
        (await SettleAsync(auditor, visible, 1, new { outcome = "dismissed", reason = "may not" })).Is(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task The_list_comes_in_pages_without_doubles_or_holes()
    {
        for (var n = 0; n < 3; n++)
        {
            await FailedAsync($"Paged {n}", "failed");
        }

        var (ids, cursor) = (new List<Guid>(), "");
        do
        {
            var page = (await hub.Admin.SendAsync("GET", $"/api/attention?limit=2&cursor={cursor}")).Is(HttpStatusCode.OK).Json;
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);
        Assert.Equal(ids.Distinct().Count(), ids.Count);
        Assert.Equal((int)await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.unsettled_send"), ids.Count);
        (await hub.Admin.SendAsync("GET", "/api/attention?cursor=nonsense")).Is(HttpStatusCode.BadRequest, "invalid");
    }

    [Fact]
    public async Task What_is_parked_is_told_to_the_desks_that_may_see_it_at_once()
    {
        await using var admin = await hub.LiveAsync(hub.Admin);
        await admin.NextAsync("hello");
        var broken = new { type = "message", timestamp = 1_760_000_000_000, webhookEventId = "Ehint", source = new { type = "user", userId = "Uhint" }, message = new { type = "text", text = "no id" } };
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Body(broken)));
        await HintAsync(admin, "parked");
        Assert.True((await hub.Admin.SendAsync("GET", "/api/attention/counts")).Is(HttpStatusCode.OK).Json.GetProperty("parked").GetInt32() >= 1);
    }

    private static (string?, string?) Of(JsonElement? item) =>
        (item?.GetProperty("message").GetProperty("delivery").GetProperty("state").GetString(), item?.GetProperty("message").GetProperty("content").GetProperty("body").GetString());

    private async Task<(Guid Conversation, int Number)> FailedAsync(string name, string state, Guid? team = null)
    {
        var (_, conversation) = state == "unknown" ? await hub.PersonWithConversationAsync(name) : await hub.PushedPersonAsync(name);
        if (team is not null)
        {
            (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = team })).Is(HttpStatusCode.OK);
        }

        await hub.FaultsAsync(Fault(state));
        var number = await hub.ReplyAsync(conversation, "did you get it?");
        await hub.BecomesAsync(conversation, number, state);
        await hub.NoFaultsAsync();
        return (conversation, number);
    }

    private static object Fault(string state) => state == "unknown" ? new { hangUp = new { when = "after", next = 1 } } : new { rateLimit429 = new { kind = "quota", next = 1 } };

    /// <summary>A reply on its way while the conversation is resolved, then it fails.</summary>
    private async Task<Guid> ResolvedWithFailureAsync(string name, Guid owner, string state, Guid? team = null, Func<Task>? leave = null)
    {
        var (_, conversation) = state == "unknown" ? await hub.PersonWithConversationAsync(name) : await hub.PushedPersonAsync(name);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { ownerId = owner, teamId = team })).Is(HttpStatusCode.OK);
        var number = await HeldBackAsync(conversation);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/status", new { status = "resolved" })).Is(HttpStatusCode.OK);
        if (leave is not null)
        {
            await leave();
        }

        await ReleaseAsync(state);
        await hub.BecomesAsync(conversation, number, state);
        await hub.NoFaultsAsync();
        return conversation;
    }

    /// <summary>Stored and not sent yet: its account has been asked to pause.</summary>
    private async Task<int> HeldBackAsync(Guid conversation)
    {
        await ExecuteAsync("INSERT INTO conversations.send_pause (account_id, until) VALUES ($1, clock_timestamp() + interval '1 hour') ON CONFLICT (account_id) DO UPDATE SET until = excluded.until", hub.LineAccountId);
        return await hub.ReplyAsync(conversation, "did you get it?");
    }

    private async Task ReleaseAsync(string state)
    {
        await hub.FaultsAsync(Fault(state));
        await ExecuteAsync("DELETE FROM conversations.send_pause WHERE account_id = $1", hub.LineAccountId);
    }

    private static Task<Answer> SettleAsync(DeskClient client, Guid conversation, int number, object body) => client.SendAsync("POST", $"/api/conversations/{conversation}/messages/{number}/settle", body);

    private async Task<JsonElement?> ItemAsync(Guid conversation) => await FindAsync(hub.Admin, conversation);

    private static async Task<JsonElement?> FindAsync(DeskClient client, Guid conversation) =>
        (await client.SendAsync("GET", "/api/attention?limit=100")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()
        .Where(item => item.GetProperty("conversation").GetProperty("id").GetGuid() == conversation).Select(item => (JsonElement?)item).SingleOrDefault();

    private async Task<bool> IsAlertAsync(Guid conversation) => (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json.GetProperty("attention").GetBoolean();

    private async Task<(string? Status, Guid? Owner)> RowAsync(Guid conversation)
    {
        var row = (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;
        return (row.GetProperty("status").GetString(), row.GetProperty("ownerId").ValueKind == JsonValueKind.Null ? null : row.GetProperty("ownerId").GetGuid());
    }

    private async Task<List<(string Name, JsonElement Data)>> ActivitiesAsync(Guid conversation) =>
        [.. (await hub.MessagesAsync(hub.Admin, conversation)).Where(message => message.GetProperty("kind").GetString() == "activity")
            .Select(message => (message.GetProperty("content").GetProperty("activity").GetString()!, message.GetProperty("content").GetProperty("data")))];

    internal static async Task<List<JsonElement>> NotificationsAsync(DeskClient client) =>
        [.. (await client.SendAsync("GET", "/api/notifications?limit=100")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

    internal static async Task HintAsync(LiveSocket socket, string type)
    {
        while ((await socket.NextAsync("signal")).GetProperty("type").GetString() != type)
        {
            // Presence and the like.
        }
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = hub.Database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
