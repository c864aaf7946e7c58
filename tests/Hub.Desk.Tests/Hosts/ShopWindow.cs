using Microsoft.Playwright;

namespace Hub.Desk.Tests.Hosts;

/// <summary>The sample shop with the widget, as a visitor uses it.</summary>
public sealed class ShopWindow(Stage stage, IPage page)
{
    public IPage Page => page;

    public IFrameLocator Chat => page.FrameLocator("[data-crmhub] iframe");

    public ILocator Field => Chat.GetByRole(AriaRole.Textbox);

    public static async Task<ShopWindow> OpenAsync(Stage stage)
    {
        var shop = new ShopWindow(stage, await stage.WindowAsync());
        await shop.VisitAsync();
        return shop;
    }

    /// <summary>Loads the shop's page, for the first time or again, with the chat open.</summary>
    public async Task VisitAsync()
    {
        await page.GotoAsync($"{stage.Simulator}/shop");
        var launcher = page.Locator("[data-crmhub] button.launcher");
        await launcher.WaitForAsync();
        if (await launcher.GetAttributeAsync("aria-expanded") != "true")
        {
            await launcher.ClickAsync();
        }

        await Chat.Locator("textarea:enabled").WaitForAsync();
        await Chat.Locator(".greeting, .message").First.WaitForAsync();
    }

    public async Task SayAsync(string text)
    {
        await Field.FillAsync(text);
        await Field.PressAsync("Enter");
        await Message(text).WaitForAsync();
    }

    public ILocator Message(string text) => Chat.Locator(".message").Filter(new() { HasText = text });

    /// <summary>Texts in the chat, oldest first.</summary>
    public async Task<IReadOnlyList<string>> ShownAsync() => await Chat.Locator(".message .bubble").AllTextContentsAsync();
}
