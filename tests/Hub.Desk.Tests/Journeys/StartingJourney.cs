using System.Diagnostics;
using System.Net;
using Hub.Desk.Tests.Hosts;
using Hub.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>The work that begins on our side: writing first, a call that comes in, a promise that falls due. By keyboard alone.</summary>
public sealed class StartingJourney(Stage stage)
{
    private const string Line = "phone-demo";
    private const string Secret = "phone-demo-secret";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

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
        await keys.TypeAsync(phone.Name);
        await Expect(desk.Page.GetByRole(AriaRole.Option, new() { Name = phone.Name }).First).ToBeVisibleAsync();
        await keys.PressAsync("Enter");
        var message = desk.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message" });
        await Expect(message).ToBeFocusedAsync();
        await keys.TypeAsync("Your tea has left us today.");
        await keys.PressAsync("Control+Enter");

        await Expect(desk.Message("Your tea has left us today.")).ToContainTextAsync("Sent");
        await phone.ReceivesAsync("Your tea has left us today.");
    }

    [Fact]
    public async Task A_call_names_its_customer_within_three_seconds_and_opens_with_one_chord()
    {
        var desk = await stage.DeskAsync("en");
        await desk.LiveAsync();
        var keys = desk.Page.Keyboard;
        await keys.PressAsync("p");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "New customer" }).ClickAsync();
        await desk.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Caller Kimura");
        await desk.Page.GetByLabel("Phone").FillAsync("０９０－８１２３－４５６７");
        await keys.PressAsync("Enter");
        await Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Name = "Caller Kimura" })).ToBeVisibleAsync();
        var search = desk.Page.GetByPlaceholder("Name, reading, company, phone or e-mail");
        var watch = Stopwatch.StartNew();
        await search.FillAsync("8123-4567");
        await Expect(desk.Page.GetByRole(AriaRole.Link, new() { Name = "Caller Kimura" })).ToBeVisibleAsync();
        Assert.True(watch.Elapsed < Soon, $"Found by number after {watch.Elapsed}.");

        watch.Restart();
        Assert.Equal(HttpStatusCode.OK, await CallWebhook.PostAsync(new Uri(stage.Hub), Line, Secret, CallWebhook.Body("journey-1", "ringing", from: "+81 90 8123 4567", agent: Stage.Email)));
        var card = desk.Page.GetByRole(AriaRole.Status, new() { Name = "Incoming call" }).Filter(new() { HasText = "Caller Kimura" });
        await Expect(card).ToBeVisibleAsync();
        Assert.True(watch.Elapsed < Soon, $"The card came after {watch.Elapsed}.");
        await Expect(search).ToBeFocusedAsync();

        await keys.PressAsync("Alt+o");
        await desk.Page.WaitForURLAsync("**/inbox/mine/*");
        await Expect(desk.Page.Locator("aside").GetByRole(AriaRole.Heading, new() { Name = "Caller Kimura" })).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.OK, await CallWebhook.PostAsync(new Uri(stage.Hub), Line, Secret, CallWebhook.Body("journey-1", "ended", from: "+81 90 8123 4567", agent: Stage.Email, durationSeconds: 75)));
        await Expect(desk.Message("1 min 15 s")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_follow_up_rings_and_is_done_from_its_card()
    {
        var phone = await stage.PhoneAsync("Promise");
        await phone.SayAsync("Please call me back.");
        var desk = await stage.DeskAsync("en");
        await desk.OpenAsync(phone.Name);
        var keys = desk.Page.Keyboard;
        await keys.PressAsync("f");
        await keys.TypeAsync("Call about the order");
        await desk.Page.GetByLabel("When", new() { Exact = true }).FillAsync(TimeProvider.System.GetLocalNow().ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture));
        await keys.PressAsync("Enter");

        var card = desk.Page.GetByRole(AriaRole.Status, new() { Name = $"A follow-up is due: {phone.Name}" });
        await Expect(card).ToContainTextAsync("Call about the order");
        await card.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(card).ToBeHiddenAsync();
        await Expect(desk.Messages.Filter(new() { HasText = "did the follow-up" })).ToBeVisibleAsync();
    }
}
