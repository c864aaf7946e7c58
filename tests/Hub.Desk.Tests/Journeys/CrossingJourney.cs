using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>A customer by LINE and by text message: their number is linked by hand, the reply crosses over, the answer comes back, and a second thread is joined by one key.</summary>
public sealed class CrossingJourney(Stage stage)
{
    [Fact]
    public async Task A_reply_crosses_over_by_keyboard_and_the_answer_comes_back_into_the_thread()
    {
        const string number = "+819000008001", shown = "090-0000-8001";
        var line = await stage.PhoneAsync("Crossing");
        (await stage.Line.PostAsJsonAsync("/sim/sms/sms-demo/phones", new { name = "Crossing text", number, language = "en" })).EnsureSuccessStatusCode();
        await line.SayAsync("Where is my parcel?");
        var desk = await stage.DeskAsync("en");
        await desk.OpenAsync(line.Name);
        var (page, keys) = (desk.Page, desk.Page.Keyboard);
        var record = page.Locator("aside");

        await record.GetByRole(AriaRole.Button, new() { Name = "Link an address" }).FocusAsync();
        await keys.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Link an address" });
        await Expect(dialog.GetByLabel("Address or name")).ToBeFocusedAsync();
        await keys.InsertTextAsync(shown); // At once: letter by letter, what the last but one has found goes under the cursor.
        var found = dialog.GetByRole(AriaRole.Radio, new() { Name = shown });
        await Expect(found.First).ToBeVisibleAsync();
        await found.First.FocusAsync();
        await keys.PressAsync("Space");
        await Expect(found.First).ToBeCheckedAsync();
        await dialog.GetByLabel("Reason").FocusAsync();
        await keys.PressAsync("Enter");
        await Expect(dialog.GetByText("Say why.")).ToBeVisibleAsync();
        await keys.TypeAsync("said so on the telephone");
        await keys.PressAsync("Enter");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(record.GetByText("linked by hand")).ToBeVisibleAsync();

        // What was typed stays when another channel is chosen, and its price is that channel's.
        await desk.FocusComposerAsync();
        await keys.InsertTextAsync("It comes tomorrow.");
        await Expect(page.GetByTitle(new Regex("^Send by"))).ToBeVisibleAsync(); // The ways are read again after the link.
        await keys.PressAsync("Alt+KeyV");
        var picker = page.GetByRole(AriaRole.Dialog, new() { Name = "Send by" });
        await Expect(picker.GetByRole(AriaRole.Button)).Not.ToHaveCountAsync(0);
        await picker.GetByRole(AriaRole.Button).Filter(new() { HasText = shown }).First.FocusAsync();
        await keys.PressAsync("Enter");
        await Expect(desk.Composer).ToBeFocusedAsync();
        await Expect(desk.Composer).ToHaveValueAsync("It comes tomorrow.");
        await Expect(page.GetByText("1 message ·")).ToBeVisibleAsync();
        await keys.PressAsync("Control+Enter");
        await Expect(page.GetByText($"From here by SMS ({shown})")).ToBeVisibleAsync();
        await Expect(desk.Message("It comes tomorrow.")).ToContainTextAsync("Delivered");

        (await stage.Line.PostAsJsonAsync($"/sim/sms/sms-demo/phones/{number}/messages", new { text = "Thank you, here too." })).EnsureSuccessStatusCode();
        await Expect(desk.Message("Thank you, here too.")).ToBeVisibleAsync();
        await Expect(page.GetByText("From here by SMS")).ToHaveCountAsync(1);
    }
}
