using Hub.Server;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Xunit;

namespace Hub.Testing;

/// <summary>
/// The real server on a free loopback port, with a database and a data directory of its own. As a class fixture it serves one class; derive from it
/// to change settings, or start one inside a test with <see cref="StartAsync"/>.
/// </summary>
public class HubFixture : IAsyncLifetime
{
    private WebApplication? app;
    private string? ownDatabase;

    /// <summary>Settings as in the environment, with a colon: <c>Hub:Demo</c>. Set before the start.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    /// <summary>The clock the server gets, null for the real one.</summary>
    public TimeProvider? Time { get; set; }

    /// <summary>Called last before the server is built.</summary>
    public Action<WebApplicationBuilder>? Adjust { get; set; }

    /// <summary>Called on the built server before it starts: routes of the test's own.</summary>
    public Action<WebApplication>? Map { get; set; }

    /// <summary>Where the server listens, such as http://127.0.0.1:41234/.</summary>
    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => app!.Services;

    /// <summary>The database of this server, to look for evidence.</summary>
    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    public string ConnectionString { get; private set; } = "";

    public string DataDirectory { get; private set; } = "";

    /// <summary>Starts a server inside a test. A second node shares the first one's database by its <see cref="ConnectionString"/>.</summary>
    public static async Task<HubFixture> StartAsync(IEnumerable<KeyValuePair<string, string?>>? settings = null, TimeProvider? time = null, Action<WebApplicationBuilder>? adjust = null, Action<WebApplication>? map = null)
    {
        var hub = new HubFixture { Time = time, Adjust = adjust, Map = map };
        foreach (var (name, value) in settings ?? [])
        {
            hub.Settings[name] = value;
        }

        await hub.InitializeAsync();
        return hub;
    }

    /// <summary>Hundreds of people sign in during a run; a hash of the real strength takes a tenth of a second of a processor each.</summary>
    public static void HashQuickly(WebApplicationBuilder builder) => builder.Services.Replace(ServiceDescriptor.Singleton(_ => new Passwords(rounds: 1_000)));

    public virtual async ValueTask InitializeAsync()
    {
        if (!Settings.TryGetValue("ConnectionStrings:Hub", out var database) || database is null)
        {
            Settings["ConnectionStrings:Hub"] = database = ownDatabase = await TestDatabases.CreateAsync();
        }

        Settings.TryAdd("Hub:DataDirectory", TestFolders.New("hub"));
        Settings.TryAdd("Hub:FilesDirectory", Path.Combine(Settings["Hub:DataDirectory"]!, "files"));
        Settings.TryAdd("Hub:ShowStart", "false");
        Settings.TryAdd("urls", "http://127.0.0.1:0");
        Settings.TryAdd("Logging:LogLevel:Default", "Error");
        Settings.TryAdd("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Error");
        ConnectionString = database;
        DataDirectory = Settings["Hub:DataDirectory"]!;
        app = await HubApplication.BuildAsync([.. Settings.Where(setting => setting.Value is not null).Select(setting => $"--{setting.Key}={setting.Value}")], builder =>
        {
            HashQuickly(builder);
            if (Time is not null)
            {
                builder.Services.Replace(ServiceDescriptor.Singleton(Time));
            }

            Adjust?.Invoke(builder);
        });
        Map?.Invoke(app);
        var live = app.Services.GetRequiredService<LiveGroups>();
        var unbegun = live.Epoch;
        await app.StartAsync();
        // Until then nothing is told live, and whoever is connected already is sent to fetch afresh.
        await Eventually.HoldsAsync(() => live.Epoch != unbegun, what: "the live view has begun");
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        app.Services.GetRequiredService<HubOptions>().PublicUrl ??= Address;
    }

    /// <summary>A client without cookies, or with a jar of its own. Redirects are not followed.</summary>
    public HttpClient CreateClient(bool cookies = false) =>
        new(new SocketsHttpHandler { UseCookies = cookies, AllowAutoRedirect = false }, disposeHandler: true) { BaseAddress = Address, Timeout = Eventually.Deadline };

    public virtual async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        if (ownDatabase is not null)
        {
            await TestDatabases.DropAsync(ownDatabase);
        }

        GC.SuppressFinalize(this);
    }
}
