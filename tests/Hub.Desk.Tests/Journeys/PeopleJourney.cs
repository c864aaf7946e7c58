using System.Security.Cryptography;
using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;

namespace Hub.Desk.Tests.Journeys;

/// <summary>A new colleague, from the invitation to the second step, by keyboard; and the day they leave.</summary>
public sealed class PeopleJourney(Stage stage)
{
    private const string OwnPassword = "a good long one";

    [Fact]
    public async Task A_colleague_is_invited_sets_a_password_adds_a_second_step_and_is_switched_off()
    {
        var admin = await stage.DeskAsync();
        var name = $"Minami {Guid.NewGuid().ToString("N")[..6]}";
        var email = $"{Guid.NewGuid():N}@demo.test";
        await admin.GoToAsync("/settings/people");
        var link = await InviteAsync(admin.Page, name, email);

        // The link sets the password once.
        var page = await stage.WindowAsync();
        await page.GotoAsync(link);
        await page.GetByRole(AriaRole.Heading, new() { Name = $"Welcome, {name}" }).WaitForAsync();
        await page.Keyboard.TypeAsync(OwnPassword);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(OwnPassword);
        await page.Keyboard.PressAsync("Enter");
        var desk = new DeskWindow(page, stage.Hub);
        await page.Locator("[name=email]").WaitForAsync();
        await desk.SignInAsync(email, OwnPassword);
        var again = await stage.WindowAsync();
        await again.GotoAsync(link);
        await again.GetByRole(AriaRole.Heading, new() { Name = "This link no longer works" }).WaitForAsync();

        // The second step, read from what the QR code says.
        await desk.GoToAsync("/settings/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("dialog input[type=password]").WaitForAsync();
        await page.Keyboard.TypeAsync(OwnPassword);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("dialog svg[role=img]").WaitForAsync();
        var secret = (await page.Locator("dialog code").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await page.Keyboard.TypeAsync(Code(secret, 0));
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("dialog li code").First.WaitForAsync();
        Assert.Equal(10, await page.Locator("dialog li code").CountAsync());

        await again.GotoAsync(stage.Hub);
        await again.Locator("[name=email]").FillAsync(email);
        await again.Locator("[name=password]").FillAsync(OwnPassword);
        await again.Keyboard.PressAsync("Enter");
        await again.Locator("[name=code]").WaitForAsync();
        await again.Keyboard.TypeAsync(Code(secret, 1));
        await again.Keyboard.PressAsync("Enter");
        await again.WaitForURLAsync("**/inbox/mine");
        await new DeskWindow(again, stage.Hub).LiveAsync();

        // Their windows close by themselves.
        await admin.GoToAsync("/settings/people");
        await admin.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = name }).GetByRole(AriaRole.Button, new() { Name = "Switch off" }).ClickAsync();
        await admin.Page.Locator("dialog button[type=submit]").ClickAsync();
        await again.Locator("[name=email]").WaitForAsync(new() { Timeout = 30_000 }); // sooner than the minute after which a desk asks anyway
    }

    private static async Task<string> InviteAsync(IPage page, string name, string email)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite somebody" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("dialog input").First.WaitForAsync();
        await page.Keyboard.TypeAsync(name);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(email);
        await page.Keyboard.PressAsync("Enter");
        var link = page.Locator("dialog code");
        await link.WaitForAsync();
        var url = await link.InnerTextAsync();
        await page.Keyboard.PressAsync("Escape");
        return url.Replace("\n", "", StringComparison.Ordinal);
    }

    // What an authenticator app does (RFC 6238); the hub's own code is not asked.
    private static string Code(string base32, int later)
    {
        var bits = string.Concat(base32.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var key = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var counter = BitConverter.GetBytes((TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30) + later);
        Array.Reverse(counter);
#pragma warning disable CA5350 // What the standard asks for.
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var at = hash[^1] & 15;
        var number = ((hash[at] & 0x7f) << 24) | (hash[at + 1] << 16) | (hash[at + 2] << 8) | hash[at + 3];
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }
}
