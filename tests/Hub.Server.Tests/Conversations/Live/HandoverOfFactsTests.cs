using Hub.Server.Platform.Outbox;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Live;

/// <summary>P8: a node tells its own desks of new messages from memory, others of them from the table, and nothing is lost where the two meet.</summary>
public sealed class HandoverOfFactsTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task P8_A_message_reaches_the_desks_of_its_node_and_of_every_other()
    {
        var settings = new Dictionary<string, string?> { ["ConnectionStrings:Hub"] = hub.ConnectionString, ["Hub:MasterKey"] = hub.Settings["Hub:MasterKey"], ["Hub:FilesDirectory"] = hub.Settings["Hub:FilesDirectory"] };
        await using var second = await HubFixture.StartAsync(settings);
        await using var here = await ConnectAsync(hub.Address);
        await using var there = await ConnectAsync(second.Address);
        await new LiveDesk(hub).SayAsync("Uboth", "for both nodes");
        await HearsAsync(here, "for both nodes");
        await HearsAsync(there, "for both nodes");
    }

    [Fact]
    public async Task P8_After_a_commit_whose_answer_was_lost_desks_fetch_afresh_and_hear_of_it_when_it_shows_late()
    {
        var handover = hub.Services.GetRequiredService<FactHandover>();
        var user = await hub.PhoneAsync("Lost answer");
        await hub.SayAsync(user, "first");
        var conversation = await hub.ConversationOfAsync(user);
        await using var desk = await ConnectAsync(hub.Address);

        // A transaction that changes the conversation and marks its fact as told; then its connection breaks before the answer came.
        await using var connection = await hub.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var late = new Npgsql.NpgsqlCommand("""
            WITH grown AS (UPDATE conversations.conversation_head SET version = version + 1, preview = 'shows late' WHERE conversation_id = $1)
            INSERT INTO platform.fact (lane, type, data, shard, told_by)
            SELECT lane, type, data, shard, $2 FROM platform.fact WHERE lane = $1 AND type = 'conversation.changed' ORDER BY id DESC LIMIT 1
            """, connection) { Parameters = { new() { Value = conversation }, new() { Value = handover.Told } } };
        Assert.Equal(1, await late.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        handover.Doubt();
        await desk.NextAsync("resync");

        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await HearsAsync(desk, "shows late");
    }

    [Fact]
    public void More_than_can_wait_is_not_kept_but_doubted()
    {
        var handover = new FactHandover(TimeProvider.System);
        var mark = handover.Told;
        var fact = new Fact(Guid.Empty, "a", "{}");
        handover.Add([.. Enumerable.Repeat(fact, 50_001)]);
        Assert.False(handover.TakeDoubt());
        handover.Add([fact]);
        Assert.True(handover.TakeDoubt());
        Assert.NotEqual(mark, handover.Told);
        Assert.Empty(handover.Take(10));
    }

    private async Task<LiveSocket> ConnectAsync(Uri address)
    {
        var live = await LiveSocket.ConnectAsync(new Uri(address, "/hubs/desk"), options =>
        {
            options.SetRequestHeader("Cookie", hub.Admin.Cookie);
            options.SetRequestHeader("Sec-Fetch-Site", "same-origin");
        });
        await live.NextAsync("hello");
        return live;
    }

    private static async Task HearsAsync(LiveSocket live, string text)
    {
        while (!(await live.NextAsync("frame")).GetRawText().Contains(text, StringComparison.Ordinal))
        {
        }
    }
}
