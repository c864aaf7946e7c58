using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Outbound;

public sealed class TwoNodesTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task F34_two_nodes_send_every_reply_once_and_in_the_order_of_its_conversation()
    {
        const int people = 5, each = 6;
        var phones = new List<(string User, Guid Conversation)>();
        for (var i = 0; i < people; i++)
        {
            phones.Add(await hub.PushedPersonAsync($"Two nodes {i}"));
        }

        await using var second = await HubFixture.StartAsync([new("ConnectionStrings:Hub", hub.ConnectionString), new("Hub:MasterKey", Convert.ToBase64String(new byte[32]))]);
        await hub.FaultsAsync(new { latencyMs = 20 });
        for (var n = 1; n <= each; n++)
        {
            await Task.WhenAll(phones.Select(phone => hub.ReplyAsync(phone.Conversation, $"part {n}")));
        }

        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.send") == 0);
        foreach (var (user, _) in phones)
        {
            Assert.Equal(["free", .. Enumerable.Range(1, each).Select(n => $"part {n}")], (await hub.OnPhoneAsync(user)).Select(message => message.Text));
        }

        await hub.NoFaultsAsync();
    }
}
