using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Starting;

public sealed class StartingTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task A_customer_is_written_to_first_and_it_arrives_once_however_often_it_is_asked_for()
    {
        var (user, customer, identity) = await ResolvedAsync("Wakaba");
        var id = Guid.CreateVersion7();
        var request = new First(id, customer, identity, "Your tea is back in stock.");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => hub.Admin.SendAsync("POST", "/api/conversations", request)));

        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Text));
        Assert.All(answers, answer => Assert.Equal(id, answer.Id));
        Assert.Equal("open", answers[0].Json.GetProperty("status").GetString());
        Assert.NotEqual(JsonValueKind.Null, answers[0].Json.GetProperty("ownerId").ValueKind);
        await Eventually.HoldsAsync(async () => (await hub.PhoneThreadAsync(user)).Count(m => m.GetRawText().Contains("back in stock", StringComparison.Ordinal)) == 1);
        (await hub.Admin.SendAsync("POST", "/api/conversations", request with { Text = "Something else" })).Is(HttpStatusCode.Conflict, "id_reused");
    }

    [Fact]
    public async Task Where_a_conversation_is_open_that_one_is_named_instead()
    {
        var user = await hub.PhoneAsync("Open already");
        await hub.SayAsync(user, "Hello");
        var open = await hub.ConversationOfAsync(user);
        var (customer, identity) = await IdsAsync(open);

        var refused = (await hub.Admin.SendAsync("POST", "/api/conversations", new { id = Guid.CreateVersion7(), customerId = customer, identityId = identity, text = "Hi" })).Is(HttpStatusCode.Conflict, "already_open");

        Assert.Equal(open, refused.Json.GetProperty("conversationId").GetGuid());
        var way = Assert.Single(await WaysAsync(hub.Admin, customer));
        Assert.Equal(open, way.GetProperty("openConversationId").GetGuid());
    }

    [Fact]
    public async Task AZ2_AZ8_nobody_writes_first_to_a_customer_they_do_not_see_and_an_open_thread_of_others_is_not_named()
    {
        var (ours, theirs) = (await hub.TeamAsync("Start ours"), await hub.TeamAsync("Start theirs"));
        var user = await hub.PhoneAsync("Hidden from some");
        await hub.SayAsync(user, "Hello");
        var open = await hub.ConversationOfAsync(user);
        var (customer, identity) = await IdsAsync(open);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{open}/assignment", new { teamId = theirs })).Is(HttpStatusCode.OK);
        using var stranger = await hub.SignedInAsync("agent", ours);
        object Request(Guid who, Guid where) => new { id = Guid.CreateVersion7(), customerId = who, identityId = where, text = "Hi" };

        (await stranger.SendAsync("POST", "/api/conversations", Request(customer, identity))).Is(HttpStatusCode.NotFound);
        (await stranger.SendAsync("GET", $"/api/customers/{customer}/reachable")).Is(HttpStatusCode.NotFound);
        (await stranger.SendAsync("POST", "/api/conversations/logs", Log(customer))).Is(HttpStatusCode.NotFound);
        (await stranger.SendAsync("POST", $"/api/customers/{customer}/addresses", new { kind = "phone", value = "03-1234-5678" })).Is(HttpStatusCode.NotFound);

        // A log of their own shows them the customer, but not the thread that is another team's.
        (await hub.Admin.SendAsync("POST", "/api/conversations/logs", Log(customer, team: ours))).Is(HttpStatusCode.Created);
        (await stranger.SendAsync("POST", "/api/conversations", Request(customer, identity))).Is(HttpStatusCode.Conflict, "open_elsewhere");
        var way = Assert.Single(await WaysAsync(stranger, customer));
        Assert.Equal("open_elsewhere", way.GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, way.GetProperty("openConversationId").ValueKind);

        // Another customer's identity is no way to this one.
        var (_, otherCustomer, _) = await ResolvedAsync("Somebody else");
        (await hub.Admin.SendAsync("POST", "/api/conversations", Request(otherCustomer, identity))).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whoever_blocked_us_is_shown_with_the_reason_and_cannot_be_written_to()
    {
        var (user, customer, identity) = await ResolvedAsync("Blocked us");
        Assert.Null((await WaysAsync(hub.Admin, customer))[0].GetProperty("reason").GetString());
        (await LineWebhook.PostAsync(hub.Address, "line-demo", "line-demo-secret", LineWebhook.Body(LineWebhook.Event("unfollow", user, "E-block-" + user, DateTimeOffset.UnixEpoch.AddYears(57))))).ToString();
        await Eventually.HoldsAsync(async () => (await WaysAsync(hub.Admin, customer))[0].GetProperty("reason").GetString() == "unfollowed");

        (await hub.Admin.SendAsync("POST", "/api/conversations", new { id = Guid.CreateVersion7(), customerId = customer, identityId = identity, text = "Hi" })).Is(HttpStatusCode.UnprocessableEntity, "cannot_send");
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.conversation WHERE identity_id = $1", identity));
    }

    [Fact]
    public async Task A_letter_is_a_conversation_with_number_owner_and_state_that_cannot_be_answered()
    {
        var (_, customer, _) = await ResolvedAsync("Letter writer");
        var request = Log(customer, medium: "letter");
        var row = (await hub.Admin.SendAsync("POST", "/api/conversations/logs", request)).Is(HttpStatusCode.Created).Json;
        (await hub.Admin.SendAsync("POST", "/api/conversations/logs", request)).Is(HttpStatusCode.OK);
        var id = row.GetProperty("id").GetGuid();

        Assert.Equal(("letter", "open", JsonValueKind.Null), (row.GetProperty("channel").GetString(), row.GetProperty("status").GetString(), row.GetProperty("accountId").ValueKind));
        Assert.True(row.GetProperty("number").GetInt64() > 0);
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.message WHERE conversation_id = $1", id));
        var detail = (await hub.Admin.SendAsync("GET", $"/api/conversations/{id}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal("no_channel", detail.GetProperty("cannotReplyReason").GetString());
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/messages", new { id = Guid.CreateVersion7(), text = "Dear" })).Is(HttpStatusCode.UnprocessableEntity, "cannot_send");
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/notes", new { id = Guid.CreateVersion7(), text = "Filed" })).Is(HttpStatusCode.Created);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{id}/status", new { status = "resolved" })).Is(HttpStatusCode.OK);

        // A second one is a conversation of its own: nothing makes the two one.
        var second = (await hub.Admin.SendAsync("POST", "/api/conversations/logs", Log(customer, medium: "visit", resolved: true))).Is(HttpStatusCode.Created).Json;
        Assert.Equal("resolved", second.GetProperty("status").GetString());
        Assert.Contains(id.ToString(), (await hub.Admin.SendAsync("GET", $"/api/customers/{customer}/timeline")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_is_written_into_a_thread_and_completed_by_its_author_only()
    {
        var user = await hub.PhoneAsync("Also called");
        await hub.SayAsync(user, "Call me");
        var conversation = await hub.ConversationOfAsync(user);
        var body = new { id = Guid.CreateVersion7(), medium = "phone", direction = "outbound", reason = "Asked to be called", outcome = "Reached", text = "Wants 200 g", durationSeconds = 120 };

        var entry = (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/logs", body)).Is(HttpStatusCode.Created).Json;
        var number = entry.GetProperty("number").GetInt32();
        Assert.Equal(number, (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/logs", body)).Is(HttpStatusCode.Created).Json.GetProperty("number").GetInt32());
        var changed = (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/logs/{number}", new { medium = "phone", direction = "outbound", outcome = "Not reached" })).Is(HttpStatusCode.OK).Json;
        Assert.Equal("Not reached", changed.GetProperty("content").GetProperty("outcome").GetString());
        using var colleague = await hub.SignedInAsync("supervisor");
        (await colleague.SendAsync("PUT", $"/api/conversations/{conversation}/logs/{number}", new { medium = "phone", direction = "inbound", outcome = "Mine" })).Is(HttpStatusCode.Forbidden, "not_yours");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/logs/1", new { medium = "phone", direction = "inbound", outcome = "No log" })).Is(HttpStatusCode.NotFound);

        // Nothing of it is sent.
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.send WHERE conversation_id = $1", conversation));
        Assert.Equal("text", Assert.Single((await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/logs", new { id = Guid.CreateVersion7(), medium = "phone", direction = "inbound" }))
            .Is(HttpStatusCode.BadRequest).Json.GetProperty("errors").EnumerateObject()).Name);
    }

    private static StartLog Log(Guid customer, string medium = "phone", Guid? team = null, bool resolved = false) =>
        new(Guid.CreateVersion7(), customer, medium, "inbound", "Order", "Answered", "Asked for a catalogue", team, resolved);

    private sealed record First(Guid Id, Guid CustomerId, Guid IdentityId, string Text);

    private sealed record StartLog(Guid Id, Guid CustomerId, string Medium, string Direction, string Reason, string Outcome, string Text, Guid? TeamId, bool Resolved);

    private async Task<(string User, Guid Customer, Guid Identity)> ResolvedAsync(string name)
    {
        var user = await hub.PhoneAsync(name);
        await hub.SayAsync(user, "Thanks");
        var conversation = await hub.ConversationOfAsync(user);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/status", new { status = "resolved" })).Is(HttpStatusCode.OK);
        var (customer, identity) = await IdsAsync(conversation);
        return (user, customer, identity);
    }

    private async Task<(Guid Customer, Guid Identity)> IdsAsync(Guid conversation)
    {
        var detail = (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;
        return (detail.GetProperty("customer").GetProperty("id").GetGuid(), detail.GetProperty("identity").GetProperty("id").GetGuid());
    }

    private static async Task<List<JsonElement>> WaysAsync(DeskClient client, Guid customer) =>
        [.. (await client.SendAsync("GET", $"/api/customers/{customer}/reachable")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];
}
