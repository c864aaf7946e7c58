using System.Collections.Concurrent;
using Hub.Desk.Tests.Hosts;
using Hub.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>Formatted mail in a real browser: whatever stands in it runs nothing, asks nobody and leads nowhere, with the page's policy switched off as well as on.</summary>
public sealed class HostileMailJourney(Stage stage)
{
    [Fact]
    public async Task HE3_HE7_pictures_elsewhere_wait_until_asked_and_heads_stay_text()
    {
        Chromium.SkipIfMissing();
        const string subject = "<img src=x onerror=top.owned=1>";
        Assert.Equal(System.Net.HttpStatusCode.OK, await MailWebhook.PostAsync(new Uri(stage.Hub), "mail-demo", "mail-demo-secret", MailWebhook.Parts(
            "\"<b>Eve</b>\" <eve@evil.example>", "support@tsumugi.example", subject, "plain words", "<p>With a picture</p><img src=\"https://evil.example/pixel.png\" alt=\"pixel\">", ("<i>a.html", "text/html", null, "<script>1</script>"u8.ToArray()))));
        var desk = await stage.DeskAsync();
        var asked = new ConcurrentBag<string>();
        desk.Page.Request += (_, request) => asked.Add(request.Url);
        await desk.OpenAsync(subject);
        await Expect(desk.Message(subject)).ToBeVisibleAsync();
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Show as formatted" }).ClickAsync();
        await Expect(desk.Page.GetByText("1 picture from another server is not shown.")).ToBeVisibleAsync();
        Assert.DoesNotContain(asked, url => url.Contains("/images/", StringComparison.Ordinal));
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Show them" }).ClickAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(asked.Any(url => url.EndsWith("/images/0", StringComparison.Ordinal))));
        Assert.DoesNotContain(asked, url => url.Contains("evil.example", StringComparison.Ordinal));
        Assert.True(await desk.Page.EvaluateAsync<bool>("() => window.owned === undefined"));
        Assert.Equal(0, await desk.Page.Locator("img[src='x']").CountAsync());
    }
}
