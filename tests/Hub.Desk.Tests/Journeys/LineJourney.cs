using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>The main job with LINE: see, know, answer.</summary>
public sealed class LineJourney(Stage stage)
{
    [Fact]
    public async Task A_message_from_a_phone_is_answered_beside_the_customers_record_by_keyboard_alone()
    {
        var phone = await stage.PhoneAsync("Aoki");
        await phone.OpenAsync();
        var desk = new DeskWindow(await stage.WindowAsync(), stage.Hub);
        await desk.SignInAsync(Stage.Email, Stage.Password);
        var keys = desk.Page.Keyboard;
        await Expect(desk.Page.Locator("section").First).ToBeVisibleAsync();
        await keys.PressAsync("2");
        await desk.Page.WaitForURLAsync("**/inbox/unassigned");
        await desk.LiveAsync();

        await phone.TypeAsync("Is the Gyokuro back in stock?");
        await Expect(desk.Row("Is the Gyokuro back in stock?")).ToContainTextAsync(phone.Name);
        await keys.PressAsync("j");
        await Expect(desk.Message("Is the Gyokuro back in stock?")).ToBeVisibleAsync();
        await Expect(desk.Page.Locator("aside").GetByRole(AriaRole.Heading, new() { Name = phone.Name })).ToBeVisibleAsync();
        await phone.TypeAsync("The small tin, please.");
        await Expect(desk.Message("The small tin, please.")).ToBeVisibleAsync();

        await desk.AnswerAsync("Yes, since this morning.");
        await phone.SeesAsync("Yes, since this morning.");
        await Expect(desk.Message("Yes, since this morning.")).ToContainTextAsync("Sent");
        await keys.PressAsync("Escape");
        await keys.PressAsync("e");
        await Expect(desk.Page.GetByRole(AriaRole.Button, new() { Name = "Reopen" })).ToBeVisibleAsync();
        await phone.ReceivesAsync("Yes, since this morning.");
    }

    [Fact]
    public async Task What_a_push_costs_is_known_before_it_is_sent()
    {
        var phone = await stage.PhoneAsync("Price");
        await phone.SayAsync("Two questions, please.");
        var desk = await stage.DeskAsync();
        await desk.OpenAsync(phone.Name);
        await Expect(desk.Page.GetByText("Free reply for")).ToBeVisibleAsync();
        await desk.AnswerAsync("The first answer is free.");
        await phone.ReceivesAsync("The first answer is free.");
        await Expect(desk.Page.GetByText(new System.Text.RegularExpressions.Regex(@"Push message \(\d+ of 200 used this month\)"))).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_typed_right_after_the_reply_key_is_text_and_no_shortcut()
    {
        var phone = await stage.PhoneAsync("Quick");
        await phone.SayAsync("Hello");
        var desk = await stage.DeskAsync("en");
        await desk.OpenAsync(phone.Name);
        await Expect(desk.Page.Locator("textarea").First).ToBeVisibleAsync();
        var focused = await desk.Page.EvaluateAsync<string>("""
            () => {
              document.activeElement.blur();
              document.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyR', key: 'r', bubbles: true, cancelable: true }));
              return document.activeElement.tagName;
            }
            """);
        Assert.Equal("TEXTAREA", focused);
    }

    [Fact]
    public async Task Keys_that_belong_to_a_conversion_do_not_send()
    {
        var phone = await stage.PhoneAsync("Ime");
        await phone.SayAsync("こんにちは");
        var desk = await stage.DeskAsync("ja");
        await desk.OpenAsync(phone.Name);
        await desk.FocusComposerAsync();
        await InputMethod.TypeAsync(desk.Page, "とうきょう", "東京", "Control+Enter", "Enter");
        await desk.Page.Keyboard.PressAsync("Enter");
        await InputMethod.TypeAsync(desk.Page, "です", "です", "Enter");
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await phone.ReceivesAsync("東京\nです");
    }
}
