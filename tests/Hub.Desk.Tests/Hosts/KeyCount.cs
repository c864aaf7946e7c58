using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Xunit;

namespace Hub.Desk.Tests.Hosts;

/// <summary>Presses keys and counts them; says how many and how long, which decides nothing. What is typed as text does not count.</summary>
public sealed class KeyCount(IPage page, ITestOutputHelper output, string job)
{
    private readonly long started = Stopwatch.GetTimestamp();

    public int Pressed { get; private set; }

    public async Task PressAsync(params string[] keys)
    {
        foreach (var key in keys)
        {
            Pressed++;
            await page.Keyboard.PressAsync(key);
        }
    }

    /// <summary>As an input method or a paste would.</summary>
    public Task TextAsync(string text) => page.Keyboard.InsertTextAsync(text);

    /// <summary>Done: at most so many keys.</summary>
    public void AtMost(int keys)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{job}: {Pressed} keys, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
        Assert.InRange(Pressed, 1, keys);
    }
}
