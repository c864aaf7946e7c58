using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;

namespace Hub.Server;

/// <summary>Puts the server together; <c>Program</c> and the tests call this and nothing else.</summary>
internal static class HubApplication
{
    public static async Task<WebApplication> BuildAsync(string[] args, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.UseKestrelHttpsConfiguration();
        using var startupLogging = LoggerFactory.Create(logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddJsonConsole());
        var database = await HubDatabase.OpenAsync(builder.Configuration, startupLogging.CreateLogger("Hub.Server.Startup"), cancellationToken);
        builder.AddPlatform(database);
        builder.AddIdentity();
        var app = builder.Build();
        app.MapPlatform();
        app.MapIdentity();
        return app;
    }
}
