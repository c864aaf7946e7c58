using Hub.Desk.Tests.Hosts;
using Hub.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>Warning colleagues of a customer, and keeping one out who only sells followers.</summary>
public sealed class CautionJourney(Stage stage)
{
    [Fact]
    public async Task A_caution_that_is_written_in_the_record_stands_above_the_composer_with_author_and_review_until_it_is_taken_off()
    {
        var desk = await OpenAsync("Careful", "The third parcel in a row!");
        var page = desk.Page;
        var me = await page.EvaluateAsync<string>("async () => (await (await fetch('/api/session')).json()).name");
        var strip = page.GetByRole(AriaRole.Note, new() { Name = "Caution" });
        await Expect(strip).ToBeHiddenAsync();
        await WriteAsync(page, "Wants to be called, never written to.");
        await Expect(strip).ToContainTextAsync("Wants to be called, never written to.");
        await Expect(strip).ToContainTextAsync(me);
        await page.GetByLabel("Review on").FillAsync("2020-01-31");
        await Expect(strip).ToContainTextAsync("review was due on");

        // Between what was said and what is being written: nobody answers without having read it.
        var (above, below) = ((await strip.BoundingBoxAsync())!, (await desk.Composer.BoundingBoxAsync())!);
        Assert.True(above.Y + above.Height <= below.Y, "The caution is not above the composer.");
        await WriteAsync(page, "");
        await Expect(strip).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_sender_is_blocked_with_a_reason_and_one_press_takes_both_back()
    {
        var desk = await OpenAsync("Followers", "Buy followers now!");
        var page = desk.Page;
        var status = page.Locator("button[title='Change the status (W)']");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("w");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Status" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("block");
        await page.Keyboard.PressAsync("Enter");
        var reason = page.GetByLabel("Why? (colleagues see it)");
        await Expect(reason).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Say why.")).ToBeVisibleAsync(); // a block without a reason is none
        await page.Keyboard.TypeAsync("sells followers");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Marked as spam; the sender is blocked.")).ToBeVisibleAsync();
        await Expect(status).ToContainTextAsync("Spam");
        Assert.True(await BlockedAsync(page));

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).PressAsync("Enter");
        await Expect(status).ToHaveTextAsync("Open");
        await Eventually.HoldsAsync(async () => !await BlockedAsync(page));
    }

    private async Task<DeskWindow> OpenAsync(string name, string says)
    {
        var phone = await stage.PhoneAsync(name);
        await phone.SayAsync(says, wait: "first");
        var desk = await stage.DeskAsync("en");
        await desk.OpenAsync(phone.Name);
        return desk;
    }

    private static async Task WriteAsync(IPage page, string text)
    {
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Caution: ") }).PressAsync("Enter");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Caution" }).FillAsync(text);
        await page.Keyboard.PressAsync("Control+Enter");
    }

    private static Task<bool> BlockedAsync(IPage page) =>
        page.EvaluateAsync<bool>("async () => (await (await fetch('/api/blocks')).json()).items.some((block) => block.reason === 'sells followers')");
}
