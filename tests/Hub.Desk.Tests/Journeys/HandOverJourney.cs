using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>A conversation changes hands, with a word for whoever gets it.</summary>
public sealed class HandOverJourney(Stage stage, ITestOutputHelper output)
{
    [Fact]
    public async Task A_conversation_is_handed_over_with_a_note_in_four_keys_and_the_text()
    {
        var phone = await stage.PhoneAsync("Handed");
        await phone.SayAsync("Can I talk to somebody in English?");
        var desk = await stage.DeskAsync();
        await desk.OpenAsync(phone.Name);
        await desk.Page.Keyboard.PressAsync("Escape");
        var keys = new KeyCount(desk.Page, output, "hand over with a note");
        await keys.PressAsync("a", "v"); // whose name has a v
        await keys.PressAsync("Tab");
        await Expect(desk.Page.GetByLabel("Note for them")).ToBeFocusedAsync();
        await keys.TextAsync("Speaks English, wants to know about shipping.");
        await keys.PressAsync("Control+Enter");
        await Expect(desk.Message("Speaks English, wants to know about shipping.")).ToBeVisibleAsync();
        await Expect(desk.Page.GetByRole(AriaRole.Button, new() { Name = "Olivia Brooks" })).ToBeVisibleAsync();
        keys.AtMost(4);
        Assert.Empty(await phone.ReceivedAsync());
    }

    [Fact]
    public async Task Enter_in_the_note_is_a_new_line_and_hands_nothing_over()
    {
        var phone = await stage.PhoneAsync("Kept");
        await phone.SayAsync("Hello");
        var desk = await stage.DeskAsync();
        await desk.OpenAsync(phone.Name);
        await desk.Page.Keyboard.PressAsync("Escape");
        await desk.Page.Keyboard.PressAsync("a");
        await Expect(desk.Page.GetByRole(AriaRole.Combobox, new() { Name = "Person or team" })).ToBeFocusedAsync();
        await desk.Page.Keyboard.PressAsync("Tab");
        await Expect(desk.Page.GetByLabel("Note for them")).ToBeFocusedAsync();
        await InputMethod.TypeAsync(desk.Page, "にほん", "日本", "Enter", "Control+Enter");
        await desk.Page.Keyboard.PressAsync("Enter");
        await Expect(desk.Page.GetByLabel("Note for them")).ToHaveValueAsync("日本\n");
        await desk.Page.Keyboard.PressAsync("Escape");
        await Expect(desk.Page.GetByRole(AriaRole.Button, new() { Name = "No owner" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Refused_because_somebody_else_was_quicker_the_note_is_still_there_and_goes_with_the_next_try()
    {
        var phone = await stage.PhoneAsync("Quicker");
        await phone.SayAsync("Who takes care of me?");
        var desk = await stage.DeskAsync();
        var colleague = await stage.DeskAsync();
        await colleague.GoToAsync("/customers");
        await desk.OpenAsync(phone.Name);
        await desk.Page.RouteAsync(
            "**/api/conversations/*/assignment",
            async route =>
            {
                Assert.True(await colleague.Page.EvaluateAsync<bool>(
                    "async (path) => (await fetch(path, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ownerId: (await (await fetch('/api/session')).json()).id }) })).ok",
                    new Uri(route.Request.Url).AbsolutePath));
                await route.ContinueAsync();
            },
            new() { Times = 1 });
        await desk.Page.Keyboard.PressAsync("Escape");
        await desk.Page.Keyboard.PressAsync("a");
        await desk.Page.Keyboard.PressAsync("v");
        await desk.Page.Keyboard.PressAsync("Tab");
        var note = desk.Page.GetByLabel("Note for them");
        await Expect(note).ToBeFocusedAsync();
        await desk.Page.Keyboard.TypeAsync("Wants a call back at five.");
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(desk.Page.GetByText("The conversation has changed meanwhile.")).ToBeVisibleAsync();
        await Expect(note).ToHaveValueAsync("Wants a call back at five.");
        await Expect(desk.Message("Wants a call back at five.")).Not.ToBeVisibleAsync();

        // Whose it is by now has arrived meanwhile.
        await Expect(desk.Page.GetByRole(AriaRole.Button, new() { Name = "No owner" })).Not.ToBeVisibleAsync();
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(desk.Message("Wants a call back at five.")).ToBeVisibleAsync();
        await Expect(desk.Page.GetByRole(AriaRole.Button, new() { Name = "Olivia Brooks" })).ToBeVisibleAsync();
        await Expect(note).Not.ToBeVisibleAsync();
    }
}
