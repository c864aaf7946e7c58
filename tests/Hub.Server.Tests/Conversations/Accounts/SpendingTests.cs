using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Accounts;

public sealed class SpendingTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task Free_replies_and_paid_messages_are_counted_once_each_and_a_price_makes_yen_of_them()
    {
        var account = (await hub.Admin.SendAsync("GET", "/api/channel-accounts")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().First(each => each.GetProperty("key").GetString() == "line-demo");
        var id = account.GetProperty("id").GetGuid();
        var (_, conversation) = await hub.PersonWithConversationAsync("Spending");
        foreach (var text in new[] { "spends the reply token", "is pushed", "is pushed too" })
        {
            await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, text), "accepted");
        }

        var before = await SpendingAsync(id);
        Assert.Equal((true, 1, 2), (before.GetProperty("metered").GetBoolean(), before.GetProperty("free").GetInt32(), before.GetProperty("paid").GetInt32()));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (before.GetProperty("price").ValueKind, before.GetProperty("cost").ValueKind));

        var settings = account.GetProperty("settings").EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetString());
        Task<Answer> PriceAsync(string price) => hub.Admin.SendAsync(
            "PUT", $"/api/channel-accounts/{id}", new { name = account.GetProperty("name").GetString(), active = true, settings = new Dictionary<string, string?>(settings) { ["messagePrice"] = price } });
        foreach (var wrong in new[] { "three", "-1", "3,000", "1001" })
        {
            Assert.Equal("invalid", (await PriceAsync(wrong)).Is(HttpStatusCode.BadRequest).Error("messagePrice"));
        }

        (await PriceAsync("2.5")).Is(HttpStatusCode.OK);
        JsonElement after = default;
        await Eventually.HoldsAsync(async () => (after = await SpendingAsync(id)).GetProperty("price").ValueKind == JsonValueKind.Number, what: "the price counts");
        Assert.Equal((2.5m, 2.5m), (after.GetProperty("price").GetDecimal(), after.GetProperty("saved").GetDecimal()));
        Assert.Equal(2.5m * after.GetProperty("used").GetInt64(), after.GetProperty("cost").GetDecimal());
        Assert.True(after.GetProperty("used").GetInt64() >= 2); // as the provider counts

        using var agent = await hub.SignedInAsync("agent");
        (await agent.SendAsync("GET", $"/api/channel-accounts/{id}/spending")).Is(HttpStatusCode.Forbidden);
    }

    private async Task<JsonElement> SpendingAsync(Guid account) => (await hub.Admin.SendAsync("GET", $"/api/channel-accounts/{account}/spending")).Is(HttpStatusCode.OK).Json;
}
