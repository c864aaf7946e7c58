using System.Net.Http.Json;
using Hub.Desk.Tests.Hosts;
using Hub.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>Nothing fails unseen: what failed is on the rail until a person has settled it.</summary>
public sealed class AttentionJourney(Stage stage)
{
    [Fact]
    public async Task An_uncertain_message_is_seen_on_the_rail_and_settled_as_arrived_by_keyboard()
    {
        var phone = await stage.PhoneAsync("Uncertain");
        var desk = await ConversationAsync(phone);
        await AnswerWithFaultAsync(desk, new { hangUp = new { when = "after", next = 1 } }, "It left this morning.");
        await Expect(desk.Message("It left this morning.").Locator("[data-action=arrived]")).ToBeVisibleAsync();

        var card = await WalkToAsync(desk, phone);
        await Expect(card).ToContainTextAsync("It left this morning.");
        await desk.Page.Keyboard.PressAsync("a");
        await Expect(card.Locator("[data-action=arrived]")).ToBeFocusedAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await Expect(card).ToHaveCountAsync(0);
        await phone.ReceivesAsync("It left this morning.");
    }

    [Fact]
    public async Task A_failed_message_tells_its_writer_and_is_settled_with_a_reason_by_keyboard()
    {
        var phone = await stage.PhoneAsync("Refused");
        var desk = await ConversationAsync(phone);
        await desk.AnswerAsync("Thank you.");
        await phone.ReceivesAsync("Thank you.");
        await AnswerWithFaultAsync(desk, new { rateLimit429 = new { kind = "quota", next = 1 } }, "One more thing.");
        var keys = desk.Page.Keyboard;

        // The bell says so, and leads to the conversation.
        await desk.GoToAsync("/customers");
        await Expect(desk.Page.Locator("nav button[aria-expanded]")).ToBeVisibleAsync();
        await keys.PressAsync("b");
        var told = desk.Page.Locator("[data-notification]").Filter(new() { HasText = phone.Name });
        await Expect(told.First).ToContainTextAsync("One more thing.");
        await told.First.FocusAsync();
        await keys.PressAsync("Enter");
        await Expect(desk.Message("One more thing.").Locator("[data-action=retry]")).ToBeVisibleAsync();

        var card = await WalkToAsync(desk, phone);
        await keys.PressAsync("d");
        await keys.PressAsync("Enter");
        var dialog = desk.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Textbox)).ToBeFocusedAsync();
        await keys.TypeAsync("told them on the phone");
        await keys.PressAsync("Enter");
        await Expect(dialog).ToBeVisibleAsync(); // A bare Enter settles nothing.
        await keys.PressAsync("Control+Enter");
        await Expect(card).ToHaveCountAsync(0);
        await desk.OpenAsync(phone.Name);
        await Expect(desk.Messages.Filter(new() { HasText = "told them on the phone" })).ToHaveCountAsync(1);
        await phone.ReceivesAsync("Thank you.");
    }

    [Fact]
    public async Task A_colleague_is_named_in_a_note_by_keyboard()
    {
        var phone = await stage.PhoneAsync("Named");
        var desk = await ConversationAsync(phone);
        var keys = desk.Page.Keyboard;
        await keys.PressAsync("Escape");
        await keys.PressAsync("n");
        await keys.InsertTextAsync("Please look at this @");
        var names = desk.Page.Locator("[role=listbox] [role=option]");
        await Expect(names.First).ToBeVisibleAsync();
        var name = (await names.First.Locator("span").Last.TextContentAsync())!;
        await keys.PressAsync("Enter");
        await Expect(desk.Composer).ToHaveValueAsync($"Please look at this @{name} ");
        await keys.PressAsync("Control+Enter");
        await Expect(desk.Message("Please look at this").GetByText($"@{name}", new() { Exact = true })).ToBeVisibleAsync();
    }

    private async Task<DeskWindow> ConversationAsync(PhoneWindow phone)
    {
        await phone.SayAsync("Did my order leave?", wait: "first");
        var desk = await stage.DeskAsync("en");
        await desk.OpenAsync(phone.Name);
        return desk;
    }

    private async Task AnswerWithFaultAsync(DeskWindow desk, object faults, string text)
    {
        // What an earlier journey has written last may still be on its way, and must not meet the fault.
        await using var sends = stage.Database.CreateCommand("SELECT count(*) FROM conversations.send WHERE due_at < clock_timestamp() + interval '1 minute'");
        await Eventually.HoldsAsync(async () => await sends.ExecuteScalarAsync() is 0L, what: "nothing is on its way");
        (await stage.Line.PutAsJsonAsync("/sim/accounts/line-demo/faults", faults)).EnsureSuccessStatusCode();
        await desk.AnswerAsync(text);
        await Expect(desk.Message(text).Locator("[data-action=retry]")).ToBeVisibleAsync();
        (await stage.Line.DeleteAsync("/sim/accounts/line-demo/faults")).EnsureSuccessStatusCode();
    }

    /// <summary>From wherever one is to the card of this customer's message, by keys.</summary>
    private static async Task<ILocator> WalkToAsync(DeskWindow desk, PhoneWindow phone)
    {
        var keys = desk.Page.Keyboard;
        await Expect(desk.Page.Locator("nav a[href='/attention']")).ToBeVisibleAsync();
        await keys.PressAsync("Escape");
        await keys.PressAsync("Shift+G");
        await desk.Page.WaitForURLAsync("**/attention");
        var card = desk.Page.Locator("[data-card]").Filter(new() { HasText = phone.Name });
        await Expect(card).ToBeVisibleAsync();
        for (var step = 0; step < 10 && !await card.Locator("[data-jump]").EvaluateAsync<bool>("link => link === document.activeElement"); step++)
        {
            await keys.PressAsync("j");
        }

        await Expect(card.Locator("[data-jump]")).ToBeFocusedAsync();
        return card;
    }
}
