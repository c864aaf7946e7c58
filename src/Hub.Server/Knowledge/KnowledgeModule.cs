namespace Hub.Server.Knowledge;

/// <summary>What the firm knows how to say: canned replies.</summary>
internal static class KnowledgeModule
{
    public static void AddKnowledge(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CannedReplies>();
        builder.Services.AddSingleton<CannedFiles>();
    }

    public static void MapKnowledge(this WebApplication app)
    {
        var replies = app.MapGroup("/api/canned-replies").WithTags("Canned replies");
        ListCannedReplies.Map(replies);
        SaveCannedReply.Map(replies);
        DeleteCannedReply.Map(replies);
        UseCannedReply.Map(replies);
    }
}
