using System.Net;
using Hub.Server.Conversations;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Tests.Conversations;
using Hub.Server.Tests.Conversations.Outbound;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Backup;

/// <summary>The hub a backup was made of works on after it. What comes out of the backup must not do its work a second time.</summary>
public sealed class RestoredSendingTests(SilentHub source) : IClassFixture<SilentHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task F45_a_restored_hub_sends_nothing_before_a_person_confirms_and_nothing_old_ever()
    {
        var (user, conversation) = await source.PersonWithConversationAsync("Before");
        var old = await source.ReplyAsync(conversation, "queued when the backup was made");
        var (other, otherConversation) = await source.PersonWithConversationAsync("In the middle");
        var begun = await source.ReplyAsync(otherConversation, "on its way when the backup was made");
        await ClaimAsync(otherConversation);
        await source.SettledAsync();
        var file = await Backups.MakeAsync(source);
        var seen = LineWebhook.Text(user, "seen-before", "written before, delivered again");
        Assert.Equal(HttpStatusCode.OK, await source.PostAsync(seen));

        await using var hub = new RestoredHub(await Backups.RestoreAsync(file, source.Settings["Hub:MasterKey"]), source);
        await hub.InitializeAsync();
        var admin = await hub.SignedInAsync("admin");
        var state = (await admin.SendAsync("GET", "/api/sending")).Is(HttpStatusCode.OK).Json;
        Assert.Equal((false, 2, 0), (state.GetProperty("on").GetBoolean(), state.GetProperty("old").GetInt32(), state.GetProperty("new").GetInt32()));

        // A person answers meanwhile: it waits, and the worker that would send it is at work.
        await hub.ReplyAsync(admin, conversation, "written after the restore");
        Assert.Null(await hub.Services.GetRequiredService<SendClaims>().TakeAsync(Token));
        Assert.Equal(1, (await admin.SendAsync("GET", "/api/sending")).Is(HttpStatusCode.OK).Json.GetProperty("new").GetInt32());

        state = (await admin.SendAsync("POST", "/api/sending/start")).Is(HttpStatusCode.OK).Json;
        Assert.True(state.GetProperty("on").GetBoolean());
        await Eventually.HoldsAsync(async () => (await source.OnPhoneAsync(user)).Any(sent => sent.Text == "written after the restore"));

        Assert.Equal(["written after the restore"], (await source.OnPhoneAsync(user)).Select(sent => sent.Text));
        Assert.Empty(await source.OnPhoneAsync(other));
        foreach (var (id, number) in new[] { (conversation, old), (otherConversation, begun) })
        {
            var message = (await hub.MessagesAsync(admin, id)).Single(message => message.GetProperty("number").GetInt32() == number);
            Assert.Equal(("unknown", "restored"), (message.GetProperty("delivery").GetProperty("state").GetString(), message.GetProperty("delivery").GetProperty("code").GetString()));
        }

        Assert.Equal(2, (await admin.SendAsync("GET", "/api/conversations/counts")).Is(HttpStatusCode.OK).Json.GetProperty("attention").GetInt32());
        Assert.Equal(1L, await Backups.ScalarAsync<long>(hub.ConnectionString, "SELECT count(*) FROM platform.restore WHERE confirmed_by IS NOT NULL AND confirmed_at >= restored_at"));
        Assert.Equal("hub.restored sending.started", await Backups.ScalarAsync<string>(
            hub.ConnectionString, "SELECT string_agg(action, ' ' ORDER BY at) FROM platform.audit WHERE action IN ('hub.restored', 'sending.started')"));

        // A person who knows that it never arrived sends one of them again: that is theirs to decide.
        (await admin.SendAsync("POST", $"/api/conversations/{otherConversation}/messages/{begun}/retry", new { confirm = true })).Is(HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => (await source.OnPhoneAsync(other)).Count == 1);
    }

    [Fact]
    public async Task F45_what_a_provider_delivers_again_is_added_once_and_only_where_it_is_missing()
    {
        var kept = LineWebhook.Text("Uredelivered", "kept", "in the backup");
        var lost = LineWebhook.Text("Uredelivered", "lost", "after the backup");
        Assert.Equal(HttpStatusCode.OK, await source.PostAsync(kept));
        var conversation = await source.ConversationOfAsync("Uredelivered");
        await source.SettledAsync();
        var file = await Backups.MakeAsync(source);
        Assert.Equal(HttpStatusCode.OK, await source.PostAsync(lost));
        var restored = await Backups.RestoreAsync(file, source.Settings["Hub:MasterKey"]);
        Assert.Equal(1, await Backups.ScalarAsync<int>(restored["ConnectionStrings:Hub"]!, $"""
            INSERT INTO automation.auto_reply (account_id, acknowledge, acknowledge_ja, acknowledge_en, closed, version, updated_at, updated_by)
            VALUES ('{source.LineAccountId}', true, 'We have your message.', 'We have your message.', false, 1, now(), gen_random_uuid()) RETURNING version
            """));
        await using var hub = new RestoredHub(restored, source);
        await hub.InitializeAsync();
        var admin = await hub.SignedInAsync("admin");

        foreach (var body in new[] { kept, lost, kept, lost })
        {
            Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "line-demo", "line-demo-secret", body)); // The sealed secret opens.
        }

        await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(admin, conversation)).Count == 2);
        Assert.Equal(["in the backup", "after the backup"], (await hub.MessagesAsync(admin, conversation)).Select(message => message.Body()));

        // Nothing was answered automatically either; what comes from now on is.
        await Eventually.HoldsAsync(() => Backups.ScalarAsync<bool>(hub.ConnectionString, """
            SELECT NOT EXISTS (SELECT FROM platform.fact f JOIN platform.cursor c ON c.handler = 'auto-reply' AND c.shard = f.shard WHERE (f.tx, f.id) > (c.tx, c.fact_id))
            """));
        (await admin.SendAsync("POST", "/api/sending/start")).Is(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "line-demo", "line-demo-secret", LineWebhook.Text("Uredelivered", "now", "and now")));
        await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(admin, conversation)).Count == 4);
        Assert.Equal(["in the backup", "after the backup", "and now", "We have your message."], (await hub.MessagesAsync(admin, conversation)).Select(message => message.Body()));
    }

    [Fact]
    public async Task F45_a_scheduled_reply_whose_time_passed_goes_back_to_its_author_and_one_of_the_future_stays()
    {
        var (user, conversation) = await source.PersonWithConversationAsync("Scheduled");
        var author = await source.PersonAsync("admin");
        foreach (var (text, at) in new[] { ("its time has come", "clock_timestamp() + interval '1 hour'"), ("its time will come", "'2170-01-01T00:00:00Z'") })
        {
            await using var plan = source.Database.CreateCommand($"""
                WITH planned AS (INSERT INTO conversations.scheduled_reply (id, conversation_id, author_id, text, attachment_ids, send_at, confirmed) VALUES (gen_random_uuid(), $1, $2, $3, '{"{}"}', {at}, '{"{}"}') RETURNING 1)
                UPDATE conversations.conversation_head SET scheduled = scheduled + 1 WHERE conversation_id = $1
                """);
            plan.Parameters.Add(new() { Value = conversation });
            plan.Parameters.Add(new() { Value = author.Id });
            plan.Parameters.Add(new() { Value = text });
            await plan.ExecuteNonQueryAsync(Token);
        }

        var file = await Backups.MakeAsync(source);
        var restored = await Backups.RestoreAsync(file, source.Settings["Hub:MasterKey"]);
        Assert.Equal("its time has come", await Backups.ScalarAsync<string>(restored["ConnectionStrings:Hub"]!, """
            UPDATE conversations.scheduled_reply SET send_at = clock_timestamp() - interval '1 minute' WHERE text = 'its time has come' RETURNING text
            """));
        await using var hub = new RestoredHub(restored, source);
        await hub.InitializeAsync();
        await hub.Services.GetRequiredService<SendScheduled>().SendDueAsync(Token);
        Assert.Equal(2L, await Backups.ScalarAsync<long>(hub.ConnectionString, "SELECT count(*) FROM conversations.scheduled_reply"));

        var admin = await hub.SignedInAsync("admin");
        (await admin.SendAsync("POST", "/api/sending/start")).Is(HttpStatusCode.OK);

        Assert.Equal("its time will come", await Backups.ScalarAsync<string>(hub.ConnectionString, "SELECT string_agg(text, ' ') FROM conversations.scheduled_reply"));
        Assert.Equal("its time has come", await Backups.ScalarAsync<string>(hub.ConnectionString, $"SELECT text FROM conversations.draft WHERE agent_id = '{author.Id}'"));
        Assert.Equal(1, await Backups.ScalarAsync<int>(hub.ConnectionString, $"SELECT scheduled FROM conversations.conversation_head WHERE conversation_id = '{conversation}'"));
        Assert.DoesNotContain(await source.OnPhoneAsync(user), sent => sent.Text == "its time has come");
    }

    [Fact]
    public async Task Sessions_and_links_to_sign_in_have_ended_and_only_whoever_may_starts_sending()
    {
        var before = await source.SignedInAsync("admin");
        await Backups.ScalarAsync<Guid>(source.ConnectionString, """
            INSERT INTO identity.access_link (id, agent_id, kind, token_hash, created_at, expires_at)
            SELECT gen_random_uuid(), a.id, 'reset', '\x0123', clock_timestamp(), clock_timestamp() + interval '1 hour' FROM identity.agent a ORDER BY a.id LIMIT 1 RETURNING id
            """);
        var file = await Backups.MakeAsync(source);
        await using var hub = new RestoredHub(await Backups.RestoreAsync(file, source.Settings["Hub:MasterKey"]), source);
        await hub.InitializeAsync();
        Assert.Equal(0L, await Backups.ScalarAsync<long>(hub.ConnectionString, "SELECT count(*) FROM identity.access_link"));

        using var browser = new DeskClient(hub.Address, IPAddress.Loopback) { Cookie = before.Cookie };
        (await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.Unauthorized, "not_signed_in");
        var agent = await hub.SignedInAsync("supervisor");
        Assert.False((await agent.SendAsync("GET", "/api/sending")).Is(HttpStatusCode.OK).Json.GetProperty("on").GetBoolean());
        (await agent.SendAsync("POST", "/api/sending/start")).Is(HttpStatusCode.Forbidden, "forbidden");
        Assert.False((await agent.SendAsync("GET", "/api/sending")).Is(HttpStatusCode.OK).Json.GetProperty("on").GetBoolean());
        Assert.True((await before.SendAsync("GET", "/api/sending")).Is(HttpStatusCode.OK).Json.GetProperty("on").GetBoolean()); // The hub it was made of never noticed.
    }

    /// <summary>As a node that was sending when the backup was made.</summary>
    private async Task ClaimAsync(Guid conversation)
    {
        while (await source.Claims.TakeAsync(Token) is { } claim)
        {
            if (claim.ConversationId == conversation)
            {
                Assert.Equal("sending", (await source.StateAsync(conversation, claim.Number)).State);
                return;
            }

            await source.Claims.PostponeAsync(claim, "later", TimeSpan.Zero, wholeAccount: false, Token);
        }

        Assert.Fail("There was nothing to claim.");
    }
}
