using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;

namespace Hub.Desk.Tests.Journeys;

/// <summary>axe-core on the real screens, with real data.</summary>
public sealed class AccessibilityJourney(Stage stage)
{
    [Theory]
    [InlineData("ja", "/settings/people")]
    [InlineData("en", "/settings/roles")]
    [InlineData("ja", "/settings/security")]
    [InlineData("en", "/settings/account")]
    [InlineData("ja", "/signed-out")]
    [InlineData("en", "/signed-out")]
    [InlineData("ja", "/inbox/open")]
    [InlineData("en", "/inbox/open")]
    [InlineData("ja", "/attention")]
    [InlineData("en", "/settings/accounts")]
    [InlineData("ja", "/settings")]
    [InlineData("ja", "/settings/audit")]
    [InlineData("en", "/settings/notifications")]
    [InlineData("ja", "/settings/hours")]
    [InlineData("en", "/settings/replies")]
    [InlineData("ja", "/settings/autoReplies")]
    [InlineData("en", "/settings/chat")]
    public async Task Axe_finds_nothing(string language, string place)
    {
        var desk = place == "/signed-out" ? new DeskWindow(await stage.WindowAsync(language), stage.Hub) : await stage.DeskAsync(language);
        await desk.GoToAsync(place);
        await desk.Page.Locator("h1").First.WaitForAsync();
        if (place == "/inbox/open")
        {
            await desk.Page.Locator("section a[href^='/inbox/open/']").First.ClickAsync();
            await desk.Messages.First.WaitForAsync();
            await desk.Page.Locator("aside h2").WaitForAsync();
        }

        await desk.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Empty(await Axe.FindingsAsync(desk.Page.MainFrame));
        Assert.Equal(language, await desk.Page.GetAttributeAsync("html", "lang"));
    }
}
