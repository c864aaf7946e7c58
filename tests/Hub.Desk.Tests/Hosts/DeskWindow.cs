using Microsoft.Playwright;

namespace Hub.Desk.Tests.Hosts;

/// <summary>The desk in a browser window, as an agent uses it.</summary>
public sealed class DeskWindow(IPage page, string address)
{
    public IPage Page => page;

    public ILocator Messages => page.Locator("[data-number]");

    public ILocator Composer => page.Locator("[data-composer]");

    /// <summary>The beginning of a row: a conversation in the list.</summary>
    public ILocator Row(string text) => page.Locator("section a[href^='/inbox/']").Filter(new() { HasText = text });

    public ILocator Message(string text) => Messages.Filter(new() { HasText = text });

    public async Task SignInAsync(string email, string password)
    {
        await page.GotoAsync(address);
        await page.Locator("[name=email]").WaitForAsync();
        await page.Keyboard.TypeAsync(email);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(password);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/inbox/mine");
    }

    public async Task GoToAsync(string path) => await page.GotoAsync(address + path);

    /// <summary>Opens the conversation of this customer among all open ones, and waits until the desk is live.</summary>
    public async Task OpenAsync(string customer)
    {
        await GoToAsync("/inbox/open");
        await Row(customer).First.ClickAsync();
        await Composer.WaitForAsync();
        await LiveAsync();
    }

    public async Task LiveAsync()
    {
        await page.Locator("nav").First.WaitForAsync(); // Before the desk is drawn, nothing says that it is not live.
        await page.Locator("[data-state]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    /// <summary>Writes by keyboard and sends.</summary>
    public async Task AnswerAsync(string text)
    {
        await FocusComposerAsync();
        await page.Keyboard.InsertTextAsync(text);
        await page.Keyboard.PressAsync("Control+Enter");
    }

    public async Task FocusComposerAsync()
    {
        if (!await Composer.EvaluateAsync<bool>("box => box === document.activeElement"))
        {
            await page.Keyboard.PressAsync("r");
            await page.WaitForFunctionAsync("() => document.activeElement?.matches('[data-composer]')");
        }
    }

    /// <summary>What stands on the screen between messages and notes, in its order, that contains <paramref name="part"/>.</summary>
    public async Task<string[]> ShownAsync(string part) =>
        await page.EvaluateAsync<string[]>("part => [...document.querySelectorAll('[data-number] p, [data-pending] p')].map(p => p.textContent).filter(text => text.includes(part))", part);
}
