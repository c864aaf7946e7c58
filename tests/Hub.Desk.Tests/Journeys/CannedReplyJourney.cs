using System.Diagnostics;
using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>A known answer: a slash, two letters, Enter, and it can go.</summary>
public sealed class CannedReplyJourney(Stage stage, ITestOutputHelper output)
{
    [Fact]
    public async Task A_known_answer_takes_four_keys_and_a_send()
    {
        var (phone, desk) = await BeginAsync("Kumi", "The lid is broken.");
        await AddAsync(desk, "Broken lid", "zq", "We are sorry, {{customer.name}}. A new lid leaves today.");
        var keys = 0;
        var started = Stopwatch.GetTimestamp();
        foreach (var key in new[] { "/", "z", "q", "Enter" })
        {
            if (key == "Enter")
            {
                await Expect(desk.Page.GetByRole(AriaRole.Option, new() { Name = "Broken lid" })).ToBeVisibleAsync();
            }

            await desk.Page.Keyboard.PressAsync(key);
            keys++;
        }

        var text = $"We are sorry, {phone.Name}. A new lid leaves today.";
        await Expect(desk.Composer).ToHaveValueAsync(text);
        Assert.Empty(await phone.ReceivedAsync()); // Enter inserts and never sends
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(desk.Message(text)).ToBeVisibleAsync();
        output.WriteLine($"{keys} keys and the send, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        Assert.Equal(4, keys);
        await phone.ReceivesAsync(text);
    }

    [Fact]
    public async Task Nothing_goes_out_before_every_gap_is_filled_and_Tab_walks_through_them()
    {
        var (phone, desk) = await BeginAsync("Gaps", "Has it left?");
        await AddAsync(desk, "It left", "zw", "Order {{order.number}} left, tracking {{order.tracking}}.");
        await desk.Page.Keyboard.TypeAsync("/zw");
        await Expect(desk.Page.GetByRole(AriaRole.Option, new() { Name = "It left" })).ToBeVisibleAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await Expect(desk.Composer).ToHaveValueAsync("Order {{order.number}} left, tracking {{order.tracking}}.");
        await Expect(desk.Page.GetByText("Still to fill in: order number")).ToBeVisibleAsync();
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await desk.Page.Keyboard.TypeAsync("A-17"); // the first gap is selected
        await desk.Page.Keyboard.PressAsync("Tab");
        await desk.Page.Keyboard.TypeAsync("12-34");
        await Expect(desk.Composer).ToHaveValueAsync("Order A-17 left, tracking 12-34.");
        await Expect(desk.Page.GetByText("Still to fill in")).Not.ToBeVisibleAsync();
        Assert.Empty(await phone.ReceivedAsync());
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await phone.ReceivesAsync("Order A-17 left, tracking 12-34.");
    }

    [Fact]
    public async Task The_shortcut_itself_does_not_go_out_while_the_answer_it_stands_for_is_on_its_way()
    {
        var (phone, desk) = await BeginAsync("Hasty", "Is the shop open?");
        await AddAsync(desk, "Opening times", "zo", "From nine to six.");
        var answer = new TaskCompletionSource();
        await desk.Page.RouteAsync("**/api/canned-replies/*/preview?*", async route =>
        {
            await answer.Task;
            await route.ContinueAsync();
        });
        await desk.Page.Keyboard.TypeAsync("/zo");
        await Expect(desk.Page.GetByRole(AriaRole.Option, new() { Name = "Opening times" })).ToBeVisibleAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(desk.Composer).ToHaveValueAsync("/zo");
        answer.SetResult();
        await Expect(desk.Composer).ToHaveValueAsync("From nine to six.");
        Assert.Empty(await phone.ReceivedAsync());
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await phone.ReceivesAsync("From nine to six.");
        Assert.Single(await phone.ReceivedAsync());
    }

    [Fact]
    public async Task Found_in_the_palette_it_is_put_into_the_reply_and_never_sent()
    {
        var (phone, desk) = await BeginAsync("Palette", "Which tea for the evening?");
        await AddAsync(desk, "Evening tea advice", "zu", "Roasted tea, {{customer.name}}: it keeps nobody awake.");
        await desk.Page.Keyboard.InsertTextAsync("Good evening. ");
        await desk.Page.Keyboard.PressAsync("Escape");
        await desk.Page.Keyboard.PressAsync("Shift+N"); // from a note it goes into the reply all the same
        await desk.Page.Keyboard.PressAsync("Control+k");
        await Expect(desk.Page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
        await desk.Page.Keyboard.InsertTextAsync("evening tea");
        await Expect(desk.Page.GetByRole(AriaRole.Option, new() { Name = "Evening tea advice" })).ToBeVisibleAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await Expect(desk.Composer).ToHaveValueAsync($"Good evening. Roasted tea, {phone.Name}: it keeps nobody awake.");
        await Expect(desk.Composer).ToBeFocusedAsync();
        await Expect(desk.Page.GetByRole(AriaRole.Tab, new() { Name = "Reply" })).ToHaveAttributeAsync("aria-selected", "true");
        Assert.Empty(await phone.ReceivedAsync());
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await phone.ReceivesAsync($"Good evening. Roasted tea, {phone.Name}: it keeps nobody awake.");
    }

    [Fact]
    public async Task With_an_input_method_on_the_Enter_of_a_conversion_does_not_insert()
    {
        var (phone, desk) = await BeginAsync("Ime2", "こんにちは");
        await AddAsync(desk, "テスト用のお礼", "zv", "ありがとうございます。");
        await desk.Page.Keyboard.InsertTextAsync("／");
        await InputMethod.TypeAsync(desk.Page, "てすとよう", "てすとよう", "Enter");
        await Expect(desk.Composer).ToHaveValueAsync("／てすとよう");
        await Expect(desk.Page.GetByRole(AriaRole.Option, new() { Name = "テスト用のお礼" })).ToBeHiddenAsync(); // 用 is no kana: the reading does not match
        await desk.Composer.FillAsync("");
        await desk.Page.Keyboard.InsertTextAsync("／");
        await InputMethod.TypeAsync(desk.Page, "てすと", "てすと", "Enter");
        await Expect(desk.Page.GetByRole(AriaRole.Option, new() { Name = "テスト用のお礼" })).ToBeVisibleAsync();
        await Expect(desk.Composer).ToHaveValueAsync("／てすと");
        await desk.Page.Keyboard.PressAsync("Enter");
        await Expect(desk.Composer).ToHaveValueAsync("ありがとうございます。");
        Assert.Empty(await phone.ReceivedAsync());
    }

    private async Task<(PhoneWindow Phone, DeskWindow Desk)> BeginAsync(string name, string says)
    {
        var phone = await stage.PhoneAsync(name);
        await phone.SayAsync(says);
        var desk = await stage.DeskAsync("en");
        await desk.OpenAsync(phone.Name);
        await desk.FocusComposerAsync();
        return (phone, desk);
    }

    /// <summary>Made by the API before the list is asked for, in the browser's own session.</summary>
    private static async Task AddAsync(DeskWindow desk, string title, string shortcut, string text)
    {
        var status = await desk.Page.EvaluateAsync<int>("""
            async ([title, shortcut, bodyEn]) => {
              const answer = await fetch('/api/canned-replies', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ scope: 'own', title, shortcut, bodyEn }) });
              return answer.status;
            }
            """, new[] { title, shortcut, text });
        Assert.Equal(201, status);
        await desk.Page.ReloadAsync();
        await desk.Composer.WaitForAsync();
        await desk.LiveAsync();
        await desk.FocusComposerAsync();
    }
}
