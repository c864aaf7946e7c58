using Hub.Server.Platform.Outbox;

namespace Hub.Server.Automation;

/// <summary>What the hub does by itself: automatic replies.</summary>
internal static class AutomationModule
{
    public static void AddAutomation(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AutoReplies>();
        builder.Services.AddSingleton<AutoReplyTexts>();
        builder.Services.AddSingleton<IFactHandler, AnswerAutomatically>();
    }

    public static void MapAutomation(this WebApplication app) => ManageAutoReplies.Map(app);
}
