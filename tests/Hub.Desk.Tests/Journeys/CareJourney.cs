using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>Not the wrong thing: what the desk does before a message leaves, and how one gets it back. All by keyboard.</summary>
public sealed class CareJourney(Stage stage)
{
    [Fact]
    public async Task A_colleague_answers_in_my_thread_so_that_my_send_asks_and_my_words_stay()
    {
        var (phone, desk) = await BeginAsync("Colleague", "Is the small tin back in stock?");
        await desk.FocusComposerAsync();
        await desk.Page.Keyboard.InsertTextAsync("No, next week.");

        var colleague = new DeskWindow(await stage.WindowAsync(), stage.Hub);
        await colleague.SignInAsync("supervisor@demo.test", Stage.Password);
        await colleague.OpenAsync(phone.Name);
        await colleague.AnswerAsync("Yes, since this morning.");
        await phone.ReceivesAsync("Yes, since this morning.");
        await Expect(desk.Message("Yes, since this morning.")).ToBeVisibleAsync();

        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(Question(desk)).ToContainTextAsync("Yes, since this morning.");

        // Whoever presses the same keys once more has their words back and has sent nothing.
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(desk.Composer).ToHaveValueAsync("No, next week.");
        Assert.Equal(["Yes, since this morning."], await phone.ReceivedAsync());

        // Now they know; the next sending is not asked about again.
        await Expect(desk.Composer).ToBeFocusedAsync();
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await phone.ReceivesAsync("Yes, since this morning.", "No, next week.");
    }

    [Fact]
    public async Task More_words_of_the_customer_only_show_that_they_are_below()
    {
        var (phone, desk) = await BeginAsync("Goes on", "Hello there, are you open?");
        await desk.FocusComposerAsync();
        await desk.Page.Keyboard.InsertTextAsync("We are, until eight.");
        await phone.SayAsync("Are you?", wait: "first");
        await Expect(desk.Message("Are you?")).ToBeVisibleAsync();
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await phone.ReceivesAsync("We are, until eight.");
    }

    [Fact]
    public async Task What_may_be_wrong_is_asked_and_sent_by_the_button_that_says_so()
    {
        var (phone, desk) = await BeginAsync("Placeholder", "Hello there, what about my order?");
        await desk.AnswerAsync("Your order [date] is on its way.");
        await Expect(Question(desk)).ToContainTextAsync("A placeholder is still in it: “[date]”.");

        // Letters meant for the text neither resolve nor switch anything.
        await desk.Page.Keyboard.PressAsync("e");
        await desk.Page.Keyboard.PressAsync("n");
        await Expect(Question(desk)).ToBeVisibleAsync();
        await Expect(desk.Page.GetByRole(AriaRole.Tab, new() { Name = "Reply" })).ToHaveAttributeAsync("aria-selected", "true");
        await desk.Page.Keyboard.PressAsync("Tab");
        await desk.Page.Keyboard.PressAsync("Enter");
        await phone.ReceivesAsync("Your order [date] is on its way.");
    }

    [Fact]
    public async Task A_reply_is_taken_back_by_a_chord_and_its_words_are_in_the_composer_again()
    {
        var (phone, desk) = await BeginAsync("Undo", "Hello there, is it me you look for?", UndoForAMinuteAsync);
        await RunAsync("""
            INSERT INTO conversations.send_pause (account_id, until) SELECT id, clock_timestamp() + interval '1 hour' FROM integrations.channel_account WHERE key = 'line-demo'
            ON CONFLICT (account_id) DO UPDATE SET until = excluded.until
            """);
        try
        {
            await desk.AnswerAsync("It is certainly not.");
            await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).WaitForAsync();
            await desk.Page.Keyboard.PressAsync("Control+z");
            await Expect(desk.Composer).ToHaveValueAsync("It is certainly not.");
            await Expect(desk.Page.GetByText("took a message back before it left")).ToBeVisibleAsync();
        }
        finally
        {
            await RunAsync("DELETE FROM conversations.send_pause");
        }

        await desk.Page.Keyboard.PressAsync("Control+a");
        await desk.Page.Keyboard.InsertTextAsync("It certainly is.");
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await phone.ReceivesAsync("It certainly is.");
    }

    [Fact]
    public async Task A_planned_reply_is_cancelled_when_the_customer_writes_first_and_comes_back_as_a_draft()
    {
        var (phone, desk) = await BeginAsync("Planned", "Hello there, call me tomorrow please.");
        await desk.FocusComposerAsync();
        await desk.Page.Keyboard.InsertTextAsync("Good morning, may I call you now?");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Send later" }).PressAsync("Enter");
        await desk.Page.GetByRole(AriaRole.Dialog, new() { Name = "When should it be sent?" }).WaitForAsync();
        await desk.Page.Keyboard.TypeAsync("Tomorrow");
        await desk.Page.Keyboard.PressAsync("Enter");
        await Expect(desk.Page.GetByRole(AriaRole.List, new() { Name = "Planned replies" })).ToContainTextAsync("Good morning, may I call you now?");
        await phone.SayAsync("No need to, thank you.", wait: "first");
        await Expect(desk.Page.GetByText("the customer wrote first")).ToBeVisibleAsync();
        await Expect(desk.Page.GetByRole(AriaRole.List, new() { Name = "Planned replies" })).ToHaveCountAsync(0);
        await Expect(desk.Composer).ToHaveValueAsync("Good morning, may I call you now?"); // the next key press writes over nothing
        await desk.Page.ReloadAsync();
        await Expect(desk.Composer).ToHaveValueAsync("Good morning, may I call you now?");
        Assert.Empty(await phone.ReceivedAsync());
    }

    [Fact]
    public async Task No_stray_key_switches_between_note_and_reply_also_with_an_input_method()
    {
        var (_, desk) = await BeginAsync("Modes", "こんにちは");
        await desk.FocusComposerAsync();
        await desk.Page.Keyboard.TypeAsync("nr");
        await InputMethod.TypeAsync(desk.Page, "にっぽん", "日本", "n", "r", "Control+Enter");
        await Expect(desk.Composer).ToHaveValueAsync("nr日本");
        var reply = desk.Page.GetByRole(AriaRole.Tab, new() { Name = "Reply" });
        await Expect(reply).ToHaveAttributeAsync("aria-selected", "true");

        // Outside the text a stray key leads back to the words that are there; with Shift it is meant, and each keeps its own words.
        await desk.Page.Keyboard.PressAsync("Escape");
        await desk.Page.Keyboard.PressAsync("n");
        await Expect(reply).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(desk.Composer).ToBeFocusedAsync();
        await Expect(desk.Composer).ToHaveValueAsync("nr日本");
        await desk.Page.Keyboard.PressAsync("Escape");
        await desk.Page.Keyboard.PressAsync("Shift+N");
        await Expect(desk.Page.GetByRole(AriaRole.Button, new() { Name = "Add note" })).ToBeVisibleAsync();
        await Expect(desk.Composer).ToHaveValueAsync("");
        await desk.Page.Keyboard.TypeAsync("for us");
        await desk.Page.Keyboard.PressAsync("Escape");
        await desk.Page.Keyboard.PressAsync("r");
        await Expect(desk.Composer).ToHaveValueAsync("for us");
        await desk.Page.Keyboard.PressAsync("Escape");
        await desk.Page.Keyboard.PressAsync("Shift+R");
        await Expect(desk.Composer).ToHaveValueAsync("nr日本");
    }

    private static ILocator Question(DeskWindow desk) => desk.Page.Locator("[role=alertdialog]");

    /// <summary>LINE's two seconds are a person's, not those of a busy machine: the page believes in more, and a pause of the account keeps the server to it.</summary>
    private static Task UndoForAMinuteAsync(IPage page) => page.RouteAsync(new Regex("/api/conversations/[-0-9a-f]+$"), async route =>
    {
        var answer = await route.FetchAsync();
        var detail = JsonNode.Parse(await answer.TextAsync())!;
        detail["capabilities"]!["undoSeconds"] = 60;
        await route.FulfillAsync(new() { Response = answer, Body = detail.ToJsonString() });
    });

    private async Task RunAsync(string sql)
    {
        await using var command = stage.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<(PhoneWindow Phone, DeskWindow Desk)> BeginAsync(string name, string says, Func<IPage, Task>? prepare = null)
    {
        var phone = await stage.PhoneAsync(name);
        await phone.SayAsync(says);
        var desk = await stage.DeskAsync();
        await (prepare?.Invoke(desk.Page) ?? Task.CompletedTask);
        await desk.OpenAsync(phone.Name);
        await Expect(desk.Message(says)).ToBeVisibleAsync();
        return (phone, desk);
    }
}
