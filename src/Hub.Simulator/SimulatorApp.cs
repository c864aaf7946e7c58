using System.Text;
using Hub.Simulator.Control;
using Hub.Simulator.Line;
using Hub.Simulator.Mail;
using Hub.Simulator.Phone;
using Hub.Simulator.Plays;
using Hub.Simulator.State;
using Hub.Simulator.Telegram;
using Hub.Simulator.Twilio;
using Hub.Simulator.Webhooks;

namespace Hub.Simulator;

/// <summary>
/// The LINE Messaging API, Twilio's messages and Telegram's Bot API with their webhooks, and a mail provider, without any of them and without the internet. Arguments: <c>--urls</c> (default http://127.0.0.1:8090; port 0 takes a
/// free one), <c>--hub</c> (default http://127.0.0.1:8080), <c>--data DIR</c>, <c>--colleagues FILE</c>, <c>--supervisor PIPE</c>,
/// <c>--smtp PORT</c>, <c>--imap PORT</c> (a free one unless given).
/// </summary>
public static class SimulatorApp
{
    private const long LargestUpload = 64L * 1024 * 1024;

    public static WebApplication Build(string[] args) => Build(args, TimeProvider.System);

    /// <param name="args">As above.</param>
    /// <param name="clock">Decides what time it is; tests move it.</param>
    public static WebApplication Build(string[] args, TimeProvider clock)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        if (builder.Configuration["urls"] is null)
        {
            builder.WebHost.UseUrls("http://127.0.0.1:8090");
        }
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestUpload;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(json => Json.Configure(json.SerializerOptions));
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton(SimulatorOptions.Read(builder.Configuration));
        builder.Services.AddSingleton<Journal>();
        builder.Services.AddSingleton<PageStream>();
        builder.Services.AddSingleton<Simulation>();
        builder.Services.AddSingleton<ContentStore>();
        builder.Services.AddSingleton<WebhookClient>();
        builder.Services.AddSingleton<WebhookDelivery>();
        builder.Services.AddSingleton<WebhookSender>();
        builder.Services.AddSingleton<PhoneEvents>();
        builder.Services.AddSingleton<GroupEvents>();
        builder.Services.AddSingleton<LoadRuns>();
        builder.Services.AddSingleton<ShopServer>();
        builder.Services.AddPlays();
        builder.Services.AddSingleton<ChannelTokens>();
        builder.Services.AddSingleton<LineGate>();
        builder.Services.AddSingleton<SmsWorld>();
        builder.Services.AddSingleton<SmsHooks>();
        builder.Services.AddSingleton<SmsProgress>();
        builder.Services.AddSingleton<SmsPhones>();
        builder.Services.AddSingleton<TelegramWorld>();
        builder.Services.AddSingleton<TelegramUpdates>();
        builder.Services.AddSingleton<TelegramSending>();
        builder.Services.AddSingleton<TelegramPeople>();
        builder.Services.AddSingleton<MailWorld>();
        builder.Services.AddHostedService<MailServers>();

        var app = builder.Build();
        app.Services.GetRequiredService<Simulation>().Open();
        app.Services.GetRequiredService<SmsWorld>().Open();
        app.Services.GetRequiredService<TelegramWorld>().Open();
        app.Services.GetRequiredService<MailWorld>().Open();
        app.UseLineRequestIds();
        app.MapPages();
        app.MapLineApi();
        app.MapTwilioRest();
        app.MapTelegramRest();
        app.MapMailSignIn();
        app.MapControlApi();
        return app;
    }
}
