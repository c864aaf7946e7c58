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
}
