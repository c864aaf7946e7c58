using Hub.Channels;
using Hub.Channels.Line;
using Hub.Channels.WebChat;

namespace Hub.Server.Integrations;

/// <summary>Brands, channel accounts and the adapters behind them.</summary>
internal static class IntegrationsModule
{
    public static void AddIntegrations(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IChannelAdapter>(services => new LineAdapter(ChannelHttpClient.Create(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IChannelAdapter, WebChatAdapter>();
        builder.Services.AddSingleton<ChannelAccounts>();
    }

    public static void MapIntegrations(this WebApplication app) => ManageAccounts.Map(app);
}
