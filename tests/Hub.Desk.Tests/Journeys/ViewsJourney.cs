using System.Diagnostics;
using System.Globalization;
using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>Saved views, many rows at once, and finding anything: by keyboard, also while a Japanese input method is on.</summary>
public sealed class ViewsJourney(Stage stage, ITestOutputHelper output)
{
    [Fact]
    public async Task A_view_is_made_by_keyboard_and_follows_what_happens_without_a_reload()
    {
        var phone = await stage.PhoneAsync("Viewed");
        await phone.SayAsync("Where is my tea?");
        var desk = await stage.DeskAsync("en");
        await desk.OpenAsync(phone.Name);
        var page = desk.Page;
        var tag = $"view-{phone.Name[^2..].Trim()}";
        await page.Keyboard.PressAsync("Shift+V");
        var editor = page.GetByRole(AriaRole.Dialog, new() { Name = "New saved view" });
        await Expect(editor.GetByLabel("Name")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync($"Tagged {tag}");
        await editor.GetByLabel("Field", new() { Exact = true }).SelectOptionAsync("tags");
        await editor.GetByRole(AriaRole.Button, new() { Name = "Tags: add a value" }).PressAsync("Enter");
        await Expect(editor.GetByRole(AriaRole.Combobox, new() { Name = "Tags" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(tag);
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Escape"); // closes the list of values, not the dialog
        await Expect(page.GetByText($"Tags include “{tag}”")).ToBeVisibleAsync();
        await Expect(page.GetByText("0 conversations you may see")).ToBeVisibleAsync();
        await editor.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).PressAsync("Enter");
        await Expect(page.GetByText("Nothing meets these conditions")).ToBeVisibleAsync();

        // It comes in when it is tagged in another window, and leaves when the tag goes.
        var other = await stage.DeskAsync("en");
        await other.OpenAsync(phone.Name);
        await other.Page.Keyboard.PressAsync("t");
        await other.Page.Keyboard.TypeAsync(tag);
        await other.Page.Keyboard.PressAsync("Enter");
        await Expect(desk.Row(phone.Name)).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = $"Tagged {tag}" })).ToContainTextAsync("1");
        await other.Page.Keyboard.PressAsync("Escape");
        await other.Page.GetByRole(AriaRole.Button, new() { Name = $"Remove {tag}" }).First.ClickAsync();
        await Expect(desk.Row(phone.Name)).ToBeHiddenAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Actions for this view" }).ClickAsync();
        await page.Keyboard.TypeAsync("delete");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = $"Tagged {tag}" })).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = $"Tagged {tag}" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_view_that_was_changed_is_as_before_with_one_press()
    {
        var desk = await stage.DeskAsync("en");
        var page = desk.Page;
        var tag = Guid.NewGuid().ToString("N")[..8];
        await desk.GoToAsync("/inbox/open");
        await desk.LiveAsync();
        var id = await page.EvaluateAsync<string>("""
            async (name) => (await (await fetch('/api/views', { method: 'POST', headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ scope: 'own', name, sort: 'oldest', conditions: { all: [{ field: 'status', op: 'in', value: ['snoozed'] }] } }) })).json()).id
            """, $"Before {tag}");
        await desk.GoToAsync($"/inbox/{id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Actions for this view" }).ClickAsync();
        await page.Keyboard.TypeAsync("change");
        await page.Keyboard.PressAsync("Enter");
        var editor = page.GetByRole(AriaRole.Dialog, new() { Name = "Change view" });
        await editor.GetByLabel("Name").FillAsync($"After {tag}");
        await editor.GetByLabel("Order").SelectOptionAsync("newest");
        await editor.GetByLabel("Comparison").SelectOptionAsync("notIn");
        await editor.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = $"After {tag}" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("The view is as it was before.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = $"Before {tag}" })).ToBeVisibleAsync();
        var now = await page.EvaluateAsync<string>("""
            async (id) => { const { name, sort, conditions } = (await (await fetch('/api/views')).json()).items.find((view) => view.id === id); return `${name}, ${sort}, ${conditions.all[0].op}`; }
            """, id);
        Assert.Equal($"Before {tag}, oldest, in", now);
    }

    [Fact]
    public async Task Several_conversations_are_resolved_with_one_key_and_brought_back_with_one_press()
    {
        var phones = new[] { await stage.PhoneAsync("Bulky"), await stage.PhoneAsync("Bulky"), await stage.PhoneAsync("Bulky") };
        foreach (var phone in phones)
        {
            await phone.SayAsync("Hello");
        }

        var desk = await stage.DeskAsync("en");
        await desk.GoToAsync("/inbox/open");
        await desk.LiveAsync();
        await Expect(desk.Row("Bulky")).ToHaveCountAsync(3);
        await desk.Page.Keyboard.PressAsync("/");
        await desk.Page.Keyboard.TypeAsync("Bulky");
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.Keyboard.PressAsync("Shift+X");
        await Expect(desk.Page.GetByText("3 selected")).ToBeVisibleAsync();
        await desk.Page.Keyboard.PressAsync("Enter"); // on nothing in particular: nothing is resolved
        await Expect(desk.Row("Bulky")).ToHaveCountAsync(3);
        await desk.Page.Keyboard.PressAsync("e");
        await Expect(desk.Page.GetByText("3 conversations resolved.")).ToBeVisibleAsync();
        await Expect(desk.Page.GetByText("3 selected")).ToBeHiddenAsync();
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(desk.Page.GetByText("Taken back for 3 conversations.")).ToBeVisibleAsync();
        await Expect(desk.Row("Bulky")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task A_customer_is_found_by_telephone_number_in_any_spelling_within_three_seconds()
    {
        var desk = await stage.DeskAsync("en");
        await desk.GoToAsync("/inbox/open");
        await desk.Row("").First.WaitForAsync();
        var digits = Random.Shared.Next(10_000_000, 99_999_999).ToString(CultureInfo.InvariantCulture);
        var status = await desk.Page.EvaluateAsync<int>("""
            async (phone) => (await fetch('/api/customers', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ id: crypto.randomUUID(), name: '電話 花子', kana: 'でんわ はなこ', phone }) })).status
            """, $"090{digits}");
        Assert.Equal(201, status);
        var started = Stopwatch.GetTimestamp();
        await desk.Page.Keyboard.PressAsync("Control+k");
        await Expect(desk.Page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await desk.Page.Keyboard.InsertTextAsync($"０９０-{digits[..4]}-{digits[4..]}");
        await Expect(desk.Page.GetByRole(AriaRole.Option, new() { Name = "電話 花子" })).ToBeVisibleAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.WaitForURLAsync("**/customers/*");
        output.WriteLine($"Ctrl+K, number, Enter: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        await Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Name = "電話 花子" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task With_an_input_method_on_the_palette_chooses_only_what_was_accepted_and_keys_work_outside_of_texts()
    {
        var phone = await stage.PhoneAsync("Imepalette");
        await phone.SayAsync("こんにちは");
        var desk = await stage.DeskAsync("ja");
        await desk.OpenAsync(phone.Name);
        var page = desk.Page;
        var address = page.Url;
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter"); // nothing is typed or marked: nothing is chosen
        await Expect(page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await InputMethod.TypeAsync(page, "すぱむ", "スパム", "Enter"); // the Enter that accepts the conversion
        await Expect(page.GetByRole(AriaRole.Combobox)).ToHaveValueAsync("スパム");
        Assert.Equal(address, page.Url);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Combobox)).ToBeHiddenAsync();

        // A Japanese input method that is on hands over other characters; the place of the key decides.
        await DispatchAsync(page, "KeyT", "か");
        await Expect(page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await DispatchAsync(page, "KeyE", "い");
        await Expect(page.GetByText("解決済みにしました。")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_help_lists_what_the_table_of_keys_says_in_both_languages()
    {
        foreach (var (language, title, expected) in new[] { ("en", "Keys", "Mark them as spam"), ("ja", "ショートカットキー", "まとめてスパムにする") })
        {
            var desk = await stage.DeskAsync(language);
            await desk.GoToAsync("/inbox/open");
            await desk.Row("").First.WaitForAsync();
            await desk.Page.Keyboard.PressAsync("?");
            var help = desk.Page.GetByRole(AriaRole.Dialog, new() { Name = title });
            await Expect(help.GetByText(expected)).ToBeVisibleAsync();
            Assert.Equal(6, await help.GetByRole(AriaRole.Heading, new() { Level = 3 }).CountAsync());
        }
    }

    private static async Task DispatchAsync(IPage page, string code, string character)
    {
        var browser = await page.Context.NewCDPSessionAsync(page);
        await browser.SendAsync("Input.dispatchKeyEvent", new() { ["type"] = "rawKeyDown", ["code"] = code, ["key"] = character, ["windowsVirtualKeyCode"] = 229 });
        await browser.SendAsync("Input.dispatchKeyEvent", new() { ["type"] = "keyUp", ["code"] = code, ["key"] = character, ["windowsVirtualKeyCode"] = 229 });
        await browser.DetachAsync();
    }
}
