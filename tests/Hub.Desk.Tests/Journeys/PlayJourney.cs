using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>The plays by their buttons, with the desk beside them doing what the page says.</summary>
public sealed class PlayJourney(Stage stage)
{
    [Fact]
    public async Task A_late_parcel_is_answered_from_the_ready_answers_and_the_page_says_that_it_was_free()
    {
        var phones = await PhonesAsync();
        var play = phones.Locator("[data-play=parcel]");
        await Expect(play).ToHaveAttributeAsync("data-state", "new"); // nothing has happened unasked
        await play.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(play).ToHaveAttributeAsync("data-state", "done");
        await Expect(phones.Locator("section.phone").Filter(new() { HasText = "佐藤 美咲" }).Locator("img[alt]").Last).ToBeVisibleAsync();

        var desk = await stage.DeskAsync();
        await desk.OpenAsync("佐藤 美咲");
        await Expect(desk.Page.GetByText("Free reply for")).ToBeVisibleAsync();
        await desk.FocusComposerAsync();
        await desk.Page.Keyboard.TypeAsync("/late");
        await Expect(desk.Page.Locator("#canned-list [role=option]").First).ToBeVisibleAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await Expect(desk.Composer).Not.ToHaveValueAsync("/late"); // the words are fetched
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(play.Locator("[data-fact=mode]")).ToHaveTextAsync("reply (free)");
    }

    [Fact]
    public async Task A_colleague_answers_while_one_types_so_that_sending_asks()
    {
        var phones = await PhonesAsync();
        var play = phones.Locator("[data-play=colleague]");
        await play.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(play).ToHaveAttributeAsync("data-state", "waiting");
        var desk = await stage.DeskAsync();
        await desk.OpenAsync("田村 結衣");
        await desk.FocusComposerAsync();
        await desk.Page.Keyboard.InsertTextAsync("From April.");
        await play.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(play).ToHaveAttributeAsync("data-state", "done");
        await Expect(desk.Message("4月20日")).ToBeVisibleAsync();
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(desk.Page.Locator("[role=alertdialog]")).ToContainTextAsync("4月20日");
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(desk.Composer).ToHaveValueAsync("From April.");
    }

    [Fact]
    public async Task The_page_about_ones_own_LINE_account_is_there_in_both_languages()
    {
        var phones = await PhonesAsync();
        await phones.GetByRole(AriaRole.Link, new() { Name = "Try it with your own LINE account" }).ClickAsync();
        await Expect(phones.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Try it with your own LINE account");
        await phones.Locator("#language").ClickAsync();
        await Expect(phones.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("ご自分のLINE公式アカウントで試す");
    }

    private async Task<IPage> PhonesAsync()
    {
        var page = await stage.WindowAsync();
        await page.GotoAsync(stage.Simulator);
        await page.Locator("[data-play]").First.WaitForAsync();
        return page;
    }
}
