using System.Collections.Concurrent;
using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>People go on while the server has not answered yet, and lose nothing when it refuses.</summary>
public sealed class LateAnswerJourney(Stage stage)
{
    [Fact]
    public async Task Two_tags_chosen_before_the_first_is_saved_are_both_there()
    {
        var desk = await OpenAsync("Tagged");
        var page = desk.Page;
        var answer = await HoldAsync(page, "**/api/conversations/*/tags");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("t");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Find or create a tag" })).ToBeFocusedAsync();
        foreach (var tag in new[] { "fragile", "abroad" })
        {
            await page.Keyboard.TypeAsync(tag);
            await page.Keyboard.PressAsync("Enter");
        }

        answer.SetResult();
        foreach (var tag in new[] { "fragile", "abroad" })
        {
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Remove {tag}", Exact = true })).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task A_field_that_is_left_while_it_is_saved_is_saved_once_and_is_nobody_elses_change()
    {
        var desk = await OpenAsync("Employed");
        var page = desk.Page;
        var saves = new ConcurrentBag<string>();
        page.Request += (_, request) =>
        {
            if (request.Method == "PUT" && request.Url.Contains("/api/customers/", StringComparison.Ordinal))
            {
                saves.Add(request.Url);
            }
        };
        var answer = await HoldAsync(page, "**/api/customers/*");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Company: ") }).PressAsync("Enter");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Company" }).FillAsync("Acme");
        await page.Keyboard.PressAsync("Enter");
        await desk.Composer.ClickAsync();
        answer.SetResult();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Company: Acme" })).ToBeVisibleAsync();
        Assert.Single(saves);
    }

    [Fact]
    public async Task A_reason_that_could_not_be_saved_is_still_chosen()
    {
        var desk = await OpenAsync("Reasoned");
        var page = desk.Page;
        await page.RouteAsync("**/api/conversations/*/classification", route => route.AbortAsync(), new() { Times = 1 });
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("d");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Find a reason" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("leaking");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.GetByText("The server cannot be reached.")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator("button[title='Reason and result (D)']")).ToContainTextAsync("Damaged or leaking");
    }

    private async Task<DeskWindow> OpenAsync(string name)
    {
        var phone = await stage.PhoneAsync(name);
        await phone.SayAsync("Hello there");
        var desk = await stage.DeskAsync("en");
        await desk.OpenAsync(phone.Name);
        await Expect(desk.Message("Hello there")).ToBeVisibleAsync();
        return desk;
    }

    private static async Task<TaskCompletionSource> HoldAsync(IPage page, string path)
    {
        var answer = new TaskCompletionSource();
        await page.RouteAsync(path, async route =>
        {
            if (route.Request.Method == "PUT")
            {
                await answer.Task;
            }

            await route.ContinueAsync();
        });
        return answer;
    }
}
