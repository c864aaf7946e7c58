using System.Net.Http.Json;
using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>A text message in, its answer out, and a customer who wants no more of them.</summary>
public sealed class SmsJourney(Stage stage)
{
    [Fact]
    public async Task A_text_is_answered_and_an_opt_out_greys_the_channel_until_a_person_ends_it_with_a_reason()
    {
        Chromium.SkipIfMissing();
        const string name = "Text Messenger";
        (await stage.Line.PostAsJsonAsync("/sim/sms/sms-demo/phones", new { name, number = "+819000007001", language = "en" })).EnsureSuccessStatusCode();
        var phone = await stage.WindowAsync();
        await phone.GotoAsync($"{stage.Simulator}/?account=sms-demo");
        await phone.Locator("#people button").Filter(new() { HasText = name }).ClickAsync();
        var screen = phone.Locator("section.phone").Filter(new() { HasText = name });
        var desk = await stage.DeskAsync("en");
        await desk.GoToAsync("/inbox/open");
        await desk.LiveAsync();

        await TypeAsync(screen, "Is my parcel on its way?");
        await desk.Row("Is my parcel on its way?").First.ClickAsync();
        await desk.Composer.WaitForAsync();
        await Expect(desk.Page.Locator("aside").GetByText("090-0000-7001").First).ToBeVisibleAsync();

        // What it costs is known while it is typed.
        await desk.FocusComposerAsync();
        await desk.Page.Keyboard.InsertTextAsync("Yes, it left this morning.");
        await Expect(desk.Page.GetByText("1 message · 134 left")).ToBeVisibleAsync();
        await desk.Page.Keyboard.InsertTextAsync(" お届けは明日です。");
        await Expect(desk.Page.GetByText("1 message · 34 left · Unicode")).ToBeVisibleAsync();
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await screen.Locator(".line:not(.phone-side)").Filter(new() { HasText = "Yes, it left this morning. お届けは明日です。" }).WaitForAsync();
        await Expect(desk.Message("Yes, it left this morning.")).ToContainTextAsync("Delivered");

        await TypeAsync(screen, "停止");
        await Expect(desk.Page.GetByText("the customer wants no messages on this channel")).ToBeVisibleAsync();
        await Expect(desk.Composer).ToHaveCountAsync(0);
        await screen.Locator(".line:not(.phone-side)").Filter(new() { HasText = "配信を停止しました。" }).WaitForAsync();
        var record = desk.Page.Locator("aside");
        await Expect(record.GetByText("Opted out", new() { Exact = true })).ToBeVisibleAsync();

        var keys = desk.Page.Keyboard;
        await record.GetByRole(AriaRole.Button, new() { Name = "Allow again…" }).FocusAsync();
        await keys.PressAsync("Enter");
        var dialog = desk.Page.GetByRole(AriaRole.Dialog, new() { Name = "Send messages here again?" });
        await Expect(dialog.GetByLabel("Reason")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(dialog.GetByText("Say why.")).ToBeVisibleAsync();
        await keys.TypeAsync("Asked on the telephone");
        await keys.PressAsync("Enter");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(desk.Composer).ToBeVisibleAsync();
        await desk.AnswerAsync("Welcome back.");
        await screen.Locator(".line:not(.phone-side)").Filter(new() { HasText = "Welcome back." }).WaitForAsync();
    }

    private static async Task TypeAsync(ILocator screen, string text)
    {
        await screen.Locator("textarea").FillAsync(text);
        await screen.Locator("textarea").PressAsync("Enter");
    }
}
