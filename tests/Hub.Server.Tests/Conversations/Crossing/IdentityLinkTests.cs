using System.Net;
using System.Text.Json;
using Hub.Server.Customers;
using Hub.Server.Tests.Conversations.Sms;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Crossing;

public sealed class IdentityLinkTests(SmsHub hub) : IClassFixture<SmsHub>
{
    [Fact]
    public async Task An_address_of_another_customer_is_moved_after_asking_with_its_conversations_and_moved_back_by_undoing()
    {
        var (_, line) = await hub.PersonWithConversationAsync("Kept");
        var (number, text) = await hub.TextedAsync("from my telephone");
        var (customer, other, sms) = (await hub.CustomerAsync(line), await hub.CustomerAsync(text), IdentityIds.Of(hub.AccountId, number));
        var national = "0" + number[3..];
        var found = Assert.Single(await FoundAsync(hub.Admin, customer, national));
        Assert.Equal((sms, other, 1, false), (found.GetProperty("identityId").GetGuid(), found.GetProperty("owner").GetProperty("id").GetGuid(), found.GetProperty("conversations").GetInt32(), found.GetProperty("verified").GetBoolean()));

        (await LinkAsync(hub.Admin, customer, new { identityId = sms, verified = true, reason = " " })).Is(HttpStatusCode.BadRequest, "invalid");
        var asked = Assert.Single((await LinkAsync(hub.Admin, customer, new { identityId = sms, verified = true, reason = "called back" })).Is(HttpStatusCode.Conflict, "confirm_needed").Json.GetProperty("questions").EnumerateArray());
        Assert.Equal(("identity_moves", "1"), (asked.GetProperty("code").GetString(), asked.GetProperty("found").GetString()));
        var linked = (await LinkAsync(hub.Admin, customer, new { identityId = sms, verified = true, reason = "called back", confirmed = new[] { "identity_moves" } })).Is(HttpStatusCode.OK).Json;
        Assert.Equal((customer, customer), (await hub.CustomerAsync(text), await hub.ScalarAsync<Guid>("SELECT sender_id FROM conversations.message WHERE conversation_id = $1 AND kind = 0", text)));
        var identity = linked.GetProperty("customer").GetProperty("identities").EnumerateArray().Single(each => each.GetProperty("id").GetGuid() == sms);
        Assert.Equal((true, true), (identity.GetProperty("verified").GetBoolean(), identity.GetProperty("linked").GetBoolean()));
        (await LinkAsync(hub.Admin, customer, new { identityId = sms, verified = true, reason = "again" })).Is(HttpStatusCode.Conflict, "already_linked");
        Assert.Equal(2L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE action = 'customer.identity_linked' AND customer_id = ANY($1) AND data->>'reason' = 'called back'", new[] { customer, other }));

        (await hub.Admin.SendAsync("POST", $"/api/customers/{customer}/identities/undo/{linked.GetProperty("linkId").GetGuid()}")).Is(HttpStatusCode.OK);
        Assert.Equal((other, false), (await hub.CustomerAsync(text), await hub.ScalarAsync<bool>("SELECT verified FROM customers.identity WHERE id = $1", sms)));
        (await hub.Admin.SendAsync("POST", $"/api/customers/{customer}/identities/undo/{linked.GetProperty("linkId").GetGuid()}")).Is(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task An_address_that_is_taken_out_gets_a_record_of_its_own_or_goes_back_where_it_was_taken_from()
    {
        var (_, line) = await hub.PersonWithConversationAsync("Household");
        var (number, text) = await hub.TextedAsync("the son");
        var (customer, other, sms) = (await hub.CustomerAsync(line), await hub.CustomerAsync(text), IdentityIds.Of(hub.AccountId, number));
        await hub.LinkAsync(customer, new { identityId = sms, verified = false, reason = "same name", confirmed = new[] { "identity_moves" } });
        var back = (await hub.Admin.SendAsync("POST", $"/api/customers/{customer}/identities/{sms}/unlink", new { reason = "it is the son" })).Is(HttpStatusCode.OK).Json;
        Assert.Equal((other, other), (back.GetProperty("customerId").GetGuid(), await hub.CustomerAsync(text)));

        var home = await hub.ScalarAsync<Guid>("SELECT identity_id FROM conversations.conversation WHERE id = $1", line);
        var own = (await hub.Admin.SendAsync("POST", $"/api/customers/{customer}/identities/{home}/unlink", new { reason = "a mistake" })).Is(HttpStatusCode.OK).Json;
        Assert.Equal(own.GetProperty("customerId").GetGuid(), await hub.CustomerAsync(line));
        Assert.DoesNotContain(own.GetProperty("customerId").GetGuid(), new[] { customer, other });
        Assert.Empty(own.GetProperty("customer").GetProperty("identities").EnumerateArray());
        (await hub.Admin.SendAsync("POST", $"/api/customers/{customer}/identities/undo/{own.GetProperty("linkId").GetGuid()}")).Is(HttpStatusCode.OK);
        Assert.Equal(customer, await hub.CustomerAsync(line));
    }

    [Fact]
    public async Task An_address_nobody_has_written_from_is_written_down_and_undone_until_it_is_used()
    {
        var (_, line) = await hub.PersonWithConversationAsync("New number");
        var (customer, number) = (await hub.CustomerAsync(line), await hub.SmsPhoneAsync());
        var offered = Assert.Single(await FoundAsync(hub.Admin, customer, number));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (offered.GetProperty("identityId").ValueKind, offered.GetProperty("owner").ValueKind));
        (await LinkAsync(hub.Admin, customer, new { accountId = hub.AccountId, address = "not a number", verified = false, reason = "said so" })).Is(HttpStatusCode.BadRequest, "invalid");
        var (link, sms) = (await hub.LinkAsync(customer, new { accountId = hub.AccountId, address = number, verified = false, reason = "said so" }), IdentityIds.Of(hub.AccountId, number));
        (await hub.Admin.SendAsync("POST", $"/api/customers/{customer}/identities/undo/{link}")).Is(HttpStatusCode.OK);
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM customers.identity WHERE id = $1", sms));

        var again = await hub.LinkAsync(customer, new { accountId = hub.AccountId, address = number, verified = false, reason = "said so" });
        await hub.TextAsync(number, "yes, that is me");
        Assert.Equal(customer, await hub.CustomerAsync(await hub.ConversationOfAsync(number)));
        (await hub.Admin.SendAsync("POST", $"/api/customers/{customer}/identities/undo/{again}")).Is(HttpStatusCode.Conflict, "in_use");
    }

    [Fact]
    public async Task AZ1_An_address_of_a_customer_one_may_not_see_is_neither_named_nor_moved()
    {
        var (ours, theirs) = (await hub.TeamAsync("Link ours"), await hub.TeamAsync("Link theirs"));
        var (_, line) = await hub.PersonWithConversationAsync("Seen here");
        var (number, text) = await hub.TextedAsync("hidden");
        var (customer, sms) = (await hub.CustomerAsync(line), IdentityIds.Of(hub.AccountId, number));
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{line}/assignment", new { teamId = ours })).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{text}/assignment", new { teamId = theirs })).Is(HttpStatusCode.OK);
        var (_, agent) = await hub.PersonAsync("agent", ours);

        var found = Assert.Single(await FoundAsync(agent, customer, number));
        Assert.Equal((true, JsonValueKind.Null, 0), (found.GetProperty("hidden").GetBoolean(), found.GetProperty("owner").ValueKind, found.GetProperty("conversations").GetInt32()));
        (await LinkAsync(agent, customer, new { identityId = sms, verified = false, reason = "mine", confirmed = new[] { "identity_moves" } })).Is(HttpStatusCode.Conflict, "belongs_to_hidden");
        (await agent.SendAsync("POST", $"/api/customers/{await hub.CustomerAsync(text)}/identities/{sms}/unlink", new { reason = "no" })).Is(HttpStatusCode.NotFound, "not_found");
    }

    private static async Task<List<JsonElement>> FoundAsync(DeskClient agent, Guid customer, string q) =>
        [.. (await agent.SendAsync("GET", $"/api/customers/{customer}/identities/find?q={Uri.EscapeDataString(q)}")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

    private static Task<Answer> LinkAsync(DeskClient agent, Guid customer, object link) => agent.SendAsync("POST", $"/api/customers/{customer}/identities", link);
}
