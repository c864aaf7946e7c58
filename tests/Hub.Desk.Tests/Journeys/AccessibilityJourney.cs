using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;

namespace Hub.Desk.Tests.Journeys;

/// <summary>axe-core on the real screens, with real data.</summary>
public sealed class AccessibilityJourney(Stage stage)
{
    [Theory]
    [InlineData("ja", "/settings/people")]
    [InlineData("en", "/settings/roles")]
    [InlineData("ja", "/settings/security")]
    [InlineData("en", "/settings/account")]
    [InlineData("ja", "/signed-out")]
    [InlineData("en", "/signed-out")]
    [InlineData("ja", "/inbox/open")]
    [InlineData("en", "/inbox/open")]
    [InlineData("ja", "/attention")]
    [InlineData("en", "/settings/accounts")]
    [InlineData("ja", "/settings")]
    [InlineData("ja", "/settings/audit")]
    [InlineData("en", "/settings/notifications")]
    [InlineData("ja", "/settings/hours")]
    [InlineData("en", "/settings/replies")]
    [InlineData("ja", "/settings/autoReplies")]
    public async Task Axe_finds_nothing(string language, string place)
    {
        var desk = place == "/signed-out" ? new DeskWindow(await stage.WindowAsync(language), stage.Hub) : await stage.DeskAsync(language);
        await desk.GoToAsync(place);
        await desk.Page.Locator("h1").First.WaitForAsync();
        if (place == "/inbox/open")
        {
            await desk.Page.Locator("section a[href^='/inbox/open/']").First.ClickAsync();
            await desk.Messages.First.WaitForAsync();
            await desk.Page.Locator("aside h2").WaitForAsync();
        }

        await desk.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await desk.Page.EvaluateAsync(await File.ReadAllTextAsync(Axe(), TestContext.Current.CancellationToken));
        var result = await desk.Page.EvaluateAsync<string[]>("""
            async () => {
              const result = await axe.run();
              if (result.passes.length === 0) return ['axe looked at nothing'];
              return result.violations.map((violation) => `${violation.id} (${violation.impact}): ${violation.nodes[0].html}`);
            }
            """);
        Assert.Empty(result);
        Assert.Equal(language, await desk.Page.GetAttributeAsync("html", "lang"));
    }

    /// <summary>From the packages of the desk.</summary>
    private static string Axe()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "node_modules/axe-core/axe.min.js") is var file && File.Exists(file))
            {
                return file;
            }
        }

        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "axe-core is not there: run npm ci.");
        throw new FileNotFoundException("axe-core is not there: run npm ci.");
    }
}
