using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>What was promised rings when its time has come, whatever its owner is doing.</summary>
public sealed class FollowUpJourney(Stage stage)
{
    [Fact]
    public async Task A_follow_up_that_falls_due_rings_its_owner_on_another_page_and_is_done_by_keyboard_with_an_undo()
    {
        var phone = await stage.PhoneAsync("Promised");
        await phone.SayAsync("Call me back, please.", wait: "first");
        var desk = await stage.DeskAsync("en");
        await desk.OpenAsync(phone.Name);
        await SetAsync(desk, "me", "Ring about the kettle");
        await desk.GoToAsync("/customers");
        var card = Card(desk, phone);
        await Expect(card).ToContainTextAsync("Ring about the kettle");

        await card.GetByRole(AriaRole.Button, new() { Name = "Done" }).FocusAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await Expect(card).ToBeHiddenAsync();
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).PressAsync("Enter");
        await Expect(card).ToBeVisibleAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Open" }).PressAsync("Enter");
        await desk.Page.WaitForURLAsync("**/inbox/mine/*");
        await Expect(desk.Message("Call me back, please.")).ToBeVisibleAsync();
        await Expect(card).ToBeHiddenAsync();
        await desk.Page.EvaluateAsync("""
            async () => { for (const { id, text } of (await (await fetch('/api/follow-ups?view=mine')).json()).items) if (text === 'Ring about the kettle') await fetch(`/api/follow-ups/${id}/done`, { method: 'PUT' }); }
            """);
    }

    [Fact]
    public async Task One_that_nobody_has_rings_in_the_team_until_somebody_takes_it()
    {
        var phone = await stage.PhoneAsync("Teamwork");
        await phone.SayAsync("Somebody call me, please.", wait: "first");
        var desk = await stage.DeskAsync("en");
        await desk.OpenAsync(phone.Name);
        await SetAsync(desk, null, "Ring about the teapot");
        var card = Card(desk, phone);
        await Expect(card).ToContainTextAsync("Ring about the teapot");
        await card.GetByRole(AriaRole.Button, new() { Name = "Take it" }).PressAsync("Enter");
        await Expect(card).ToBeHiddenAsync(); // mine now, and due in a minute
        await desk.GoToAsync("/follow-ups");
        await desk.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Ring about the teapot" }).GetByRole(AriaRole.Button, new() { Name = "Done" }).PressAsync("Enter");
        await Expect(desk.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Ring about the teapot" })).ToBeHiddenAsync();
    }

    /// <summary>Due this very moment, which the dialog offers nobody.</summary>
    private static async Task SetAsync(DeskWindow desk, string? owner, string text) => Assert.Equal(201, await desk.Page.EvaluateAsync<int>("""
        async ([owner, text]) => {
          const ownerId = owner && (await (await fetch('/api/session')).json()).id;
          const body = JSON.stringify({ id: crypto.randomUUID(), dueAt: new Date().toISOString(), ownerId: ownerId || null, text });
          return (await fetch(`/api/conversations/${location.pathname.split('/').pop()}/follow-ups`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })).status;
        }
        """, new[] { owner ?? "", text }));

    private static ILocator Card(DeskWindow desk, PhoneWindow phone) => desk.Page.GetByRole(AriaRole.Status, new() { Name = $"A follow-up is due: {phone.Name}" });
}
