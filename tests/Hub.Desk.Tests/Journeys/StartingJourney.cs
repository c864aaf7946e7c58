using System.Text.RegularExpressions;
using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>The work that begins on our side: writing first, and finding whoever calls.</summary>
public sealed class StartingJourney(Stage stage, ITestOutputHelper output)
{
    [Fact]
    public async Task A_customer_is_written_to_first_by_keyboard_alone()
    {
        var phone = await stage.PhoneAsync("Writefirst");
        await phone.SayAsync("Thank you, that is all.");
        var desk = await stage.DeskAsync("en");
        await desk.OpenAsync(phone.Name);
        var keys = desk.Page.Keyboard;
        await keys.PressAsync("e");
        await Expect(desk.Page.GetByRole(AriaRole.Button, new() { Name = "Reopen" })).ToBeVisibleAsync();

        await keys.PressAsync("c");
        await Expect(desk.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await keys.TypeAsync(phone.Name);
        await Expect(desk.Page.GetByRole(AriaRole.Option).First).ToHaveTextAsync(new Regex($"^(?!New customer).*{phone.Name}")); // Enter takes the first, and until they are found that is a new one
        await keys.PressAsync("Enter");
        var message = desk.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message" });
        await Expect(message).ToBeFocusedAsync();
        await keys.TypeAsync("Your tea has left us today.");
        await keys.PressAsync("Control+Enter");

        await Expect(desk.Message("Your tea has left us today.")).ToContainTextAsync("Sent");
        await phone.ReceivesAsync("Your tea has left us today.");
    }

    [Fact]
    public async Task Enter_chooses_nobody_and_makes_nobody_new_while_the_search_is_on_its_way()
    {
        var phone = await stage.PhoneAsync("Quickfind");
        await phone.SayAsync("Hello");
        var other = await stage.PhoneAsync("Somebody else");
        await other.SayAsync("Hello");
        var desk = await stage.DeskAsync("en");
        await desk.OpenAsync(phone.Name);
        var answer = new TaskCompletionSource();
        await desk.Page.RouteAsync("**/api/customers?*Quickfind*", async route =>
        {
            await answer.Task;
            await route.ContinueAsync();
        });
        await desk.Page.Keyboard.PressAsync("Escape");
        await desk.Page.Keyboard.PressAsync("c");
        var dialog = desk.Page.GetByRole(AriaRole.Dialog);
        var choice = dialog.GetByRole(AriaRole.Combobox);
        await Expect(choice).ToBeFocusedAsync();
        var others = desk.Page.WaitForResponseAsync(response => response.Url.Contains("Somebody", StringComparison.Ordinal));
        await desk.Page.Keyboard.InsertTextAsync(other.Name);
        await others;
        await Expect(dialog.GetByRole(AriaRole.Option).First).ToContainTextAsync(other.Name);
        await Expect(dialog.GetByRole(AriaRole.Option).First).Not.ToContainTextAsync("New customer"); // somebody is there to be chosen by mistake
        await Expect(dialog.GetByRole(AriaRole.Option).Filter(new() { HasText = phone.Name })).ToHaveCountAsync(0);
        await choice.SelectTextAsync();
        var asked = desk.Page.WaitForRequestAsync(request => request.Url.Contains("Quickfind", StringComparison.Ordinal));
        await desk.Page.Keyboard.InsertTextAsync(phone.Name);
        await desk.Page.Keyboard.PressAsync("Enter");
        await asked;
        await desk.Page.Keyboard.PressAsync("Enter");
        await Expect(choice).ToHaveValueAsync(phone.Name);

        answer.SetResult();
        await Expect(dialog.GetByRole(AriaRole.Option).First).ToContainTextAsync(phone.Name);
        await Expect(dialog.GetByRole(AriaRole.Option).First).Not.ToContainTextAsync("New customer");
        await desk.Page.Keyboard.PressAsync("Enter");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Choose somebody else" })).ToBeVisibleAsync();
        await Expect(dialog.Locator("strong")).ToHaveTextAsync(phone.Name);
    }

    [Fact]
    public async Task A_customer_is_found_by_part_of_a_telephone_number_in_two_keys()
    {
        var desk = await stage.DeskAsync("en");
        await desk.GoToAsync("/inbox/mine");
        await desk.LiveAsync();
        var status = await desk.Page.EvaluateAsync<int>("""
            async () => (await fetch('/api/customers', { method: 'POST', headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ id: crypto.randomUUID(), name: 'Caller Kimura', phone: '０９０－８１２３－４５６７' }) })).status
            """);
        Assert.Equal(201, status);
        await desk.Page.ReloadAsync();
        await Expect(desk.Page.Locator("section").First).ToBeVisibleAsync();
        var keys = new KeyCount(desk.Page, output, "find a customer by telephone number");
        await keys.PressAsync("p");
        var search = desk.Page.GetByPlaceholder("Name, reading, company, phone or e-mail");
        await Expect(search).ToBeVisibleAsync();
        await keys.PressAsync("/");
        await Expect(search).ToBeFocusedAsync();
        await keys.TextAsync("8123-4567");
        await Expect(desk.Page.GetByRole(AriaRole.Link, new() { Name = "Caller Kimura" })).ToBeVisibleAsync();
        keys.AtMost(2);
    }
}
