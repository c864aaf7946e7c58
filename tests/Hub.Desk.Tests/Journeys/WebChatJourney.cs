using Hub.Desk.Tests.Hosts;
using Hub.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>The main job with the chat on a shop's page.</summary>
public sealed class WebChatJourney(Stage stage)
{
    [Fact]
    public async Task A_visitor_and_an_agent_see_the_same_words_in_the_same_order_also_after_a_reload()
    {
        var desk = await stage.DeskAsync();
        await desk.GoToAsync("/inbox/unassigned");
        await desk.LiveAsync();
        var shop = await ShopWindow.OpenAsync(stage);
        List<string> said = [];
        async Task VisitorAsync(string text)
        {
            said.Add(text);
            await shop.SayAsync(text);
        }

        async Task AgentAsync(string text)
        {
            said.Add(text);
            await desk.AnswerAsync(text);
            await Expect(shop.Message(text)).ToBeVisibleAsync();
        }

        await VisitorAsync("walk 1: do you send to Osaka?");
        await desk.Row("walk 1: do you send to Osaka?").ClickAsync();
        await Expect(desk.Message("walk 1: do you send to Osaka?")).ToBeVisibleAsync();
        await VisitorAsync("walk 2: by tomorrow?");
        await VisitorAsync("walk 3: as a present");
        await Expect(desk.Message("walk 3: as a present")).ToBeVisibleAsync();
        await AgentAsync("walk 4: yes");
        await VisitorAsync("walk 5: wonderful");
        await Expect(desk.Message("walk 5: wonderful")).ToBeVisibleAsync();
        await AgentAsync("walk 6: shall we wrap it?");

        Assert.Equal(said, await shop.ShownAsync());
        Assert.Equal(said, await desk.ShownAsync("walk"));
        await shop.VisitAsync();
        await Expect(shop.Message("walk 6")).ToBeVisibleAsync();
        Assert.Equal(said, await shop.ShownAsync());
        await VisitorAsync("walk 7: please do");
        await desk.Page.ReloadAsync();
        await Eventually.HoldsAsync(async () => said.SequenceEqual(await desk.ShownAsync("walk")));
    }

    [Fact]
    public async Task The_Enter_of_a_conversion_does_not_send_for_the_visitor()
    {
        var shop = await ShopWindow.OpenAsync(stage);
        await shop.Field.FocusAsync();
        await InputMethod.TypeAsync(shop.Page, "きょうと", "京都", "Enter");
        await InputMethod.TypeAsync(shop.Page, "から", "から", "Enter");
        await Expect(shop.Field).ToHaveValueAsync("京都から");
        await shop.Field.PressAsync("Enter");
        await Expect(shop.Message("京都から")).ToBeVisibleAsync();
        Assert.Equal(["京都から"], await shop.ShownAsync());
    }
}
