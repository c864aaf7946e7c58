using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Server.Tests.Conversations.Live;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.WebChat;

/// <summary>What a site says by itself: when it speaks first, and how many wait before a visitor.</summary>
public sealed class ChatInvitingTests(ChatSiteHub hub) : IClassFixture<ChatSiteHub>
{
    [Fact]
    public async Task Whoever_waits_hears_how_many_are_before_them_while_it_changes_and_only_where_the_site_tells()
    {
        var shop = await hub.ShopAsync("waiting");
        await hub.SetAsync(shop, settings => settings["queuePosition"] = true);
        using var first = await VisitorClient.StartAsync(hub, site: shop.Key);
        using var second = await VisitorClient.StartAsync(hub, site: shop.Key);
        Assert.Equal(JsonValueKind.Null, second.Session.GetProperty("conversation").ValueKind);
        await first.SayAsync("I was first");
        var taken = await first.ConversationAsync();
        await second.SayAsync("and I second");
        var own = await second.ConversationAsync();
        await second.StartAsync();
        Assert.Equal(1, second.Session.GetProperty("conversation").GetProperty("ahead").GetInt32());
        Assert.Equal(1, (await CatchUpAsync(second)).GetProperty("ahead").GetInt32());

        await using var live = await second.LiveAsync();
        Assert.Equal(1, (await AheadAsync(live)).GetInt32());
        (await new LiveDesk(hub).ReplyAsync(hub.Admin, taken, "Good day")).Is(HttpStatusCode.Created);
        Assert.Equal(0, (await AheadAsync(live)).GetInt32());
        (await new LiveDesk(hub).ReplyAsync(hub.Admin, own, "And to you")).Is(HttpStatusCode.Created);
        Assert.Equal(JsonValueKind.Null, (await AheadAsync(live)).ValueKind);

        var quiet = await hub.ShopAsync("quiet");
        using var third = await VisitorClient.StartAsync(hub, site: quiet.Key);
        await third.SayAsync("anybody?");
        await third.ConversationAsync();
        await third.StartAsync();
        Assert.Equal(JsonValueKind.Null, third.Session.GetProperty("conversation").GetProperty("ahead").ValueKind);
    }

    [Fact]
    public async Task A_page_gets_its_invitations_and_only_their_counts_are_kept()
    {
        var shop = await hub.ShopAsync("inviting");
        var id = Guid.CreateVersion7();
        await hub.SetAsync(shop, settings => settings["invitations"] = new JsonArray(Invitation(id, "/cart*", "カートでお困りですか？"), Invitation(Guid.CreateVersion7(), "*", "off", on: false)));
        using var page = await VisitorClient.StartAsync(hub, site: shop.Key);
        var look = JsonElement.Parse((await page.SendAsync("GET", "look?language=ja")).Is(HttpStatusCode.OK).Text["export default ".Length..^1]);
        var sent = Assert.Single(look.GetProperty("invitations").EnumerateArray());
        Assert.Equal(("/cart*", 20, "カートでお困りですか？"), (sent.GetProperty("page").GetString(), sent.GetProperty("seconds").GetInt32(), sent.GetProperty("text").GetString()));
        Assert.True(look.GetProperty("open").GetBoolean());

        foreach (var did in new[] { "shown", "shown", "opened" })
        {
            Assert.Equal("export default 1;", (await page.SendAsync("GET", $"invitations/{id}/{did}")).Is(HttpStatusCode.OK).Text);
        }

        (await page.SendAsync("GET", $"invitations/{Guid.CreateVersion7()}/shown")).Is(HttpStatusCode.NotFound);
        (await page.SendAsync("GET", $"invitations/{id}/liked")).Is(HttpStatusCode.NotFound);
        (await page.SendAsync("GET", $"invitations/{id}/shown", change: request => request.Headers.Add("Origin", "https://elsewhere.test"))).Is(HttpStatusCode.Forbidden);

        // The hub adds them now and then by itself: what it is just adding is not there yet.
        await Eventually.HoldsAsync(async () => (await hub.Admin.SendAsync("GET", $"/api/channel-accounts/{shop.Site}/chat")).Is(HttpStatusCode.OK).Json.GetProperty("counts").EnumerateArray()
            .Select(count => (count.GetProperty("id").GetGuid(), count.GetProperty("shown").GetInt32(), count.GetProperty("opened").GetInt32())).SequenceEqual([(id, 2, 1)]));
    }

    [Fact]
    public async Task An_invitation_nobody_could_ever_see_is_refused_by_field()
    {
        var shop = await hub.ShopAsync("refusing");
        var path = $"/api/channel-accounts/{shop.Site}/chat";
        var settings = JsonNode.Parse((await hub.Admin.SendAsync("GET", path)).Is(HttpStatusCode.OK).Json.GetProperty("settings").GetRawText())!.AsObject();
        var wrong = Invitation(Guid.CreateVersion7(), "cart", null);
        (wrong["seconds"], wrong["views"]) = (-1, 0);
        settings["invitations"] = new JsonArray(wrong);
        var refused = (await hub.Admin.SendAsync("PUT", path, new { settings, version = 0 })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(
            ("invalid_page", "required", "out_of_range", "out_of_range"),
            (refused.Error("invitations.0.page"), refused.Error("invitations.0.text"), refused.Error("invitations.0.seconds"), refused.Error("invitations.0.views")));
    }

    private static JsonObject Invitation(Guid id, string page, string? text, bool on = true) => new()
    {
        ["id"] = id,
        ["on"] = on,
        ["page"] = page,
        ["seconds"] = 20,
        ["views"] = 1,
        ["onlyOpen"] = true,
        ["days"] = 7,
        ["text"] = ChatSiteHub.Text(text, null),
    };

    private static async Task<JsonElement> CatchUpAsync(VisitorClient visitor)
    {
        var position = visitor.Session.GetProperty("position");
        return (await visitor.PostAsync("catch-up", new { epoch = position.GetProperty("epoch").GetString(), after = position.GetProperty("position").GetInt64() })).Is(HttpStatusCode.OK).Json;
    }

    private static async Task<JsonElement> AheadAsync(LiveSocket live)
    {
        while (true)
        {
            var signal = await live.NextAsync("signal");
            if (signal.GetProperty("type").GetString() == "queue")
            {
                return signal.GetProperty("ahead");
            }
        }
    }
}
