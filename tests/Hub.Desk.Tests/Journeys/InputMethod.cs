using Microsoft.Playwright;

namespace Hub.Desk.Tests.Journeys;

/// <summary>What a Japanese input method does to a page, by the browser's own protocol.</summary>
internal static class InputMethod
{
    /// <summary>Composes a reading, presses keys while it is not yet accepted, then accepts the converted text.</summary>
    public static async Task TypeAsync(IPage page, string reading, string converted, params string[] keysMeanwhile)
    {
        var browser = await page.Context.NewCDPSessionAsync(page);
        await browser.SendAsync("Input.imeSetComposition", new() { ["text"] = reading, ["selectionStart"] = reading.Length, ["selectionEnd"] = reading.Length });
        foreach (var key in keysMeanwhile)
        {
            await KeyAsync(browser, "rawKeyDown", key);
            await KeyAsync(browser, "keyUp", key);
        }

        await browser.SendAsync("Input.insertText", new() { ["text"] = converted });
        await browser.DetachAsync();
    }

    /// <summary>An input method hands the page its key as number 229, "process".</summary>
    private static Task KeyAsync(ICDPSession browser, string type, string key) => browser.SendAsync("Input.dispatchKeyEvent", new()
    {
        ["type"] = type,
        ["windowsVirtualKeyCode"] = 229,
        ["key"] = "Process",
        ["code"] = "Enter",
        ["modifiers"] = key.StartsWith("Control+", StringComparison.Ordinal) ? 2 : 0,
    });
}
