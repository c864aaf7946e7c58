using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>Being told while working in another window.</summary>
public sealed class NotificationJourney(Stage stage)
{
    private const string Colleague = "agent@demo.test";

    // What the browser would show on the desktop lies outside of every page; the page's side of it is kept here.
    private const string DesktopOf = """
        window.told = [];
        window.Notification = class extends EventTarget {
          static permission = 'granted';
          constructor(title, options) { super(); window.told.push(title + '|' + options.body); }
          close() {}
        };
        """;

    [Fact]
    public async Task A_desktop_notification_says_nothing_of_the_customer_unless_the_person_wants_it()
    {
        var (first, second) = (await stage.PhoneAsync("Quiet"), await stage.PhoneAsync("Spoken"));
        await first.SayAsync("Is anybody there?", wait: "first");
        await second.SayAsync("And here?", wait: "first");
        var desk = await stage.DeskAsync("en");
        await desk.Page.Context.AddInitScriptAsync(DesktopOf);
        await desk.GoToAsync("/customers");
        await ListensAsync(desk);
        var me = await desk.Page.EvaluateAsync<string>("async () => (await (await fetch('/api/session')).json()).id");

        var colleague = new DeskWindow(await stage.WindowAsync(), stage.Hub);
        await colleague.SignInAsync(Colleague, Stage.Password);
        await HandOverAsync(colleague, first, me);
        Assert.EndsWith("handed you a conversation|", await ToldAsync(desk), StringComparison.Ordinal);
        await Expect(desk.Page.Locator("nav button[aria-expanded]")).ToContainTextAsync("unread");

        // Reached by keys: the settings, and the switch in them.
        await desk.GoToAsync("/settings/notifications");
        var previews = desk.Page.GetByLabel("With names and words of customers");
        await previews.FocusAsync();
        await desk.Page.Keyboard.PressAsync("Space");
        await Expect(previews).ToBeCheckedAsync();
        await ListensAsync(desk);
        await HandOverAsync(colleague, second, me);
        Assert.Contains(second.Name, await ToldAsync(desk), StringComparison.Ordinal);
        await previews.FocusAsync();
        await desk.Page.Keyboard.PressAsync("Space");
        await Expect(previews).Not.ToBeCheckedAsync();
    }

    /// <summary>Live, and all is fetched: what was there before the list came is told to nobody.</summary>
    private static async Task ListensAsync(DeskWindow desk)
    {
        await desk.LiveAsync();
        await desk.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
    }

    /// <summary>The one conversation that was handed over. The hub may have something of its own to tell meanwhile.</summary>
    private static async Task<string> ToldAsync(DeskWindow desk)
    {
        const string handedOver = "window.told.filter(each => each.includes('handed you a conversation'))";
        await desk.Page.WaitForFunctionAsync($"() => {handedOver}.length > 0");
        return Assert.Single(await desk.Page.EvaluateAsync<string[]>($"() => {handedOver}"));
    }

    private static async Task HandOverAsync(DeskWindow colleague, PhoneWindow phone, string to)
    {
        await colleague.OpenAsync(phone.Name);
        var status = await colleague.Page.EvaluateAsync<int>(
            "async (to) => (await fetch('/api/conversations/' + location.pathname.split('/').pop() + '/assignment', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ownerId: to }) })).status", to);
        Assert.Equal(200, status);
    }
}
