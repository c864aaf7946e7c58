using Hub.Desk.Tests.Hosts;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>What a customer writes stays text, wherever it is shown.</summary>
public sealed class HostileTextJourney(Stage stage)
{
    private const string Picture = "<img src=x onerror=\"window.owned = 1\">";

    [Fact]
    public async Task Markup_and_script_addresses_of_a_customer_are_shown_as_they_were_written()
    {
        var phone = await stage.PhoneAsync($"Mallory{Picture}");
        await phone.SayAsync(Picture);
        await phone.SayAsync("javascript:window.owned=2 data:text/html,<script>window.owned=3</script> [x](javascript:alert(1))");
        await phone.SayAsync("https://example.com/?q=\"onmouseover=\"window.owned=4");
        var desk = await stage.DeskAsync();
        await desk.OpenAsync(phone.Name);
        await Expect(desk.Message("javascript:window.owned=2 data:text/html,<script>window.owned=3</script>")).ToBeVisibleAsync();
        await Expect(desk.Page.Locator("aside h2")).ToContainTextAsync(phone.Name);
        await Expect(desk.Message("https://example.com/").GetByRole(Microsoft.Playwright.AriaRole.Link)).ToHaveAttributeAsync("href", "https://example.com/?q=");
        await desk.Page.Locator("[data-number] a").HoverAsync();
        Assert.Equal(0, await desk.Page.Locator("img[src='x'], a[href^='javascript:' i], a[href^='data:' i], [data-number] script, [onmouseover]").CountAsync());
        Assert.True(await desk.Page.EvaluateAsync<bool>("() => window.owned === undefined"));
    }
}
