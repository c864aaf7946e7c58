using Hub.Desk.Tests.Hosts;
using Hub.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>How a conversation stands: waiting, put off, resolved with a reason, and back when the customer writes. By keyboard alone.</summary>
public sealed class StatusJourney(Stage stage, ITestOutputHelper output)
{
    [Fact]
    public async Task A_conversation_waits_comes_back_with_the_customer_and_only_thanks_puts_it_back()
    {
        var phone = await stage.PhoneAsync("States");
        await phone.SayAsync("Which tin was it?");
        var desk = await stage.DeskAsync();
        await desk.OpenAsync(phone.Name);
        var status = desk.Page.Locator("button[title='Change the status (W)']");
        await desk.Page.Keyboard.PressAsync("Escape");

        var wait = new KeyCount(desk.Page, output, "wait for the customer, in the firm's own state");
        await wait.PressAsync("w");
        await Expect(desk.Page.GetByRole(AriaRole.Combobox, new() { Name = "Status" })).ToBeFocusedAsync();
        await wait.TextAsync("order number");
        await wait.PressAsync("Enter");
        await Expect(status).ToContainTextAsync("Asked for the order number");
        wait.AtMost(3);
        await phone.SayAsync("TM-41234, sorry!");
        await Expect(status).ToHaveTextAsync("Open");

        var snooze = new KeyCount(desk.Page, output, "put off until tomorrow");
        await snooze.PressAsync("s");
        await Expect(desk.Page.GetByRole(AriaRole.Combobox, new() { Name = "When should it come back?" })).ToBeFocusedAsync();
        await snooze.TextAsync("tomorrow");
        await snooze.PressAsync("Enter");
        await Expect(status).ToContainTextAsync("Snoozed");
        snooze.AtMost(3);
        await phone.SayAsync("One more thing: the lid too.");
        await Expect(status).ToHaveTextAsync("Open");

        await desk.Page.Keyboard.PressAsync("e");
        await Expect(status).ToHaveTextAsync("Resolved");
        await phone.SayAsync("Thank you!");
        await Expect(status).ToHaveTextAsync("Open");
        await desk.Page.Keyboard.PressAsync("o");
        await Expect(status).ToHaveTextAsync("Resolved");
        await Expect(desk.Message("Thank you!")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_reason_is_found_by_typing_and_stays_with_the_conversation()
    {
        var phone = await stage.PhoneAsync("Reason");
        await phone.SayAsync("The cup arrived with a crack.");
        var desk = await stage.DeskAsync();
        await desk.OpenAsync(phone.Name);
        await desk.Page.Keyboard.PressAsync("Escape");
        var keys = new KeyCount(desk.Page, output, "say the reason");
        await keys.PressAsync("d");
        await Expect(desk.Page.GetByRole(AriaRole.Combobox, new() { Name = "Find a reason" })).ToBeFocusedAsync();
        await keys.TextAsync("leaking");
        await keys.PressAsync("Enter", "Control+Enter");
        var reason = desk.Page.Locator("button[title='Reason and result (D)']");
        await Expect(reason).ToContainTextAsync("Damaged or leaking");
        keys.AtMost(4);
        await desk.Page.ReloadAsync();
        await Expect(reason).ToContainTextAsync("Damaged or leaking");
    }

    [Fact]
    public async Task Spam_is_one_key_and_undone_by_the_same_and_the_senders_next_words_stay_quiet()
    {
        var phone = await stage.PhoneAsync("Spam");
        await phone.SayAsync("Buy followers now!");
        var desk = await stage.DeskAsync();
        await desk.OpenAsync(phone.Name);
        await desk.Page.Keyboard.PressAsync("Escape");
        var status = desk.Page.Locator("button[title='Change the status (W)']");
        var keys = new KeyCount(desk.Page, output, "mark as spam");
        await keys.PressAsync("Shift+S");
        await Expect(status).ToContainTextAsync("Spam");
        keys.AtMost(1);
        await phone.SayAsync("Only today!", wait: "settled");
        await Expect(desk.Message("Only today!")).ToBeVisibleAsync();
        await Expect(status).ToContainTextAsync("Spam");
        await desk.Page.Keyboard.PressAsync("Shift+S");
        await Expect(status).ToHaveTextAsync("Open");
    }

    [Fact]
    public async Task Who_saw_a_customer_is_one_click()
    {
        var phone = await stage.PhoneAsync("Seen");
        await phone.SayAsync("Hello");
        var desk = await stage.DeskAsync();
        await desk.OpenAsync(phone.Name);
        var me = await desk.Page.EvaluateAsync<string>("async () => (await (await fetch('/api/session')).json()).name");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Who saw this customer" }).ClickAsync();
        await Expect(desk.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(me);
    }
}
