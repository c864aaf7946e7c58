using Hub.Desk.Tests.Hosts;
using Hub.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>F03 where it counts: on the screen.</summary>
public sealed class CutOffJourney(Stage stage)
{
    private const int Cuts = 20;

    [Fact]
    public async Task F03_A_desk_that_is_cut_off_twenty_times_shows_every_message_once_and_sends_every_answer_once()
    {
        var phone = await stage.PhoneAsync("Cut");
        await phone.SayAsync("word 0;");
        await using var line = new CuttableLine(stage.Port);
        await stage.DeskAsync();
        var desk = await stage.DeskAsync(address: line.Address);
        await desk.OpenAsync(phone.Name);
        List<string> answers = [];
        var written = 0;
        for (var cut = 1; cut <= Cuts; cut++)
        {
            var unplug = cut % 5 == 0;
            await phone.SayAsync($"word {++written};");
            line.Cut(unplug);
            await phone.SayAsync($"word {++written};");
            if (unplug)
            {
                await desk.Page.Locator("[data-state]").WaitForAsync();
                answers.Add($"answer {cut};");
                await desk.AnswerAsync($"answer {cut};");
                await phone.SayAsync($"word {++written};");
                line.PlugIn();
            }

            await desk.LiveAsync();
        }

        await phone.ReceivesAsync([.. answers]);
        await Eventually.HoldsAsync(async () => answers.SequenceEqual(await desk.ShownAsync("answer")), what: "the desk shows every answer once, in order");

        // The last word comes while nobody hears it, and nothing comes after it that could betray the gap.
        line.Cut(unplug: true);
        await desk.Page.Locator("[data-state]").WaitForAsync();
        await phone.SayAsync($"word {++written};", wait: "settled");
        line.PlugIn();
        await desk.LiveAsync();
        List<string> words = [.. Enumerable.Range(0, written + 1).Select(number => $"word {number};")];
        await AllOfThemAsync("the desk shows every word once, in order");
        await Expect(desk.Row(phone.Name)).ToContainTextAsync(words[^1]);
        await desk.Page.ReloadAsync();
        await AllOfThemAsync("a fresh desk shows the same");

        // By now there is more than one page; a desk that had to fetch afresh shows the newest one and offers the other.
        // Pressed if it is there at this moment: it goes while a page is fetched, and for good with the last one.
        Task AllOfThemAsync(string what) => Eventually.HoldsAsync(
            async () =>
            {
                await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Load earlier messages" }).EvaluateAllAsync<object?>("buttons => buttons.forEach(button => button.click())");
                return words.SequenceEqual(await desk.ShownAsync("word")) && answers.SequenceEqual(await desk.ShownAsync("answer"));
            },
            what: what);
    }
}
