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
    public async Task A_card_is_corrected_where_LINE_refuses_it_and_answers_hang_below_the_next_words()
    {
        var phone = await stage.PhoneAsync("Card");
        await phone.OpenAsync();
        await phone.SayAsync("Where is my parcel?");
        var desk = await stage.DeskAsync();
        await desk.OpenAsync(phone.Name);
        var (page, keys) = (desk.Page, desk.Page.Keyboard);
        var more = page.GetByRole(AriaRole.Button, new() { Name = "Sticker, place, card, answers" });
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Sticker, place, card, answers" });

        await more.FocusAsync();
        await keys.PressAsync("Enter");
        await dialog.GetByLabel("Title (at most 40 characters)").FillAsync("Parcel");
        await dialog.GetByLabel("Text", new() { Exact = true }).FillAsync("On its way");
        await dialog.GetByLabel("Own JSON").CheckAsync();
        await dialog.GetByLabel("LINE message as JSON (Flex, template, imagemap)").FillAsync("""{"type":"template","template":{"type":"buttons","text":"a","actions":[]}}""");
        await dialog.GetByLabel("Text for notifications and lists").FillAsync("A card");
        await keys.PressAsync("Enter");
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("template.actions Size must be between 1 and 4");
        await dialog.GetByLabel("Fill in").CheckAsync();
        await dialog.GetByLabel("Button 1: label").FillAsync("Track it");
        await dialog.GetByLabel("Button 1: address or words").FillAsync("https://track.example/1");
        await keys.PressAsync("Enter");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(desk.Message("On its way")).ToContainTextAsync("Sent");

        await more.ClickAsync();
        await dialog.GetByRole(AriaRole.Tab, new() { Name = "Answers to choose from" }).ClickAsync();
        await dialog.GetByLabel("Answers", new() { Exact = true }).FillAsync("Yes = Yes, please\nNo");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Put below the message" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await desk.AnswerAsync("Shall we call you?");
        await Expect(desk.Message("Shall we call you?")).ToContainTextAsync("Yes");
        await phone.SeesAsync("Track it");
        await phone.SeesAsync("Shall we call you?");

        await more.ClickAsync();
        await dialog.GetByRole(AriaRole.Tab, new() { Name = "Sticker" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Sticker 52002734" }).ClickAsync();
        await Expect(page.Locator("img[src*='/52002734']").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Whoever_follows_the_link_and_signs_in_at_the_shop_stands_as_a_member_in_the_record_until_somebody_ends_that()
    {
        var phone = await stage.PhoneAsync("Member");
        await phone.OpenAsync();
        await phone.SayAsync("How many points have I got?");
        var desk = await stage.DeskAsync();
        await desk.OpenAsync(phone.Name);
        var page = desk.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Sticker, place, card, answers" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Sticker, place, card, answers" });
        await dialog.GetByRole(AriaRole.Tab, new() { Name = "Member link" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(desk.Message("link your member account")).ToContainTextAsync("Works until");

        var shop = await phone.FollowAsync("Link my account");
        await shop.GetByLabel("Member number").FillAsync("9000-0001");
        await shop.GetByRole(AriaRole.Button, new() { Name = "Sign in and link" }).ClickAsync();
        await shop.GetByRole(AriaRole.Button, new() { Name = "Link", Exact = true }).ClickAsync();
        await Expect(desk.Message("link your member account")).ToContainTextAsync("Linked");
        var member = page.Locator("aside").GetByRole(AriaRole.Link, new() { Name = "Member 9000-0001" });
        await Expect(member).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "End member link" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").FillAsync("signed in on a borrowed telephone");
        await page.GetByRole(AriaRole.Button, new() { Name = "End the link" }).ClickAsync();
        await Expect(member).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(member).ToBeVisibleAsync();
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
