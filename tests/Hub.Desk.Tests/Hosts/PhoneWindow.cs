using System.Net.Http.Json;
using System.Text.Json;
using Hub.Testing;
using Microsoft.Playwright;

namespace Hub.Desk.Tests.Hosts;

/// <summary>A customer's phone: by the simulator's control API, or as its page in a browser window.</summary>
public sealed class PhoneWindow(Stage stage, string name, string userId)
{
    private IPage? page;

    public string Name => name;

    private ILocator Screen => page!.Locator("section.phone").Filter(new() { Has = page!.GetByText(name, new() { Exact = true }) });

    /// <summary>Opens the phone's page in a window of its own.</summary>
    public async Task OpenAsync()
    {
        page = await stage.WindowAsync();
        await page.GotoAsync($"{stage.Simulator}/?account=line-demo");
        await page.Locator("#people button").Filter(new() { HasText = name }).First.ClickAsync();
        await Screen.Locator("textarea").WaitForAsync();
    }

    public async Task TypeAsync(string text)
    {
        await Screen.Locator("textarea").FillAsync(text);
        await Screen.Locator("textarea").PressAsync("Enter");
    }

    public async Task SeesAsync(string text) => await Screen.Locator(".line:not(.phone-side)").Filter(new() { HasText = text }).WaitForAsync();

    /// <summary>Presses a button that opens a page, as the phone's browser shows it.</summary>
    public Task<IPage> FollowAsync(string button) => page!.Context.RunAndWaitForPageAsync(() => Screen.GetByRole(AriaRole.Link, new() { Name = button }).ClickAsync());

    /// <summary>Writes without a window; does not wait for the webhook unless told to.</summary>
    public async Task SayAsync(string text, string wait = "none")
    {
        var response = await stage.Line.PostAsJsonAsync($"/sim/accounts/line-demo/users/{userId}/messages?wait={wait}", new { type = "text", text });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Texts that arrived from the hub, oldest first.</summary>
    public async Task<string[]> ReceivedAsync()
    {
        var thread = await stage.Line.GetFromJsonAsync<JsonElement>($"/sim/accounts/line-demo/users/{userId}/thread");
        return [.. thread.GetProperty("items").EnumerateArray().Where(item => item.GetProperty("from").GetString() == "hub").Select(item => item.GetProperty("content").GetProperty("text").GetString()!)];
    }

    public async Task ReceivesAsync(params string[] texts) =>
        await Eventually.HoldsAsync(async () => (await ReceivedAsync()).SequenceEqual(texts), what: $"the phone received exactly: {string.Join(" | ", texts)}");
}
