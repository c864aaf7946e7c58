using Hub.Server.Platform.Database;
using Hub.Server.Tests.Conversations;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Platform;

public sealed class MessagePlanTests(ChatHub hub) : IClassFixture<ChatHub>
{
    private const int PoolSize = 16;

    [Fact]
    public async Task Nothing_on_the_way_of_a_message_is_planned_anew_for_it()
    {
        var user = await hub.PhoneAsync("Often");
        await using var desk = await hub.LiveAsync(hub.Admin);
        for (var message = 1; message <= 20; message++)
        {
            await hub.SayAsync(user, $"message {message}");
            var conversation = await hub.ConversationOfAsync(user);
            await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(hub.Admin, conversation)).Count(one => one.GetProperty("kind").GetString() == "inbound") == message); // One by one: a burst is one batch.
        }

        var statements = await StatementsAsync();

        Assert.All(statements, one => Assert.Equal(0, one.Custom));
        foreach (var part in new[] { "INTO conversations.delivery", "FOR UPDATE OF h", "UPDATE conversations.conversation_head h SET version", "INTO conversations.message (", "FROM conversations.message_key k", "JOIN integrations.brand b" })
        {
            Assert.Contains(statements, one => one.Generic > 0 && one.Text.Contains(part, StringComparison.Ordinal));
        }
    }

    /// <summary>What the connections of the pool have prepared, and how often each was run by a kept plan and by one of its own.</summary>
    private async Task<List<(string Text, long Generic, long Custom)>> StatementsAsync()
    {
        var (connections, statements) = (new List<NpgsqlConnection>(), new List<(string, long, long)>());
        try
        {
            while (connections.Count < PoolSize)
            {
                connections.Add(await hub.Services.GetRequiredService<HubDatabase>().MessageDataSource.OpenConnectionAsync(TestContext.Current.CancellationToken));
                await using var command = new NpgsqlCommand("SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements", connections[^1]);
                await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
                while (await reader.ReadAsync(TestContext.Current.CancellationToken))
                {
                    statements.Add((reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
                }
            }

            return statements;
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }
}
