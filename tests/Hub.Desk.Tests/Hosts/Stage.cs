using System.Net.Http.Json;
using System.Text.Json;
using Hub.Simulator;
using Hub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using Npgsql;
using Xunit;

namespace Hub.Desk.Tests.Hosts;

/// <summary>The demo as people start it: hub with the built desk and widget, simulator with phones and a shop, and a real browser.</summary>
public sealed class Stage : IAsyncLifetime
{
    public const string Email = "admin@demo.test";
    public const string Password = "the demo's password";
    private static int people;
    private readonly int port = TestPorts.Take();
    private HubFixture hub = null!;
    private WebApplication simulator = null!;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private readonly List<(string? Test, IBrowserContext Context)> windows = [];
    private string? signedIn;

    public string Hub => $"http://127.0.0.1:{port}";

    public int Port => port;

    /// <summary>For what no person can bring about, such as a restore. What is changed is put back at the end.</summary>
    public NpgsqlDataSource Database => hub.Database;

    public string Simulator { get; private set; } = "";

    public HttpClient Line { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Missing is not null)
        {
            return;
        }

        var data = TestFolders.New("stage");
        simulator = SimulatorApp.Build(["--urls", "http://127.0.0.1:0", "--hub", Hub, "--colleagues", Path.Combine(data, "colleagues.json"), "--Logging:LogLevel:Default", "Warning"]);
        await simulator.StartAsync();
        Simulator = simulator.Urls.First();
        Line = new HttpClient { BaseAddress = new Uri(Simulator), Timeout = Eventually.Deadline };
        hub = await HubFixture.StartAsync(new Dictionary<string, string?>
        {
            ["urls"] = Hub,
            ["Hub:DataDirectory"] = data,
            ["Hub:Demo"] = "true",
            ["Hub:SimulatorUrl"] = Simulator,
            ["Hub:AdminPassword"] = Password,
            ["Hub:MasterKey"] = Convert.ToBase64String(new byte[32]),
        });
        (playwright, browser) = await Chromium.LaunchAsync();
        Assertions.SetDefaultExpectTimeout((float)Eventually.Deadline.TotalMilliseconds);
    }

    /// <summary>A window of its own: cookies, storage and sockets of nobody else. Skips the test where there is no Chromium.</summary>
    public async Task<IPage> WindowAsync(string language = "en", string? storage = null, bool bypassPolicy = false)
    {
        Chromium.SkipIfMissing();
        await CloseEarlierAsync();
        var context = await browser!.NewContextAsync(new()
        {
            Locale = language == "ja" ? "ja-JP" : "en-GB",
            ViewportSize = new() { Width = 1366, Height = 768 },
            StorageState = storage,
            BypassCSP = bypassPolicy,
            ReducedMotion = ReducedMotion.Reduce,
        });
        // What a person has chosen in this browser; the demo's admin prefers Japanese.
        await context.AddInitScriptAsync($"localStorage.setItem('hub.language', '{language}')");
        await context.ExposeFunctionAsync("journeyKey", KeysAndSecondsAttribute.Pressed);
        await context.AddInitScriptAsync("addEventListener('keydown', () => window.journeyKey(), true)");
        context.SetDefaultTimeout((float)Eventually.Deadline.TotalMilliseconds);
        windows.Add((TestContext.Current.Test?.UniqueID, context));
        return await context.NewPageAsync();
    }

    /// <summary>Journeys come one after the other. A desk left open goes on drawing whatever later ones do, and a hundred of them leave no processor to anybody.</summary>
    private async Task CloseEarlierAsync()
    {
        var test = TestContext.Current.Test?.UniqueID;
        foreach (var (_, context) in windows.Where(window => window.Test != test))
        {
            await context.CloseAsync();
        }

        windows.RemoveAll(window => window.Test != test);
    }

    /// <summary>A desk that is signed in, at its inbox. The address may be that of a line to the hub that can be cut.</summary>
    /// <param name="bypassPolicy">The page's own policy is switched off: what holds then is what the page makes of what it shows.</param>
    public async Task<DeskWindow> DeskAsync(string language = "en", string? address = null, bool bypassPolicy = false)
    {
        var page = await WindowAsync(language, signedIn, bypassPolicy);
        var desk = new DeskWindow(page, address ?? Hub);
        if (signedIn is null)
        {
            await desk.SignInAsync(Email, Password);
            signedIn = await page.Context.StorageStateAsync();
        }

        return desk;
    }

    /// <summary>A friend of the LINE account, made up at the simulator.</summary>
    public async Task<PhoneWindow> PhoneAsync(string name)
    {
        Chromium.SkipIfMissing();
        name = $"{name} {Interlocked.Increment(ref people)}";
        var response = await Line.PostAsJsonAsync("/sim/accounts/line-demo/users", new { displayName = name });
        response.EnsureSuccessStatusCode();
        return new PhoneWindow(this, name, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("userId").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
            playwright!.Dispose();
        }

        if (hub is not null)
        {
            await hub.DisposeAsync();
        }

        if (simulator is not null)
        {
            await simulator.StopAsync();
            await simulator.DisposeAsync();
            Line.Dispose();
        }
    }
}
