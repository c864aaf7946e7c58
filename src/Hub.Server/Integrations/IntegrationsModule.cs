using Hub.Channels;
using Hub.Channels.Call;
using Hub.Channels.Email;
using Hub.Channels.Email.Imap;
using Hub.Channels.Line;
using Hub.Channels.Telegram;
using Hub.Channels.Twilio;
using Hub.Channels.WebChat;
using Hub.Server.Identity;
using Hub.Server.Integrations.MailSignIn;
using Hub.Server.Platform;
using Hub.Server.Platform.Secrets;

namespace Hub.Server.Integrations;

/// <summary>Brands with their business hours, channel accounts and the adapters behind them.</summary>
internal static class IntegrationsModule
{
    public static void AddIntegrations(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IChannelAdapter>(services => new LineAdapter(ChannelHttpClient.Create(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IChannelAdapter>(services => new TwilioAdapter(ChannelHttpClient.Create(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IChannelAdapter>(services => new TelegramAdapter(ChannelHttpClient.CreateForSecretAddresses(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IChannelAdapter, WebChatAdapter>();
        builder.Services.AddSingleton<IChannelAdapter, CallAdapter>();
        builder.Services.AddSingleton(services => new MailNetwork(services.GetRequiredService<HubOptions>() is { Demo: true } or { AnyMailPort: true }));
        builder.Services.AddSingleton<TokenClient>();
        builder.Services.AddSingleton<AccountTokens>();
        builder.Services.AddSingleton<SignInAtProvider>();
        builder.Services.AddSingleton<IMailSignIn>(services => services.GetRequiredService<AccountTokens>());
        builder.Services.AddSingleton<IMailboxes, ImapMailboxes>();
        builder.Services.AddSingleton<IChannelAdapter>(services => new EmailAdapter(
            services.GetService<IMailSender>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<MasterKey>().Derive("mail threads"), services.GetService<ISendingDomain>()));
        builder.Services.AddSingleton<ISendingDomain>(services => new DnsText(services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<ChannelAccounts>();
        builder.Services.AddSingleton<Allowances>();
        builder.Services.AddSingleton<BrandCalendars>();
        builder.Services.AddSingleton<Brands>();
        builder.Services.AddSingleton<IKnownBrands, KnownBrands>();
        builder.Services.AddSingleton<ISystemMail, SystemMail>();
    }

    public static void MapIntegrations(this WebApplication app)
    {
        ManageAccounts.Map(app);
        SignInAtProvider.Map(app);
        ListKinds.Map(app);
        ManageCalendars.Map(app);
        ManageBrands.Map(app);
    }
}
