using Hub.Server.Platform;

namespace Hub.Server.Demo;

/// <summary>The sample shop of the demo. Its data goes into the other modules' tables directly: it is history that nobody wrote.</summary>
internal static class DemoModule
{
    /// <summary>After the modules whose start makes the first admin, before those that begin to receive and send.</summary>
    public static void AddDemo(this IHostApplicationBuilder builder, HubOptions options)
    {
        if (options.Demo)
        {
            builder.Services.AddHostedService<DemoStart>();
        }
    }
}
