using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>The first morning after a restore: nothing leaves before a person has said so.</summary>
public sealed class SendingJourney(Stage stage)
{
    [Fact]
    public async Task F45_after_a_restore_what_is_written_waits_until_somebody_starts_sending()
    {
        var phone = await stage.PhoneAsync("Restored");
        await phone.SayAsync("Are you there again?", wait: "first");
        var desk = await stage.DeskAsync("en");
        await desk.OpenAsync(phone.Name);
        await RunAsync("INSERT INTO platform.restore (backup_at) VALUES (clock_timestamp() - interval '2 hours')");
        try
        {
            await desk.Page.ReloadAsync();
            var banner = desk.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Sending is off." });
            await Expect(banner).ToContainTextAsync("This hub was restored from a backup of");
            await desk.LiveAsync();
            await desk.AnswerAsync("Yes, since an hour ago.");
            await Expect(desk.Message("Yes, since an hour ago.")).ToBeVisibleAsync();
            Assert.Empty(await phone.ReceivedAsync());

            // A bare Enter on what comes up starts nothing: the cursor waits on the way out.
            await banner.GetByRole(AriaRole.Button, new() { Name = "Start sending…" }).PressAsync("Enter");
            var dialog = desk.Page.GetByRole(AriaRole.Dialog, new() { Name = "Start sending?" });
            await Expect(dialog).ToContainTextAsync("make sure that the hub this backup was made of no longer runs");
            await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeFocusedAsync();
            await desk.Page.Keyboard.PressAsync("Enter");
            await Expect(dialog).ToBeHiddenAsync();
            Assert.Empty(await phone.ReceivedAsync());

            await banner.GetByRole(AriaRole.Button, new() { Name = "Start sending…" }).PressAsync("Enter");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Start sending" }).PressAsync("Enter");
            await Expect(desk.Page.GetByText("Sending is on.")).ToBeVisibleAsync();
            await Expect(banner).ToBeHiddenAsync();
            await phone.ReceivesAsync("Yes, since an hour ago.");
        }
        finally
        {
            await RunAsync("DELETE FROM platform.restore");
        }
    }

    private async Task RunAsync(string sql)
    {
        await using var command = stage.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
