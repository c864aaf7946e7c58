using Hub.Desk.Tests.Hosts;
using Hub.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>Business hours and closures, entered by keyboard as people write them.</summary>
public sealed class HoursJourney(Stage stage)
{
    [Fact]
    public async Task Hours_and_a_pasted_list_of_closures_are_saved_and_can_be_undone()
    {
        var desk = await stage.DeskAsync("en");
        var page = desk.Page;
        await desk.GoToAsync("/settings/hours");
        await page.GetByLabel("Brand").SelectOptionAsync(new SelectOptionValue { Label = "Main" });
        var opens = page.GetByLabel("Tuesday opens");
        await opens.FocusAsync();
        await page.Keyboard.TypeAsync("８３０");
        await page.Keyboard.PressAsync("Tab");
        await Expect(opens).ToHaveValueAsync("08:30");
        await Expect(page.GetByLabel("Tuesday closes")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("26:00");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByLabel("Tuesday closes")).ToHaveValueAsync("02:00");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Tuesday" })).ToContainTextAsync("next day");

        await page.GetByRole(AriaRole.Button, new() { Name = "Paste a list" }).PressAsync("Enter");
        await page.Locator("#many-closures").FillAsync("6/1-6/2 棚卸 / Stocktaking\nno date at all");
        await Expect(page.GetByText("Cannot be read: no date at all")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add 1 line" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove Stocktaking" })).ToBeVisibleAsync();
        await Expect(page.Locator("#many-closures")).ToHaveValueAsync("no date at all"); // what was not read is not lost
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).PressAsync("Enter");
        await Expect(page.GetByText("Hours saved.")).ToBeVisibleAsync();

        await page.ReloadAsync();
        await page.GetByLabel("Brand").SelectOptionAsync(new SelectOptionValue { Label = "Main" });
        await Expect(page.GetByLabel("Tuesday opens")).ToHaveValueAsync("08:30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Stocktaking" }).PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove Stocktaking" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Hours_that_overlap_are_refused_beside_their_day_and_stay_as_typed()
    {
        var desk = await stage.DeskAsync("en");
        var page = desk.Page;
        await desk.GoToAsync("/settings/hours");
        await page.GetByLabel("Brand").SelectOptionAsync(new SelectOptionValue { Label = "Main" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add hours on Friday" }).PressAsync("Enter");
        await page.GetByLabel("Friday opens").Nth(1).FillAsync("10:00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Friday" })).ToContainTextAsync("These hours overlap.");
        await Expect(page.GetByLabel("Friday opens").Nth(1)).ToHaveValueAsync("10:00");
    }

    [Fact]
    public async Task What_a_colleague_has_saved_meanwhile_is_there_when_ones_own_is_discarded()
    {
        var desk = await stage.DeskAsync("en");
        var page = desk.Page;
        await desk.GoToAsync("/settings/hours");
        await page.GetByLabel("Brand").SelectOptionAsync(new SelectOptionValue { Label = "Main" });
        var zone = page.GetByLabel("Time zone");
        await zone.FillAsync("Asia/Seoul");
        Assert.True(await page.EvaluateAsync<bool>("""
            async () => {
                const calendar = (await (await fetch('/api/calendars')).json()).items.find((each) => each.brandName === 'Main');
                return (await fetch(`/api/brands/${calendar.brandId}/calendar`, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ...calendar, timeZone: 'Asia/Taipei' }) })).ok;
            }
            """));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).PressAsync("Enter");
        await Expect(page.GetByText("Somebody else has changed these hours meanwhile.")).ToBeVisibleAsync();
        await Expect(zone).ToHaveValueAsync("Asia/Seoul");
        await Eventually.HoldsAsync(async () =>
        {
            await zone.FillAsync("Asia/Seoul");
            await page.GetByRole(AriaRole.Button, new() { Name = "Discard changes" }).PressAsync("Enter");
            return await zone.InputValueAsync() == "Asia/Taipei";
        });
    }
}
