using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>The chat on a React and a Vue application under a strict policy, by keyboard, and with axe looking.</summary>
public sealed class StrictPageJourney(Stage stage)
{
    private const string Site = "react-shop";
    private const string Secret = "a-secret-of-the-react-shop";

    [Fact]
    public async Task The_chat_lives_on_React_and_Vue_pages_under_a_strict_policy_speaks_first_and_is_used_by_keyboard()
    {
        await using var shop = await ReactShop.StartAsync(stage.Hub, Site);
        await using var other = await VueShop.StartAsync(stage.Hub, Site);
        await SiteAsync($"{shop.Address},{other.Address}");
        var page = await stage.WindowAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync(shop.Address);
        var launcher = page.Locator("[data-crmhub] button.launcher");
        var chat = page.FrameLocator("[data-crmhub] iframe");
        await Expect(launcher).ToHaveAttributeAsync("aria-label", "Ask us – Open chat");
        await Expect(launcher).ToHaveCSSAsync("background-color", "rgb(224, 176, 0)");

        // The route changes without a load; the page speaks first there, and the focus stays where it is.
        var cart = page.GetByRole(AriaRole.Button, new() { Name = "Cart" });
        await cart.ClickAsync();
        var words = page.Locator("[data-crmhub] .teaser").GetByText("Questions about your order?");
        await words.WaitForAsync();
        await Expect(cart).ToBeFocusedAsync();
        Assert.Empty(await page.EvaluateAsync<string[]>("[...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => key.startsWith('crmhub'))"));
        Assert.Empty(await Axe.FindingsAsync(page.MainFrame));
        await words.PressAsync("Enter");

        // Asked first, by keyboard; what is refused stays.
        var name = chat.GetByLabel("Name");
        await Expect(name).ToBeFocusedAsync();
        await Expect(chat.Locator(".greeting")).ToHaveTextAsync("Questions about your order?");
        await page.Keyboard.TypeAsync("Kim");
        await page.Keyboard.PressAsync("Enter");
        var email = chat.GetByLabel("E-mail");
        await Expect(email).ToBeFocusedAsync();
        await Expect(name).ToHaveValueAsync("Kim");
        await Expect(email).ToHaveAttributeAsync("aria-invalid", "true");
        var frame = page.Frames.Single(one => one.Url.Contains("/widget/chat", StringComparison.Ordinal));
        Assert.Empty(await Axe.FindingsAsync(frame));
        await page.Keyboard.TypeAsync("kim@customer.example");
        await page.Keyboard.PressAsync("Enter");
        var field = chat.Locator("textarea");
        await Expect(field).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("strict 1: is it still there?");
        await page.Keyboard.PressAsync("Enter");
        await Expect(chat.GetByRole(AriaRole.Log).GetByText("strict 1")).ToBeVisibleAsync();
        await Expect(chat.Locator(".place-in-queue")).Not.ToHaveTextAsync("");
        Assert.Empty(await Axe.FindingsAsync(frame));
        await page.Keyboard.PressAsync("Escape");
        await Expect(launcher).ToHaveAttributeAsync("aria-expanded", "false");

        // The component goes and comes back, as React likes to do; the conversation stays.
        var toggle = page.GetByRole(AriaRole.Button, new() { Name = "Chat on or off" });
        await toggle.ClickAsync();
        await Expect(page.Locator("[data-crmhub]")).ToHaveCountAsync(0);
        await toggle.ClickAsync();
        await launcher.PressAsync("Enter");
        await Expect(chat.Locator(".message").GetByText("strict 1")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-crmhub]")).ToHaveCountAsync(1);

        // Somebody signs in: another person, whose history is their own.
        await page.EvaluateAsync("jwt => window.CrmHub.identify(jwt)", Identity());
        await Expect(chat.Locator(".message")).ToHaveCountAsync(0);

        // Vue makes its page anew at every change of the address and draws it again at every change of anything: the chat, once open, is neither moved nor loaded again.
        await page.GotoAsync(other.Address);
        await launcher.ClickAsync();
        await Expect(chat.Locator(".greeting, .message, form").First).ToBeVisibleAsync();
        await page.EvaluateAsync("document.querySelector('[data-crmhub]').shadowRoot.querySelector('iframe').dataset.same = 'yes'");
        await page.EvaluateAsync("window.CrmHub.consent(true)");
        await page.GetByRole(AriaRole.Button, new() { Name = "Seen: 0" }).ClickAsync();
        await cart.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Your cart");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Seen: 1" })).ToBeVisibleAsync();
        await Expect(launcher).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(page.Locator("[data-crmhub] iframe[data-same=yes]")).ToBeVisibleAsync();
        Assert.Single(await page.EvaluateAsync<string[]>("Object.keys(localStorage).filter((key) => key.startsWith('crmhub'))"));
        await toggle.ClickAsync();
        await Expect(page.Locator("[data-crmhub]")).ToHaveCountAsync(0);
        await page.EvaluateAsync("window.CrmHub.consent(false)");
        Assert.Empty(await page.EvaluateAsync<string[]>("Object.keys(localStorage).filter((key) => key.startsWith('crmhub'))"));
        await toggle.ClickAsync();
        await Expect(page.Locator("[data-crmhub]")).ToHaveCountAsync(1);
        Assert.DoesNotContain(complaints, text => !text.Contains("favicon", StringComparison.Ordinal));
    }

    /// <summary>A site of its own, made as an administrator makes one.</summary>
    private async Task SiteAsync(string origin)
    {
        var desk = await stage.DeskAsync();
        await desk.GoToAsync("/settings");
        var settings = JsonSerializer.Serialize(new
        {
            theme = new { accent = "#e0b000", side = "right", scheme = "auto", icon = "question", label = new { en = "Ask us" }, title = new { }, greeting = new { } },
            preChat = new
            {
                on = true,
                intro = new { },
                consent = new { },
                fields = new[] { new { key = "name", kind = "name", required = false, label = new { } }, new { key = "email", kind = "email", required = true, label = new { } } },
            },
            offline = new { on = false, whenNobody = false, intro = new { } },
            queuePosition = true,
            invitations = new[] { new { id = Guid.CreateVersion7(), on = true, page = "/cart", seconds = 0, views = 2, onlyOpen = false, days = 7, text = new { en = "Questions about your order?" } } },
        });
        var answer = await desk.Page.EvaluateAsync<string>("""
            async ([key, origin, secret, settings]) => {
              const send = (method, path, body) => fetch(path, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
              const made = await send('POST', '/api/channel-accounts', { key, channel: 'webchat', name: 'React shop', settings: { allowedOrigins: origin }, secrets: { identitySecret: secret } });
              const saved = await send('PUT', `/api/channel-accounts/${(await made.json()).id}/chat`, { settings: JSON.parse(settings), version: 0 });
              return `${made.status} ${saved.status} ${saved.ok ? '' : await saved.text()}`;
            }
            """, new[] { Site, origin, Secret, settings });
        Assert.Equal("201 200 ", answer);
    }

    private static string Identity()
    {
        var signed = $"{Part(new { alg = "HS256", typ = "JWT" })}.{Part(new { sub = "kim-7", name = "Kim", exp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600 })}";
        return $"{signed}.{System.Buffers.Text.Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.ASCII.GetBytes(signed)))}";

        static string Part(object value) => System.Buffers.Text.Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
    }
}
