using System.Net;
using Hub.Testing;
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
        var name = $"fail_{state}_{table.Replace('.', '_')}".ToLowerInvariant();
        await ExecuteAsync($"""
            CREATE SEQUENCE {name};
            CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('{name}') <= 2 THEN RAISE EXCEPTION 'forced' USING ERRCODE = '{state}'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
            """);
        try
        {
            var user = "U" + name;
            Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text(user, name + "1", "one")));
            Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text(user, name + "2", "two")));
            var messages = await hub.MessagesAsync(hub.Admin, await hub.ConversationOfAsync(user, 2));
            Assert.Equal([(1, "one"), (2, "two")], messages.Select(message => (message.GetProperty("number").GetInt32(), message.Body())));
            Assert.True(await hub.ScalarAsync<long>($"SELECT last_value FROM {name}") > 2);
        }
        finally
        {
            await ExecuteAsync($"DROP TRIGGER {name} ON {table}");
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = hub.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
