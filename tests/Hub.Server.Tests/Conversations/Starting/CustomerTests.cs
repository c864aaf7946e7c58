using System.Net;
using Hub.Server.Tests.Identity;
using Xunit;

namespace Hub.Server.Tests.Conversations.Starting;

public sealed class CustomerTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Theory]
    [InlineData("090-8765-4321")]
    [InlineData("+81 90 8765 4321")]
    [InlineData("０９０８７６５４３２１")]
    [InlineData("4321")]
    [InlineData("8765-4321")]
    [InlineData("0908765")]
    [InlineData("Hoshino.Mei@Example.jp")]
    [InlineData("hoshino.mei@")]
    [InlineData("星野 芽衣")]
    [InlineData("星野芽衣")]
    [InlineData("芽衣")]
    [InlineData("芽")]
    [InlineData("ほしの")]
    [InlineData("ﾎｼﾉ")]
    [InlineData("茶道部")]
    public async Task A_customer_is_found_by_number_address_name_and_kana_however_they_are_written(string query)
    {
        using var agent = await hub.SignedInAsync("agent");
        (await agent.SendAsync("POST", "/api/customers", Mei)).Is(MeiExists ? HttpStatusCode.OK : HttpStatusCode.Created);
        MeiExists = true;
        (await agent.SendAsync("POST", "/api/customers", new { id = Guid.CreateVersion7(), name = "高橋 次郎", phone = "075-231-0000", email = "jiro@example.jp" })).Is(HttpStatusCode.Created);

        var found = (await agent.SendAsync("GET", $"/api/customers?q={Uri.EscapeDataString(query)}")).Is(HttpStatusCode.OK).Json.GetProperty("items");

        Assert.Equal(Mei.Id, Assert.Single(found.EnumerateArray()).GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_customer_entered_twice_with_one_id_is_one_customer_and_wrong_fields_are_named()
    {
        var id = Guid.CreateVersion7();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => hub.Admin.SendAsync("POST", "/api/customers", new { id, name = "Once", phone = "03-5555-0000" })));
        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Text));
        Assert.Equal("+81355550000", Assert.Single(answers[0].Json.GetProperty("addresses").EnumerateArray()).GetProperty("value").GetString());

        var refused = (await hub.Admin.SendAsync("POST", "/api/customers", new { id = Guid.CreateVersion7(), name = "Wrong", phone = "12", email = "nobody" })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(("invalid", "invalid"), (refused.Error("phone"), refused.Error("email")));
        Assert.Equal("required", (await hub.Admin.SendAsync("POST", "/api/customers", new { id = Guid.CreateVersion7() })).Is(HttpStatusCode.BadRequest).Error("name"));
    }

    [Fact]
    public async Task AZ4_AZ9_a_customer_of_another_team_is_not_found_by_number_either()
    {
        var (ours, theirs) = (await hub.TeamAsync("Find ours"), await hub.TeamAsync("Find theirs"));
        var id = Guid.CreateVersion7();
        (await hub.Admin.SendAsync("POST", "/api/customers", new { id, name = "Only theirs", phone = "06-7777-1234" })).Is(HttpStatusCode.Created);
        using var stranger = await hub.SignedInAsync("agent", ours);
        Assert.Contains(id.ToString(), (await stranger.SendAsync("GET", "/api/customers?q=0677771234")).Text, StringComparison.Ordinal);

        (await hub.Admin.SendAsync("POST", "/api/conversations/logs", new { id = Guid.CreateVersion7(), customerId = id, medium = "phone", direction = "inbound", text = "Called", teamId = theirs })).Is(HttpStatusCode.Created);

        foreach (var query in new[] { "0677771234", "1234", "Only%20theirs" })
        {
            Assert.DoesNotContain(id.ToString(), (await stranger.SendAsync("GET", $"/api/customers?q={query}")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        }

        (await stranger.SendAsync("GET", $"/api/customers/{id}")).Is(HttpStatusCode.NotFound);
        (await stranger.SendAsync("POST", "/api/customers", new { id, name = "Mine now" })).Is(HttpStatusCode.Conflict, "id_reused");
    }

    [Fact]
    public async Task Addresses_are_added_once_and_removed_and_the_record_grows_a_version()
    {
        var id = Guid.CreateVersion7();
        var first = (await hub.Admin.SendAsync("POST", "/api/customers", new { id, name = "Has addresses" })).Is(HttpStatusCode.Created).Json.GetProperty("version").GetInt32();
        (await hub.Admin.SendAsync("POST", $"/api/customers/{id}/addresses", new { kind = "phone", value = "090 1111 2222" })).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("POST", $"/api/customers/{id}/addresses", new { kind = "phone", value = "+81-90-1111-2222" })).Is(HttpStatusCode.OK);
        var record = (await hub.Admin.SendAsync("POST", $"/api/customers/{id}/addresses", new { kind = "post", value = "〒600-8216　京都市下京区" })).Is(HttpStatusCode.OK).Json;
        Assert.Equal(["phone", "post"], record.GetProperty("addresses").EnumerateArray().Select(address => address.GetProperty("kind").GetString()).Order());
        Assert.True(record.GetProperty("version").GetInt32() > first);
        Assert.Equal("invalid", (await hub.Admin.SendAsync("POST", $"/api/customers/{id}/addresses", new { kind = "email", value = "x" })).Is(HttpStatusCode.BadRequest).Error("value"));

        var phone = record.GetProperty("addresses").EnumerateArray().First(address => address.GetProperty("kind").GetString() == "phone").GetProperty("id").GetGuid();
        var after = (await hub.Admin.SendAsync("DELETE", $"/api/customers/{id}/addresses/{phone}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal("post", Assert.Single(after.GetProperty("addresses").EnumerateArray()).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Customers_and_their_addresses_are_noted_without_their_content()
    {
        var id = Guid.CreateVersion7();
        (await hub.Admin.SendAsync("POST", "/api/customers", new { id, name = "Quietly Noted", phone = "03-9999-8888" })).Is(HttpStatusCode.Created);
        var record = (await hub.Admin.SendAsync("POST", $"/api/customers/{id}/addresses", new { kind = "email", value = "quietly@example.jp" })).Is(HttpStatusCode.OK).Json;
        (await hub.Admin.SendAsync("DELETE", $"/api/customers/{id}/addresses/{record.GetProperty("addresses")[0].GetProperty("id").GetGuid()}")).Is(HttpStatusCode.OK);
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE action = 'customer.created' AND customer_id = $1", id));
        Assert.Equal(2L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE action = 'customer.changed' AND customer_id = $1 AND data::text LIKE '%addresses%'", id));
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit a WHERE a::text LIKE '%uietly%' OR a::text LIKE '%99998888%'"));
    }

    private static readonly NewCustomer Mei = new(Guid.CreateVersion7(), "星野 芽衣", "ホシノ メイ", "京都大学 茶道部", "090-8765-4321", "Hoshino.Mei@example.jp");

    private static bool MeiExists { get; set; }

    private sealed record NewCustomer(Guid Id, string Name, string Kana, string Company, string Phone, string Email);
}
