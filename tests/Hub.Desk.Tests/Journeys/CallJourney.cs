using System.Globalization;
using System.Net;
using Hub.Desk.Tests.Hosts;
using Hub.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>The telephone rings, and whoever calls is on the screen before anybody says a word.</summary>
public sealed class CallJourney(Stage stage, ITestOutputHelper output)
{
    [Fact]
    public async Task A_ringing_call_shows_who_it_is_and_one_chord_opens_their_thread_where_the_call_is_written_down()
    {
        var desk = await stage.DeskAsync("en");
        await desk.GoToAsync("/customers");
        await desk.LiveAsync();
        var digits = Random.Shared.Next(10_000_000, 99_999_999).ToString(CultureInfo.InvariantCulture);
        var status = await desk.Page.EvaluateAsync<int>("""
            async (phone) => (await fetch('/api/customers', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ id: crypto.randomUUID(), name: 'Ringing Tanabe', phone }) })).status
            """, $"070{digits}");
        Assert.Equal(201, status);

        var call = $"journey-{digits}";
        var number = $"070-{digits[..4]}-{digits[4..]}";
        await TellAsync(call, "ringing", number);
        var card = desk.Page.GetByRole(AriaRole.Status, new() { Name = ": Ringing Tanabe" });
        await Expect(card).ToContainTextAsync("Incoming call");
        await Expect(card).ToContainTextAsync(number);
        Assert.False(await card.EvaluateAsync<bool>("card => card.contains(document.activeElement)")); // it takes no focus

        var keys = new KeyCount(desk.Page, output, "open whoever calls");
        await keys.PressAsync("Alt+o");
        await desk.Page.WaitForURLAsync("**/inbox/mine/*");
        keys.AtMost(1);
        await Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Name = "Ringing Tanabe" }).First).ToBeVisibleAsync();
        await Expect(card).ToBeHiddenAsync();
        await TellAsync(call, "answered", number);
        await TellAsync(call, "ended", number, 83);
        await Expect(desk.Page.Locator("[data-number]").Filter(new() { HasText = "1 min 23 s" })).ToBeVisibleAsync();
    }

    private async Task TellAsync(string call, string happened, string from, int? seconds = null) => Assert.Equal(HttpStatusCode.OK, await CallWebhook.PostAsync(
        new Uri(stage.Hub), "phone-demo", "phone-demo-secret", CallWebhook.Body(call, happened, from, to: "075-000-0000", agent: Stage.Email, durationSeconds: seconds)));
}
