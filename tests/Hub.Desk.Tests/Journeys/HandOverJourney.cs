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
}
