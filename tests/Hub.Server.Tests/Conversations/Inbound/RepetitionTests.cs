using System.Net;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Inbound;

public sealed class RepetitionTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task F02_WH5_a_delivery_that_comes_again_with_the_same_or_another_body_or_much_later_changes_nothing()
    {
        var first = LineWebhook.Text("Uagain", "again-1", "once only");
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(first));
        var conversation = await hub.ConversationOfAsync("Uagain");
        await hub.SettledAsync();
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(first));
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text("Uagain", "again-1", "once only", redelivered: true)));

        // A year later the raw delivery is long gone; the key is kept for good.
        await using (var forget = hub.Database.CreateCommand("DELETE FROM conversations.delivery WHERE account_id = $1"))
        {
            forget.Parameters.Add(new() { Value = hub.LineAccountId });
            await hub.SettledAsync();
            await forget.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(first));
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text("Uagain", "again-2", "afterwards")));
        Assert.Equal(conversation, await hub.ConversationOfAsync("Uagain", 2));
        Assert.Equal(["once only", "afterwards"], (await hub.MessagesAsync(hub.Admin, conversation)).Select(Evidence.Body));
    }

    [Fact]
    public async Task F02_a_webhook_whose_answer_was_lost_is_redelivered_and_stored_once()
    {
        await hub.FaultsAsync(new { webhook = new { redeliverAlways = true } });
        var user = await hub.PhoneAsync("Redelivered");
        await hub.WriteAsync(user, new { type = "text", text = "one" }, "settled");
        await hub.WriteAsync(user, new { type = "text", text = "two" }, "settled");
        await hub.NoFaultsAsync();
        var conversation = await hub.ConversationOfAsync(user, 2);
        await hub.SettledAsync();
        Assert.Equal(["one", "two"], (await hub.MessagesAsync(hub.Admin, conversation)).Select(Evidence.Body));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(1, 10)]
    [InlineData(2, 3)]
    [InlineData(2, 10)]
    public async Task F21_every_webhook_many_times_in_parallel_is_stored_once(int nodes, int copies)
    {
        const int people = 6, each = 8;
        await using var second = nodes == 2 ? await HubFixture.StartAsync([new("ConnectionStrings:Hub", hub.ConnectionString), new("Hub:MasterKey", Convert.ToBase64String(new byte[32]))]) : null;
        var addresses = second is null ? [hub.Address] : new[] { hub.Address, second.Address };
        var prefix = $"U{nodes}x{copies}-";
        await Task.WhenAll(Enumerable.Range(0, people).Select(async person =>
        {
            for (var n = 1; n <= each; n++)
            {
                // The copies differ in their redelivery mark, as a provider's do, and go to all nodes.
                var answers = await Task.WhenAll(Enumerable.Range(0, copies).Select(copy => hub.PostAsync(
                    LineWebhook.Text(prefix + person, $"{prefix}{person}-{n}", $"text {n}", redelivered: copy % 3 == 2), addresses[copy % addresses.Length])));
                Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
            }
        }));
        for (var person = 0; person < people; person++)
        {
            var messages = await hub.MessagesAsync(hub.Admin, await hub.ConversationOfAsync(prefix + person, each));
            Assert.Equal(Enumerable.Range(1, each), messages.Select(message => message.GetProperty("number").GetInt32()));
            var texts = messages.Select(Evidence.Body).ToList();
            var expected = Enumerable.Range(1, each).Select(n => $"text {n}").ToList();
            Assert.Equal(expected, nodes == 1 ? texts : texts.Order(StringComparer.Ordinal));
        }

        await hub.SettledAsync();
        Assert.Equal(people, await hub.ScalarAsync<long>("SELECT count(*) FROM customers.customer c JOIN customers.identity i ON i.customer_id = c.id WHERE starts_with(i.external_id, $1)", prefix));
        Assert.Equal(people * each, await hub.ScalarAsync<long>("""
            SELECT count(*) FROM conversations.message m JOIN conversations.conversation c ON c.id = m.conversation_id JOIN customers.identity i ON i.id = c.identity_id
            WHERE starts_with(i.external_id, $1)
            """, prefix));
    }
}
