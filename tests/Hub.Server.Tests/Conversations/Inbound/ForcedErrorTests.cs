using System.Net;
using Hub.Server.Platform.Nodes;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Inbound;

/// <summary>What the database asks to repeat is repeated, at the door and behind it.</summary>
public sealed class ForcedErrorTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Theory]
    [InlineData("conversations.delivery", "40P01")]
    [InlineData("conversations.message", "40P01")]
    [InlineData("conversations.message", "40001")]
    [InlineData("customers.identity", "40P01")]
    public async Task F12_a_deadlock_is_tried_again_and_has_its_effect_once(string table, string state)
    {
        var user = $"Uf12-{table}-{state}";
        await using var forced = await FailAsync("INSERT", table, state, times: 2);
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text(user, user + "1", "one")));
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text(user, user + "2", "two")));
        await ArrivedAsync(user, "one", "two");
        await forced.CameAsync();
    }

    /// <summary>What connections say while the database is stopped, has crashed, or comes back as a copy that is not yet the new primary.</summary>
    [Theory]
    [InlineData("57P01")]
    [InlineData("57P02")]
    [InlineData("57P03")]
    [InlineData("25006")]
    public async Task F08_a_message_that_meets_a_database_on_its_way_down_is_tried_again_and_not_parked(string state)
    {
        var user = $"Uf08-{state}";
        await using var forced = await FailAsync("INSERT", "conversations.message", state, times: 3);
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text(user, user + "1", "one")));
        await ArrivedAsync(user, "one");
        await forced.CameAsync();
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.parked WHERE lane = $1", user));
    }

    [Fact]
    public async Task P6_an_event_that_can_neither_be_applied_nor_parked_yet_is_parked_later_and_its_shard_goes_on()
    {
        const string user = "Up6-parked-later";
        await using var message = await FailAsync("INSERT", "conversations.message", "P0001", times: 1);
        await using var parked = await FailAsync("INSERT", "platform.parked", "P0001", times: 3);
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text(user, user + "1", "one")));
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM platform.parked WHERE lane = $1", user) == 1);
        await parked.CameAsync();
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text(user, user + "2", "two")));
        await ArrivedAsync(user, "two");
    }

    [Fact]
    public async Task P6_a_body_whose_numbers_cannot_be_masked_yet_leaves_its_shard_going_on()
    {
        const string user = "Up6-not-masked";
        await using var forced = await FailAsync("UPDATE", "conversations.delivery", "P0001", times: 1);
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text(user, user + "1", "4111 1111 1111 1111")));
        await ArrivedAsync(user, "•••• •••• •••• 1111");
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text(user, user + "2", "two")));
        await ArrivedAsync(user, "•••• •••• •••• 1111", "two");
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.open_delivery o JOIN conversations.delivery d ON d.id = o.id WHERE position('4111 1111 1111 1111'::bytea in d.body) > 0"));
    }

    [Fact]
    public async Task P1_a_delivery_whose_commit_was_not_heard_of_is_worked_on_without_a_restart()
    {
        const string user = "Up1-unheard";
        await using (await FailAsync("INSERT", "conversations.delivery", "57P01", times: 1))
        {
            // The node cannot know whether this one was stored. Here it was not; the one below stands for those that are.
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await hub.PostOnceAsync(LineWebhook.Text(user, user + "0", "refused")));
        }

        await hub.ScalarAsync<long>("""
            WITH stored AS (INSERT INTO conversations.delivery (account_id, key, body) VALUES ($1, 'unheard', $2) RETURNING id, received_on),
            opened AS (INSERT INTO conversations.open_delivery (id, received_on, node_id) SELECT id, received_on, $3 FROM stored) SELECT id FROM stored
            """, hub.LineAccountId, LineWebhook.Text(user, user + "1", "one"), hub.Services.GetRequiredService<HubNode>().Id);
        await ArrivedAsync(user, "one");
        await hub.SettledAsync();
    }

    [Fact]
    public async Task F08_what_became_of_a_send_is_recorded_when_the_database_is_back_and_is_no_uncertainty()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Recorded later");
        await using var forced = await FailAsync("DELETE", "conversations.send", "57P01", times: 2);
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "free, so never sent twice"), "accepted");
        await forced.CameAsync();
        Assert.Equal([("free, so never sent twice", "reply")], await hub.OnPhoneAsync(user));
    }

    [Fact]
    public async Task F08_a_job_that_is_done_is_recorded_when_the_database_is_back_and_not_done_again()
    {
        var user = await hub.PhoneAsync("Job recorded later");
        await using var forced = await FailAsync("DELETE", "platform.job", "57P01", times: 2);
        await hub.SayAsync(user, "who am I?");
        var conversation = await hub.ConversationOfAsync(user);
        await Eventually.HoldsAsync(async () =>
            await hub.ScalarAsync<string>("SELECT coalesce(u.name, '') FROM customers.customer u JOIN conversations.conversation c ON c.customer_id = u.id WHERE c.id = $1", conversation) == "Job recorded later");
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM platform.job WHERE lease_until IS NOT NULL") == 0);
        await forced.CameAsync();
    }

    private async Task ArrivedAsync(string user, params string[] texts)
    {
        var messages = await hub.MessagesAsync(hub.Admin, await hub.ConversationOfAsync(user, texts.Length));
        Assert.Equal(texts.Select((text, at) => (at + 1, text)), messages.Select(message => (message.GetProperty("number").GetInt32(), message.Body())));
    }

    /// <summary>Makes the next statements of this kind fail, until it is disposed.</summary>
    private async Task<Forced> FailAsync(string operation, string table, string state, int times)
    {
        var name = $"fail_{Interlocked.Increment(ref count)}";
        await ExecuteAsync($"""
            CREATE SEQUENCE {name};
            CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('{name}') <= {times} THEN RAISE EXCEPTION 'forced' USING ERRCODE = '{state}'; END IF; RETURN coalesce(NEW, OLD); END $$;
            CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
            """);
        return new Forced(
            async () => Assert.True(await hub.ScalarAsync<long>($"SELECT last_value FROM {name}") >= times, $"{operation} on {table} was not tried {times} times"),
            () => ExecuteAsync($"DROP TRIGGER {name} ON {table}"));
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = hub.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static int count;

    private sealed class Forced(Func<Task> came, Func<Task> end) : IAsyncDisposable
    {
        public Task CameAsync() => came();

        public async ValueTask DisposeAsync() => await end();
    }
}
