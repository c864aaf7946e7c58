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
        await desk.LiveAsync();
        var me = await desk.Page.EvaluateAsync<string>("async () => (await (await fetch('/api/session')).json()).id");

        var colleague = new DeskWindow(await stage.WindowAsync(), stage.Hub);
        await colleague.SignInAsync(Colleague, Stage.Password);
        await HandOverAsync(colleague, first, me);
        await desk.Page.WaitForFunctionAsync("() => window.told.length === 1");
        var told = await desk.Page.EvaluateAsync<string>("() => window.told[0]");
        Assert.EndsWith("handed you a conversation|", told, StringComparison.Ordinal);
        await Expect(desk.Page.Locator("nav button[aria-expanded]")).ToContainTextAsync("unread");

        // Reached by keys: the settings, and the switch in them.
        await desk.GoToAsync("/settings/notifications");
        var previews = desk.Page.GetByLabel("With names and words of customers");
        await previews.FocusAsync();
        await desk.Page.Keyboard.PressAsync("Space");
        await Expect(previews).ToBeCheckedAsync();
        await HandOverAsync(colleague, second, me);
        await desk.Page.WaitForFunctionAsync("() => window.told.length === 1");
        Assert.Contains(second.Name, await desk.Page.EvaluateAsync<string>("() => window.told[0]"), StringComparison.Ordinal);
        await previews.FocusAsync();
        await desk.Page.Keyboard.PressAsync("Space");
        await Expect(previews).Not.ToBeCheckedAsync();
    }

    private static async Task HandOverAsync(DeskWindow colleague, PhoneWindow phone, string to)
    {
        await colleague.OpenAsync(phone.Name);
        var status = await colleague.Page.EvaluateAsync<int>(
            "async (to) => (await fetch('/api/conversations/' + location.pathname.split('/').pop() + '/assignment', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ownerId: to }) })).status", to);
        Assert.Equal(200, status);
    }
}
