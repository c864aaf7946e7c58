using Microsoft.Playwright;
using Xunit;

namespace Hub.Desk.Tests.Hosts;

/// <summary>The browser that is installed on this machine; nothing is downloaded.</summary>
internal static class Chromium
{
    // The shell first: the same engine without the window around it, for less than half the processor time.
    private static readonly string[] Places = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

    private static string? Executable => Environment.GetEnvironmentVariable("CHROMIUM") ?? Places.FirstOrDefault(File.Exists);

    /// <summary>Why no journey can run here, or null.</summary>
    public static string? Missing =>
        Executable is null ? "Chromium is not installed (set CHROMIUM to its path)."
        : !File.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot/desk/index.html")) ? "The desk is not built: build without SkipDesk."
        : null;

    public static void SkipIfMissing()
    {
        if (Missing is { } why)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", why);
            Assert.Fail(why);
        }
    }

    public static async Task<(IPlaywright, IBrowser)> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        return (playwright, browser);
    }
}
