using Hub.Desk.Tests.Hosts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hub.Desk.Tests.Journeys;

/// <summary>A second name of the firm: made, told what it wants, and the desk keeps to it.</summary>
public sealed class BrandJourney(Stage stage)
{
    [Fact]
    public async Task A_brand_is_made_wants_a_reason_before_resolving_and_the_desk_asks_for_it()
    {
        var desk = await stage.DeskAsync("en");
        var page = desk.Page;
        var key = $"second-{Guid.NewGuid().ToString("N")[..6]}";
        await desk.GoToAsync("/settings/brands");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a brand" }).PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Name customers know")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync($"Second {key}");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Not A Key");
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToContainTextAsync("Lower-case letters, digits and hyphens."); // and what was typed stays
        await Expect(dialog.GetByLabel("Name customers know")).ToHaveValueAsync($"Second {key}");
        await dialog.GetByLabel("Key (for the API; fixed once saved)").FillAsync(key);
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToBeHiddenAsync();

        // Its reasons and its site, and somebody who writes there.
        var conversation = await page.EvaluateAsync<string>(SomebodyWrites, key);
        await desk.GoToAsync($"/inbox/open/{conversation}");
        await Expect(desk.Message("Is this the new shop?")).ToBeVisibleAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        // From now on it wants a reason, which a desk that is open need not have heard: the server refuses, and the desk asks.
        var settings = (await stage.DeskAsync("en")).Page;
        await settings.GotoAsync($"{stage.Hub}/settings/brands");
        var row = settings.GetByRole(AriaRole.Listitem).Filter(new() { HasText = $"Second {key}" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Edit" }).PressAsync("Enter");
        await settings.GetByLabel("Reason before resolving").FocusAsync();
        await settings.Keyboard.PressAsync("Space");
        await settings.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Save" }).PressAsync("Enter");
        await Expect(row).ToContainTextAsync("Reason before resolving");
        await page.BringToFrontAsync();
        await page.Keyboard.PressAsync("e");
        var asked = page.GetByRole(AriaRole.Dialog, new() { Name = "Reason and result" });
        await Expect(asked.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(asked.GetByRole(AriaRole.Combobox, new() { Name = "Find a reason" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("new shop");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator("button[title='Change the status (W)']")).ToHaveTextAsync("Resolved");
        await Expect(page.Locator("button[title='Reason and result (D)']")).ToContainTextAsync("About the new shop");
    }

    /// <summary>What the settings' other pages and a page with the chat would do; the answer is the conversation's id.</summary>
    private const string SomebodyWrites = """
        async (key) => {
          const call = async (method, path, body, more = {}) => {
            const answer = await fetch(path, { method, headers: { ...(body && { 'Content-Type': 'application/json' }), ...more }, ...(body && { body: JSON.stringify(body) }) });
            if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
            return answer.status === 204 || answer.headers.get('content-length') === '0' ? null : answer.json();
          };
          const brand = (await call('GET', '/api/brands')).items.find((each) => each.key === key);
          const { revision } = await call('GET', '/api/vocabulary');
          await call('PUT', `/api/brands/${brand.id}/reasons`, { revision, items: [{ nameJa: '新しいお店について', nameEn: 'About the new shop' }] });
          await call('POST', '/api/channel-accounts', { key, channel: 'webchat', name: key, brandId: brand.id });
          const { token } = await call('POST', `/widget/api/${key}/session`, { language: 'en' });
          await call('POST', `/widget/api/${key}/messages`, { id: crypto.randomUUID(), text: 'Is this the new shop?' }, { Authorization: `Visitor ${token}` });
          for (let asked = 0; asked < 600; asked += 1) {
            const { items } = await call('GET', '/api/conversations?view=open&limit=20');
            const found = items.find((each) => each.brandId === brand.id);
            if (found) return found.id;
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
          throw new Error('The conversation did not come.');
        }
        """;
}
