using Hub.Server.Automation;
using Hub.Server.Conversations;
using Hub.Server.Customers;
using Hub.Server.Demo;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Knowledge;
using Hub.Server.Platform;
using Hub.Server.Platform.Startup;
using Hub.Server.Platform.Telemetry;

namespace Hub.Server;

/// <summary>Puts the server together; <c>Program</c> and the tests call this and nothing else.</summary>
internal static class HubApplication
{
    /// <param name="args">Command line.</param>
    /// <param name="adjust">Called last, before the server is built: tests exchange the clock and what lies outside the hub.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="StartupException">What the operator must repair.</exception>
    public static async Task<WebApplication> BuildAsync(string[] args, Action<WebApplicationBuilder>? adjust = null, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelHttpsConfiguration();
        HubLogs.Add(builder.Logging, builder.Configuration);
        using var startupLogging = LoggerFactory.Create(logging => HubLogs.Add(logging, builder.Configuration));
        var foundation = await HubFoundation.LayAsync(builder, startupLogging.CreateLogger("Hub.Server.Startup"), cancellationToken);
        try
        {
            builder.AddPlatform(foundation);
            builder.AddIdentity();
            builder.AddIntegrations();
            builder.AddCustomers();
            builder.AddDemo(foundation.Options);
            builder.AddConversations();
            builder.AddKnowledge();
            builder.AddAutomation();
            adjust?.Invoke(builder);

            var app = builder.Build();
            app.Services.GetRequiredService<HubFoundation>();
            app.UsePlatform();
            app.MapPlatform();
            app.MapIdentity();
            app.MapIntegrations();
            app.MapConversations();
            app.MapKnowledge();
            app.MapAutomation();
            app.MapOpenApi().RequireSignedIn();
            return app;
        }
        catch
        {
            await foundation.DisposeAsync();
            throw;
        }
    }
}
