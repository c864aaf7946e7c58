using System.Net;
using System.Text.Json;
using Hub.Server.Conversations.Members;
using Hub.Server.Tests.Conversations.WebChat;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Members;

public sealed class MemberLinkTests(MemberHub hub) : IClassFixture<MemberHub>
{
    [Fact]
    public async Task A_customer_who_signs_in_on_the_firms_page_is_verified_as_that_member_once_however_often_LINE_says_so()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Links herself");
        var (number, linkToken) = await hub.InviteAsync(conversation, user);
        var invitation = await MessageAsync(conversation, number);
        Assert.True(invitation.GetProperty("expiresAt").GetDateTimeOffset() > TimeProvider.System.GetUtcNow());
        Assert.DoesNotContain(linkToken, await hub.ScalarAsync<string>("SELECT string_agg(content::text, '') FROM conversations.message WHERE conversation_id = $1", conversation), StringComparison.Ordinal);

        var prepared = await hub.PrepareAsync("M-1001", linkToken, more: new { name = "連携 花子", email = "Hanako@Example.jp", phone = "090-1234-5678" });
        var nonce = prepared.GetProperty("nonce").GetString()!;
        Assert.Equal(new Uri(hub.Line.BaseAddress!, $"/dialog/bot/accountLink?linkToken={linkToken}&nonce={nonce}").ToString(), prepared.GetProperty("redirectUrl").GetString());
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.member_nonce n WHERE n::text LIKE '%' || $1 || '%'", nonce));

        await hub.FaultsAsync(new { webhook = new { redeliverAlways = true, duplicates = 2 } });
        (await hub.DialogAsync(linkToken, nonce)).EnsureSuccessStatusCode();
        await hub.NoFaultsAsync();

        var identity = await hub.MemberAsync(conversation, "M-1001");
        // What LINE's event brings is one free answer.
        var thanks = await hub.ReplyAsync(conversation, "Thank you for linking");
        await hub.BecomesAsync(conversation, thanks, "accepted");
        Assert.Equal(("Thank you for linking", "reply"), (await hub.OnPhoneAsync(user))[^1]);
        Assert.Equal(("link", true), (identity.GetProperty("member").GetProperty("by").GetString(), identity.GetProperty("verified").GetBoolean()));
        await hub.SettledAsync();
        Assert.Equal(["M-1001"], await hub.SaidAsync(conversation));
        Assert.Equal("linked", (await MessageAsync(conversation, number)).GetProperty("result").GetString());
        var customer = (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Json.GetProperty("customer").GetProperty("id").GetGuid();
        var record = (await hub.Admin.SendAsync("GET", $"/api/customers/{customer}")).Json;
        Assert.Equal("連携 花子", record.GetProperty("name").GetString());
        Assert.Equal([("email", "hanako@example.jp", true), ("phone", "+819012345678", true)],
            record.GetProperty("addresses").EnumerateArray().Select(each => (each.GetProperty("kind").GetString(), each.GetProperty("value").GetString(), each.GetProperty("verified").GetBoolean())).Order());
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE action = 'customer.member_linked' AND customer_id = $1 AND conversation_id = $2", customer, conversation));
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.fact WHERE type = 'identity.member_linked' AND lane = $1", identity.GetProperty("id").GetGuid()));
        Assert.Contains(customer.ToString(), (await hub.Admin.SendAsync("GET", "/api/customers?q=M-1001")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nonce_that_is_made_up_used_too_old_of_another_account_or_refused_by_LINE_verifies_nobody_and_is_shown()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Proves nothing");
        var said = new List<string>();
        async Task ShowsAsync(string reason, Func<Task> happens)
        {
            await happens();
            said.Add(reason);
            await Eventually.HoldsAsync(async () => (await hub.SaidAsync(conversation)).SequenceEqual(said), what: reason);
            Assert.Equal(0L, await hub.LinksAsync(user));
        }

        await ShowsAsync("unknown", () => hub.EventAsync("ML-unknown", user, "ok", "nobody-ever-made-this-nonce"));
        var old = await hub.NonceAsync("M-2001");
        await ShowsAsync("expired", () => hub.EventAsync("ML-expired", user, "ok", old, TimeProvider.System.GetUtcNow().AddMinutes(31)));
        await ShowsAsync("used", () => hub.EventAsync("ML-expired-again", user, "ok", old));
        var refused = await hub.NonceAsync("M-2001");
        await ShowsAsync("failed", () => hub.EventAsync("ML-failed", user, "failed", refused));
        await ShowsAsync("used", () => hub.EventAsync("ML-failed-then-ok", user, "ok", refused));
        var elsewhere = await hub.NonceAsync("M-2001", account: "line-other");
        await ShowsAsync("unknown", () => hub.EventAsync("ML-elsewhere", user, "ok", elsewhere));
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.member_nonce WHERE account_id = $1 AND used_at IS NOT NULL", hub.OtherAccountId));
    }

    [Fact]
    public async Task Whoever_follows_a_link_that_was_sent_to_somebody_else_does_not_become_them()
    {
        var (owner, conversation) = await hub.PersonWithConversationAsync("Was invited");
        var (thief, other) = await hub.PersonWithConversationAsync("Was not");
        var (number, linkToken) = await hub.InviteAsync(conversation, owner);

        // LINE fails it, and says whose it was to nobody: the invitation knows.
        (await hub.DialogAsync(linkToken, await hub.NonceAsync("M-3001", linkToken), thief)).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(async () => (await hub.SaidAsync(conversation)).SequenceEqual(["failed"]), what: "it is said where the link was sent");
        Assert.Equal("failed", (await MessageAsync(conversation, number)).GetProperty("result").GetString());

        // Were LINE not to notice, the hub would.
        var (_, second) = await hub.InviteAsync(conversation, owner);
        await hub.EventAsync("ML-foreign", thief, "ok", await hub.NonceAsync("M-3001", second));
        await Eventually.HoldsAsync(async () => (await hub.SaidAsync(other)).SequenceEqual(["foreign"]), what: "it is said where it came from");
        Assert.Equal((0L, 0L), (await hub.LinksAsync(owner), await hub.LinksAsync(thief)));

        // A used token leads nowhere at LINE; a new one does.
        Assert.Equal(HttpStatusCode.BadRequest, (await hub.DialogAsync(linkToken, await hub.NonceAsync("M-3001", linkToken))).StatusCode);
        var (third, good) = await hub.InviteAsync(conversation, owner);
        (await hub.DialogAsync(good, await hub.NonceAsync("M-3001", good))).EnsureSuccessStatusCode();
        await hub.MemberAsync(conversation, "M-3001");
        await Eventually.HoldsAsync(async () => (await MessageAsync(conversation, third)).TryGetProperty("result", out var result) && result.GetString() == "linked", what: "the new one has linked");
    }

    [Fact]
    public async Task Two_customers_who_prove_to_be_one_member_stay_two_until_a_person_joins_them()
    {
        var (first, one) = await hub.PersonWithConversationAsync("Old telephone");
        var (second, two) = await hub.PersonWithConversationAsync("New telephone");
        await hub.EventAsync("ML-first", first, "ok", await hub.NonceAsync("M-4001"));
        await hub.EventAsync("ML-second", second, "ok", await hub.NonceAsync("M-4001"));
        await hub.MemberAsync(one, "M-4001");
        await hub.MemberAsync(two, "M-4001");

        // And whom the firm's own site vouches for under the same number.
        using var visitor = await VisitorClient.StartAsync(hub, VisitorTokens.For("M-4001"));
        await visitor.SayAsync("me too");
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM customers.identity WHERE id = $1", visitor.IdentityId) == 1, what: "the visitor is known");
        var third = await hub.ScalarAsync<Guid>("SELECT customer_id FROM customers.identity WHERE id = $1", visitor.IdentityId);
        var member = Assert.Single((await hub.Admin.SendAsync("GET", $"/api/customers/{third}")).Is(HttpStatusCode.OK).Json.GetProperty("identities").EnumerateArray()).GetProperty("member");
        Assert.Equal(("M-4001", "token", JsonValueKind.Null), (member.GetProperty("number").GetString(), member.GetProperty("by").GetString(), member.GetProperty("linkId").ValueKind));

        var (mine, other) = (await CustomerAsync(one), await CustomerAsync(two));
        var found = (await hub.Admin.SendAsync("GET", "/api/customers?q=M-4001")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Select(each => each.GetProperty("id").GetGuid()).Order();
        Assert.Equal(new[] { mine, other, third }.Order(), found);
        Assert.Equal(3, found.Distinct().Count());
        var offered = (await hub.Admin.SendAsync("GET", $"/api/customers/{mine}/identities/find?q=M-4001")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(new[] { other, third }.Order(), offered.Select(each => each.GetProperty("owner").GetProperty("id").GetGuid()).Order());

        var identity = offered.Single(each => each.GetProperty("owner").GetProperty("id").GetGuid() == other).GetProperty("identityId").GetGuid();
        (await hub.Admin.SendAsync("POST", $"/api/customers/{mine}/identities", new { identityId = identity, verified = true, reason = "one member, two telephones", confirmed = new[] { "identity_moves" } })).Is(HttpStatusCode.OK);
        Assert.Equal(mine, await CustomerAsync(two));
        Assert.All((await hub.Admin.SendAsync("GET", $"/api/customers/{mine}")).Json.GetProperty("identities").EnumerateArray(), each => Assert.Equal("M-4001", each.GetProperty("member").GetProperty("number").GetString()));
    }

    [Fact]
    public async Task A_link_ends_by_hand_with_a_reason_comes_back_by_undoing_and_ends_when_the_member_says_so()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Ends it");
        await hub.EventAsync("ML-to-end", user, "ok", await hub.NonceAsync("M-5001"));
        var identity = (await hub.MemberAsync(conversation, "M-5001")).GetProperty("id").GetGuid();
        var path = $"/api/customers/{await CustomerAsync(conversation)}";
        (await hub.Admin.SendAsync("POST", $"{path}/identities/{identity}/member/unlink", new { reason = " " })).Is(HttpStatusCode.BadRequest, "invalid");
        using (var trainee = await hub.SignedInAsync("trainee"))
        {
            (await trainee.SendAsync("POST", $"{path}/identities/{identity}/member/unlink", new { reason = "no" })).Is(HttpStatusCode.Forbidden);
        }

        var ended = (await hub.Admin.SendAsync("POST", $"{path}/identities/{identity}/member/unlink", new { reason = "the wrong number" })).Is(HttpStatusCode.OK).Json;
        Assert.Equal((JsonValueKind.Null, false), Shown(ended.GetProperty("customer"), identity));
        (await hub.Admin.SendAsync("POST", $"{path}/identities/{identity}/member/unlink", new { reason = "again" })).Is(HttpStatusCode.NotFound, "not_found");
        var undone = (await hub.Admin.SendAsync("POST", $"{path}/members/undo/{ended.GetProperty("linkId").GetGuid()}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal((JsonValueKind.Object, true), Shown(undone, identity));
        (await hub.Admin.SendAsync("POST", $"{path}/members/undo/{ended.GetProperty("linkId").GetGuid()}")).Is(HttpStatusCode.NotFound, "not_found");

        // Another number takes the place of the first, which is then nobody's to bring back.
        await hub.EventAsync("ML-other-number", user, "ok", await hub.NonceAsync("M-5002"));
        await hub.MemberAsync(conversation, "M-5002");
        Assert.Equal((1L, "replaced"), (await hub.LinksAsync(user), await hub.ScalarAsync<string>("SELECT reason FROM customers.member_link WHERE member = 'M-5001'")));

        Assert.Equal(0, (await hub.Firm.SendAsync("POST", "/api/member-links/end", new { account = "line-other", member = "M-5002" })).Is(HttpStatusCode.OK).Json.GetProperty("count").GetInt32());
        Assert.Equal(1, (await hub.Firm.SendAsync("POST", "/api/member-links/end", new { account = "line-demo", member = "M-5002" })).Is(HttpStatusCode.OK).Json.GetProperty("count").GetInt32());
        Assert.Equal((JsonValueKind.Null, false), Shown((await hub.Admin.SendAsync("GET", path)).Json, identity));
        Assert.Equal(["the wrong number", "ended by the member"], [.. (await hub.Admin.SendAsync("GET", "/api/audit?action=customer.member_unlinked")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()
            .Where(entry => entry.GetProperty("data").GetProperty("identityId").GetGuid() == identity).Select(entry => entry.GetProperty("data").GetProperty("reason").GetString()!).Reverse()]);
    }

    [Fact]
    public async Task What_a_member_ends_stays_ended_takes_along_what_only_the_link_had_proven_and_is_brought_back_by_nothing()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Stays ended");
        var (_, elsewhere) = await hub.PersonWithConversationAsync("Another record");
        var other = await CustomerAsync(elsewhere);
        var nonce = (await hub.PrepareAsync("M-8001", more: new { name = "退会 太郎", phone = "090-5555-0001" })).GetProperty("nonce").GetString()!;
        await hub.EventAsync("ML-stays", user, "ok", nonce);
        var identity = (await hub.MemberAsync(conversation, "M-8001")).GetProperty("id").GetGuid();
        var customer = await CustomerAsync(conversation);

        // The provider's name for them comes again, and the firm's stays.
        await hub.SettledAsync();
        await hub.ScalarAsync<long>("WITH old AS (UPDATE customers.identity SET profile_at = clock_timestamp() - interval '30 days' WHERE id = $1 RETURNING 1) SELECT count(*) FROM old", identity);
        await hub.SayAsync(user, "hello again");
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<bool>("SELECT profile_at > clock_timestamp() - interval '1 day' FROM customers.identity WHERE id = $1", identity), what: "the profile is asked for again");
        Assert.Equal("退会 太郎", (await hub.Admin.SendAsync("GET", $"/api/customers/{customer}")).Json.GetProperty("name").GetString());
        Assert.True(await ProvenAsync());

        // A colleague who puts the address into another record without a proof takes nothing from the provider's.
        var moved = (await hub.Admin.SendAsync("POST", $"/api/customers/{other}/identities", new { identityId = identity, verified = false, reason = "the same person", confirmed = new[] { "identity_moves" } })).Is(HttpStatusCode.OK).Json.GetProperty("linkId").GetGuid();
        Assert.Equal((JsonValueKind.Object, true), Shown((await hub.Admin.SendAsync("GET", $"/api/customers/{other}")).Json, identity));

        var late = await hub.NonceAsync("M-8001");
        Assert.Equal(1, (await hub.Firm.SendAsync("POST", "/api/member-links/end", new { account = "line-demo", member = "M-8001" })).Is(HttpStatusCode.OK).Json.GetProperty("count").GetInt32());
        Assert.Equal((JsonValueKind.Null, false), Shown((await hub.Admin.SendAsync("GET", $"/api/customers/{other}")).Json, identity));
        Assert.False(await ProvenAsync());
        var link = await hub.ScalarAsync<Guid>("SELECT id FROM customers.member_link WHERE identity_id = $1", identity);
        (await hub.Admin.SendAsync("POST", $"/api/customers/{other}/members/undo/{link}")).Is(HttpStatusCode.NotFound, "not_found");
        await hub.EventAsync("ML-late", user, "ok", late);
        await Eventually.HoldsAsync(async () => (await hub.SaidAsync(conversation)).Contains("used"), what: "the sign-in that was under way counts no more");
        (await hub.Admin.SendAsync("POST", $"/api/customers/{other}/identities/undo/{moved}")).Is(HttpStatusCode.OK);
        Assert.Equal((JsonValueKind.Null, false), Shown((await hub.Admin.SendAsync("GET", $"/api/customers/{customer}")).Json, identity));

        await hub.ScalarAsync<long>("WITH old AS (UPDATE conversations.member_nonce SET expires_at = expires_at - interval '2 days' WHERE member = 'M-8001' RETURNING 1) SELECT count(*) FROM old");
        await hub.Services.GetRequiredService<PurgeMemberLinks>().RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.member_nonce WHERE member = 'M-8001'"));

        Task<bool> ProvenAsync() => hub.ScalarAsync<bool>("SELECT verified FROM customers.address WHERE customer_id = $1 AND value = '+819055550001'", customer);
    }

    [Fact]
    public async Task The_firms_server_may_link_and_nothing_else_and_is_told_field_by_field_what_is_wrong()
    {
        (await hub.Firm.SendAsync("POST", "/api/member-links", new { account = "nobody", member = "", email = "none", phone = "none" })).Is(HttpStatusCode.BadRequest, "invalid");
        (await hub.Firm.SendAsync("POST", "/api/member-links", new { account = "web-demo", member = "M-1" })).Is(HttpStatusCode.BadRequest, "invalid");
        (await hub.Firm.SendAsync("POST", "/api/customers", new { id = Guid.CreateVersion7(), name = "x" })).Is(HttpStatusCode.Forbidden);
        using (var supervisor = await hub.SignedInAsync("supervisor"))
        {
            (await supervisor.SendAsync("POST", "/api/member-links", new { account = "line-demo", member = "M-1" })).Is(HttpStatusCode.Forbidden);
        }

        // Nothing is handed to a program: it is nobody to hand over to.
        var colleagues = (await hub.Admin.SendAsync("GET", "/api/agents")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().ToList();
        Assert.False(colleagues.Single(each => each.GetProperty("id").GetGuid() == hub.FirmId).GetProperty("converses").GetBoolean());
        Assert.All(colleagues.Where(each => each.GetProperty("role").GetString() is "agent" or "trainee" or "auditor"), each => Assert.True(each.GetProperty("converses").GetBoolean()));

        var before = await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE action = 'member_link.prepared'");
        await hub.NonceAsync("M-6001");
        Assert.Equal(before + 1, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE action = 'member_link.prepared'"));
    }

    [Fact]
    public async Task Without_a_member_page_it_is_off_and_in_groups_it_is_never_offered()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("In private");
        Assert.Contains("memberLink", await ComposesAsync(conversation));
        var group = "C" + new string('6', 32);
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "line-demo", "line-demo-secret", LineWebhook.Body(new
        {
            type = "message",
            mode = "active",
            timestamp = 1_760_000_000_000,
            source = new { type = "group", groupId = group, userId = user },
            webhookEventId = "ML-group",
            deliveryContext = new { isRedelivery = false },
            replyToken = "r",
            message = new { id = "ml-group", type = "text", text = "みんなで", quoteToken = "q" },
        })));
        var shared = await hub.ConversationOfAsync(group);
        Assert.DoesNotContain("memberLink", await ComposesAsync(shared));
        (await InviteAsync(shared)).Is(HttpStatusCode.UnprocessableEntity, "cannot_send");

        var account = (await hub.Admin.SendAsync("GET", "/api/channel-accounts")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Single(each => each.GetProperty("id").GetGuid() == hub.LineAccountId);
        var settings = account.GetProperty("settings").EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString()!);
        Task<Answer> SetAsync(string page) => hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{hub.LineAccountId}", new { name = "LINE demo", settings = new Dictionary<string, string>(settings) { ["memberPage"] = page }, active = true });
        (await SetAsync("http://shop.example/members")).Is(HttpStatusCode.BadRequest, "invalid");
        (await SetAsync("")).Is(HttpStatusCode.OK);
        Assert.DoesNotContain("memberLink", await ComposesAsync(conversation));
        (await InviteAsync(conversation)).Is(HttpStatusCode.UnprocessableEntity, "cannot_send");
        (await hub.Firm.SendAsync("POST", "/api/member-links", new { account = "line-demo", member = "M-7001" })).Is(HttpStatusCode.Conflict, "member_link_off");
        (await SetAsync(MemberHub.Page)).Is(HttpStatusCode.OK);
    }

    private Task<Answer> InviteAsync(Guid conversation) =>
        hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), composed = new { memberLink = new { text = "Members, please sign in here", label = "Link" } } });

    private async Task<string[]> ComposesAsync(Guid conversation) =>
        [.. (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json.GetProperty("capabilities").GetProperty("composes").EnumerateArray().Select(each => each.GetString()!)];

    private async Task<JsonElement> MessageAsync(Guid conversation, int number) =>
        (await hub.MessagesAsync(hub.Admin, conversation)).Single(message => message.GetProperty("number").GetInt32() == number).GetProperty("content");

    private Task<Guid> CustomerAsync(Guid conversation) => hub.ScalarAsync<Guid>("SELECT customer_id FROM conversations.conversation WHERE id = $1", conversation);

    private static (JsonValueKind Member, bool Verified) Shown(JsonElement record, Guid identity)
    {
        var shown = record.GetProperty("identities").EnumerateArray().Single(each => each.GetProperty("id").GetGuid() == identity);
        return (shown.GetProperty("member").ValueKind, shown.GetProperty("verified").GetBoolean());
    }
}
